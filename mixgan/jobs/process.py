"""Starting a child that outlives the page, the tab and the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from mixgan.files import write_json
from mixgan.jobs.status import Status, alive, read

__all__ = ["end", "log_tail", "start"]

TAIL_BYTES = 64 * 1024
_STARTING = threading.Lock()


def start(argv: Sequence[str], folder: Path) -> int:
    """Run `argv` in a session of its own, its output appended to `folder/log.txt`; the pid.

    A job whose process is alive is not started twice: its pid is returned. Until the child speaks, the status says queued.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        before = read(folder)
        if before is not None and alive(before):
            return before.pid
        return _start(argv, folder, before)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two tabs, one click each: the second start waits, and finds the first one's status. A crash frees the lock."""
    with _STARTING, (folder / ".start").open("ab") as file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _start(argv: Sequence[str], folder: Path, before: Status | None) -> int:
    (folder / "control.json").unlink(missing_ok=True)
    with (folder / "log.txt").open("ab") as log:
        child = subprocess.Popen(list(argv), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                 start_new_session=True, env={**os.environ, "MIXGAN_JOB": str(folder.resolve())})
    _announce(child.pid, folder, before)
    # a finished child stays a zombie until somebody waits for it
    threading.Thread(target=child.wait, daemon=True).start()
    return child.pid


def _announce(pid: int, folder: Path, before: Status | None) -> None:
    """A first status on the child's behalf, unless it has already spoken or ended."""
    import socket

    try:
        started = psutil.Process(pid).create_time()
    except psutil.Error:
        return
    status = read(folder)
    if status is None or status == before:
        write_json(folder / "status.json", {
            "phase": "queued", "pid": pid, "started": started, "host": socket.gethostname(), "heartbeat": time.time(),
            "step": before.step if before else 0, "steps": before.steps if before else 0, "message": "starting"})


def end(folder: Path) -> None:
    """Ask the process of the job in `folder` to end (SIGTERM), for work that has no step to look at `control.json`."""
    status = read(folder)
    if status is not None and alive(status):
        psutil.Process(status.pid).terminate()


def log_tail(folder: Path, n: int) -> list[str]:
    """The last n lines of the job's log."""
    path = folder / "log.txt"
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    return lines[-n:] if n > 0 else []

"""Starting a child that outlives the page, the tab and the server."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from mixgan.errors import RunError
from mixgan.files import made, write_json
from mixgan.jobs.lock import held, opened
from mixgan.jobs.status import Status, alive, born, read

__all__ = ["end", "log_tail", "start"]

TAIL_BYTES = 64 * 1024
_STARTING = threading.Lock()


def start(argv: Sequence[str], folder: Path) -> int:
    """Run `argv` in a session of its own, its output appended to `folder/log.txt`; the pid.

    A job whose process is alive is not started twice: its pid is returned. Until the child speaks, the status says queued.
    Raises RunError where the folder cannot be written to, or the system gives no process.
    """
    made(folder)
    # two tabs, one click each: the second start waits, and finds the first one's status
    with _STARTING, held(folder / ".start"):
        before = read(folder)
        if before is not None and alive(before):
            return before.pid
        return _start(argv, folder, before)


def _start(argv: Sequence[str], folder: Path, before: Status | None) -> int:
    with opened(folder / "log.txt") as log:
        try:
            child = subprocess.Popen(list(argv), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                     start_new_session=True, env={**os.environ, "MIXGAN_JOB": str(folder.resolve())})
        except OSError as err:
            words = f"No process could be started ({err.strerror or err})."
            raise RunError(words, "Close other programs and try again.") from err
    try:
        _announce(child.pid, folder, before)
    except RunError:                    # what nobody could see is not left running
        child.terminate()
        raise
    finally:
        # a finished child stays a zombie until somebody waits for it
        threading.Thread(target=child.wait, daemon=True).start()
    return child.pid


def _announce(pid: int, folder: Path, before: Status | None) -> None:
    """A first status on the child's behalf, unless it has already spoken or ended."""
    import socket

    try:
        started = born(pid)
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
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:                     # it has said nothing, or it lies where nobody can read it
        return []
    return lines[-n:] if n > 0 else []

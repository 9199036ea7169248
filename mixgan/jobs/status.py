"""`status.json`, and the state that follows from it and from the process. A state is derived, never stored alone."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import psutil

from mixgan.errors import StoreError
from mixgan.files import read_json, write_json

__all__ = ["UNDER_WAY", "State", "Status", "alive", "born", "derive", "elsewhere", "read", "state", "write"]

STALE_S = 60.0
PHASES = ("queued", "running", "paused", "stopped", "finished", "failed")


class State(Enum):
    """What a job is, as everybody sees it. `lost`: its process is gone and it did not say goodbye."""

    queued = "queued"
    running = "running"
    paused = "paused"
    stopped = "stopped"
    finished = "finished"
    failed = "failed"
    lost = "lost"


UNDER_WAY = (State.queued, State.running, State.paused)


@dataclass(frozen=True)
class Status:
    """What the child said last. `heartbeat` is in seconds since 1970; `rate` is steps a second.

    `answered`: the id of the request taken up last. `cause` of a failure: a word that `training.remedies` knows.
    """

    phase: str = "queued"
    step: int = 0
    steps: int = 0
    pid: int = 0
    started: float = 0.0                # of the process, as `born` tells it: its pid may have been given to another since
    host: str = ""
    heartbeat: float = 0.0
    message: str = ""
    rate: float = 0.0
    answered: str = ""
    cause: str = ""


def derive(status: Status | None, is_alive: bool) -> State:
    """The state of a job: a pure function of what it said last and whether its process lives."""
    if status is None:
        return State.lost                                           # nobody works there: it can be gone on with
    if status.phase in ("stopped", "finished", "failed"):
        return State(status.phase)
    return State(status.phase) if is_alive else State.lost


def write(folder: Path, **values: Any) -> None:
    """Replace `status.json`; this process's pid, start time and host are added."""
    own = os.getpid()
    status = Status(**{"pid": own, "started": born(own), "host": socket.gethostname(),
                       "heartbeat": time.time(), **values})
    write_json(folder / "status.json", asdict(status))


def read(folder: Path) -> Status | None:
    """The last status, or None where there is none that can be read."""
    try:
        content = read_json(folder / "status.json")
        empty = asdict(Status())
        status = Status(**{name: type(value)(content.get(name, value)) for name, value in empty.items()})
    except (StoreError, TypeError, ValueError, OverflowError):
        return None
    return status if status.phase in PHASES else None


def alive(status: Status | None) -> bool:
    """Whether the process of `status` lives: pid and start time fit, and it is no zombie.

    On another host nobody can look; there a heartbeat of the last minute counts.
    """
    if status is None or status.pid <= 0:
        return False
    if status.host != socket.gethostname():
        return abs(time.time() - status.heartbeat) < STALE_S
    try:
        return abs(born(status.pid) - status.started) < 2.0 and psutil.Process(status.pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def elsewhere(status: Status | None) -> str:
    """The name of the machine that the process of `status` is on, if that is another one, else ''."""
    return "" if status is None or status.host == socket.gethostname() else status.host or "another machine"


def born(pid: int) -> float:
    """When a process began: on Linux seconds since the machine started, which hold when its clock is set; elsewhere since 1970.

    Raises psutil.Error when there is no such process.
    """
    if not Path("/proc/self/stat").exists():
        return psutil.Process(pid).create_time()
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError as err:
        raise psutil.NoSuchProcess(pid) from err
    after_name = text.rpartition(")")[2].split()                    # the name may hold spaces and brackets
    return int(after_name[19]) / os.sysconf("SC_CLK_TCK")           # field 22 of proc(5), starttime


def state(folder: Path) -> State:
    """The state of the job in `folder`."""
    status = read(folder)
    return derive(status, alive(status))


def own_folder() -> Path | None:
    """The job folder this process was started for, if any."""
    name = os.environ.get("MIXGAN_JOB")
    return Path(name) if name else None

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

__all__ = ["State", "Status", "alive", "derive", "read", "state", "write"]

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


@dataclass(frozen=True)
class Status:
    """What the child said last. Times are seconds since 1970; `rate` is steps a second."""

    phase: str = "queued"
    step: int = 0
    steps: int = 0
    pid: int = 0
    started: float = 0.0                # of the process: a pid alone may have been given to another one since
    host: str = ""
    heartbeat: float = 0.0
    message: str = ""
    rate: float = 0.0


def derive(status: Status | None, is_alive: bool) -> State:
    """The state of a job: a pure function of what it said last and whether its process lives."""
    if status is None:
        return State.queued
    if status.phase in ("stopped", "finished", "failed"):
        return State(status.phase)
    return State(status.phase) if is_alive else State.lost


def write(folder: Path, **values: Any) -> None:
    """Replace `status.json`; this process's pid, start time and host are added."""
    own = psutil.Process()
    status = Status(**{"pid": own.pid, "started": own.create_time(), "host": socket.gethostname(),
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
        process = psutil.Process(status.pid)
        return abs(process.create_time() - status.started) < 2.0 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def state(folder: Path) -> State:
    """The state of the job in `folder`."""
    status = read(folder)
    return derive(status, alive(status))


def own_folder() -> Path | None:
    """The job folder this process was started for, if any."""
    name = os.environ.get("MIXGAN_JOB")
    return Path(name) if name else None

"""`control.json`: what people asked of a running job; the job looks at every step and says in its status what it has taken up.

Each request has an id and is meant for one process. They stand in a list, oldest first, which only askers write (one at a
time) and the job only reads: two that come together are both answered, in their order. Requests to a process that died are
nobody's.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mixgan.errors import ConfigError, StoreError, unknown
from mixgan.files import read_json, write_json
from mixgan.jobs.lock import held
from mixgan.jobs.status import alive, read

__all__ = ["REQUESTS", "Request", "answered", "ask", "asked", "pending"]

REQUESTS = ("pause", "step", "resume", "change", "stop")
MOST_STEPS = 1_000_000
MOST_WAITING = 64


@dataclass(frozen=True)
class Request:
    """`n` steps for "step", then the job pauses; `settings` for "change"; `pid` of the process it is meant for."""

    request: str = ""
    n: int = 1
    id: str = ""
    pid: int = 0
    settings: dict[str, Any] = field(default_factory=dict)


def ask(folder: Path, request: str, n: int = 1, settings: Mapping[str, Any] | None = None) -> str:
    """Ask the job in `folder` to pause, go `n` steps and pause, resume, change `settings`, or stop; the id for `answered`."""
    if request not in REQUESTS:
        raise ConfigError(unknown("request", request, REQUESTS))
    if not 1 <= n <= MOST_STEPS:
        raise ConfigError(f"Steps should be from 1 to {MOST_STEPS:,} (given {n}).")
    with held(folder / ".asking"):
        status = read(folder)
        pid, last = (status.pid, status.answered) if status else (0, "")
        wish = Request(request, n, secrets.token_hex(4), pid, dict(settings or {}))
        waiting = [*asked(folder, pid, last), wish][-MOST_WAITING:]
        write_json(folder / "control.json", {"requests": [asdict(one) for one in waiting]})
    return wish.id


def asked(folder: Path, pid: int, last: str = "") -> list[Request]:
    """What was asked of process `pid` after the request `last`, which it answered last; oldest first."""
    mine = [wish for wish in _read(folder) if wish.pid == pid]
    return mine[_place(mine, last) + 1:]


def pending(folder: Path) -> Request | None:
    """The newest request that the living job has not yet taken up."""
    status = read(folder)
    waiting = asked(folder, status.pid, status.answered) if status is not None and alive(status) else []
    return waiting[-1] if waiting else None


def answered(folder: Path, wish: str) -> bool:
    """Whether the request with this id was taken up, or nobody is left to do so."""
    status = read(folder)
    return status is None or not alive(status) or wish not in (one.id for one in asked(folder, status.pid, status.answered))


def _place(wishes: Sequence[Request], last: str) -> int:
    return next((place for place, wish in enumerate(wishes) if wish.id == last), -1)


def _read(folder: Path) -> list[Request]:
    try:
        wishes = [Request(str(one["request"]), int(one["n"]), str(one["id"]), int(one["pid"]), dict(one.get("settings", {})))
                  for one in read_json(folder / "control.json")["requests"]]
    except (StoreError, AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return []
    return [wish for wish in wishes if wish.request in REQUESTS and 1 <= wish.n <= MOST_STEPS]

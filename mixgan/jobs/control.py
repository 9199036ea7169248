"""`control.json`: what a person asked of a running job. The job looks at every step and acknowledges."""

from __future__ import annotations

from pathlib import Path

from mixgan.errors import ConfigError, StoreError, unknown
from mixgan.files import read_json, write_json

__all__ = ["REQUESTS", "acknowledge", "ask", "asked"]

REQUESTS = ("pause", "step", "resume", "stop")


def ask(folder: Path, request: str) -> None:
    """Ask the job in `folder` to pause, step, resume or stop."""
    if request not in REQUESTS:
        raise ConfigError(unknown("request", request, REQUESTS))
    write_json(folder / "control.json", {"request": request})


def asked(folder: Path) -> str | None:
    """What was asked and not yet acknowledged."""
    try:
        request = read_json(folder / "control.json").get("request")
    except StoreError:
        return None
    return request if request in REQUESTS else None


def acknowledge(folder: Path) -> None:
    """The job has taken the request up."""
    (folder / "control.json").unlink(missing_ok=True)

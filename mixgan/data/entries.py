"""Files inside a folder or a zip, before anybody knows what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from mixgan.data.imageset import Skipped
from mixgan.errors import printable

__all__ = ["MAX_FILE_BYTES", "Entry", "shown", "sorted_out"]

MAX_FILE_BYTES = 64 * 2**20
LONGEST_NAME = 120
SYSTEM_NAMES = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Entry:
    """`name`: inside the set, with '/' between its parts. `open` may raise OSError or decode.Unreadable."""

    name: str
    n_bytes: int
    open: Callable[[], IO[bytes]]


def sorted_out(entries: list[Entry]) -> tuple[list[Entry], list[Skipped]]:
    """Candidates in the order of their names, and what needs no look inside to be left out."""
    kept: list[Entry] = []
    skipped: list[Skipped] = []
    for entry in sorted(entries, key=lambda one: one.name):
        reason = _reason(entry)
        if not reason and kept and kept[-1].name == entry.name:
            reason = "the name occurs twice; the first is used"
        if reason:
            skipped.append(Skipped(shown(entry.name), reason))
        else:
            kept.append(entry)
    return kept, skipped


def _reason(entry: Entry) -> str:
    parts = entry.name.split("/")
    if any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1].lower() in SYSTEM_NAMES:
        return "hidden, or put there by the system"
    if entry.n_bytes == 0:
        return "empty (0 bytes)"
    if entry.n_bytes > MAX_FILE_BYTES:
        return f"{entry.n_bytes / 2**20:,.0f} MB; at most {MAX_FILE_BYTES // 2**20} MB are read"
    return ""


def shown(name: str) -> str:
    """`name` fit for JSON and one line: what is not valid Unicode or not printable is written as an escape."""
    return printable(name, LONGEST_NAME)

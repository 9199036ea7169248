"""Ours and the rival in turn, so that what else the machine does falls on both alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

__all__ = ["in_turn"]

Work = Callable[[], object]
Around = Callable[[], AbstractContextManager[object]]


def in_turn(*works: Work, n: int, warm: int = 2, inside: Around = nullcontext) -> list[list[float]]:
    """Milliseconds of `n` runs of each work after `warm` ones; every round begins with another work."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(warm + n):
        for i in range(len(works)):
            which = (i + turn) % len(works)
            with inside():
                begun = time.perf_counter()
                works[which]()
                ms = 1000 * (time.perf_counter() - begun)
            if turn >= warm:
                taken[which].append(ms)
    return taken

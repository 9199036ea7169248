"""At which sides own pictures are offered: never larger than they came, since that would cost time and show nothing more."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["OFFERED", "USUAL", "sides_of", "usual_side"]

OFFERED = (28, 32, 48, 64)      # px
USUAL = 32


def sides_of(own: int, finest: int) -> tuple[int, ...]:
    """px, the smallest first. `own`: the side that `load` gives unasked; `finest`: `ImageSet.finest`."""
    return tuple(sorted({own, *(side for side in OFFERED if side <= finest)}))


def usual_side(sides: Sequence[int]) -> int:
    """The one that a page begins with."""
    return min(sides, key=lambda side: abs(side - USUAL))

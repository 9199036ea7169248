"""When a head is ready: its objective says so, without a label. Plain numbers; no torch here, pages read it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

__all__ = ["LOOK_EVERY", "STEADY", "UNSTABLE", "Look", "Outcome", "best_try", "is_over", "kept_looks", "looks_of", "outcome",
           "settled", "still_falls"]

LOOK_EVERY = 250                # updates
STEADY = 0.05                   # share of pictures that may change their kind under a view
QUIET, QUIET_LOOKS = 0.05, 2    # the objective fell by less, over so many looks, and the kinds are steady
FLAT, FLAT_LOOKS = 0.05, 4      # it fell by less, over so many looks: it will not get better
UNSTABLE = 0.25                 # kinds that change so often are none
MOST_TRIES, MOST_UPDATES = 1000, 10**9          # more than any settings allow


@dataclass(frozen=True)
class Look:
    """At a head that warms up: which try, after how many updates; its objective, nats; the share of real pictures whose kind
    changes under a random view; the shares of its outputs; whether all tries are over and this one, the kept one, learns on."""

    attempt: int
    update: int
    objective: float
    flips: float
    shares: tuple[float, ...] = ()
    chosen: bool = False

    def line(self) -> dict[str, Any]:
        return asdict(self)


def looks_of(lines: Sequence[Mapping[str, Any]]) -> list[Look]:
    """From stored lines; those that are none are left out."""
    out = []
    for line in lines:
        try:
            one = Look(int(line["attempt"]), int(line["update"]), float(line["objective"]), float(line["flips"]),
                       tuple(float(share) for share in line["shares"]), bool(line.get("chosen", False)))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        sound = abs(one.objective) <= 1e300 and 0 <= one.flips <= 1
        if sound and 0 <= one.attempt < MOST_TRIES and 0 < one.update <= MOST_UPDATES:
            out.append(one)
    return out


def settled(looks: Sequence[Look]) -> bool:
    """Whether the newest try need not go on: steady and quiet, or flat. Constants from seeds 10 to 14 on MNIST."""
    mine = [look for look in looks if look.attempt == looks[-1].attempt]

    def fell_by(n: int) -> float:
        return mine[-1 - n].objective - mine[-1].objective if len(mine) > n else math.inf

    steady = mine[-1].flips < STEADY and fell_by(QUIET_LOOKS) < QUIET
    return steady or fell_by(FLAT_LOOKS) < FLAT


def best_try(looks: Sequence[Look]) -> int:
    """The try whose last objective is lowest; once one was chosen, that."""
    if looks[-1].chosen:
        return looks[-1].attempt
    last = {look.attempt: look.objective for look in looks}
    return min(last, key=lambda attempt: last[attempt])


def kept_looks(looks: Sequence[Look]) -> list[Look]:
    """Those at the try that is kept; none where there are none at all."""
    best = best_try(looks) if looks else 0
    return [look for look in looks if look.attempt == best]


def is_over(looks: Sequence[Look], tries: int, most: int) -> bool:
    """Whether so many tries, of at most so many updates each, have ended, and the kept one has used up its updates."""
    if not looks or kept_looks(looks)[-1].update < most:
        return False
    return looks[-1].chosen or (looks[-1].attempt == tries - 1 and (settled(looks) or looks[-1].update >= most))


def still_falls(looks: Sequence[Look]) -> tuple[float, int] | None:
    """By how much the objective of one try, whose looks these are, fell over its last updates, and over how many of them.

    None where it has settled, or fell by so little that more updates would not help; and of a single look nothing is known.
    """
    n = min(FLAT_LOOKS, len(looks) - 1)
    if n < 1 or settled(looks):
        return None
    fell = looks[-1 - n].objective - looks[-1].objective
    return (fell, looks[-1].update - looks[-1 - n].update) if fell >= FLAT else None


@dataclass(frozen=True)
class Outcome:
    """Of a warm-up: which of its `tries` is kept, from 0; after how many updates it ended, with which objective, nats, and share
    of flips; how many kinds it has, and whether it had settled."""

    attempt: int
    tries: int
    updates: int
    objective: float
    flips: float
    kinds: int
    settled: bool

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Outcome:
        """From `settling` of figures that were checked; more may stand there."""
        return cls(**{one.name: stored[one.name] for one in fields(cls)})


def outcome(looks: Sequence[Look]) -> Outcome | None:
    """What the looks at a whole warm-up say; None where there are none."""
    kept = kept_looks(looks)
    if not kept or not kept[-1].shares:
        return None
    last, tries = kept[-1], 1 + max(look.attempt for look in looks)
    return Outcome(last.attempt, tries, last.update, last.objective, last.flips, len(last.shares), settled(kept))

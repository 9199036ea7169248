"""When a head is ready: its objective says so, without a label. Plain numbers; no torch here, pages read it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["LOOK_EVERY", "UNSTABLE", "Look", "best_try", "looks_of", "settled"]

LOOK_EVERY = 250                # updates
STEADY = 0.05                   # share of pictures that may change their kind under a view
QUIET, QUIET_LOOKS = 0.05, 2    # the objective fell by less, over so many looks, and the kinds are steady
FLAT, FLAT_LOOKS = 0.05, 4      # it fell by less, over so many looks: it will not get better
UNSTABLE = 0.25                 # kinds that change so often are none


@dataclass(frozen=True)
class Look:
    """At a head that warms up: which try, after how many updates; its objective, nats; the share of real pictures whose kind
    changes under a random view; the shares of its outputs."""

    attempt: int
    update: int
    objective: float
    flips: float
    shares: tuple[float, ...] = ()

    def line(self) -> dict[str, Any]:
        return asdict(self)


def looks_of(lines: Sequence[Mapping[str, Any]]) -> list[Look]:
    """From stored lines; those that are none are left out."""
    out = []
    for line in lines:
        try:
            one = Look(int(line["attempt"]), int(line["update"]), float(line["objective"]), float(line["flips"]),
                       tuple(float(share) for share in line["shares"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if math.isfinite(one.objective) and math.isfinite(one.flips):
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
    """The try whose last objective is lowest."""
    last = {look.attempt: look.objective for look in looks}
    return min(last, key=lambda attempt: last[attempt])

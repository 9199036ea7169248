"""The warm-up of a head: the looks at it to the data of one chart, which the page's component draws. Plain data (JSON)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mixgan.analysis.settling import STEADY, Look, is_over, kept_looks, outcome
from mixgan.analysis.settling_words import sentence, under_way

__all__ = ["settling"]

SHORTEST = 1000                 # updates that the axis of a warm-up under way has at least


def settling(looks: Sequence[Look], tries: int, most: int, experts: int, *, over: bool = False) -> dict[str, Any]:
    """`looks` at up to `tries` heads, oldest first, each of at most `most` updates; at least one look. `experts`: of the
    mixture. `over`: nothing is to come.

    {sentence, tries: [{name, kept, objective: [[updates, nats]], flips: [[updates, share]]}], steady (the share below which kinds
    are), last (updates at the end of the axis)}. No head is kept as long as another may be better.
    """
    over = over or is_over(looks, tries, most)
    kept = kept_looks(looks)[-1].attempt if over else -1
    attempts = sorted({look.attempt for look in looks})
    each = [[look for look in looks if look.attempt == attempt] for attempt in attempts]
    return {
        "sentence": _sentence(looks, tries, experts, over),
        "tries": [_try(mine, attempt, kept, len(attempts)) for attempt, mine in zip(attempts, each, strict=True)],
        "steady": STEADY,
        "last": max(look.update for look in looks) if over else _axis(looks, most),
    }


def _try(mine: Sequence[Look], attempt: int, kept: int, among: int) -> dict[str, Any]:
    name = f"head {attempt + 1}" + (", kept" if attempt == kept else "")
    return {"name": name if among > 1 else "", "kept": attempt == kept,
            "objective": [[look.update, look.objective] for look in mine], "flips": [[look.update, look.flips] for look in mine]}


def _sentence(looks: Sequence[Look], tries: int, experts: int, over: bool) -> str:
    found, newest = outcome(looks), looks[-1]
    if over:
        return sentence(found, experts) if found else ""
    return under_way(newest.attempt, tries, newest.update, newest.flips, len(newest.shares), experts) if newest.shares else ""


def _axis(looks: Sequence[Look], most: int) -> int:
    """It doubles: were it `most` from the start, a head that settles early would be a sliver at the left."""
    end = SHORTEST
    while end < max(look.update for look in looks):
        end *= 2
    return max(min(end, most), looks[-1].update)

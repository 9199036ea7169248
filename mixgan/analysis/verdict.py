"""Whether one arm of a table is better than another: paired differences of equal seeds, and a rule that was fixed beforehand.

A difference counts where the 95 % t-interval of its mean excludes 0 and the mean is at least the smallest that matters. How this
misleads: with three seeds an interval is wide (2.5 deviations to each side), so "cannot be told apart" says little about
equality; and of many comparisons one in twenty counts by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mixgan.measures.records import Interval, mean_interval
from mixgan.store.tables import Better

__all__ = ["LEAST_SEEDS", "Outcome", "Verdict", "gains", "of_all", "verdict"]

LEAST_SEEDS = 3                 # trainings of each arm; below, two seeds differ by more than anything said of them
Outcome = Literal["holds", "holds not", "cannot be told apart"]


@dataclass(frozen=True)
class Verdict:
    """`mean` of the gains and its 95 % t-interval, None of fewer than two; `why`: of an outcome that no figure gives."""

    outcome: Outcome
    mean: float | None = None
    interval: Interval | None = None
    why: str = ""


def gains(arm: Mapping[int, float], against: Mapping[int, float], better: Better) -> dict[int, float]:
    """Of each seed that both have: by how much the arm is better, in the measure's units; below 0 it is worse.

    `better`: lower, higher, or the number that nearer to is better.
    """
    def short_of(value: float) -> float:
        return value if better == "lower" else -value if better == "higher" else abs(value - better)

    return {seed: short_of(against[seed]) - short_of(arm[seed]) for seed in sorted(arm) if seed in against}


def verdict(differences: Sequence[float], smallest: float) -> Verdict:
    """The outcome of paired gains; `smallest` > 0 is the smallest mean that matters."""
    if not differences:
        return Verdict("cannot be told apart", why="not measured on both sides")
    mean, interval = mean_interval(differences)
    if len(differences) < LEAST_SEEDS or interval is None:
        seeds = f"{len(differences)} seed{'s' if len(differences) > 1 else ''}"
        return Verdict("cannot be told apart", mean, interval, f"{seeds}; {LEAST_SEEDS} are the least")
    if interval[0] > 0 and mean >= smallest:
        return Verdict("holds", mean, interval)
    if interval[1] < 0 and mean <= -smallest:
        return Verdict("holds not", mean, interval)
    return Verdict("cannot be told apart", mean, interval)


def of_all(outcomes: Sequence[Outcome]) -> Outcome:
    """Of a claim against several: it holds where it holds against each, and holds not where it fails against one."""
    if "holds not" in outcomes:
        return "holds not"
    return "holds" if outcomes and all(one == "holds" for one in outcomes) else "cannot be told apart"

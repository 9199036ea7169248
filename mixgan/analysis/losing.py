"""What is lost with some experts, in two ways: the others take over ("reroute"), or their samples are left out ("drop")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import as_arrays, chunks, observe, require_evaluation
from mixgan.analysis.tradeoff import Measured
from mixgan.families.contract import Draw, Generator
from mixgan.measures.classes import classes_covered
from mixgan.measures.judges import Judge
from mixgan.measures.neighbours import manifolds
from mixgan.measures.records import Interval, mean_interval
from mixgan.measures.usage import hard_usage

__all__ = ["KEPT", "Losses", "Missed", "Mode", "Quality", "Without", "fallen", "quality", "read_losses", "shares_left", "without"]

Mode = Literal["reroute", "drop"]
NEIGHBOURS = 5
KEPT = 0.1                      # a class of which less than this is left counts as lost


@dataclass(frozen=True)
class Without:
    """n samples with some experts off. `holes` (n,): samples that are left out; always False where the others take over.

    `weights` (n, K) are 0 for what is off; with holes nothing is renormalised, so that rows may sum to less than 1.
    """

    pictures: NDArray
    weights: NDArray[np.float32]
    holes: NDArray[np.bool_]


def without(generator: Generator, draw: Draw, off: Sequence[int], mode: Mode = "reroute") -> Without:
    """The same draw with the experts `off` (from 0) switched off.

    "drop": a sample whose largest expert is off is a hole; in the others the weight of what is off is taken away and nobody
    takes it over. Raises ValueError when nothing would stay on.
    """
    K = generator.n_experts
    on = torch.ones(K, dtype=torch.bool)
    on[list(off)] = False
    if not bool(on.any()):
        raise ValueError("at least one expert must stay on")
    if mode == "reroute":
        seen = observe(generator, draw, only=on if off else None)
        return Without(seen.pictures, seen.weights, np.zeros(len(seen), bool))
    require_evaluation(generator)
    parts = []
    with torch.inference_mode():
        for here in chunks(draw.to(generator.temperature.device)):
            weights = generator.weights(here)
            kept = weights * on.to(weights)
            hole = ~on.to(weights.device)[weights.argmax(1)]
            # nobody looks into a hole, so it keeps its weights: rows of zeros would make a family of networks decode them all
            images = as_arrays(generator(here, weights=torch.where(hole[:, None], weights, kept)))
            parts.append((images, kept.float().cpu().numpy(), hole.cpu().numpy()))
    pictures, kept_weights, holes = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Without(pictures, kept_weights, holes)


def shares_left(weights: NDArray[np.floating], off: Sequence[int]) -> NDArray[np.float64]:
    """(K,) share of n samples that each expert still leads in, when nobody takes over what is off; sums to 1 - holes."""
    shares = hard_usage(weights)
    shares[list(off)] = 0
    return shares


@dataclass(frozen=True)
class Quality:
    """What a judge says of n samples, holes left out. Distances are None without real pictures, or with too few samples.

    `covered`: classes with at least 5 samples and a tenth of an even share of all n, holes counted in n: what is left out
    covers nothing.
    """

    n: int
    left: int
    classes: NDArray[np.int64]              # (C,)
    covered: int
    precision: float | None = None
    recall: float | None = None
    coverage: float | None = None


def quality(judge: Judge, seen: Without, real: NDArray[np.float64] | None = None) -> Quality:
    """`real`: the judge's features of held-out pictures (N, d). Fewer samples alone lower coverage: holes are meant to."""
    kept = seen.pictures[~seen.holes]
    n, C = len(seen.holes), len(judge.class_names)
    verdict = judge(kept)
    counts = np.bincount(verdict.classes, minlength=C)
    covered = classes_covered(counts, np.full(C, n / C / max(1, len(kept))))
    if real is None or len(kept) <= NEIGHBOURS:
        return Quality(n, len(kept), counts, covered)
    found = manifolds(real, verdict.features, NEIGHBOURS)
    return Quality(n, len(kept), counts, covered, found.precision, found.recall, found.coverage)


def fallen(before: Quality, after: Quality) -> list[int]:
    """Classes read less than half as often as before, of those with 5 samples or more."""
    seen = before.classes >= 5
    return [int(c) for c in np.flatnonzero(seen & (after.classes < 0.5 * before.classes))]


@dataclass(frozen=True)
class Missed:
    """What the loss of one expert costs: of each measure once the others took over, classes once nobody does."""

    expert: int
    losses: Mapping[str, Measured]          # with every expert minus without this one; below 0: it rises without it
    classes: tuple[int, ...]

    @property
    def lost(self) -> float:
        return self.losses["coverage"].value

    def falls(self, name: str) -> bool:
        """Whether a measure falls without this expert, beyond its interval."""
        lost = self.losses.get(name)
        return lost is not None and lost.half is not None and lost.value > lost.half


@dataclass(frozen=True)
class Losses:
    """The stored knock-outs, `missed` worst first, equal ones by number. `sets`: independent ones behind every interval.

    `apart`: the first is told from the second, by the interval of their paired difference; None without intervals.
    `noise`: the most by which two of the sets with every expert differ, which is chance alone. `floor`: real against real.
    """

    missed: tuple[Missed, ...]
    whole: Mapping[str, Measured]
    n: int
    n_real: int
    sets: int
    apart: bool | None
    noise: Mapping[str, float]
    floor: Mapping[str, Interval]

    def felt(self, name: str = "coverage") -> tuple[Missed, ...]:
        """Every expert without whom a measure falls beyond its interval, worst first. The largest mean loss need not be one of
        them, and one with a small loss may be."""
        return tuple(sorted((one for one in self.missed if one.falls(name)), key=lambda one: -one.losses[name].value))


def read_losses(stored: Mapping[str, Any] | None, table: Sequence[Sequence[int]] | None = None) -> Losses | None:
    """From `knock_out` of figures.json; None where it is not stored, or cannot be read.

    A loss is the mean over the sets of a paired difference: the same noise with every expert and without one; its interval is
    a t-interval, for the pictures' randomness. Files of the first versions hold coverage of one set, and no interval.
    `table`: counts (K, C) of expert and class. A class is lost with an expert when less than a tenth of its samples come from
    the others; that is counted on the samples as they were made, before anyone takes over.
    """
    try:
        return _losses(stored, None if table is None else np.asarray(table)) if stored else None
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return None


def _losses(stored: Mapping[str, Any], table: NDArray[np.int64] | None) -> Losses:
    first = not isinstance(stored["without"], Mapping)      # as the first versions wrote it
    whole = {"coverage": stored["coverage"]} if first else stored["whole"]
    without = {"coverage": [[value] for value in stored["without"]]} if first else stored["without"]
    before = {str(name): np.asarray(values, float) for name, values in whole.items()}                       # (S,)
    lost = {name: before[name] - np.asarray(without[name], float) for name in before}                       # (K, S)
    if not all(np.isfinite(values).all() for values in lost.values()):
        raise ValueError("a stored loss is not a number")
    if len(lost["coverage"]) < 2:
        raise ValueError("only of two experts or more can one be missed")
    missed = sorted((Missed(k, {name: measured(values[k]) for name, values in lost.items()}, _classes_lost(table, k))
                     for k in range(len(lost["coverage"]))), key=lambda one: (-one.lost, one.expert))
    sets = len(before["coverage"])
    return Losses(
        tuple(missed), {name: measured(values) for name, values in before.items()}, int(stored["n"]), int(stored["n_real"]), sets,
        _apart(lost["coverage"], missed) if sets > 1 else None,
        {name: float(np.ptp(values)) for name, values in before.items()} if sets > 1 else {},
        {str(name): (float(low), float(high)) for name, (low, high) in (stored.get("floor") or {}).items()})


def _apart(lost: NDArray[np.float64], missed: Sequence[Missed]) -> bool:
    ahead = measured(lost[missed[0].expert] - lost[missed[1].expert])
    return ahead.half is not None and ahead.value > ahead.half


def measured(values: NDArray[np.float64]) -> Measured:
    """The mean of independent values and half of its 95 % t-interval; one alone has none."""
    mean, interval = mean_interval([float(value) for value in values])
    return Measured(mean, None if interval is None else interval[1] - mean)


def _classes_lost(table: NDArray[np.int64] | None, k: int) -> tuple[int, ...]:
    if table is None or k >= len(table):
        return ()
    total = table.sum(0)
    return tuple(int(c) for c in np.flatnonzero((total > 0) & (total - table[k] < KEPT * total)))

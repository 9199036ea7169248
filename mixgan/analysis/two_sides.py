"""The measures that compare two sides of pictures: a model and real ones, or real and real for the floor.

Each takes the reference and the other side, and gives a value for each name; with `folds` also its 95 % interval, by leaving a
tenth of the other side out at a time (`measures.jackknife`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import bins, told_apart
from mixgan.measures.alike import alike
from mixgan.measures.classes import class_distance, class_shares
from mixgan.measures.features import NEIGHBOURS
from mixgan.measures.frechet import frechet, frechet_of_moments, moments
from mixgan.measures.inception_score import inception_score
from mixgan.measures.jackknife import FOLDS, deal, left_out_interval
from mixgan.measures.judges import Judgement
from mixgan.measures.kernel import kernel_interval
from mixgan.measures.neighbours import Reference
from mixgan.measures.quality_diversity import K_QUALITY, quality_diversity
from mixgan.measures.records import Interval
from mixgan.measures.similarity import name_for
from mixgan.measures.spread import class_spread, spread_ratio
from mixgan.rng import Stream

__all__ = ["PARTS", "Found", "Real", "Side"]

Found = dict[str, tuple[float, Interval | None]]
MORE = 4                        # times as many neighbours looked for as counted: a tenth of them is left out
MANY, N_BINS = 5000, (50, 100)  # bins below and from so many samples
FITTED = 5000                   # training pictures that the bins are fitted to


@dataclass(frozen=True, eq=False)
class Side:
    """n pictures and what the reader says of them."""

    pictures: NDArray[np.uint8]
    verdict: Judgement

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def features(self) -> NDArray[np.float64]:
        return self.verdict.features


@dataclass(frozen=True, eq=False)
class Real:
    """The reference. `shares` (C,): of its classes, empty where it has none. `train`: opens the training pictures."""

    side: Side
    shares: NDArray[np.float64]
    train: Callable[[], NDArray[np.uint8]]
    letter: str = "c"

    def __len__(self) -> int:
        return len(self.side)

    @property
    def n_classes(self) -> int:
        """That the reader tells apart; 0 where it knows none."""
        return self.side.verdict.probabilities.shape[1]

    @cached_property
    def neighbourhoods(self) -> Reference:
        return Reference(self.side.features, NEIGHBOURS)

    @cached_property
    def nearer(self) -> Reference:
        """With as many neighbours as QD looks at."""
        return Reference(self.side.features, K_QUALITY)

    @cached_property
    def centres(self) -> NDArray[np.float32]:
        train = self.train()
        rows = np.linspace(0, len(train) - 1, min(len(train), FITTED)).astype(int)
        return bins.fit_bins(train[rows], N_BINS[len(self) >= MANY])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        return bins.bin_counts(self.side.pictures, self.centres)


def _frechet(real: Real, other: Side, folds: int) -> Found:
    value, reference, parts = frechet(real.side.features, other.features), moments(real.side.features), deal(len(other))
    without = [frechet_of_moments(*reference, *moments(other.features[parts != part])) for part in range(folds)]
    return {f"FID-{real.letter}": _found(value, without)}


def _kernel(real: Real, other: Side, folds: int) -> Found:
    value, interval = kernel_interval(real.side.features, other.features)
    return {f"KID-{real.letter} x 1000": (1000 * value, (1000 * interval[0], 1000 * interval[1]) if folds else None)}


def _neighbourhoods(real: Real, other: Side, folds: int) -> Found:
    parts, reference = deal(len(other)), real.neighbourhoods
    counts, covered = reference.hits(other.features, parts, FOLDS)
    density = [float(counts[parts != part].mean() / reference.k) for part in range(folds)]
    coverage = [float(np.delete(covered, part, 1).any(1).mean()) for part in range(folds)]
    at = f"-{real.letter}@{NEIGHBOURS}"
    return {f"density{at}": _found(float(counts.mean() / reference.k), density),
            f"coverage{at}": _found(float(covered.any(1).mean()), coverage)}


def _told_apart(real: Real, other: Side, folds: int) -> Found:
    k, n, parts = NEIGHBOURS, len(other), deal(len(other))
    others = told_apart.others_of(real.side.features, other.features, min(MORE * k, n - 1) if folds else k)
    whole, left = others[:, :k] < n, [told_apart.real_without(others, parts, part, k) for part in range(folds)]
    out: Found = {}
    for name, measure in (("soft", told_apart.by_share), ("vote", told_apart.by_vote)):
        value, without = measure(whole), [measure(near) for near in left]
        out |= {f"nn{k}-{name}-{real.letter} real": _found(value.real, [one.real for one in without]),
                f"nn{k}-{name}-{real.letter} generated": _found(value.fake, [one.fake for one in without])}
    return out


def _bins(real: Real, other: Side, folds: int) -> Found:
    K, parts = len(real.centres), deal(len(other))
    which = bins.bins_of(other.pictures, real.centres)
    whole = bins.compare(real.counts, np.bincount(which, minlength=K))
    left = [bins.compare(real.counts, np.bincount(which[parts != part], minlength=K)).jsd for part in range(folds)]
    return {f"NDB/{K} px": (whole.share, None), f"JSD/{K} px": _found(whole.jsd, left)}


def _classes(real: Real, other: Side, folds: int) -> Found:
    C, parts = len(real.shares), deal(len(other))
    if not C:
        return {}
    guessed = other.verdict.classes
    value = class_distance(class_shares(guessed, C), real.shares)
    left = [class_distance(np.bincount(guessed[parts != part], minlength=C) / (parts != part).sum(), real.shares)
            for part in range(folds)]
    return {"class-TV": _found(value, left)}


def _within(real: Real, other: Side, folds: int) -> Found:
    """How varied a class is inside, as the judge reads the classes of both sides."""
    C, parts = real.n_classes, deal(len(other))
    if not C:
        return {}
    guessed = other.verdict.classes
    own = class_spread(real.side.features, real.side.verdict.classes, C)
    value = spread_ratio(class_spread(other.features, guessed, C), own)
    left = [spread_ratio(class_spread(other.features[kept], guessed[kept], C), own)
            for kept in (parts != part for part in range(folds))]
    pairs = [alike(side.pictures, side.verdict.classes, C, Stream(0, ("alike",))).classes for side in (real.side, other)]
    name = f"{name_for(min(other.pictures.shape[1:3]))} in a class, less that of real ones"
    return {"spread-c": _found(value, left), name: (float(np.nanmean(pairs[1] - pairs[0])), None)}


def _quality(real: Real, other: Side, folds: int) -> Found:
    if not real.n_classes:
        return {}
    parts, likely = deal(len(other)), other.verdict.probabilities
    left = [inception_score(likely[parts != part]) for part in range(folds)]
    pair = quality_diversity(other.features, likely, real.side.features, real.side.verdict.classes, real.nearer)
    return {"IS-c": _found(inception_score(likely), left), "QD (ours) quality": (pair.quality, None),
            "QD (ours) diversity": (pair.diversity, None)}


def _found(value: float, without: list[float]) -> tuple[float, Interval | None]:
    return value, left_out_interval(value, without) if without else None


PARTS: dict[str, Callable[[Real, Side, int], Found]] = {
    "Frechet": _frechet, "kernel": _kernel, "neighbourhoods": _neighbourhoods, "told apart": _told_apart, "bins": _bins,
    "classes": _classes, "within classes": _within, "quality": _quality,
}

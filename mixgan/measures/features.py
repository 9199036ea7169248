"""The feature measures of one pair of sets together, and their floors: the same between real and real.

A model cannot be told from perfect once its value lies within the floor. Reference and floor are held-out pictures,
two disjoint halves of them; a small test split is compared with the training split instead, and says so (the judge
has seen the training pictures, which makes that floor worse).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from mixgan.config import Strict
from mixgan.measures.frechet import PER_DIMENSION, frechet
from mixgan.measures.neighbours import manifolds
from mixgan.rng import Stream

__all__ = ["LEAST_REALS", "NEIGHBOURS", "Floors", "feature_figures", "floors", "reference", "reference_rows", "reference_size"]

NEIGHBOURS = 5
LARGEST = 5000                  # pictures on a side
LEAST_REALS = 20                # held-out pictures: with fewer a distance says nothing
SMALLEST_HALF = 640             # 10 per feature: what a Frechet distance of 64 features needs
Features = NDArray[np.float64]


class Floors(Strict):
    """`floors.json` of a judge: lowest and highest value of each measure between real and real."""

    features: str = Field(description="the judge that made the features")
    n: int = Field(ge=1, description="pictures on each side")
    repeats: int = Field(ge=1)
    against: Literal["test halves", "train against test"]
    values: dict[str, tuple[float, float]]


def feature_figures(real: Features, fake: Features, letter: str = "c") -> dict[str, float]:
    """`precision-c@5`, `recall-c@5`, `density-c@5`, `coverage-c@5`; `FID-c` where there are 10 samples per feature.

    `letter`: whose features they are, c for a judge's (classes), p for principal components.
    """
    named = asdict(manifolds(real, fake, NEIGHBOURS))
    out = {f"{name}-{letter}@{NEIGHBOURS}": float(value) for name, value in named.items()}
    if min(len(real), len(fake)) >= PER_DIMENSION * real.shape[1]:
        out[f"FID-{letter}"] = frechet(real, fake)
    return out


def reference_size(n_test: int) -> int:
    """Pictures on each side: half of the test split, at most 5,000; all of a small one."""
    half = min(LARGEST, n_test // 2)
    return half if half >= SMALLEST_HALF else n_test


def reference(test: Features, seed: int = 0) -> Features:
    """The rows of the test split that models are compared with: the same for every model."""
    return test[reference_rows(len(test), seed)]


def reference_rows(n_test: int, seed: int = 0) -> NDArray[np.int64]:
    """Which rows of the test split these are, in order."""
    return Stream(seed, ("reference",)).permutation(n_test)[: reference_size(n_test)]


def floors(features_id: str, train: Features, test: Features, repeats: int = 3, letter: str = "c") -> Floors:
    """Real against real, `repeats` times, at the sizes that models are measured at."""
    n = reference_size(len(test))
    halves = n < len(test)
    results = []
    for repeat in range(repeats):
        order = Stream(repeat, ("floor",)).permutation(len(test) if halves else len(train))
        pair = (test[order[:n]], test[order[n : 2 * n]]) if halves else (test, train[order[:n]])
        results.append(feature_figures(*pair, letter))
    values = {name: (min(r[name] for r in results), max(r[name] for r in results)) for name in results[0]}
    against: Literal["test halves", "train against test"] = "test halves" if halves else "train against test"
    return Floors(features=features_id, n=n, repeats=repeats, against=against, values=values)

"""Orders for the rows of a matrix of experts, so that what belongs together stands together. All of them list experts from 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import leaves_list, linkage

__all__ = ["LEAST_READ", "by_class", "by_share", "mean_pictures", "seriate"]

LEAST_READ = 30                 # samples of an expert below which what it draws most is not said


def by_share(shares: ArrayLike) -> list[int]:
    """Most used first; equal ones by number."""
    return [int(k) for k in np.argsort(-np.asarray(shares, np.float64), kind="stable")]


def by_class(table: Sequence[Sequence[int]] | NDArray[np.int64]) -> list[int]:
    """Counts (K, C) of expert and class -> by the class that each draws most, the purest of a class first.

    Experts with fewer than 30 samples read come last, by number: their largest class is chance.
    """

    def place(k: int) -> tuple[int, float, int]:
        row = np.asarray(table[k])
        n = int(row.sum())
        return (len(row), 0.0, k) if n < LEAST_READ else (int(row.argmax()), -float(row.max() / n), k)

    return sorted(range(len(table)), key=place)


def seriate(vectors: NDArray) -> list[int]:
    """Rows (K, d) in a line in which neighbours are alike; the end with the smaller number comes first.

    Average linkage of Euclidean distances, then, of all orders that this tree allows, the one whose neighbours lie nearest in
    sum. A line shows one dimension: what lies far apart in it may still be alike. Rows with NaN (no samples) come last.
    Source: Bar-Joseph et al. 2001, optimal leaf ordering.
    """
    exact = np.asarray(vectors, np.float64).reshape(len(vectors), -1)
    known = np.flatnonzero(np.isfinite(exact).all(1))
    if len(known) > 2:
        line = known[leaves_list(linkage(exact[known], "average", optimal_ordering=True))]
        known = line if line[0] < line[-1] else line[::-1]
    return [int(k) for k in known] + [k for k in range(len(exact)) if k not in set(known.tolist())]


def mean_pictures(pictures: NDArray[np.uint8], experts: NDArray[np.int64], K: int) -> NDArray[np.float64]:
    """(K, H, W, C): the mean of the pictures (n, H, W, C) that each expert made most of; NaN where it made none."""
    out = np.full((K, *pictures.shape[1:]), np.nan)
    for k in range(K):
        own = pictures[experts == k]
        if len(own):
            out[k] = own.mean(0)
    return out

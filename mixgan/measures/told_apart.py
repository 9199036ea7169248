"""Can real and generated be told apart by their nearest neighbours? Both sides; just under one half is ideal for each.

n real and n generated features are pooled, and every sample looks at its k nearest others.

    nn1, nn5-vote   share of a side's samples whose neighbours are mostly of their own side (Xu et al. 2018 for k = 1)
    nn5-soft        mean share of a sample's neighbours that are of its own side (the measure of the HMoG code)

Above one half: told apart. Real low and generated high: generated samples are concentrated. 1-NN near 0: copies of the reference.
How it misleads: the mean of both sides is near one half for samples that are 10 % too narrow, so it never stands alone. No
bootstrap: a copy is its own nearest neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures import checks

__all__ = ["Sides", "by_share", "by_vote", "expected_side", "neighbours_real", "others_of", "real_without"]


@dataclass(frozen=True)
class Sides:
    """Of the real samples and of the generated ones."""

    real: float
    fake: float

    @property
    def overall(self) -> float:
        """Of all samples. Never shown alone."""
        return (self.real + self.fake) / 2


def neighbours_real(real: NDArray, fake: NDArray, k: int) -> NDArray[np.bool_]:
    """(2n, k): whether the k nearest others of each sample, the real ones first, are real; nearest first. Errors: `others_of`."""
    return others_of(real, fake, k) < len(real)


def others_of(real: NDArray, fake: NDArray, k: int) -> NDArray[np.int64]:
    """(2n, k): the k nearest others of each sample, nearest first, itself left out by index: 0 to n - 1 are the real ones.

    Raises DataError for sides of two sizes, for n <= k, NaN.
    """
    from sklearn.neighbors import NearestNeighbors

    what = f"A comparison of {k} neighbours"
    real, fake = checks.pair(real, fake, k + 1, what)
    if len(real) != len(fake):
        raise DataError(f"{what} needs as many real as generated samples, got {len(real):,} and {len(fake):,}.",
                        "Leave some of the larger side out: at unequal sizes even equal sides seem to be told apart.")
    pooled = np.concatenate([real, fake])
    near = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(pooled).kneighbors(None, return_distance=False)
    return np.asarray(near, np.int64)


def by_share(near_real: NDArray[np.bool_]) -> Sides:
    """nn-soft, from `neighbours_real`: the mean share of neighbours of one's own side."""
    real, fake = _halves(near_real)
    return Sides(float(real.mean()), float(1 - fake.mean()))


def real_without(others: NDArray[np.int64], parts: NDArray[np.integer], out: int, k: int) -> NDArray[np.bool_]:
    """`neighbours_real` of k neighbours without the samples of part `out`, from `others_of` for more neighbours than k.

    `parts` (n,): the part of each real and of each generated sample. Raises ValueError where too few neighbours are left.
    """
    n = len(parts)
    pooled = np.concatenate([parts, parts])
    rows = others[pooled != out]
    left = pooled[rows] != out
    if left.sum(1).min() < k:
        raise ValueError(f"{k} of {rows.shape[1]} neighbours should be left without a part: look for more")
    near: NDArray[np.bool_] = np.take_along_axis(rows, np.argsort(~left, axis=1, kind="stable")[:, :k], 1) < n
    return near


def by_vote(near_real: NDArray[np.bool_]) -> Sides:
    """nn-vote, from `neighbours_real`: the share of samples for which most neighbours are of their own side.

    Raises ValueError for an even k: a tie would have to go to one side.
    """
    k = near_real.shape[1]
    if k % 2 == 0:
        raise ValueError(f"a vote of {k} neighbours may end in a tie: take an odd number")
    real, fake = ((2 * side.sum(1) > k) for side in _halves(near_real))
    return Sides(float(real.mean()), float(1 - fake.mean()))


def expected_side(n: int) -> float:
    """Of either side where both are of one distribution, for every k: (n - 1) / (2n - 1), by share."""
    return (n - 1) / (2 * n - 1)


def _halves(near_real: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    n = len(near_real) // 2
    return near_real[:n], near_real[n:]

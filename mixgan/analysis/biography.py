"""One expert looked at closely, in pixels and without a judge: its mean, its typical and extreme samples, its twin.

Distances are Euclidean over the root of the number of values, with black 0 and white 1: the root mean square difference of two
pictures, as a share of the whole range. Pixels see strokes and thickness, not meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from mixgan.measures.energy import energy_distance
from mixgan.measures.records import wilson

__all__ = ["BLOCK_ROWS", "Biography", "Near", "biography", "flat", "from_mean", "nearest", "nearest_few", "twins"]

BLOCK_ROWS = 2000               # real pictures at a time: all of them as float64 would take 400 MB
COMPARED = 100                  # samples of each expert behind an energy distance, at most


@dataclass(frozen=True)
class Near:
    """Another expert, and the energy distance to it between samples of pixels; unbiased, so it may fall below 0."""

    expert: int
    distance: float


@dataclass(frozen=True)
class Biography:
    """`typical` and `extreme` are rows of the pictures: nearest to and farthest from the mean. `interval`: 95 % of the share."""

    expert: int
    n: int                                  # its samples, by largest weight, of `of`
    of: int
    interval: tuple[float, float]
    mean: NDArray[np.uint8] | None          # (H, W, C); None without a sample
    typical: NDArray[np.int64]
    extreme: NDArray[np.int64]
    near: tuple[Near, ...]                  # the other experts, nearest first; only those with two samples or more

    @property
    def share(self) -> float:
        return self.n / self.of


def biography(k: int, pictures: NDArray[np.uint8], experts: NDArray[np.int64], all_experts: NDArray[np.int64], K: int,
              shown: int = 8) -> Biography:
    """Expert k of K from n pictures and the expert of each; `all_experts`: of more draws, for the share alone."""
    mine = np.flatnonzero(experts == k)
    count, of = int((all_experts == k).sum()), len(all_experts)
    mean, order = None, mine
    if len(mine):
        mean = pictures[mine].mean(0).round().astype(np.uint8)
        order = mine[np.argsort(from_mean(pictures[mine]), kind="stable")]
    typical, rest = order[:shown], order[shown:]                # no sample is both
    return Biography(k, count, of, wilson(count, of), mean, typical, rest[::-1][:shown], tuple(twins(k, pictures, experts, K)))


def flat(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n, H, W, C) uint8 -> (n, H W C), black 0, white 1."""
    rows: NDArray[np.float64] = pictures.reshape(len(pictures), int(np.prod(pictures.shape[1:]))) / 255
    return rows


def from_mean(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n,) distance of each picture to the mean of all."""
    rows = flat(pictures)
    distance: NDArray[np.float64] = np.sqrt(((rows - rows.mean(0)) ** 2).mean(1))
    return distance


def twins(k: int, pictures: NDArray[np.uint8], experts: NDArray[np.int64], K: int) -> list[Near]:
    """The other experts by energy distance to expert k, nearest first. Empty where k has fewer than two samples.

    At most the first 100 samples of each are compared. The nearest of many is near by selection: read it with its runner-up.
    """
    samples = [flat(pictures[experts == j][:COMPARED]) for j in range(K)]
    if len(samples[k]) < 2:
        return []
    found = [Near(j, energy_distance(samples[k], samples[j])) for j in range(K) if j != k and len(samples[j]) >= 2]
    return sorted(found, key=lambda one: (one.distance, one.expert))


def nearest(pictures: NDArray[np.uint8], real: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each picture the row of the real one nearest in pixels, and its distance. Both uint8, of one shape."""
    if pictures.shape[1:] != real.shape[1:]:
        raise ValueError(f"pictures of one shape are compared, got {pictures.shape[1:]} and {real.shape[1:]}")
    blocks = [cdist(flat(pictures), flat(real[start : start + BLOCK_ROWS])) for start in range(0, len(real), BLOCK_ROWS)]
    distances = np.concatenate(blocks, 1) / np.sqrt(real[0].size)
    rows = distances.argmin(1)
    return rows, distances[np.arange(len(rows)), rows]


def nearest_few(picture: NDArray[np.uint8], real: NDArray[np.uint8], k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(k,) the rows of the k real pictures nearest in pixels to one, the nearest first, and their distances. A fifth of a second
    for 60,000 of 28 px."""
    one = picture.astype(np.float32)
    squares = [((real[start : start + BLOCK_ROWS].astype(np.float32) - one) ** 2).reshape(-1, one.size).sum(1)
               for start in range(0, len(real), BLOCK_ROWS)]
    distances = np.sqrt(np.concatenate(squares).astype(np.float64) / one.size) / 255
    rows = np.argsort(distances, kind="stable")[:k]
    return rows, distances[rows]

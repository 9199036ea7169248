"""Precision, recall, density, coverage, from nearest neighbours in a feature space.

r_k(x) is the distance of x to its k-th neighbour in its own set, itself excluded.

    precision   share of fakes within r_k of some real          recall    share of reals within r_k of some fake
    density     mean number of reals whose ball holds a fake/k  coverage  share of reals whose ball holds some fake

Density and coverage are the ones to trust: for equal distributions E[density] = 1 and coverage has the closed form
`expected_coverage`; precision and recall have no such floor, and a single outlier inflates them.
Sources: Kynkaanniemi et al. 2019; Naeem et al. 2020. Strict `<` throughout, as in prdc.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import checks

__all__ = ["Manifolds", "Reference", "coverage", "expected_coverage", "manifolds", "radii"]

Points = NDArray[np.float64]
BLOCK_ROWS = 1000
WHAT = "A comparison of neighbours"


@dataclass(frozen=True)
class Manifolds:
    precision: float
    recall: float
    density: float
    coverage: float


class Reference:
    """Real features (N, d) and their radii, found once for many sets of fakes. Raises DataError unless N > k, or for NaN."""

    def __init__(self, real: NDArray, k: int = 5, block: int = BLOCK_ROWS) -> None:
        self.points, self.k, self.block = checks.features(real, "real", k + 1, WHAT), k, block
        self.radii = radii(self.points, k, block)

    def against(self, fake: NDArray) -> Manifolds:
        """The four measures of `fake` (M, d). Raises DataError unless M > k, for another d, or for NaN."""
        fake = self._checked(fake, self.k + 1)
        fake_radii = radii(fake, self.k, self.block)
        precise = np.zeros(len(fake), bool)
        recalled, covered = np.zeros(len(self.points), bool), np.zeros(len(self.points), bool)
        inside_total = 0
        for rows, distances in _blocks(self.points, fake, self.block):      # (rows, M)
            inside = distances < self.radii[rows, None]
            precise |= inside.any(0)
            inside_total += int(inside.sum())
            covered[rows] = inside.any(1)
            recalled[rows] = (distances < fake_radii).any(1)
        return Manifolds(
            float(precise.mean()), float(recalled.mean()), inside_total / (self.k * len(fake)), float(covered.mean())
        )

    def hits(
        self, fake: NDArray, groups: NDArray[np.integer] | None = None, n_groups: int = 1
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """(M,) how many real samples have each of `fake` within their radius, and (N, n_groups) whether they have one of each
        group. `groups` (M,): 0 to n_groups - 1; all are of one where they are not given. Any number of fakes will do."""
        fake = self._checked(fake, 1)
        members = [slice(None)] if groups is None else [groups == group for group in range(n_groups)]
        counts, covered = np.zeros(len(fake), np.int64), np.zeros((len(self.points), len(members)), bool)
        for rows, distances in _blocks(self.points, fake, self.block):
            inside = self.radii[rows, None] > distances
            counts += inside.sum(0)
            for group, own in enumerate(members):
                covered[rows, group] = inside[:, own].any(1)
        return counts, covered

    def _checked(self, fake: NDArray, least: int) -> Points:
        return checks.pair(self.points[:1], checks.features(fake, "generated", least, WHAT), 1, WHAT)[1]


def manifolds(real: NDArray, fake: NDArray, k: int = 5, block: int = BLOCK_ROWS) -> Manifolds:
    """The four measures of `fake` (M, d) against `real` (N, d). Raises DataError unless N, M > k, or for NaN."""
    return Reference(real, k, block).against(fake)


def coverage(real: NDArray, fake: NDArray, k: int = 5, block: int = BLOCK_ROWS) -> float:
    """Coverage alone: it needs no radii of the fakes, so any number of them will do."""
    return float(Reference(real, k, block).hits(fake)[1].mean())


def radii(points: Points, k: int, block: int = BLOCK_ROWS) -> Points:
    """(n,) squared distance of each point to its k-th neighbour, itself excluded by index (not by distance 0)."""
    out = np.empty(len(points))
    for rows, distances in _blocks(points, points, block):
        distances[np.arange(len(distances)), np.arange(rows.start, rows.stop)] = np.inf
        out[rows] = np.partition(distances, k - 1, axis=1)[:, k - 1]
    return out


def expected_coverage(n_real: int, n_fake: int, k: int = 5) -> float:
    """Coverage of two samples of one continuous distribution, whatever it is: 0.969 at k = 5 and large equal n."""
    j = np.arange(1, k + 1)
    return float(1 - np.prod((n_real - j) / (n_real + n_fake - j)))


def _blocks(a: Points, b: Points, block: int) -> Iterator[tuple[slice, Points]]:
    """Squared distances, some rows of `a` at a time: float64, since float32 was off by a third on tight clusters."""
    squares = (b * b).sum(1)
    for start in range(0, len(a), block):
        rows = slice(start, min(start + block, len(a)))
        part = a[rows]
        distances = (part * part).sum(1)[:, None] + squares - 2 * (part @ b.T)
        yield rows, np.maximum(distances, 0, out=distances)

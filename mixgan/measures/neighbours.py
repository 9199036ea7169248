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

    def covered(self, fake: NDArray) -> NDArray[np.bool_]:
        """(N,) whether some of `fake` lies within each real sample's radius: any number of them will do, none too."""
        found = np.zeros(len(self.points), bool)
        if len(fake):
            for rows, distances in _blocks(self.points, self._checked(fake, 1), self.block):
                found[rows] = distances.min(1) < self.radii[rows]
        return found

    def holds(self, fake: NDArray) -> NDArray[np.bool_]:
        """(M,) whether each of `fake` lies within some real sample's radius."""
        fake = self._checked(fake, 1)
        found = np.zeros(len(fake), bool)
        for rows, distances in _blocks(self.points, fake, self.block):
            found |= (self.radii[rows, None] > distances).any(0)
        return found

    def _checked(self, fake: NDArray, least: int) -> Points:
        return checks.pair(self.points[:1], checks.features(fake, "generated", least, WHAT), 1, WHAT)[1]


def manifolds(real: NDArray, fake: NDArray, k: int = 5, block: int = BLOCK_ROWS) -> Manifolds:
    """The four measures of `fake` (M, d) against `real` (N, d). Raises DataError unless N, M > k, or for NaN."""
    return Reference(real, k, block).against(fake)


def coverage(real: NDArray, fake: NDArray, k: int = 5, block: int = BLOCK_ROWS) -> float:
    """Coverage alone: it needs no radii of the fakes, so any number of them will do."""
    return float(Reference(real, k, block).covered(fake).mean())


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

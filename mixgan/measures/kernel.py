"""KID-c: how far two sets of features lie apart, by a polynomial kernel. Expected 0 for equal distributions at any n.

So it is the measure for small n. It may fall below 0 by chance: it is shown as it is, never cut, and no root is taken.
How it misleads: it is not free of where the features have their origin, and barely sees lost variety inside classes.
Source: Binkowski et al. 2018 (unbiased MMD squared, k(x, y) = (x.y / d + 1)^3).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import checks
from mixgan.measures.jackknife import FOLDS, left_out_interval
from mixgan.measures.records import Interval

__all__ = ["kernel_distance", "kernel_interval"]

Points = NDArray[np.float64]
BLOCK_ROWS = 1000
WHAT = "A kernel distance"


def kernel_distance(real: NDArray, fake: NDArray, block: int = BLOCK_ROWS) -> float:
    """Unbiased MMD squared of (N, d) and (M, d), in units of the kernel; N and M may differ. Shown times 1,000.

    Raises DataError for fewer than 2 on a side, another d, NaN.
    """
    real, fake = checks.pair(real, fake, 2, WHAT)
    within = [_sum(x, x, block) - _diagonal(x) for x in (real, fake)]
    return _unbiased(within[0], within[1], _sum(real, fake, block), len(real), len(fake))


def kernel_interval(real: NDArray, fake: NDArray, folds: int = FOLDS) -> tuple[float, Interval]:
    """The distance and its 95 % interval by leaving out one of `folds` parts of both sides (`jackknife`).

    Rows are dealt to the parts in turn. Of both sides' chance, not of another training. Raises DataError as `kernel_distance`,
    and for fewer than 2 a part.
    """
    real, fake = checks.pair(real, fake, 2 * folds, WHAT)
    own, other = ([x[fold::folds] for fold in range(folds)] for x in (real, fake))
    a, b, ab = _sums(own, own), _sums(other, other), _sums(own, other)
    for sums, parts in ((a, own), (b, other)):
        sums[np.diag_indices(folds)] -= [_diagonal(part) for part in parts]
    sizes = np.array([[len(part) for part in parts] for parts in (own, other)])

    def of(kept: NDArray[np.bool_]) -> float:
        within, others, between = (float(sums[np.ix_(kept, kept)].sum()) for sums in (a, b, ab))
        n, m = (int(side[kept].sum()) for side in sizes)
        return _unbiased(within, others, between, n, m)

    whole, partial = of(np.ones(folds, bool)), [of(np.arange(folds) != fold) for fold in range(folds)]
    return whole, left_out_interval(whole, partial)


def _unbiased(own: float, other: float, between: float, n: int, m: int) -> float:
    return own / (n * (n - 1)) + other / (m * (m - 1)) - 2 * between / (n * m)


def _sums(a: list[Points], b: list[Points]) -> NDArray[np.float64]:
    """(folds, folds) sums of the kernel between their rows."""
    symmetric, out = a is b, np.zeros((len(a), len(b)))
    for i, part in enumerate(a):
        for j in range(i if symmetric else 0, len(b)):
            out[i, j] = _sum(part, b[j], BLOCK_ROWS)
            if symmetric:
                out[j, i] = out[i, j]
    return out


def _sum(a: Points, b: Points, block: int) -> float:
    """Of the kernel over all pairs of rows."""
    return math.fsum(float(_kernel(a[start : start + block] @ b.T, a.shape[1]).sum()) for start in range(0, len(a), block))


def _diagonal(x: Points) -> float:
    return float(_kernel((x * x).sum(1), x.shape[1]).sum())


def _kernel(products: NDArray, d: int) -> NDArray:
    """(x.y / d + 1) ** 3, in place: float64, since cubes of float32 lose their digits."""
    products /= d
    products += 1
    squares = products * products
    squares *= products
    return squares

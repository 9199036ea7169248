"""Energy distance: how far two samples lie apart, with no network and no labels. For watching a run, not for a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["energy_distance", "mean_distance"]


def energy_distance(a: NDArray, b: NDArray, within: tuple[float, float] | None = None) -> float:
    """2 E|x - y| - E|x - x'| - E|y - y'| of rows (n, d) and (m, d), Euclidean over sqrt(d); unbiased, so it may fall below 0.

    Sees every difference of distributions, but in pixels: a blur costs little, a missing class something. `within`: the
    `mean_distance` of each side, where it is known. Source: Szekely & Rizzo 2013, eq. 2.5, with pairs of equal index left out.
    """
    a, b = (np.asarray(x, np.float64).reshape(len(x), -1) for x in (a, b))
    if min(len(a), len(b)) < 2 or a.shape[1] != b.shape[1]:
        raise ValueError(f"needs two rows or more on each side, of one length: {a.shape} and {b.shape}")
    root = np.sqrt(a.shape[1])
    own, other = within or (mean_distance(a), mean_distance(b))
    return float((2 * _distances(a, b).mean() - own - other) / root)


def mean_distance(rows: NDArray) -> float:
    """Mean Euclidean distance of two different rows of (n, d)."""
    apart = _distances(rows, rows)
    np.fill_diagonal(apart, 0.0)
    return float(apart.sum() / (len(rows) * (len(rows) - 1)))


def _distances(a: NDArray, b: NDArray) -> NDArray[np.float64]:
    """(n, m). Centred first, so that |x|^2 + |y|^2 - 2xy loses no digits where all rows lie close together.

    By NumPy: SciPy's would be an eighth of all that a run imports before it starts, PyTorch's a float64 that Apple's GPUs refuse.
    """
    centre = np.mean(b, axis=0, dtype=np.float64)
    a, b = a - centre, b - centre
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0.0))

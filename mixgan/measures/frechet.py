"""Frechet distance between two sets of features: FID-c when they come from one of our judges.

Never called FID: that name belongs to the Inception network. Biased upwards by about `expected_bias`, so values at
different n must not be compared. It barely sees lost variety inside classes: read coverage beside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import checks

__all__ = ["expected_bias", "frechet", "frechet_of_moments", "moments"]

WHAT = "A Frechet distance"
Matrix = NDArray[np.float64]
PER_DIMENSION = 10              # samples needed per feature: below, the covariance is mostly noise
NEGATIVE = 1e-6                 # share of the traces that rounding may push the result below 0


def frechet(real: NDArray, fake: NDArray) -> float:
    """Frechet distance of (N, d) and (M, d); float64 throughout, covariances over n - 1.

    Raises DataError under 10 d samples on a side, for another d, and for NaN or infinity.
    """
    real, fake = (checks.features(points, which, PER_DIMENSION * np.shape(points)[-1], WHAT)
                  for points, which in ((real, "real"), (fake, "generated")))
    checks.pair(real, fake, 1, WHAT)
    return frechet_of_moments(*moments(real), *moments(fake))


def moments(points: Matrix) -> tuple[Matrix, Matrix]:
    """Mean (d,) and covariance (d, d) over n - 1 of (n, d)."""
    return points.mean(0), np.atleast_2d(np.cov(points, rowvar=False, ddof=1))


def frechet_of_moments(mean_a: Matrix, cov_a: Matrix, mean_b: Matrix, cov_b: Matrix) -> float:
    """|m_a - m_b|^2 + tr A + tr B - 2 tr (AB)^(1/2), root of A^(1/2) B A^(1/2): symmetric, so never NaN."""
    values, vectors = np.linalg.eigh(cov_a)
    half = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    root = np.sqrt(np.maximum(np.linalg.eigvalsh(half @ cov_b @ half), 0)).sum()
    traces = float(np.trace(cov_a) + np.trace(cov_b))
    distance = float(((mean_a - mean_b) ** 2).sum()) + traces - 2 * float(root)
    if distance < -NEGATIVE * traces:
        raise ValueError(f"the Frechet distance came out as {distance}: the covariances are not covariances")
    return max(0.0, distance)


def expected_bias(n_real: int, n_fake: int, spectrum: NDArray) -> float:
    """Frechet distance to expect between two samples of one Gaussian with these covariance eigenvalues."""
    values = np.asarray(spectrum, np.float64)
    values = values[values > 0]
    pairs = values[:, None] * values / (2 * (values[:, None] + values))
    return float((1 / n_real + 1 / n_fake) * (values.sum() + pairs.sum() + values.sum() / 4))

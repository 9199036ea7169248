"""Bayes ceiling of a Gaussian mixture: how often the best guess of the component is right, from the noise alone.

No classifier of generated pictures can guess their expert more often, however it is trained: the ceiling of a clustering of
them. 1 where the Gaussians lie apart, 1/K where they are one. Source: gmgan.md 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from mixgan.errors import DataError
from mixgan.measures.records import Interval, mean_interval
from mixgan.rng import Stream

__all__ = ["bayes_ceiling"]


def bayes_ceiling(
    means: NDArray, maps: NDArray, shares: NDArray, stream: Stream, n: int = 4000
) -> tuple[float, Interval | None]:
    """Of K Gaussians mean + A eps, means (K, d) and maps A (K, d, d), shares (K,) of any scale; from n draws of the mixture, with
    the 95 % interval of the drawing. The covariance is A A^T: a diagonal A holds deviations, not variances.

    The mean of the largest posterior: with less chance in it than a count of right guesses, and the same expectation.
    Raises DataError for a map without an inverse (a Gaussian that has no width in some direction), or arrays that do not fit.
    """
    mu, A, parts = (np.asarray(x, np.float64) for x in (means, maps, shares))
    if mu.ndim != 2 or A.shape != (*mu.shape, mu.shape[1]) or parts.shape != (len(mu),) or not len(mu):
        raise DataError(f"A ceiling takes means (K, d), maps (K, d, d) and shares (K,), got {mu.shape}, {A.shape} and "
                        f"{parts.shape}.", "Give one of each for every component.")
    sane = np.isfinite(mu).all() and np.isfinite(A).all() and parts.min() >= 0 and parts.sum() > 0
    sign, volume = np.linalg.slogdet(A) if sane else (np.zeros(1), np.zeros(1))
    if not sign.all():
        raise DataError("A ceiling takes finite means, maps with an inverse and shares from 0.", "Look at what made them.")
    which = stream.child("which").choices(n, parts.tolist())
    noise = stream.child("noise").normal(n, mu.shape[1]).astype(np.float64)
    z = np.empty_like(noise)
    for k in range(len(mu)):
        z[which == k] = mu[k] + noise[which == k] @ A[k].T
    with np.errstate(divide="ignore"):
        odds = np.log(parts / parts.sum()) - volume                             # a share of 0: never guessed
    back = np.linalg.inv(A)
    logits = np.stack([odds[k] - (((z - mu[k]) @ back[k].T) ** 2).sum(1) / 2 for k in range(len(mu))], 1)
    value, interval = mean_interval(np.exp(logits.max(1) - logsumexp(logits, axis=1)).tolist())
    return value, None if interval is None else (max(0.0, interval[0]), min(1.0, interval[1]))

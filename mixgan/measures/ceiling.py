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
    means: NDArray, deviations: NDArray, shares: NDArray, stream: Stream, n: int = 4000
) -> tuple[float, Interval | None]:
    """Of K diagonal Gaussians, means and standard deviations (not variances) (K, d), shares (K,) of any scale; from n draws of
    the mixture, with the 95 % interval of the drawing.

    The mean of the largest posterior: with less chance in it than a count of right guesses, and the same expectation.
    Raises DataError for a deviation that is not above 0, or arrays that do not fit.
    """
    mu, sd, parts = (np.asarray(x, np.float64) for x in (means, deviations, shares))
    if mu.ndim != 2 or mu.shape != sd.shape or parts.shape != (len(mu),) or not len(mu):
        raise DataError(f"A ceiling takes means and deviations (K, d), shares (K,), got {mu.shape}, {sd.shape}, {parts.shape}.",
                        "Give one of each for every component.")
    if not (sd > 0).all() or not np.isfinite(mu).all() or parts.min() < 0 or not parts.sum() > 0:
        raise DataError("A ceiling takes deviations above 0, shares from 0 and finite means.", "Look at what made them.")
    which = stream.child("which").choices(n, parts.tolist())
    z = mu[which] + sd[which] * stream.child("noise").normal(n, mu.shape[1]).astype(np.float64)
    with np.errstate(divide="ignore"):
        odds = np.log(parts / parts.sum()) - np.log(sd).sum(1)                  # a share of 0: never guessed
    logits = np.stack([odds[k] - (((z - mu[k]) / sd[k]) ** 2).sum(1) / 2 for k in range(len(mu))], 1)
    value, interval = mean_interval(np.exp(logits.max(1) - logsumexp(logits, axis=1)).tolist())
    return value, None if interval is None else (max(0.0, interval[0]), min(1.0, interval[1]))

"""Feature distance: how far the answers to one condition lie apart. Not called LPIPS: the features are our judge's.

A condition is what a generator was asked for (a class, an edge picture), its answers are what it draws for other noise. 0: it
ignores the noise. How it misleads: one large attribute swung between extremes (a background) is far apart long before the modes
are covered, so a model is never accepted on it alone. Source: mode-seeking.md 6.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures import checks
from mixgan.measures.energy import mean_distance
from mixgan.measures.records import Interval, mean_interval

__all__ = ["feature_distance"]


def feature_distance(answers: NDArray) -> tuple[float, Interval | None]:
    """Mean distance of two different answers to one condition, (conditions, answers, d), over all conditions, with the 95 %
    interval over them; None for a single one. Raises DataError for fewer than two answers, or NaN."""
    exact = np.asarray(answers, np.float64)
    if exact.ndim != 3 or not len(exact) or exact.shape[1] < 2:
        raise DataError(f"A feature distance takes features (conditions, answers, d), two answers or more, got {exact.shape}.",
                        "Draw more answers to each condition.")
    checks.features(exact.reshape(-1, exact.shape[2]), "generated", 2, "A feature distance")
    return mean_interval([mean_distance(one) for one in exact])

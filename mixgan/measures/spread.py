"""spread-c: how far two samples of one class lie apart in a judge's features, over the same of real ones. 1 is as varied.

How it misleads: a judge is trained to pull a class together, so what does not tell classes apart (style, background) hardly
counts. The squared distance of two samples of a class is 2 tr(covariance): no pairs are drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures import checks

__all__ = ["LEAST", "class_spread", "spread_ratio"]

LEAST = 20                      # samples of a class


def class_spread(features: NDArray, classes: NDArray[np.integer], n_classes: int) -> NDArray[np.float64]:
    """(C,) mean squared distance of two different samples of each class, 2 tr(covariance); NaN for a class of under 20."""
    exact = checks.features(features, "given", 1, "The spread of a class")
    classes = checks.labels(classes, len(exact), n_classes, "The spread of a class")
    out = np.full(n_classes, np.nan)
    for c in range(n_classes):
        own = exact[classes == c]
        if len(own) >= LEAST:
            out[c] = 2 * own.var(0, ddof=1).sum()
    return out


def spread_ratio(fake: NDArray, real: NDArray) -> float:
    """From both sides' `class_spread`: their means over the classes that have a value on both, one over the other.

    Raises DataError where no class has one.
    """
    both = np.isfinite(fake) & np.isfinite(real)
    if not both.any() or not np.asarray(real)[both].any():
        raise DataError(f"No class has {LEAST} samples on both sides, and some spread.", "Measure more of them.")
    return float(np.asarray(fake)[both].mean() / np.asarray(real)[both].mean())

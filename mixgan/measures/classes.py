"""What a judge's classes say about n generated pictures. Confidence is not realism: judges are sure of rubbish too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures.records import Interval
from mixgan.rng import Stream

__all__ = ["class_distance", "class_distance_floor", "class_shares", "classes_covered"]

SETS = 200                      # perfect models behind a floor


def class_shares(classes: NDArray[np.integer], n_classes: int) -> NDArray[np.float64]:
    """(C,) share of the samples in each class. Raises DataError under 100 samples a class (noise)."""
    if len(classes) < 100 * n_classes:
        raise DataError(f"Class shares need at least {100 * n_classes:,} samples, got {len(classes):,}.", "Measure more of them.")
    shares: NDArray[np.float64] = np.bincount(classes, minlength=n_classes) / len(classes)
    return shares


def class_distance(shares: NDArray, real_shares: NDArray) -> float:
    """class-TV, half the sum of differences: 0 equal, 1 disjoint."""
    return float(np.abs(np.asarray(shares) - np.asarray(real_shares)).sum() / 2)


def class_distance_floor(real_shares: NDArray, n: int, stream: Stream) -> Interval:
    """class-TV of n samples whose classes come as often as the real ones: the middle 95 % of 200 such sets."""
    shares = np.asarray(real_shares, np.float64)
    counts = stream.generator().multinomial(n, shares / shares.sum(), SETS)
    low, high = np.quantile(np.abs(counts / n - shares).sum(1) / 2, [0.025, 0.975])
    return float(low), float(high)


def classes_covered(counts: NDArray[np.integer], real_shares: NDArray) -> int:
    """Classes with at least max(5, a tenth of their fair count) samples."""
    need = np.maximum(5, counts.sum() * np.asarray(real_shares) / 10)
    return int((counts >= need).sum())

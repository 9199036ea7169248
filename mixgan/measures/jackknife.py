"""The interval of a measure of one set of samples, by leaving a tenth of them out at a time.

A bootstrap would draw samples twice, and a copy is its own nearest neighbour: every measure of neighbours breaks (FID too,
measures.md 15). Without a tenth there are only fewer. Right for measures that change smoothly with the samples: not for a count
of bins that differ. Source: Efron & Tibshirani 1993, chapter 11 (delete-d jackknife, d = n / folds).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mixgan.measures.records import Interval, half_width

__all__ = ["FOLDS", "deal", "left_out_interval"]

FOLDS = 10


def deal(n: int, folds: int = FOLDS) -> NDArray[np.int64]:
    """(n,) the part of each sample: 0, 1, ... in turn."""
    return np.arange(n) % folds


def left_out_interval(value: float, without: Sequence[float]) -> Interval:
    """95 %, about the `value` of all samples, from the values `without` each part. Of these samples' chance only."""
    folds = len(without)
    half = half_width((folds - 1) * float(np.std(without, ddof=1)), folds)      # deviation of the pseudo-values
    return value - half, value + half

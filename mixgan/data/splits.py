"""Which rows are held out for testing: decided by address, so the same on every machine and in every run."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mixgan.rng import Stream

__all__ = ["TEST_SHARE", "Split", "held_out", "part"]

TEST_SHARE = 0.1        # of a set that does not say which rows are for testing
Split = Literal["train", "test"]


def held_out(n: int, labels: NDArray[np.int64] | None, share: float, source: str) -> NDArray[np.bool_]:
    """(n,) True where a row belongs to the test split: `share` of each class, to the nearest whole row.

    Never empty and never all when n is at least 2: where every class is too small to give one, the largest gives one.
    """
    groups = [np.arange(n)] if labels is None else [np.flatnonzero(labels == c) for c in np.unique(labels)]
    stream = Stream(0).child("data", source, "hold-out")
    test = np.zeros(n, bool)
    for index, rows in enumerate(groups):
        taken = int(share * len(rows) + 0.5)
        test[rows[stream.child(index).permutation(len(rows))[:taken]]] = True
    if n > 1 and not test.any():
        test[max(groups, key=len)[0]] = True
    return test


def part(test: NDArray[np.bool_], split: Split) -> NDArray[np.bool_]:
    """The rows of one split."""
    return test if split == "test" else ~test

"""Are generated pictures copies of the training pictures? Their nearest distances, beside those of held-out real pictures.

The share of generated pictures that lie nearer to a training picture than all but 1 % of held-out ones do: 1 % is ideal, more is
copying, less is mostly blur or nonsense. Read it in pixels first: a judge has seen the training pictures, which moves all
distances to them. How it misleads: a copy moved by one pixel is far away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import checks
from mixgan.measures.records import Interval, wilson

__all__ = ["LEAST", "QUANTILE", "copied_share", "nearest"]

QUANTILE = 0.01
LEAST = 100                     # on a side: one held-out picture below the quantile
BLOCK_ROWS = 500
WHAT = "A test for copies"


def nearest(samples: NDArray, train: NDArray, block: int = BLOCK_ROWS) -> NDArray[np.float64]:
    """(n,) Euclidean distance of each of (n, d) to the nearest of (N, d). Raises DataError for another d, or NaN.

    The nearest is looked for in float32, about the mean of `train` so that no digits go into a common offset, and measured in
    float64: an exact copy lies at 0.
    """
    samples, train = checks.features(samples, "generated", 1, WHAT), checks.features(train, "training", 1, WHAT)
    checks.pair(train[:1], samples[:1], 1, WHAT)
    mean = train.mean(0)
    near, out = (train - mean).astype(np.float32), np.empty(len(samples))
    half_squares = (near * near).sum(1) / 2
    for start in range(0, len(samples), block):
        part = samples[start : start + block]
        which = ((part - mean).astype(np.float32) @ near.T - half_squares).argmax(1)
        out[start : start + block] = np.sqrt(((part - train[which]) ** 2).sum(1))
    return out


def copied_share(fake: NDArray, held_out: NDArray) -> tuple[float, Interval]:
    """From both sides' distances to the training pictures: the share, and its 95 % interval. DataError under 100 a side."""
    a, b = (checks.features(np.asarray(x)[:, None], which, LEAST, WHAT)[:, 0]
            for x, which in ((fake, "generated"), (held_out, "held-out")))
    found = int((a < np.quantile(b, QUANTILE)).sum())
    return found / len(a), wilson(found, len(a))

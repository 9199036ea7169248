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
BLOCK_ROWS = 5000
EACH, Z = 0.0125, 2.2414        # each tail of an interval of 97.5 %, and where a normal one has it
WHAT = "A test for copies"


def nearest(samples: NDArray, train: NDArray, block: int = BLOCK_ROWS) -> NDArray[np.float64]:
    """(n,) Euclidean distance of each of (n, d) to the nearest of (N, d), some of `train` at a time, whatever its type.

    The nearest is looked for in float32, about the mean of `train` so that no digits go into a common offset, and measured in
    float64: an exact copy lies at 0. Raises DataError for another d, or NaN.
    """
    samples = checks.features(samples, "generated", 1, WHAT)
    checks.pair(train[:1], samples[:1], 1, WHAT)
    mean = train.mean(0, dtype=np.float64)
    looked, which, best = (samples - mean).astype(np.float32), np.zeros(len(samples), np.int64), np.full(len(samples), -np.inf)
    for start in range(0, len(train), block):
        near = (checks.features(train[start : start + block], "training", 1, WHAT) - mean).astype(np.float32)
        likeness = looked @ near.T - (near * near).sum(1) / 2               # largest where the distance is smallest
        here = likeness.argmax(1)
        value = likeness[np.arange(len(samples)), here]
        which, best = np.where(value > best, start + here, which), np.maximum(value, best)
    return np.sqrt(((samples - train[which].astype(np.float64)) ** 2).sum(1))


def copied_share(fake: NDArray, held_out: NDArray) -> tuple[float, Interval]:
    """From both sides' distances to the training pictures: the share, and its 95 % interval. DataError under 100 a side.

    Where 1 % of all held-out pictures lie is known from these few only, so the interval covers their chance as well: an interval
    of that quantile by ranks and one of the share at each of its ends, 97.5 % each, so that both hold at once in 95 %. One of the
    share alone left 0.01 out for one in five models that copy nothing (simulated).
    """
    from scipy.special import bdtr

    a, b = (checks.features(np.asarray(x)[:, None], which, LEAST, WHAT)[:, 0]
            for x, which in ((fake, "generated"), (held_out, "held-out")))
    n, below = len(a), bdtr(np.arange(len(b) + 1), len(b), QUANTILE)        # chance of so many held-out ones, or fewer
    ranks = np.concatenate([[-np.inf], np.sort(b), [np.inf]])
    first, last = ranks[(below < EACH).sum()], ranks[(below < 1 - EACH).sum() + 1]
    share = float((a < np.quantile(b, QUANTILE)).mean())
    return share, (wilson(int((a < first).sum()), n, Z)[0], wilson(int((a <= last).sum()), n, Z)[1])

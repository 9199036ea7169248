"""How alike two pictures of one class are: mean similarity over random pairs, beside the same of real pictures.

More alike than real ones: less varied. How it misleads: unrelated pictures score exactly 0, so read the share of zeros too;
it sees where strokes lie, not what they mean. Classes with fewer than 20 pictures have no value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError
from mixgan.measures import checks
from mixgan.measures.similarity import similarity
from mixgan.rng import Stream

__all__ = ["LEAST", "Alike", "alike", "pairs_within"]

LEAST = 20                      # pictures of a class
PAIRS = 1000                    # in all


@dataclass(frozen=True)
class Alike:
    """`classes` (C,): mean similarity of two pictures of each class, NaN where they are too few. `zeros`: share of pairs at 0."""

    classes: NDArray[np.float64]
    zeros: float
    n_pairs: int

    @property
    def mean(self) -> float:
        """Over the classes that have a value, each as much: more of one class does not move it."""
        return float(np.nanmean(self.classes))


def alike(
    pictures: NDArray[np.uint8], classes: NDArray[np.integer], n_classes: int, stream: Stream, n_pairs: int = PAIRS
) -> Alike:
    """Of uint8 (n, H, W, C) and their classes. Raises DataError where no class has 20 pictures."""
    pictures = checks.pictures(pictures, "given", 1, "Similarity within classes")
    classes = checks.labels(classes, len(pictures), n_classes, "Similarity within classes")
    pairs = pairs_within(classes, n_classes, stream, n_pairs)
    values = similarity(pictures[pairs[:, 0]], pictures[pairs[:, 1]])
    kind = classes[pairs[:, 0]]
    sums, counts = np.bincount(kind, values, n_classes), np.bincount(kind, minlength=n_classes)
    means = np.divide(sums, counts, out=np.full(n_classes, np.nan), where=counts > 0)
    return Alike(means, float((values <= 0).mean()), len(pairs))


def pairs_within(classes: NDArray[np.integer], n_classes: int, stream: Stream, n_pairs: int = PAIRS) -> NDArray[np.int64]:
    """(about n_pairs, 2) rows: two different samples of one class, as many of each that has 20. Raises DataError for none."""
    sizes = np.bincount(classes, minlength=n_classes)
    used = np.flatnonzero(sizes >= LEAST)
    if not len(used):
        raise DataError(f"No class has {LEAST} pictures, the most is {sizes.max(initial=0)}.", "Measure more of them.")
    each = -(-n_pairs // len(used))
    out = []
    for c in used:
        rows, here = np.flatnonzero(classes == c), stream.child("pairs", int(c))
        first = here.child("first").integers(each, len(rows))
        other = (first + 1 + here.child("other").integers(each, len(rows) - 1)) % len(rows)
        out.append(np.stack([rows[first], rows[other]], 1))
    return np.concatenate(out).astype(np.int64)

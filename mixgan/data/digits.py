"""scikit-learn's handwritten digits: 1,797 pictures of 8 x 8, inside the package, so that something works anywhere."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.splits import Split, held_out, part

__all__ = ["load"]

TEST_SHARE = 0.2            # of each class: 1,438 and 359
STORED = "datasets/data/digits.csv.gz"
LARGEST = 16                # of the values in the file: counts of black pixels in 4 x 4 blocks


def load(split: Split) -> ImageSet:
    """uint8 (N, 8, 8, 1), the values 0 .. 16 spread over 0 .. 255. The set has no split of its own; this one is ours."""
    rows = _rows()
    pictures = np.rint(rows[:, :-1].reshape(-1, 8, 8, 1) * (255 / LARGEST)).astype(np.uint8)
    labels = rows[:, -1].astype(np.int64)
    kept = part(held_out(len(labels), labels, TEST_SHARE, "digits"), split)
    images, labels = pictures[kept], labels[kept]
    return ImageSet(images, labels, tuple(str(i) for i in range(10)), "digits", digest_of(images, labels))


def _rows() -> NDArray[np.float64]:
    """(1797, 65): 64 values and the digit. From the package's file: importing scikit-learn for it takes two seconds."""
    package = find_spec("sklearn")
    assert package is not None, "scikit-learn is in requirements.txt"
    stored = Path(package.origin or "").parent / STORED
    if stored.is_file():
        return np.loadtxt(stored, delimiter=",")
    from sklearn.datasets import load_digits  # another version keeps it elsewhere

    bunch = load_digits()
    return np.column_stack([bunch.data, bunch.target])

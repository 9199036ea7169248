"""scikit-learn's handwritten digits: 1,797 pictures of 8 x 8, inside the package, so that something works anywhere."""

from __future__ import annotations

import numpy as np

from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.splits import Split, held_out, part

__all__ = ["load"]

TEST_SHARE = 0.2            # of each class: 1,438 and 359
LARGEST = 16                # of the values in the file: counts of black pixels in 4 x 4 blocks


def load(split: Split) -> ImageSet:
    """uint8 (N, 8, 8, 1), the values 0 .. 16 spread over 0 .. 255. The set has no split of its own; this one is ours."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    pictures = np.rint(bunch.images * (255 / LARGEST)).astype(np.uint8)[..., None]
    labels = bunch.target.astype(np.int64)
    rows = part(held_out(len(labels), labels, TEST_SHARE, "digits"), split)
    images, labels = pictures[rows], labels[rows]
    return ImageSet(images, labels, tuple(str(i) for i in range(10)), "digits", digest_of(images, labels))

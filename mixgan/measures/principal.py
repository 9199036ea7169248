"""Features of pictures that have no classes: principal components of their pixels (measures.md 2).

They see what most pixels do, light and place, and reward blur: a generator that leaves out fine detail is near in them. So
figures in them are named with a p, and stand beside no judge's.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mixgan.measures.features import Floors, floors, reference_size
from mixgan.measures.judges import FEATURES, Judgement

__all__ = ["Principal", "principal"]

MOST_FITTED = 10_000            # training pictures that the components are found in
CHUNK = 1000
Pixels = NDArray[np.float64]    # (n, numbers)


class Principal:
    """`reader(images)`: no class, and the pictures' places along the components. Built by `principal`."""

    letter = "p"

    def __init__(self, name: str, transform: Callable[[Pixels], Pixels], explained: float, digest: str) -> None:
        self.features_id = f"pca{FEATURES}/{name}/{digest}"
        self.explained = explained                      # share of the pixels' variance
        self.floors: Floors | None = None
        self._transform = transform

    def __call__(self, images: NDArray[np.uint8]) -> Judgement:
        """uint8 (n, H, W, C) of the size that it was fitted to; features (n, d) of pixels in [0, 1], d <= 64."""
        parts = [self._transform(_flat(images[i : i + CHUNK])) for i in range(0, max(1, len(images)), CHUNK)]
        return Judgement(np.zeros((len(images), 0), np.float32), np.concatenate(parts))


def principal(name: str, train: NDArray[np.uint8], test: NDArray[np.uint8]) -> Principal:
    """Fitted to training pictures, with the floor between held-out ones. The same on every call: nothing is drawn by chance.

    scikit-learn's PCA: exact, or by a seeded sketch where pictures are many and large.
    """
    from sklearn.decomposition import PCA

    fitted = train[np.linspace(0, len(train) - 1, min(len(train), MOST_FITTED)).astype(int)]
    pca = PCA(min(FEATURES, len(fitted) - 1, fitted[0].size), random_state=0).fit(_flat(fitted))

    def transform(pixels: Pixels) -> Pixels:
        return np.asarray(pca.transform(pixels) if len(pixels) else np.zeros((0, pca.n_components_)), np.float64)

    digest = hashlib.blake2b(np.ascontiguousarray(fitted).data, digest_size=4).hexdigest()
    reader = Principal(name, transform, float(pca.explained_variance_ratio_.sum()), digest)
    whole = reference_size(len(test)) == len(test)
    reader.floors = floors(reader.features_id, reader(train if whole else train[:0]).features, reader(test).features,
                           letter=reader.letter)
    return reader


def _flat(images: NDArray[np.uint8]) -> Pixels:
    return images.reshape(len(images), math.prod(images.shape[1:])) / 255

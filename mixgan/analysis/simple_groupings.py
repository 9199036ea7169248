"""What needs no network: k-means on the pixels, and a mixture of Gaussians on principal components, grouping the same pictures.

They see no label, and learn from the very pictures that they group (scikit-learn). What a mixture's groups are worth is said
beside them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.group_names import GAUSSIANS, K_MEANS

__all__ = ["SIMPLE", "STARTS", "groupings"]

STARTS = 5                      # groupings of each kind: both end where their start lets them
COMPONENTS = 30
SPREAD = 1e-2                   # added to each variance, pixels being from 0 to 1: few pictures have flat directions

Grouping = Callable[[NDArray[np.float32], int, int], NDArray[np.integer]]       # pixels (n, D), K, seed -> groups (n,)


def groupings(images: NDArray[np.uint8], K: int, seed: int) -> dict[str, list[NDArray[np.integer]]]:
    """By name, the groups (n,) that each kind finds in (n, H, W, C) pictures from five starts."""
    pixels: NDArray[np.float32] = np.divide(images.reshape(len(images), -1), 255, dtype=np.float32)
    return {name: [group(pixels, K, seed + start) for start in range(STARTS)] for name, group in SIMPLE.items()}


def _k_means(pixels: NDArray[np.float32], K: int, seed: int) -> NDArray[np.integer]:
    from sklearn.cluster import KMeans

    groups: NDArray[np.integer] = KMeans(K, n_init=3, random_state=seed).fit_predict(pixels)
    return groups


def _gaussians(pixels: NDArray[np.float32], K: int, seed: int) -> NDArray[np.integer]:
    from sklearn.decomposition import PCA
    from sklearn.mixture import GaussianMixture

    places = PCA(min(COMPONENTS, *pixels.shape), random_state=seed).fit_transform(pixels)
    groups: NDArray[np.integer] = GaussianMixture(K, reg_covar=SPREAD, random_state=seed).fit_predict(places)
    return groups


SIMPLE: dict[str, Grouping] = {K_MEANS: _k_means, GAUSSIANS: _gaussians}

"""Where a picture belongs on a map: what finds, for any picture, the samples of the map whose pictures are nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMPONENTS", "Landing", "land", "landing", "noise_axes"]

COMPONENTS = 40
Points = NDArray[np.float32]


@dataclass(frozen=True)
class Landing:
    """n pictures of d values in [-1, 1] (channel-last) by their first c principal components. Nothing is whitened."""

    mean: Points                    # (d,)
    basis: Points                   # (c, d), orthonormal
    points: Points                  # (n, c)


def landing(pictures: NDArray, components: int = COMPONENTS) -> Landing:
    """Of n pictures: uint8 (n, H, W, C), or points of the plane (n, 2), float32."""
    from sklearn.decomposition import PCA

    values = as_values(pictures)
    count = min(components, *values.shape)
    found = PCA(count, svd_solver="full" if values.shape[1] <= 256 else "randomized", random_state=0).fit(values)
    mean, basis = found.mean_.astype(np.float32), found.components_.astype(np.float32)
    return Landing(mean, basis, (values - mean) @ basis.T)


def land(found: Landing, layout: NDArray, pictures: NDArray, neighbours: int = 10) -> Points:
    """(m, 2): m pictures at the mean place of those of the map that are nearest to them.

    Neighbours are those in the picture, where the map was laid out by an inner representation: measured on three shipped models,
    a place is off by 1 to 2 % of the map's width at the median, and by 3 to 11 % in one of ten.
    """
    from mixgan.analysis.latents import place

    return place(found.points, layout, (as_values(pictures) - found.mean) @ found.basis.T, neighbours)


def noise_axes(noise: NDArray, expert: NDArray) -> Points:
    """(2, Z) orthonormal: the directions of (n, Z) noise in which the mean noises of the experts lie farthest apart.

    They are chosen to show a difference: where the noise has no say in who draws, what is left of one is chance.
    """
    kinds, counts = np.unique(expert, return_counts=True)
    means = np.stack([noise[expert == k].mean(0) for k in kinds]) * np.sqrt(counts / len(noise))[:, None]
    return np.linalg.svd(means.astype(np.float64))[2][:2].astype(np.float32)


def as_values(pictures: NDArray) -> Points:
    """(n, d) as the page's engine has them."""
    flat = pictures.reshape(len(pictures), -1)
    return (flat / np.float32(127.5) - 1).astype(np.float32) if pictures.dtype == np.uint8 else flat.astype(np.float32)

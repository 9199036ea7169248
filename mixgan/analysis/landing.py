"""Where a picture, drawn or real, belongs on a map: what finds the samples of the map that it is most like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["COMPONENTS", "HOSTS", "Landing", "agreement", "hosts", "land", "landing", "noise_axes"]

COMPONENTS = 40
NEAREST, HOSTS = 10, 5          # of a real picture
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


def hosts(known: NDArray[np.floating], new: NDArray[np.floating], layout: NDArray[np.floating]) -> NDArray[np.int64]:
    """(m, 5): for each of m real pictures the samples among which it lies. By features (n, d) and (m, d); `layout`: (n, 2).

    A real picture has no noise and no inner representation, by which maps are laid out, so it is found a place through the
    samples: of the ten nearest to it in what both are read by, the five that lie closest together, and it lies at their mean.

    Measured on hmog-mnist and gmgan-mnist with 1,000 held-out pictures: by the judge's features 97 % lie among samples that are
    read as their class; by pixels 79 %, and at the mean of all ten, which may fall between two groups, 93 and 96 %. The judge was
    taught classes, so that it parts them is no wonder: a place says what a picture is like, not that it could be drawn. Generated
    pictures placed so are off by 2 to 4 % of the map's width at the median, and by 5 to 13 % in one of ten.
    """
    from sklearn.neighbors import NearestNeighbors

    count = min(NEAREST, len(known))
    nearest = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(known).kneighbors(new, return_distance=False)
    low, high = np.percentile(layout, (0.1, 99.9), axis=0)
    places = (layout / np.maximum(high - low, 1e-9))[nearest]                       # (m, 10, 2), as a page stretches them
    apart = np.linalg.norm(places[:, :, None] - places[:, None], axis=-1)           # (m, 10, 10)
    order = apart.argsort(2, kind="stable")[:, :, :HOSTS]
    around = np.take_along_axis(apart, order, 2).sum(2).argmin(1)                   # whose five lie closest together
    chosen = np.take_along_axis(nearest, order[np.arange(len(new)), around], 1)
    return np.pad(chosen, ((0, 0), (0, HOSTS - chosen.shape[1])), mode="edge")


def agreement(found: NDArray[np.int64], real_cls: NDArray[np.int64], cls: NDArray[np.int64]) -> tuple[float, float] | None:
    """(share of the real pictures most of whose hosts are read as their class, the same by chance); None without classes."""
    if not len(found) or (real_cls < 0).any() or (cls < 0).any():
        return None
    K = int(max(real_cls.max(), cls.max())) + 1
    votes = np.zeros((len(found), K), np.int64)
    np.add.at(votes, (np.arange(len(found))[:, None], cls[found]), 1)
    chance = (np.bincount(real_cls, minlength=K) / len(real_cls)) @ (np.bincount(cls, minlength=K) / len(cls))
    return float((votes.argmax(1) == real_cls).mean()), float(chance)


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

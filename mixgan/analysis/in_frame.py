"""Where the pictures of another training step lie on the map of the last one, whose frame stays.

A fresh layout of each step would turn and jump. Here the layout of the last step is kept, and a picture lies between the
samples of the last step that it is most like, so that it moves only because it changed. What is unlike all of them has no place
of its own, and its distance says so. The page does the same (components/map/frame.js).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.landing import NEAREST, Landing, Points, as_values
from mixgan.errors import ConfigError

__all__ = ["MOST", "Laid", "lay", "reach", "shown"]

ALIKE = 1e-9                    # square of a distance below which two pictures are one
WITHIN = 0.95                   # of the map's own samples
MOST, LEAST, BUDGET_PX = 600, 100, 300 * 28 * 28     # samples of a step, and their pixels: 0.3 s of a browser on one core


@dataclass(frozen=True)
class Laid:
    places: Points                  # (m, 2) in the layout
    far: Points                     # (m,) to the nearest sample of the map, as `reach` measures


def lay(found: Landing, layout: NDArray, pictures: NDArray) -> Laid:
    """m pictures between the ten of the map nearest to each, weighted by 1 / distance^2 (Shepard 1968): one that the map has lies
    on it, one that is far from all at their mean. Distances are those of `found`'s components.

    Raises ConfigError for pictures of another size than the map's.
    """
    from sklearn.neighbors import NearestNeighbors

    values = as_values(pictures)
    if values.shape[1] != len(found.mean):
        raise ConfigError(f"The pictures of this step have {values.shape[1]:,} values, those of the map {len(found.mean):,}.",
                          "Make its steps again: python -m mixgan growth MODEL.")
    codes, beside = _coded(found, values)
    search = NearestNeighbors(n_neighbors=min(NEAREST, len(found.points)), algorithm="brute").fit(found.points)
    distances, nearest = search.kneighbors(codes)
    weights = 1 / (distances**2 + ALIKE)
    weights /= weights.sum(1, keepdims=True)
    places = (np.asarray(layout, np.float64)[nearest] * weights[..., None]).sum(1)
    return Laid(places.astype(np.float32), np.sqrt(distances[:, 0] ** 2 + beside).astype(np.float32))


def reach(found: Landing, pictures: NDArray, most: int = 1000) -> float:
    """How far a sample of the map is from the nearest other one, for 95 % of its first `most`: what is farther is unlike anything
    on the map. `pictures`: of the map, as `found` was made of. What the components leave out of a picture counts too, or a blur
    would seem near to everything.
    """
    from sklearn.neighbors import NearestNeighbors

    codes, beside = _coded(found, as_values(pictures[:most]))
    if len(found.points) < 2:
        return 0.0
    distances, _ = NearestNeighbors(n_neighbors=2, algorithm="brute").fit(found.points).kneighbors(codes)
    return float(np.quantile(np.sqrt(distances[:, 1] ** 2 + beside), WITHIN))


def shown(image_shape: tuple[int, ...], n: int) -> int:
    """How many samples of a step are drawn: fewer of larger pictures, which take longer."""
    pixels = int(np.prod(image_shape[1:])) if len(image_shape) == 3 else 1
    return min(n, MOST, max(LEAST, BUDGET_PX // pixels))


def _coded(found: Landing, values: NDArray) -> tuple[NDArray, NDArray]:
    """(m, c) components, and (m,) the square of what they leave out."""
    centred = values - found.mean
    codes = centred @ found.basis.T
    return codes, np.maximum((centred**2).sum(1) - (codes**2).sum(1), 0)

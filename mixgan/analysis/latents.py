"""Maps: n fixed draws placed in the plane by an inner representation; PCA at once, UMAP where there is time.

How a map misleads: UMAP keeps neighbourhoods, not distances. Gaps, sizes and the place of far clusters mean little.
"""

from __future__ import annotations

import warnings

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.observe import chunks, require_evaluation
from mixgan.families.contract import Draw, Generator

__all__ = ["NEIGHBOURS", "latent", "place", "principal", "trust", "umap_layout"]

NEIGHBOURS = 15
REDUCED = 50
Points = NDArray[np.float32]


@torch.inference_mode()
def latent(generator: Generator, draw: Draw, space: str = "") -> Points:
    """(n, d) inner representation of a draw; by default the last of `generator.spaces`, the nearest to the picture."""
    require_evaluation(generator)
    space = space or generator.spaces[-1]
    device = generator.temperature.device
    parts = [generator.latent(here.to(device), space).float().cpu().numpy() for here in chunks(draw)]
    return np.concatenate(parts)


def principal(points: NDArray, dims: int, seed: int = 0) -> Points:
    """(n, min(dims, d, n)) principal components, largest first. Their signs are fixed, so equal input gives equal maps."""
    from sklearn.decomposition import PCA

    kept = min(dims, *points.shape)
    # the exact solver takes minutes at thousands of features, the randomised one a second
    solver = "full" if points.shape[1] <= 256 else "randomized"
    placed = PCA(kept, svd_solver=solver, random_state=seed).fit_transform(np.asarray(points, np.float64))
    return placed.astype(np.float32)


def umap_layout(points: NDArray, seed: int = 0, neighbours: int = NEIGHBOURS) -> Points:
    """(n, 2) UMAP of (n, d), with exact neighbours found here: the library's own search compiles for a minute.

    The first call in a process takes 10 to 20 s: for a child process, never for a page. Raises ValueError unless n
    exceeds the neighbours.
    """
    if len(points) <= neighbours:
        raise ValueError(f"a map with {neighbours} neighbours needs more than {neighbours} points, got {len(points)}")
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=neighbours, algorithm="brute").fit(points)
    distances, indices = search.kneighbors(points)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")             # the library warns that a seed means one thread: it is meant
        _import_search_uncompiled()
        import umap

        reducer = umap.UMAP(
            n_neighbors=neighbours, init="pca", random_state=seed, precomputed_knn=(indices, distances.astype(np.float32))
        )
        layout = reducer.fit_transform(points)
    return np.asarray(layout, np.float32)


def _import_search_uncompiled() -> None:
    """umap imports pynndescent, which compiles its own search there and then: 28 s on a fresh machine, unused here."""
    from numba import config

    before, config.DISABLE_JIT = config.DISABLE_JIT, 1
    try:
        import pynndescent  # noqa: F401
    finally:
        config.DISABLE_JIT = before


def place(points: NDArray, layout: NDArray, new: NDArray, neighbours: int = 10) -> Points:
    """(m, 2): new points of the same space among those of a map, at the mean place of their 10 nearest.

    UMAP's own transform compiles for most of a minute; this is milliseconds and off by a hundredth of the map.
    """
    from sklearn.neighbors import NearestNeighbors

    count = min(neighbours, len(points))
    nearest = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(points).kneighbors(new, return_distance=False)
    return np.asarray(layout, np.float32)[nearest].mean(1)


def trust(points: NDArray, layout: NDArray, neighbours: int = NEIGHBOURS) -> float:
    """Trustworthiness of a layout (n, 2) of points (n, d), 0 to 1 (Venna & Kaski 2001): what lies near on the map is near.

    1 minus a penalty for every point among the nearest of another on the map that is not among its nearest in the space, by how
    far down the list it is there. A layout by chance has about 1/2. It says nothing of neighbours that the map tore apart.
    Seconds and 600 MB for 5,000 points: for a child process. Raises ValueError unless n > 2 x neighbours.
    """
    from sklearn.manifold import trustworthiness

    if len(points) <= 2 * neighbours:
        raise ValueError(f"trustworthiness of {neighbours} neighbours needs more than {2 * neighbours} points, got {len(points)}")
    return float(trustworthiness(points, layout, n_neighbors=neighbours))

"""A model's map: a fixed draw laid out by its latent space, with thumbnails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixgan import families
from mixgan.analysis.landing import hosts
from mixgan.analysis.latents import NEIGHBOURS, latent, place, principal, trust, umap_layout
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish.beside import name_of
from mixgan.analysis.reals import features, reals_of
from mixgan.config import RunConfig
from mixgan.errors import StoreError
from mixgan.families.contract import Generator
from mixgan.measures import judges
from mixgan.pictures import MAX_SHEET_PX, sheet, webp
from mixgan.store import maps
from mixgan.store.models import read_config

__all__ = ["MAP_N", "make_map", "store_map", "store_reals", "thumbnails", "trusts", "with_reals"]

MAP_N = 5000
REDUCED = 50                    # dimensions that UMAP and PCA see of a latent space
MAX_THUMB_PX = 32
SAME = 0.99                     # of the experts: another processor may round a close call the other way
MAX_THUMBS_BYTES = 3 * 2**20    # a model folder stays under 8 MB in all


def make_map(
    generator: Generator, config: RunConfig, *, n: int = MAP_N, seed: int = 0, umap: bool = True,
    among: maps.StoredMap | None = None,
) -> maps.StoredMap:
    """n samples at the common address, laid out by their last latent space. UMAP takes half a minute: not for a page.

    `among`: a map of this generator; the samples are placed at their nearest neighbours in it, which takes seconds.
    """
    seen = observe(generator, drawn(generator, n, seed))
    space = generator.spaces[-1]
    points = latent(generator, seen.draw, space)
    if among is not None:
        points = np.concatenate([points, latent(generator, drawn(generator, among.n, among.seed), space)])
    reduced, known = np.split(principal(points, REDUCED, seed), [n])
    layout = umap_layout(reduced, seed) if umap else None
    if among is not None and among.umap is not None:
        layout = place(known, among.umap, reduced)
    flat = reduced[:, :2] if reduced.shape[1] > 1 else np.repeat(reduced, 2, 1)
    judge = None if config.facts.is_points else judges.of(config)
    verdict = None if judge is None else judge(seen.pictures)
    thumbs, columns, thumb_px = thumbnails(seen.pictures)
    placed = maps.StoredMap(
        seed=seed,
        n=n,
        space=space,
        pca=flat,
        expert=seen.expert,
        weight=seen.weights.max(1),
        cls=np.full(n, -1) if verdict is None else verdict.classes,
        confidence=np.zeros(n) if verdict is None else verdict.confidence,
        class_names=() if judge is None else judge.class_names,
        thumbs=thumbs,
        columns=columns,
        thumb_px=thumb_px,
        umap=layout,
        # as UMAP, no work for a page
        trust=trusts(points[:n], flat, layout) if umap else None,
        trust_k=NEIGHBOURS if umap else 0,
    )
    return with_reals(placed, seen.pictures, config, None if verdict is None else verdict.features)


def with_reals(
    placed: maps.StoredMap, pictures: NDArray, config: RunConfig, read: NDArray | None = None,
) -> maps.StoredMap:
    """The map of samples with these `pictures`, and real ones among them; as it is where none are on this machine.

    `read`: the judge's features of the samples, if they are known.
    """
    reals = reals_of(config)
    if reals is None or reals.images.shape[1:] != pictures.shape[1:]:
        return placed
    judge = None if config.facts.is_points else judges.of(config)
    found = hosts(*features(pictures, reals.images, judge, read), placed.pca if placed.umap is None else placed.umap)
    return replace(placed, hosts=found, real_cls=reals.labels)


def trusts(points: NDArray, pca: NDArray, umap: NDArray | None) -> NDArray[np.float32]:
    """(2,) trustworthiness of both layouts of (n, d) points, as a map keeps it; nan where there is no UMAP."""
    return np.array([trust(points, pca), np.nan if umap is None else trust(points, umap)], np.float32)


def thumbnails(pictures: NDArray) -> tuple[bytes, int, int]:
    """One WebP sheet of at most 4096 px and 3 MB, its columns, and the side of a tile; empty for points.

    Pictures over 32 px are averaged over whole blocks; quality gives way before the size does.
    """
    if pictures.ndim != 4:
        return b"", 1, 0
    factor = -(-max(pictures.shape[1:3]) // MAX_THUMB_PX)
    while -(-max(pictures.shape[1:3]) // factor) * np.ceil(len(pictures) ** 0.5) > MAX_SHEET_PX:
        factor += 1
    small = _averaged(pictures, factor)
    columns = int(np.ceil(len(small) ** 0.5))
    whole = sheet(small, columns)
    encoded = b""
    for quality in (80, 60, 40, 20, 5):
        encoded = webp(whole, quality=quality)
        if len(encoded) <= MAX_THUMBS_BYTES:
            break
    return encoded, columns, small.shape[2]


def _averaged(pictures: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Mean over blocks of factor x factor px; what does not fill a block at the edge is left out."""
    if factor == 1:
        return pictures
    n, height, width, channels = pictures.shape
    rows, columns = height // factor, width // factor
    cut = pictures[:, : rows * factor, : columns * factor].reshape(n, rows, factor, columns, factor, channels)
    return cut.mean((2, 4)).round().astype(np.uint8)


def store_map(folder: Path) -> None:
    """Make the map of the model in `folder` and keep it there."""
    maps.write(folder / "map.npz", make_map(families.load(folder), read_config(folder)))


def store_reals(folder: Path) -> maps.StoredMap:
    """Lay real pictures into the map that the model in `folder` has, whose samples stay where they are, and keep it there.

    Raises StoreError where there is no map, or where it was not made of this model.
    """
    config, generator, path = read_config(folder), families.load(folder), folder / "map.npz"
    if not path.is_file():
        raise StoreError(f"{name_of(folder)} has no map yet.", "Make it: python -m mixgan map MODEL")
    stored = maps.read(path)
    seen = observe(generator, drawn(generator, stored.n, stored.seed))
    if (seen.expert == stored.expert).mean() < SAME:
        raise StoreError(f"The map of {name_of(folder)} is of other weights.", "Make it anew: python -m mixgan map MODEL")
    stored = with_reals(stored, seen.pictures, config)
    maps.write(path, stored)
    return stored

"""What the map's component is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from mixgan.analysis.words import expert_name
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components.map import MapLook, map_packet

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap

__all__ = ["COLOURINGS", "caption", "default_layout", "packet"]

COLOURINGS = ("expert", "class", "confidence")


def packet(placed: StoredMap, word: str, K: int, by: str = "expert", layout: str = "", picked: int = -1, name: str = "",
           of: str = "", of_two: Mapping[str, str] | None = None) -> bytes:
    """`K`: experts, of which some may have drawn nothing; `by`: one of COLOURINGS; `layout`: "" for the better one that is there;
    `picked`: a sample, -1 for none; `name`, `of`, `of_two`: as MapLook has them."""
    counted = "; ".join(f"{expert_name(word, k)}: {count}" for k, count in enumerate(np.bincount(placed.expert).tolist()))
    alt = f"A map of {placed.n:,} samples. {counted}"
    classes, layout = colours(len(placed.class_names)), layout or default_layout(placed)
    return map_packet(placed, MapLook(word, colours(K), shapes(K), classes, by, layout, alt, picked, name, of, of_two or {}))


def default_layout(placed: StoredMap) -> str:
    return "pca" if placed.umap is None else "umap"


def caption(placed: StoredMap, among: StoredMap | None = None) -> str:
    """What lies where; `among`: the map of another seed in which these were placed."""
    how = f"{placed.n:,} samples, seed {placed.seed}, by their {placed.space}"
    if among is not None:
        how += f", each at the mean place of the ten nearest of the {among.n:,} of seed {among.seed}"
    return how + "; distances between far groups mean little"

"""What the map's component is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mixgan.analysis.landing import agreement
from mixgan.analysis.words import expert_name, percent
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components.map import MapLook, map_packet

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap
    from mixgan.store.reals import StoredReals

__all__ = ["COLOURINGS", "caption", "default_layout", "packet", "reals_told"]

COLOURINGS = ("expert", "class", "confidence")


def packet(placed: StoredMap, word: str, K: int, *, layout: str = "", reals: StoredReals | None = None,
           among: StoredMap | None = None, **look: Any) -> bytes:
    """`K`: experts, of which some may have drawn nothing; `layout`: "" for the better one that is there; `reals`: the pictures of
    the map's real ones, if they are here; `among`: as for `caption`; `look`: of MapLook."""
    counted = "; ".join(f"{expert_name(word, k)}: {count}" for k, count in enumerate(np.bincount(placed.expert).tolist()))
    classes = colours(len(placed.class_names))
    shown = reals is not None and placed.real_cls is not None and np.array_equal(reals.labels, placed.real_cls)
    if shown and reals is not None:
        look |= {"reals_sheet": reals.sheet, "reals_columns": reals.columns}
    return map_packet(placed, MapLook(
        word, colours(K), shapes(K), classes, layout=layout or default_layout(placed), told=caption(placed, among),
        alt=f"A map of {placed.n:,} samples. {counted}", reals_told=reals_told(placed), **look))


def reals_told(placed: StoredMap) -> str:
    """How real pictures found their places, how many, and how many lie among samples of their class."""
    if placed.hosts is None or placed.real_cls is None:
        return ""
    by = "to the judge" if placed.class_names else "in pixels"
    told = f"{len(placed.hosts):,} real pictures, held out from training, each at the mean place of the samples most like it {by}"
    agreed = agreement(placed.hosts, placed.real_cls, placed.cls)
    if agreed is None:
        return told + "."
    share, chance = (percent(one).replace(" ", "\N{NO-BREAK SPACE}") for one in agreed)
    return told + f"; {share} lie among samples read as their class ({chance} by chance)."


def default_layout(placed: StoredMap) -> str:
    return "pca" if placed.umap is None else "umap"


def caption(placed: StoredMap, among: StoredMap | None = None) -> str:
    """What lies where; `among`: the map of another seed in which these were placed."""
    how = f"{placed.n:,} samples, seed {placed.seed}, by their {placed.space}"
    if among is not None:
        how += f", each at the mean place of the ten nearest of the {among.n:,} of seed {among.seed}"
    return how + "; distances between far groups mean little"

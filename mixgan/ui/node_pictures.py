"""Pictures and names of a tree's nodes: stored ones where a model brings them, else drawn from the open model."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from mixgan import pictures
from mixgan.store.models import ModelFolder
from mixgan.ui import measured, sentences
from mixgan.ui.opened import Opened, stamp

if TYPE_CHECKING:
    from mixgan.families.contract import TreeShape

__all__ = ["Strips", "captions", "class_line", "strips"]


@dataclass(frozen=True)
class Strips:
    """One row of 2L-1 pictures each, as base64 of a WebP: the mean of what passes a node, and its most typical sample."""

    means: str | None
    typical: str | None


def strips(found: ModelFolder, opened: Opened, seed: int) -> Strips:
    return _strips(str(found.path), stamp(found), seed, found, opened)


@st.cache_data(max_entries=6, show_spinner=False)
def _strips(path: str, mark: str, seed: int, _found: ModelFolder, _opened: Opened) -> Strips:
    from mixgan.analysis.routing import node_densities

    usage = measured.usage(_found, _opened, seed)
    density = node_densities(usage.weights)                                     # (N, 2L-1)
    rows = np.arange(min(512, len(density)))
    images = measured.pictures(_opened, seed, rows)
    weights = density[rows] / np.maximum(density[rows].sum(0), 1e-9)
    means = np.einsum("nm,nhwc->mhwc", weights, images.astype(np.float64)).round().clip(0, 255).astype(np.uint8)
    typical = measured.pictures(_opened, seed, density.argmax(0))
    return Strips(_encoded(means), _encoded(typical))


def _encoded(row: NDArray[np.uint8]) -> str:
    return base64.b64encode(pictures.webp(pictures.sheet(row, len(row)))).decode()


def stored_row(sheet: bytes, columns: int, n: int) -> NDArray[np.uint8]:
    """(n, h, w, 3): the tiles of a stored sheet without gaps."""
    with Image.open(io.BytesIO(sheet)) as image:
        whole = np.asarray(image.convert("RGB"))
    height, width = whole.shape[0] // -(-n // columns), whole.shape[1] // columns
    return np.stack([whole[i // columns * height :][:height, i % columns * width :][:, :width] for i in range(n)])


def captions(found: ModelFolder, tree: TreeShape) -> list[str]:
    """`7, 9` for every node: what it draws most, by the stored mix of classes; empty where none is stored."""
    mixes = (found.figures.get("nodes") or {}).get("class_mix")
    names = found.config.facts.class_names
    if not mixes or len(mixes) != tree.n_nodes:
        return [""] * tree.n_nodes
    return [_mostly(mix, names) for mix in mixes]


def _mostly(mix: list[float], names: tuple[str, ...]) -> str:
    total = sum(mix)
    if not total:
        return ""
    order = sorted(range(len(mix)), key=lambda c: -mix[c])
    best = [names[c] if c < len(names) else str(c) for c in order[:2]]
    return best[0] if mix[order[0]] >= 0.6 * total else f"{best[0]}, {best[1]}"


def class_line(found: ModelFolder, node: int) -> str:
    """`The checker reads 61 % of them as 7, 22 % as 9.` from the stored mix; empty where there is none."""
    mixes = (found.figures.get("nodes") or {}).get("class_mix")
    if not mixes or node >= len(mixes) or not sum(mixes[node]):
        return ""
    return sentences.class_mix(mixes[node], found.config.facts.class_names)

"""Pictures, classes and names of a tree's nodes, drawn from the open model. Nodes are those of analysis.nodes: a tree's, or one
root and K experts where there is none."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.store.models import ModelFolder
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened, stamp

if TYPE_CHECKING:
    from mixgan.families.contract import TreeShape

__all__ = ["SEEN", "Reading", "Strips", "captions", "columns_of", "reading", "strips"]

SEEN = 512                      # draws that are decoded for means, and read by the checker


@dataclass(frozen=True)
class Strips:
    """One picture for every node each, as base64 of a WebP: the mean of what passes a node, and its most typical sample."""

    means: str
    typical: str


@dataclass(frozen=True)
class Reading:
    """What the checker reads in the first `SEEN` draws, and where those end."""

    names: tuple[str, ...]
    classes: NDArray[np.int64]          # (SEEN,)
    counts: NDArray[np.int64]           # (nodes, C)
    means: str                          # base64 of a WebP: C rows of nodes, the mean picture of a class at a node


def strips(found: ModelFolder, opened: Opened, seed: int) -> Strips:
    return _strips(str(found.path), stamp(found), seed, found, opened)


@st.cache_data(max_entries=6, show_spinner=False)
def _strips(path: str, mark: str, seed: int, _found: ModelFolder, _opened: Opened) -> Strips:
    density = measured.node_density(_found, _opened, seed)                      # (N, nodes)
    images = _seen(_found, _opened, seed)
    weights = density[:SEEN] / np.maximum(density[:SEEN].sum(0), 1e-9)
    means = np.einsum("nm,nhwc->mhwc", weights, images.astype(np.float64)).round().clip(0, 255).astype(np.uint8)
    typical = measured.pictures(_opened, seed, density.argmax(0))
    return Strips(_encoded(means, len(means)), _encoded(typical, len(typical)))


def reading(found: ModelFolder, opened: Opened, seed: int) -> Reading | None:
    """None where no checker knows these pictures."""
    return _reading(str(found.path), stamp(found) + measured.judge_mark(found), seed, found, opened)


@st.cache_data(max_entries=6, show_spinner=False)
def _reading(path: str, mark: str, seed: int, _found: ModelFolder, _opened: Opened) -> Reading | None:
    from mixgan.analysis.nodes import class_counts, class_means

    images = _seen(_found, _opened, seed)
    read = measured.read_classes(_found, images)
    if read is None:
        return None
    names, classes = read
    weights, tree = measured.usage(_found, _opened, seed).weights[:SEEN], _opened.generator.tree
    counts = class_counts(weights, classes, len(names), tree)
    means = class_means(weights, classes, images, len(names), tree)
    return Reading(names, classes, counts, _encoded(means.reshape(-1, *images.shape[1:]), len(counts)))


@st.cache_data(max_entries=2, show_spinner=False)
def _seen_of(path: str, mark: str, seed: int, _opened: Opened) -> NDArray[np.uint8]:
    return measured.pictures(_opened, seed, np.arange(SEEN))


def _seen(found: ModelFolder, opened: Opened, seed: int) -> NDArray[np.uint8]:
    return _seen_of(str(found.path), stamp(found), seed, opened)


def columns_of(nodes: int, width: int) -> int:
    """Pictures in one row of a strip: all nodes where a sheet may be that wide."""
    return min(nodes, pictures.MAX_SHEET_PX // width)


def _encoded(images: NDArray[np.uint8], nodes: int) -> str:
    sheet = pictures.sheet(images, columns_of(nodes, images.shape[2]))
    return base64.b64encode(pictures.webp(sheet, quality=80)).decode()


def captions(found: ModelFolder, tree: TreeShape | None, nodes: int) -> list[str]:
    """`4, 7 and 9` for every node: the classes that make it up, by the stored mix; empty where none is stored, or too many do."""
    from mixgan.analysis.tree_figures import node_words

    mixes = (found.figures.get("nodes") or {}).get("class_mix")
    if tree is None and found.figures.get("expert_class"):
        counts = found.figures["expert_class"]
        mixes = [np.sum(counts, 0).tolist(), *counts]
    if not mixes or len(mixes) != nodes:
        return [""] * nodes
    known = found.config.facts.class_names
    names = [known[c] if c < len(known) else str(c) for c in range(max(map(len, mixes)))]
    return [node_words([share / (sum(mix) or 1) for share in mix], names) for mix in mixes]

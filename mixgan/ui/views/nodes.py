"""Pictures, classes and names of a tree's nodes. Nodes are those of analysis.nodes: a tree's, or one root and K experts."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.analysis.factors import told_by
from mixgan.store.models import ModelFolder

if TYPE_CHECKING:
    from mixgan.families.contract import TreeShape

__all__ = ["SEEN", "Reading", "Strips", "captions", "columns_of", "reading_of", "strips_of"]

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


def strips_of(density: NDArray[np.float64], seen: NDArray[np.uint8], typical: NDArray[np.uint8]) -> Strips:
    """`density` (N, nodes) of the draws, `seen` the first `SEEN` of them as pictures, `typical` one picture for every node."""
    weights = density[:SEEN] / np.maximum(density[:SEEN].sum(0), 1e-9)
    means = np.einsum("nm,nhwc->mhwc", weights, seen.astype(np.float64)).round().clip(0, 255).astype(np.uint8)
    return Strips(_encoded(means, len(means)), _encoded(typical, len(typical)))


def reading_of(read: tuple[tuple[str, ...], NDArray[np.int64]], weights: NDArray[np.float32], seen: NDArray[np.uint8],
               tree: TreeShape | None) -> Reading:
    """`read`: names and classes of `seen`; `weights` (SEEN, K) of the same draws."""
    from mixgan.analysis.nodes import class_counts, class_means

    names, classes = read
    counts = class_counts(weights, classes, len(names), tree)
    means = class_means(weights, classes, seen, len(names), tree)
    return Reading(names, classes, counts, _encoded(means.reshape(-1, *seen.shape[1:]), len(counts)))


def columns_of(nodes: int, width: int) -> int:
    """Pictures in one row of a strip: all nodes where a sheet may be that wide."""
    return min(nodes, pictures.MAX_SHEET_PX // width)


def _encoded(images: NDArray[np.uint8], nodes: int) -> str:
    sheet = pictures.sheet(images, columns_of(nodes, images.shape[2]))
    return base64.b64encode(pictures.webp(sheet, quality=80)).decode()


def captions(found: ModelFolder, tree: TreeShape | None, nodes: int) -> list[str]:
    """`4, 7 and 9` for every node: the classes that make it up, by the stored mix; empty where none is stored, or too many do."""
    from mixgan.analysis.tree_figures import node_words

    figures: Mapping[str, Any] = found.figures
    mixes = (figures.get("nodes") or {}).get("class_mix")
    known = found.config.facts.class_names
    told = told_by(figures, known) if tree is None else None
    if told is not None:
        known, mixes = told.names, [np.sum(told.counts, 0).tolist(), *told.counts]
    if not mixes or len(mixes) != nodes:
        return [""] * nodes
    names = [known[c] if c < len(known) else str(c) for c in range(max(map(len, mixes)))]
    return [node_words([share / (sum(mix) or 1) for share in mix], names) for mix in mixes]

"""The nodes of a tree: how much passes each, what is read there, and what each node draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.analysis.observe import Observation, pictures_of
from mixgan.analysis.routing import flat_densities, hard_masses, node_densities, node_mixtures
from mixgan.families.contract import Draw, Generator, TreeShape
from mixgan.pictures import MAX_SHEET_PX, sheet

__all__ = ["PER_NODE", "class_counts", "class_means", "node_content", "node_purity", "node_sheet"]

PER_NODE = 8


def node_content(seen: Observation, classes: NDArray[np.int64] | None, n_classes: int) -> dict[str, Any]:
    """Soft and hard masses (2L-1), and the classes of what passes each node, weighted by how much of it passes."""
    densities = node_densities(seen.weights)                        # (n, 2L-1)
    mix = None
    if classes is not None:
        shares = densities.T @ np.eye(n_classes)[classes]           # (2L-1, C)
        mix = shares / np.maximum(shares.sum(1, keepdims=True), 1e-12)
    return {
        "mass": _rounded(densities.mean(0)),
        "hard": _rounded(hard_masses(seen.weights)),
        "columns": PER_NODE,
        "class_mix": None if mix is None else [_rounded(row) for row in mix],
    }


def members(weights: NDArray, tree: TreeShape | None) -> NDArray[np.bool_]:
    """(n, nodes) bool: the samples whose largest expert lies below each node; without a tree one root and K experts."""
    winners = np.eye(weights.shape[1])[weights.argmax(1)]
    below: NDArray[np.bool_] = (flat_densities(winners) if tree is None else node_densities(winners)) > 0.5
    return below


def class_counts(weights: NDArray, classes: NDArray[np.integer], n_classes: int, tree: TreeShape | None) -> NDArray[np.int64]:
    """(nodes, C): how many of n samples end under each node and are read as each class. Row 0 is all of them."""
    counts: NDArray[np.int64] = members(weights, tree).T.astype(np.int64) @ np.eye(n_classes, dtype=np.int64)[classes]
    return counts


def node_purity(counts: NDArray[np.integer]) -> float | None:
    """Share of the largest class among the counts (C,) of one node; None where nothing ends there."""
    total = int(counts.sum())
    return None if total == 0 else float(counts.max() / total)


def class_means(weights: NDArray, classes: NDArray[np.integer], pictures: NDArray[np.uint8], n_classes: int,
                tree: TreeShape | None) -> NDArray[np.uint8]:
    """(C, nodes, H, W, channels): the mean picture of the samples counted in `class_counts`; black where there are none."""
    below = members(weights, tree)
    n, nodes = below.shape
    flat = pictures.reshape(n, -1).astype(np.float64)
    out = np.zeros((n_classes, nodes, flat.shape[1]))
    for c in range(n_classes):
        rows = np.flatnonzero(classes == c)
        here = below[rows].astype(np.float64)                       # (n_c, nodes)
        out[c] = here.T @ flat[rows] / np.maximum(here.sum(0), 1)[:, None]
    return out.round().astype(np.uint8).reshape(n_classes, nodes, *pictures.shape[1:])


def node_sheet(generator: Generator, seen: Observation) -> NDArray[np.uint8] | None:
    """One row per node: 8 pictures of the node's own mixture, at the noise that most belongs there.

    What a branch draws for noise that is never sent to it is debris: nothing trained it. None where the sheet would be
    higher than 4096 px.
    """
    if generator.tree is None or generator.tree.n_nodes * seen.pictures.shape[1] > MAX_SHEET_PX:
        return None
    densities = node_densities(seen.weights)
    rows = []
    for node in range(generator.tree.n_nodes):
        most = np.argsort(-densities[:, node], kind="stable")[:PER_NODE].copy()
        rows.append(pictures_of(generator, seen.draw[torch.from_numpy(most)], _mixture_of(generator, node))[:, 0])
    return sheet(np.concatenate(rows), PER_NODE)


def _mixture_of(generator: Generator, node: int) -> Any:
    def mixtures(draw: Draw) -> Tensor:
        trace = generator.gate(draw)
        assert trace is not None, "a tree has gates"
        assert trace.nodes is not None, "a tree's gates show their logits"
        return node_mixtures(trace.nodes)[:, node : node + 1]

    return mixtures


def _rounded(values: NDArray) -> list[float]:
    return [round(float(value), 5) for value in values]

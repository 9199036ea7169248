"""The nodes of a tree: how much passes each, what is read there, and what each node draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.analysis.observe import Observation, pictures_of
from mixgan.analysis.routing import hard_masses, node_densities, node_mixtures
from mixgan.families.contract import Draw, Generator
from mixgan.pictures import MAX_SHEET_PX, sheet

__all__ = ["PER_NODE", "node_content", "node_sheet"]

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

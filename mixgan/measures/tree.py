"""How well a tree's shape goes with classes, and whether its siblings are relatives.

Leaves are numbered 0 .. L-1 from left to right, L a power of two. `counts` (L, C): samples of each class on each leaf.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.rng import Stream

__all__ = ["Kinship", "dendrogram_purity", "kinship", "level_purity", "random_orders"]

Array = NDArray[np.float64]


def dendrogram_purity(counts: NDArray) -> float:
    """Expected purity of the smallest subtree that holds two random samples of one class (Heller & Ghahramani 2005).

    Over all pairs of different samples of one class, not a drawn part of them: no seed, no error. 1 when each class fills a
    subtree of its own.
    """
    n = np.asarray(counts, np.float64)
    pure = total = 0.0
    below, meet = n, n * (n - 1) / 2                                # (nodes of a level, C): samples, and pairs that meet there
    while True:
        sizes = below.sum(1, keepdims=True)
        pure += float((meet * below / np.maximum(sizes, 1)).sum())
        total += float(meet.sum())
        if len(below) == 1:
            break
        left, right = below[0::2], below[1::2]
        meet, below = left * right, left + right
    return pure / total if total else 1.0


def random_orders(counts: NDArray, stream: Stream, repeats: int = 200) -> Array:
    """(repeats,) dendrogram purities of the same leaves in random order: what the leaves alone, without a tree, are worth."""
    return np.array([dendrogram_purity(counts[stream.child("order", i).permutation(len(counts))]) for i in range(repeats)])


def level_purity(counts: NDArray) -> list[float]:
    """Purity of the nodes of each level, from the root (level 0) to the leaves; it can only grow."""
    below = np.asarray(counts, np.float64)
    out = []
    while True:
        out.append(float(below.max(1).sum() / below.sum()))
        if len(below) == 1:
            return out[::-1]
        below = below[0::2] + below[1::2]


@dataclass(frozen=True)
class Kinship:
    """`ratio`: mean distance of siblings over that of all pairs; 1 is what strangers have. `p`: share of random leaf orders with
    a ratio as small (one-sided permutation test)."""

    ratio: float
    p: float


def kinship(places: NDArray, stream: Stream, repeats: int = 2000) -> Kinship:
    """`places` (L, d): where each leaf's samples lie on average. Raises ValueError below four leaves: they have one order."""
    L = len(places)
    if L < 4:
        raise ValueError(f"{L} leaves have one order only")
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    mean = float(distance.sum() / (L * (L - 1)))

    def ratio(order: NDArray) -> float:
        return float(distance[order[0::2], order[1::2]].mean()) / mean

    found = ratio(np.arange(L))
    others = [ratio(stream.child("leaves", i).permutation(L)) for i in range(repeats)]
    return Kinship(found, (1 + sum(other <= found + 1e-12 for other in others)) / (1 + repeats))

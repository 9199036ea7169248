"""How well a tree's shape goes with classes, and whether its siblings are relatives.

Leaves are numbered 0 .. L-1 from left to right, L a power of two. `counts` (L, C): samples of each class on each leaf.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan.measures.clustering import contingency, miller_madow
from mixgan.rng import Stream

__all__ = ["Kinship", "Split", "dendrogram_purity", "kinship", "level_purity", "random_orders", "random_trees",
           "split_information"]

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


def random_orders(counts: NDArray, stream: Stream, repeats: int = 200, of: Callable[[NDArray], Any] = dendrogram_purity) -> Array:
    """(repeats,) dendrogram purities of the same leaves in random order: what the leaves alone, without a tree, are worth.

    `of=level_purity`: (repeats, levels) of it instead; root and leaves are as in the tree.
    """
    return np.array([of(counts[stream.child("order", i).permutation(len(counts))]) for i in range(repeats)])


def random_trees(counts: NDArray[np.integer], stream: Stream, repeats: int = 200) -> Array:
    """(repeats, levels) purities of trees of the same shape and loads whose samples were dealt out by chance: what a level's
    purity is without any relation of leaf and class."""
    leaf = np.repeat(np.arange(len(counts)), counts.sum(1))
    label = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    dealt = (label[stream.child("deal", i).permutation(len(label))] for i in range(repeats))
    return np.array([level_purity(contingency(leaf, labels, *counts.shape)) for labels in dealt])


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
class Split:
    """An inner node, from the left in its level: the share of all samples below it, and what its two sides tell of the class, in
    nats (Miller-Madow, so that chance is 0 in the mean; below 0 at times). Under 1 % of the mass it tells little."""

    level: int
    position: int
    mass: float
    information: float


def split_information(counts: NDArray[np.integer]) -> list[Split]:
    """I(left or right; class) of every inner node, level by level from the root. Masses of a level sum to 1: weight by them."""
    levels = [np.asarray(counts, np.int64)]
    while len(levels[0]) > 1:
        levels.insert(0, levels[0][0::2] + levels[0][1::2])
    total = max(1, int(levels[0].sum()))
    return [Split(level, i, float(sides.sum() / total), miller_madow(sides) if sides.any() else 0.0)
            for level, below in enumerate(levels[1:]) for i, sides in enumerate(below.reshape(-1, 2, below.shape[1]))]


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

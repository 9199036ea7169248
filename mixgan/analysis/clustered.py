"""The figures of clustering real pictures: by a classifier of the mixture's fakes, and by the self-labelling head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.clustering import View, cluster, fakes
from mixgan.families.contract import Generator
from mixgan.measures import clustering
from mixgan.measures.records import Figure, wilson
from mixgan.rng import Stream

__all__ = ["USUAL", "Effort", "Head", "clustering_figures", "head_figures"]

Head = Callable[[NDArray[np.uint8]], NDArray[np.float32]]       # uint8 (n, H, W, C) -> probabilities (n, K)
NAMES: dict[View, str] = {"shift": "clustering", "affine": "clustering, affine views"}


@dataclass(frozen=True)
class Effort:
    """How long the classifier of fakes is trained: pictures drawn, steps of 128. About a minute on one core at 28 px."""

    fakes: int = 10_000
    steps: int = 2000


USUAL = Effort()


def clustering_figures(
    generator: Generator,
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    seed: int = 0,
    effort: Effort = USUAL,
) -> list[Figure]:
    """ACC and NMI on real held-out pictures as in GM-GAN's paper, then with the affine views of recipes.md.

    Labels only count; nothing is chosen by them. The headline is the first: the affine views are prior knowledge.
    """
    seen = fakes(generator, effort.fakes, seed)
    out = []
    for view, name in NAMES.items():
        found = cluster(seen, images, labels, view=view, steps=effort.steps, seed=seed)
        how = f"classifier of {effort.fakes:,} fakes, right in {found.fake_accuracy:.3f} of held-out ones"
        out += _figures(name, found.table, effort.fakes, seed, how)
    return out


def head_figures(head: Head, images: NDArray[np.uint8], labels: NDArray[np.int64], n_experts: int) -> list[Figure]:
    """The self-labelling head's own figures: it sorts pictures, and needs no generator for it."""
    table = clustering.contingency(head(images).argmax(1), labels, n_experts)
    how = "the self-labelling head, which learnt from real pictures alone, without labels"
    return _figures("head Q alone", table, 0, None, how)


def _figures(name: str, table: NDArray[np.int64], n_fakes: int, seed: int | None, how: str) -> list[Figure]:
    """The interval takes the match of groups and classes as given. It was found on these very pictures: where groups know little
    of classes, ACC and its interval lie above the truth (0.144 by luck alone, K = C = 10, n = 1,000)."""
    n, (K, C) = int(table.sum()), table.shape
    acc = clustering.accuracy(table)
    best = float(np.sort(table.sum(0))[::-1][:K].sum() / n)
    bound = f"; at most {best:.3f} with {K} groups of {C} classes" if K < C else ""
    interval = wilson(round(acc * n), n)
    groups, classes = (np.repeat(ids.ravel(), table.ravel()) for ids in np.indices(table.shape))
    chance, _ = clustering.accuracy_by_chance(groups, classes, Stream(seed or 0, ("chance",)))
    said = f"{how}; {chance:.3f} by chance{bound}"
    return [
        Figure(f"{name}: ACC", acc, n_fakes, n, split="test", seed=seed, interval=interval,
               note=f"{said}; interval for this match"),
        Figure(f"{name}: NMI", clustering.nmi(table), n_fakes, n, split="test", seed=seed, note="arithmetic mean"),
    ]

"""The figures of clustering real pictures: by a classifier of the mixture's fakes, by the self-labelling head, and by what needs
no network."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.clustering import Clustering, View, cluster, fakes
from mixgan.analysis.group_names import ACC, AFFINE, ARI, CLASSIFIER, HEAD, NMI
from mixgan.analysis.simple_groupings import STARTS, groupings
from mixgan.families.contract import Generator
from mixgan.measures import clustering
from mixgan.measures.records import Figure, mean_interval, wilson
from mixgan.rng import Stream

__all__ = ["USUAL", "Effort", "Head", "clustering_figures", "head_figures", "simple_figures"]

Head = Callable[[NDArray[np.uint8]], NDArray[np.float32]]       # uint8 (n, H, W, C) -> probabilities (n, K)
NAMES: dict[View, str] = {"shift": CLASSIFIER, "affine": AFFINE}


@dataclass(frozen=True)
class Effort:
    """How long the classifier of fakes is trained: pictures drawn, steps of 128, and how many are trained, each on fakes of its
    own: one says little. About a minute each on one core at 28 px."""

    fakes: int = 10_000
    steps: int = 2000
    trainings: int = 5

    @classmethod
    def beside(cls, n: int) -> Effort:
        """The usual one where a table measures 5,000 pictures on each side or more; below, in proportion."""
        fakes = min(cls.fakes, 2 * n)
        return cls(fakes, cls.steps * fakes // cls.fakes)


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
    found: dict[View, list[Clustering]] = {view: [] for view in NAMES}
    for i in range(effort.trainings):
        seen = fakes(generator, effort.fakes, seed + i)
        for view, those in found.items():
            those.append(cluster(seen, images, labels, view=view, steps=effort.steps, seed=seed + i))
    out = []
    for view, name in NAMES.items():
        right = sum(one.fake_accuracy for one in found[view]) / effort.trainings
        how = (f"mean of {effort.trainings} classifiers, each of {effort.fakes:,} fakes of its own, right in {right:.3f} of "
               "held-out ones")
        out += _figures(name, [one.table for one in found[view]], effort.fakes, seed, how)
    return out


def head_figures(head: Head, images: NDArray[np.uint8], labels: NDArray[np.int64], n_experts: int) -> list[Figure]:
    """The self-labelling head's own figures: it sorts pictures, and needs no generator for it."""
    table = clustering.contingency(head(images).argmax(1), labels, n_experts)
    how = "the self-labelling head, which learnt from real pictures alone, without labels"
    return _figures(HEAD, [table], 0, None, how)


def simple_figures(images: NDArray[np.uint8], labels: NDArray[np.int64], K: int, seed: int) -> list[Figure]:
    """K groups by k-means and by Gaussians: what any mixture should beat."""
    out = []
    for name, found in groupings(images, K, seed).items():
        tables = [clustering.contingency(groups, labels, K) for groups in found]
        out += _figures(name, tables, 0, seed, f"mean of {STARTS} starts, learnt from these very pictures without labels")
    return out


def _figures(name: str, tables: list[NDArray[np.int64]], n_fakes: int, seed: int | None, how: str) -> list[Figure]:
    """Of one grouping, or the mean of several trainings'. The interval covers which pictures were held out, and of several
    trainings these as well; it takes the match of groups and classes as given. That was found on these very pictures: where
    groups know little of classes, ACC and its interval lie above the truth (0.144 by luck alone, K = C = 10, n = 1,000)."""
    table = tables[0]
    n, (K, C) = int(table.sum()), table.shape
    acc, trained = mean_interval([clustering.accuracy(one) for one in tables])
    best = float(np.sort(table.sum(0))[::-1][:K].sum() / n)
    bound = f"; at most {best:.3f} with {K} groups of {C} classes" if K < C else ""
    low, high = wilson(round(acc * n), n)
    if trained is not None:                             # two chances that know nothing of each other
        half = acc - trained[0]
        low, high = max(0.0, acc - math.hypot(acc - low, half)), min(1.0, acc + math.hypot(high - acc, half))
    groups, classes = (np.repeat(ids.ravel(), table.ravel()) for ids in np.indices(table.shape))
    chance, _ = clustering.accuracy_by_chance(groups, classes, Stream(seed or 0, ("chance",)))
    said = f"{how}; {chance:.3f} by chance{bound}"
    nmi, of_trainings = mean_interval([clustering.nmi(one) for one in tables])
    ari, of_those = mean_interval([clustering.adjusted_rand(one) for one in tables])
    return [
        Figure(f"{name}: {ACC}", acc, n_fakes, n, split="test", seed=seed, interval=(low, high),
               note=f"{said}; interval for this match"),
        Figure(f"{name}: {NMI}", nmi, n_fakes, n, split="test", seed=seed, interval=of_trainings,
               note=f"arithmetic mean; {clustering.nmi_by_chance(table):.3f} by chance"),
        Figure(f"{name}: {ARI}", ari, n_fakes, n, split="test", seed=seed, interval=of_those, note="0 by chance, 1 when equal"),
    ]

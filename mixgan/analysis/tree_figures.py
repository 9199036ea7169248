"""What a tree's shape is worth: purity over its subtrees, siblings, and how sharp samples are at the boundary of two leaves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.clustered import Head
from mixgan.analysis.judged import Judged
from mixgan.measures.clustering import contingency
from mixgan.measures.records import Figure
from mixgan.measures.tree import dendrogram_purity, kinship, level_purity, random_orders, random_trees
from mixgan.rng import Stream

__all__ = ["head_tree_figures", "node_words", "tree_figures"]

BOUNDARY = (0.4, 0.6)           # largest weight of a sample that lies between two leaves
FEWEST = 20                     # samples behind a mean
WORD = 0.08                     # least share of a node that a class needs to be named
MOST_WORDS = 4


def tree_figures(judged: Judged) -> list[Figure]:
    """Of samples, as the judge reads them, each counted at its largest leaf."""
    table, seed = judged.table, judged.seed
    figures = _purities("samples", table, n_fake=len(judged.seen), seed=seed, features=judged.judge.features_id)
    expert, features = judged.seen.expert, judged.verdict.features
    used = [leaf for leaf in range(len(table)) if (expert == leaf).any()]
    if len(used) == len(table) >= 4:
        places = np.stack([features[expert == leaf].mean(0) for leaf in used])
        kin = kinship(places, Stream(seed).child("kinship"))
        figures.append(judged.figure("siblings' distance over all leaves'", kin.ratio,
                                     note="means of leaves in the judge's features; 1 is what strangers have, "
                                          f"p = {kin.p:.4f} by permutation of the leaves"))
    return figures + _boundary(judged)


def head_tree_figures(head: Head, images: NDArray[np.uint8], labels: NDArray[np.int64], n_leaves: int) -> list[Figure]:
    """Of held-out pictures, each laid on a leaf by the self-labelling head."""
    table = contingency(head(images).argmax(1), labels, n_leaves)
    return _purities("test pictures", table, n_real=len(labels), split="test", seed=0)


def _purities(of: str, table: NDArray[np.int64], **said: object) -> list[Figure]:
    seed = said["seed"]
    assert isinstance(seed, int)
    levels = _joined(level_purity(table))
    dealt = _joined(random_trees(table, Stream(seed).child("dealt")).mean(0).tolist())
    strangers = random_orders(table, Stream(seed).child("dendrogram"))
    low, high = np.quantile(strangers, [0.025, 0.975])
    note = (f"all pairs of one class; the same leaves in random order: {strangers.mean():.3f} ({low:.3f} to {high:.3f}); "
            f"purity from the root down: {levels}, and of samples dealt out by chance: {dealt}")
    return [Figure(f"dendrogram purity, {of}", dendrogram_purity(table), note=note, **said)]     # type: ignore[arg-type]


def _joined(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.3f}" for value in values)


def _boundary(judged: Judged) -> list[Figure]:
    largest, confidence = judged.seen.weights.max(1), judged.verdict.confidence
    between = (largest >= BOUNDARY[0]) & (largest <= BOUNDARY[1])
    if between.sum() < FEWEST or (~between).sum() < FEWEST:
        return []
    return [judged.figure("confidence between two leaves", float(confidence[between].mean()),
                          note=f"largest weight {BOUNDARY[0]:g} to {BOUNDARY[1]:g}, {between.sum():,} samples; the rest: "
                               f"{confidence[~between].mean():.3f}")]


def node_words(mix: Sequence[float], names: Sequence[str]) -> str:
    """`4, 7 and 9`: the classes that make up a node, largest first; empty where no few classes do."""
    order = [i for i in np.argsort(-np.asarray(mix), kind="stable") if mix[i] >= WORD]
    if not order or len(order) > MOST_WORDS:
        return ""
    words = [names[i] for i in order]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}"

"""How well one grouping (clusters, experts) explains another (classes). All logarithms are natural.

Every function takes a contingency table, `table[i, j]` = number of samples in group i of the first and class j of the
second; `contingency` makes it. Tables may be rectangular.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mixgan.rng import Stream

__all__ = [
    "accuracy", "accuracy_by_chance", "adjusted_mutual_information", "adjusted_rand", "best_match", "contingency",
    "entropy", "miller_madow", "mutual_information", "nmi", "nmi_by_chance", "purity", "purity_per_group",
]  # fmt: skip

Table = NDArray[np.int64]
Labels = NDArray[np.integer]


def contingency(groups: Labels, classes: Labels, n_groups: int | None = None, n_classes: int | None = None) -> Table:
    """Counts (n_groups, n_classes) of two labellings of the same samples; labels are 0, 1, 2, ...

    Raises ValueError for empty or unequal input and for negative labels.
    """
    if len(groups) != len(classes) or len(groups) == 0:
        raise ValueError(f"two labellings of the same samples are needed, got {len(groups)} and {len(classes)}")
    if min(groups.min(), classes.min()) < 0:
        raise ValueError("labels count from 0")
    rows = max(n_groups or 0, int(groups.max()) + 1)
    columns = max(n_classes or 0, int(classes.max()) + 1)
    flat = np.bincount(groups.astype(np.int64) * columns + classes.astype(np.int64), minlength=rows * columns)
    return flat.reshape(rows, columns).astype(np.int64)


def best_match(table: Table) -> dict[int, int]:
    """Group -> class, one to one, with the most samples matched (Hungarian method)."""
    from scipy.optimize import linear_sum_assignment

    groups, classes = linear_sum_assignment(table, maximize=True)
    return {int(group): int(label) for group, label in zip(groups, classes, strict=True)}


def accuracy(table: Table) -> float:
    """ACC: share of samples in the best one-to-one match. With fewer groups than classes its best value is below 1."""
    matched = sum(table[group, label] for group, label in best_match(table).items())
    return float(matched / table.sum())


def accuracy_by_chance(groups: Labels, classes: Labels, stream: Stream, repeats: int = 200) -> tuple[float, float]:
    """Mean and deviation of ACC when one side is shuffled: above 1/C, since the best match is sought."""
    values = [
        accuracy(contingency(groups[stream.child("shuffle", i).permutation(len(groups))], classes))
        for i in range(repeats)
    ]
    return float(np.mean(values)), float(np.std(values, ddof=1))


def purity(table: Table) -> float:
    """Share of samples in their group's largest class. Grows to 1 with the number of groups: show it beside K."""
    return float(table.max(1).sum() / table.sum())


def purity_per_group(table: Table) -> NDArray[np.float64]:
    """(groups,) share of the largest class in each group; 0 for an empty group."""
    sizes = table.sum(1)
    shares: NDArray[np.float64] = table.max(1) / np.maximum(sizes, 1)
    return shares


def entropy(counts: NDArray) -> float:
    """Entropy in nats of counts or shares; 0 log 0 = 0."""
    shares = np.asarray(counts, np.float64)
    shares = shares[shares > 0] / shares.sum()
    return float(-(shares * np.log(shares)).sum()) + 0.0


def mutual_information(table: Table) -> float:
    """Plug-in estimate in nats; biased upwards by about (K-1)(C-1)/(2n)."""
    return max(0.0, entropy(table.sum(1)) + entropy(table.sum(0)) - entropy(table))


def miller_madow(table: Table) -> float:
    """Mutual information less its bias: plug-in - (cells - rows - columns + 1)/(2n), counting those that occur."""
    cells = np.count_nonzero(table)
    rows, columns = np.count_nonzero(table.sum(1)), np.count_nonzero(table.sum(0))
    return mutual_information(table) - (cells - rows - columns + 1) / (2 * int(table.sum()))


def nmi(table: Table) -> float:
    """Mutual information over the arithmetic mean of both entropies (scikit-learn's default; older papers differ)."""
    mean = _mean_entropy(table)
    return 1.0 if mean == 0 else mutual_information(table) / mean


def nmi_by_chance(table: Table) -> float:
    """Mean NMI over all ways to shuffle one side, exact: expected information (Vinh et al. 2010) over the same mean."""
    from sklearn.metrics.cluster import expected_mutual_information

    mean = _mean_entropy(table)
    filled = table[table.sum(1) > 0][:, table.sum(0) > 0]
    return 1.0 if mean == 0 else float(expected_mutual_information(filled, int(filled.sum()))) / mean


def _mean_entropy(table: Table) -> float:
    return (entropy(table.sum(1)) + entropy(table.sum(0))) / 2


def _pairs(counts: NDArray) -> float:
    exact = counts.astype(np.float64)
    return float((exact * (exact - 1) / 2).sum())


def adjusted_rand(table: Table) -> float:
    """ARI: agreement over pairs of samples, 0 by chance, 1 when equal."""
    rows, columns, both = _pairs(table.sum(1)), _pairs(table.sum(0)), _pairs(table)
    everything = _pairs(table.sum(keepdims=True))
    chance = rows * columns / everything if everything else 0.0
    highest = (rows + columns) / 2
    return 1.0 if math.isclose(highest, chance) else (both - chance) / (highest - chance)


def adjusted_mutual_information(groups: Labels, classes: Labels) -> float:
    """AMI of scikit-learn (arithmetic mean): 0 by chance; the one to use when K differs."""
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(classes, groups))

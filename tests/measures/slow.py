"""Slow and obvious: the measures from their definitions, one sample at a time. For at most some tens of points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    return sum((x - y) ** 2 for x, y in zip(a, b, strict=True))         # squared: exact for small whole numbers


def radius(points: Sequence[Sequence[float]], i: int, k: int) -> float:
    return sorted(distance(points[i], other) for j, other in enumerate(points) if j != i)[k - 1]


def manifolds(real: Sequence, fake: Sequence, k: int) -> tuple[float, float, float, float]:
    """precision, recall, density, coverage."""
    n, m = len(real), len(fake)
    real_radius = [radius(real, i, k) for i in range(n)]
    fake_radius = [radius(fake, j, k) for j in range(m)]
    precision = sum(any(distance(f, real[i]) < real_radius[i] for i in range(n)) for f in fake) / m
    recall = sum(any(distance(r, fake[j]) < fake_radius[j] for j in range(m)) for r in real) / n
    density = sum(distance(f, real[i]) < real_radius[i] for f in fake for i in range(n)) / (k * m)
    coverage = sum(min(distance(r, f) for f in fake) < real_radius[i] for i, r in enumerate(real)) / n
    return precision, recall, density, coverage


def best_accuracy(table: np.ndarray) -> float:
    """ACC by trying every one-to-one match of the smaller side."""
    small = table if table.shape[0] <= table.shape[1] else table.T
    rows, columns = small.shape
    best = max(sum(small[i, match[i]] for i in range(rows)) for match in itertools.permutations(range(columns), rows))
    return best / table.sum()


def entropy(counts: Sequence[float]) -> float:
    total = sum(counts)
    return -sum(c / total * math.log(c / total) for c in counts if c > 0)

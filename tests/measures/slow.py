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


def kernel_distance(real: Sequence, fake: Sequence) -> float:
    """Unbiased MMD squared by three double loops."""
    def k(x, y):
        return (sum(a * b for a, b in zip(x, y, strict=True)) / len(x) + 1) ** 3

    def within(points):
        n = len(points)
        return sum(k(x, y) for i, x in enumerate(points) for j, y in enumerate(points) if i != j) / (n * (n - 1))

    return within(real) + within(fake) - 2 * sum(k(x, y) for x in real for y in fake) / (len(real) * len(fake))


def inception_score(rows: Sequence[Sequence[float]]) -> float:
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    kl = [sum(p * math.log(p / q) for p, q in zip(row, mean, strict=True) if p > 0) for row in rows]
    return math.exp(sum(kl) / len(rows))


def told_apart(real: Sequence, fake: Sequence, k: int) -> tuple[float, float, float, float]:
    """nn-soft real and fake, nn-vote real and fake, by sorting the others of each sample."""
    pooled, n = [*real, *fake], len(real)
    own = []
    for i, x in enumerate(pooled):
        others = sorted((distance(x, y), j) for j, y in enumerate(pooled) if j != i)[:k]
        own.append(sum((j < n) == (i < n) for _, j in others) / k)
    vote = [share > 0.5 for share in own]
    return sum(own[:n]) / n, sum(own[n:]) / n, sum(vote[:n]) / n, sum(vote[n:]) / n


def bins(real: Sequence[int], fake: Sequence[int]) -> tuple[list[float], float]:
    """z of each bin, and the Jensen-Shannon divergence in nats."""
    n, m, z, jsd = sum(real), sum(fake), [], 0.0
    for a, b in zip(real, fake, strict=True):
        p, q, both = a / n, b / m, (a + b) / (n + m)
        z.append((p - q) / math.sqrt(both * (1 - both) * (1 / n + 1 / m)) if 0 < both < 1 else 0.0)
        middle = (p + q) / 2
        jsd += (p * math.log(p / middle) if p else 0) / 2 + (q * math.log(q / middle) if q else 0) / 2
    return z, jsd


def ssim(a: np.ndarray, b: np.ndarray, window: int, sigma: float) -> float:
    """Of two grey pictures in [0, 1], mirrored beyond their edges, a window at a time."""
    a, b = (np.pad(x, window // 2, mode="reflect") for x in (a, b))
    steps = [math.exp(-((i - window // 2) ** 2) / (2 * sigma**2)) for i in range(window)]
    w = np.outer(steps, steps) / sum(steps) ** 2
    values = []
    for y in range(a.shape[0] - window + 1):
        for x in range(a.shape[1] - window + 1):
            p, q = a[y : y + window, x : x + window], b[y : y + window, x : x + window]
            mp, mq = (w * p).sum(), (w * q).sum()
            vp, vq, c = (w * (p - mp) ** 2).sum(), (w * (q - mq) ** 2).sum(), (w * (p - mp) * (q - mq)).sum()
            values.append((2 * mp * mq + 1e-4) * (2 * c + 9e-4) / ((mp**2 + mq**2 + 1e-4) * (vp + vq + 9e-4)))
    return float(np.mean(values))


def unique(real: Sequence, fake: Sequence, experts: Sequence[int], n_experts: int, k: int) -> list[float]:
    alone = [0] * n_experts
    for i, r in enumerate(real):
        who = {e for f, e in zip(fake, experts, strict=True) if distance(r, f) < radius(real, i, k)}
        if len(who) == 1:
            alone[who.pop()] += 1
    return [count / len(real) for count in alone]


def information(pairs: Sequence[tuple[int, int]]) -> float:
    """Plug-in mutual information of pairs less (cells - rows - columns + 1) / 2n."""
    n = len(pairs)
    def share(x, at):
        return sum(pair[at] == x for pair in pairs) / n

    cells = sorted(set(pairs))
    plain = sum(pairs.count(c) / n * math.log(pairs.count(c) / n / (share(c[0], 0) * share(c[1], 1))) for c in cells)
    return plain - (len(cells) - len({a for a, _ in pairs}) - len({b for _, b in pairs}) + 1) / (2 * n)

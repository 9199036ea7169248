"""How a mixture uses its experts, from the weights (n, K) of n samples. Natural logarithms; thresholds are choices.

Soft usage is the mean weight, hard usage the share of samples whose largest weight is the expert's. A soft gate can
have even soft usage and two hard winners, so both are always shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.measures.clustering import entropy

__all__ = [
    "dead_experts", "effective_experts", "gate_information", "hard_entropy", "hard_usage", "led_to", "row_entropy",
    "sharpness", "soft_usage", "unused",
]  # fmt: skip

Weights = NDArray[np.floating]
Shares = NDArray[np.float64]


def _checked(weights: Weights) -> Shares:
    exact = np.asarray(weights, np.float64)
    if exact.ndim != 2 or not len(exact):
        raise ValueError(f"weights are (n, K) with n > 0, got {exact.shape}")
    if not np.isfinite(exact).all():
        raise ValueError("the weights hold NaN or infinity: the gate has broken down")
    return exact


def soft_usage(weights: Weights) -> Shares:
    """(K,) mean weight, sums to 1."""
    shares: Shares = _checked(weights).mean(0)
    return shares


def led_to(weights: Weights, n: int) -> NDArray[np.int64]:
    """(K, n) rows of `weights` for each expert: those whose largest weight is its own, in their order; where they are fewer
    than n, the rows in which it has most weight after them."""
    exact = _checked(weights)
    if n > len(exact):
        raise ValueError(f"{n} rows of {len(exact)} were asked for")
    first = exact.argmax(1)[:, None] == np.arange(exact.shape[1])
    others = np.argsort(np.where(first, -np.inf, -exact), axis=0, kind="stable")        # an expert's own come first, in order
    return others[:n].T


def hard_usage(weights: Weights) -> Shares:
    """(K,) share of samples whose largest weight is this expert's."""
    exact = _checked(weights)
    shares: Shares = np.bincount(exact.argmax(1), minlength=exact.shape[1]) / len(exact)
    return shares


def effective_experts(usage: Shares) -> float:
    """exp(H(usage)), from 1 to K."""
    return float(np.exp(entropy(usage)))


def hard_entropy(counts: NDArray[np.integer]) -> float:
    """Entropy of hard usage with its bias of about (seen - 1)/(2n) added back."""
    return entropy(counts) + (np.count_nonzero(counts) - 1) / (2 * int(counts.sum()))


def dead_experts(weights: Weights, below: float = 0.1) -> list[int]:
    """Experts whose hard share and mean weight are both under `below`/K.

    Raises ValueError under 100 K samples: with fewer, a living expert can look dead. Not applicable where experts are
    drawn uniformly: none can die.
    """
    exact = _checked(weights)
    n, K = exact.shape
    if n < 100 * K:
        raise ValueError(f"dead experts are counted over at least {100 * K} samples ({K} experts), got {n}")
    low = (hard_usage(exact) < below / K) & (soft_usage(exact) < below / K)
    return [int(k) for k in np.flatnonzero(low)]


def unused(weights: Weights, share: float = 0.2) -> list[int]:
    """Experts whose hard share is under `share`/K (1/(5K) by default): nearly unused, though they may still mix in."""
    exact = _checked(weights)
    return [int(k) for k in np.flatnonzero(hard_usage(exact) < share / exact.shape[1])]


def row_entropy(weights: Weights) -> Shares:
    """(n,) entropy of each sample's weights, 0 (one expert) to ln K (all alike)."""
    exact = _checked(weights)
    safe = np.where(exact > 0, exact, 1.0)                  # 0 log 0 = 0
    total: Shares = -(exact * np.log(safe)).sum(1)
    return total + 0.0


def sharpness(weights: Weights) -> float:
    """1 - mean row entropy / ln K: 1 when one expert draws each sample, 0 when all mix alike. K = 1 raises."""
    K = _checked(weights).shape[1]
    if K == 1:
        raise ValueError("sharpness is undefined for one expert")
    return 1 - float(row_entropy(weights).mean()) / float(np.log(K))


def gate_information(weights: Weights) -> float:
    """H(mean weights) - mean H(weights) = I(noise; expert), in nats: 0 if the gate ignores the noise, at most ln K.

    For a tree this is the specialisation of hmog.md 6. Where the expert is drawn independently of the noise, one-hot
    weights give ln K here too: the figure then says that a choice is made, not that the noise decides it.
    """
    return max(0.0, entropy(soft_usage(weights)) - float(row_entropy(weights).mean()))

"""What is said of a mixture without looking at its pictures: use of the experts, entropies, what the gate decides."""

from __future__ import annotations

import math

import numpy as np

from mixgan.analysis.observe import Observation
from mixgan.analysis.words import expert_name
from mixgan.measures import usage
from mixgan.measures.records import Figure, smallest

__all__ = ["mixture_figures"]


def mixture_figures(seen: Observation, seed: int) -> list[Figure]:
    """Nothing for a single expert. Shares are hard (the expert of largest weight) unless a name says soft."""
    n, K = seen.weights.shape
    if K == 1:
        return []
    return _use(seen, seed, n, K) + (_gate(seen, seed, n, K) if seen.gated else [])


def _use(seen: Observation, seed: int, n: int, K: int) -> list[Figure]:
    counts = np.bincount(seen.expert, minlength=K)
    drawn = "" if seen.gated else "; drawn from a prior, so none can die"
    least, share, interval = smallest(counts)
    figures = [
        Figure("smallest share of an expert", share, n, seed=seed, interval=interval,
               note=f"{expert_name('expert', least)}; the interval is for all {K} at once; an even share is {1 / K:.3f}"),
        Figure("experts under 1/(5K)", float(len(usage.unused(seen.weights))), n, seed=seed,
               note=f"hard share under {1 / (5 * K):.4f}, of {K}{drawn}"),
        Figure("usage entropy", min(math.log(K), usage.hard_entropy(counts)), n, seed=seed,
               note=f"nats, at most {math.log(K):.3f}"),
        Figure("effective experts, soft", usage.effective_experts(usage.soft_usage(seen.weights)), n, seed=seed,
               note=f"exp of the entropy of mean weights, of {K}"),
    ]
    if n >= 100 * K:
        figures.insert(2, Figure("dead experts", float(len(usage.dead_experts(seen.weights))), n, seed=seed,
                                 note=f"hard share and mean weight both under {0.1 / K:.4f}{drawn}"))
    return figures


def _gate(seen: Observation, seed: int, n: int, K: int) -> list[Figure]:
    chosen = seen.probabilities                     # before any hard choice: one-hot weights would have no entropy
    return [
        Figure("gate entropy per sample", float(usage.row_entropy(chosen).mean()), n, seed=seed,
               note=f"nats, at most {math.log(K):.3f}; 0 when one expert is certain"),
        Figure("gate information", usage.gate_information(chosen), n, seed=seed,
               note=f"nats, at most {math.log(K):.3f}; 0 if the gate ignores the noise"),
    ]

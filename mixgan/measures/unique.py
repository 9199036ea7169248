"""What only one expert covers: real samples that have no generated neighbour but that expert's.

How it misleads: an expert with few samples covers little, alone or not, so its number of samples stands beside it; twins cover
the same, so neither has anything of its own, though without both all of it is lost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.measures import checks
from mixgan.measures.neighbours import Reference

__all__ = ["unique_coverage"]


def unique_coverage(reference: Reference, fake: NDArray, experts: NDArray[np.integer], n_experts: int) -> NDArray[np.float64]:
    """(K,) share of the reference's samples that only expert k covers; sums to at most the coverage.

    `experts` (M,): the expert of largest weight of each of `fake` (M, d). Raises DataError for what does not fit, or NaN.
    """
    _, fake = checks.pair(reference.points, fake, 1, "Unique coverage")
    experts = checks.labels(experts, len(fake), n_experts, "Unique coverage")
    _, covered = reference.hits(fake, experts, n_experts)
    alone = covered & (covered.sum(1, keepdims=True) == 1)
    shares: NDArray[np.float64] = alone.mean(0)
    return shares

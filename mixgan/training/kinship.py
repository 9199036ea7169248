"""Which leaf gets which kind: leaves are alike before training, so kinds that are close can be given to siblings for nothing."""

from __future__ import annotations

import networkx
import numpy as np
from numpy.typing import NDArray

__all__ = ["kin_order"]


def kin_order(closeness: NDArray[np.float64]) -> list[int]:
    """Order of the K = 2^depth kinds from the leftmost leaf on; `closeness` (K, K), symmetric, larger is closer.

    Kinds are matched into pairs of largest total closeness (Edmonds' blossom algorithm, networkx), pairs into fours, and so on.
    Raises ValueError where K is no power of two.
    """
    groups = [[k] for k in range(len(closeness))]
    while len(groups) > 1:
        if len(groups) % 2:
            raise ValueError(f"{len(closeness)} kinds do not fill a binary tree")
        graph = networkx.Graph()
        for i, one in enumerate(groups):
            for j, other in enumerate(groups[:i]):
                graph.add_edge(i, j, weight=float(closeness[np.ix_(one, other)].mean()))
        pairs = sorted(sorted(pair) for pair in networkx.max_weight_matching(graph, maxcardinality=True))
        groups = [groups[i] + groups[j] for i, j in pairs]
    return groups[0]

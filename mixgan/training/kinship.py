"""Kinds that views confuse are relatives: siblings in a tree, or parts of one kind.

Leaves are alike before training, so close kinds can be given to siblings for nothing. And kinds of unequal size are found by
sorting too finely, then putting together what views confuse: large kinds are split first, and their parts come together again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["kin_order", "put_together"]


def kin_order(closeness: NDArray[np.float64]) -> list[int]:
    """Order of the K = 2^depth kinds from the leftmost leaf on; `closeness` (K, K), symmetric, larger is closer.

    Kinds are matched into pairs of largest total closeness (Edmonds' blossom algorithm, networkx), pairs into fours, and so on.
    Raises ValueError where K is no power of two.
    """
    import networkx  # a twelfth of what a run imports, and few runs have a tree with a head

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


def put_together(closeness: NDArray[np.float64], n_kinds: int) -> list[int]:
    """The kind (0 .. n_kinds - 1) of each of F >= n_kinds outputs.

    `closeness` (F, F), symmetric: joint probability that a picture is given to one output and its view to the other, so rows sum
    to shares. The two groups with the largest closeness over the root of the product of their shares become one, until n_kinds
    are left.
    """
    close = np.array(closeness, np.float64)
    groups = [[k] for k in range(len(close))]
    while len(groups) > n_kinds:
        shares = close.sum(1).clip(1e-9)
        relative = close / np.sqrt(np.outer(shares, shares))
        np.fill_diagonal(relative, -1)
        i, j = sorted(int(one) for one in np.unravel_index(relative.argmax(), relative.shape))
        groups[i] += groups.pop(j)
        close[i] += close[j]
        close[:, i] += close[:, j]
        close = np.delete(np.delete(close, j, 0), j, 1)
    kind_of = [0] * len(closeness)
    for kind, outputs in enumerate(groups):
        for output in outputs:
            kind_of[output] = kind
    return kind_of

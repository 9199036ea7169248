from __future__ import annotations

import numpy as np
import pytest

from mixgan.training.kinship import kin_order


def planted(order: list[int]) -> np.ndarray:
    """Closeness of a binary tree whose leaves are these kinds, from left to right: 1 / 2^(levels up to the common ancestor)."""
    K = len(order)
    close = np.zeros((K, K))
    for i in range(K):
        for j in range(K):
            if i != j:
                close[order[i], order[j]] = 1 / 2 ** (i ^ j).bit_length()
    return close


def relatives(order: list[int]) -> list[set[frozenset[int]]]:
    """The sets of leaves below the nodes of each level."""
    K, out = len(order), []
    size = 2
    while size <= K:
        out.append({frozenset(order[i : i + size]) for i in range(0, K, size)})
        size *= 2
    return out


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("K", [2, 4, 8, 16, 32])
def test_a_planted_tree_is_found_again(K: int, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(K).tolist()
    found = kin_order(planted(order))
    assert sorted(found) == list(range(K))
    assert relatives(found) == relatives(order)


def test_pairs_are_matched_as_a_whole_not_greedily() -> None:
    """The closest pair (1, 2) would leave 0 and 3, strangers; the best matching takes two good ones."""
    close = np.array([[0, 5, 0, 0], [5, 0, 6, 0], [0, 6, 0, 5], [0, 0, 5, 0.0]])
    assert relatives(kin_order(close))[0] == {frozenset({0, 1}), frozenset({2, 3})}


def test_kinds_that_fill_no_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="6 kinds"):
        kin_order(np.ones((6, 6)))

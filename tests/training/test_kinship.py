from __future__ import annotations

import numpy as np
import pytest

from mixgan.training.kinship import kin_order, put_together


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


def confusion(parts: list[tuple[int, float]], mixed: float = 0.2) -> np.ndarray:
    """Outputs (kind, share); a view sends a fifth of an output's pictures to the other outputs of its kind, by their shares, and
    a hundredth to anything."""
    kinds, shares = np.array([kind for kind, _ in parts]), np.array([share for _, share in parts])
    same = (kinds[:, None] == kinds) & ~np.eye(len(parts), dtype=bool)
    to = np.eye(len(parts)) + mixed * same * shares + 0.01 * shares
    joint = shares[:, None] * to / to.sum(1, keepdims=True)
    return (joint + joint.T) / 2


def test_parts_of_one_kind_come_together_however_large() -> None:
    """Four parts of a large kind, two of a middle one, one of a small one: shares 0.6, 0.3 and 0.1."""
    parts = [(0, 0.2), (1, 0.15), (0, 0.15), (2, 0.1), (0, 0.15), (1, 0.15), (0, 0.1)]
    found = put_together(confusion(parts), 3)
    by_kind: dict[int, set[int]] = {}
    for output, kind in enumerate(found):
        by_kind.setdefault(kind, set()).add(output)
    assert sorted(map(sorted, by_kind.values())) == [[0, 2, 4, 6], [1, 5], [3]]
    assert set(found) == {0, 1, 2}


def test_as_many_kinds_as_outputs_leaves_all_apart() -> None:
    assert sorted(put_together(confusion([(0, 0.5), (0, 0.3), (1, 0.2)]), 3)) == [0, 1, 2]

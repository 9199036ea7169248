from __future__ import annotations

import itertools

import numpy as np
import pytest

from mixgan.measures.tree import dendrogram_purity, kinship, level_purity, random_orders
from mixgan.rng import Stream


def by_definition(counts: np.ndarray) -> float:
    """Every pair of samples of one class, and the purity of the subtree in which they meet."""
    samples = [(leaf, c) for leaf, row in enumerate(counts) for c, n in enumerate(row) for _ in range(n)]
    values = []
    for (leaf, c), (other, d) in itertools.combinations(samples, 2):
        if c != d:
            continue
        size = 1
        while leaf // size != other // size:
            size *= 2
        here = counts[leaf // size * size : leaf // size * size + size].sum(0)
        values.append(here[c] / here.sum())
    return float(np.mean(values))


@pytest.mark.parametrize("seed", range(4))
def test_dendrogram_purity_is_the_mean_over_all_pairs(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 6, (8, 3))
    assert dendrogram_purity(counts) == pytest.approx(by_definition(counts), abs=1e-12)


def test_each_class_in_a_subtree_of_its_own_is_pure_and_torn_apart_it_is_not() -> None:
    own = np.array([[5, 0], [4, 0], [0, 3], [0, 6]])
    assert dendrogram_purity(own) == 1
    torn = own[[0, 2, 1, 3]]
    assert dendrogram_purity(torn) == pytest.approx(by_definition(torn))
    assert dendrogram_purity(torn) < 0.8
    assert level_purity(own) == pytest.approx([0.5, 1, 1])
    assert level_purity(torn) == pytest.approx([0.5, 11 / 18, 1])


def test_a_single_leaf_and_no_pair() -> None:
    assert dendrogram_purity(np.array([[3, 1]])) == pytest.approx(0.75)
    assert dendrogram_purity(np.array([[1, 0], [0, 1]])) == 1


def test_random_orders_are_of_the_same_leaves() -> None:
    own = np.array([[5, 0], [4, 0], [0, 3], [0, 6]])
    found = random_orders(own, Stream(0), 300)
    orders = [dendrogram_purity(own[list(order)]) for order in itertools.permutations(range(4))]
    assert set(found.round(9)) == set(np.round(orders, 9))
    assert found.mean() == pytest.approx(np.mean(orders), abs=4 * np.std(orders) / 300**0.5)


def test_siblings_that_lie_close_are_relatives() -> None:
    """Four pairs on a line, a pair 1 apart, the next pair 10 on: siblings 1 against a mean over 28 pairs."""
    places = np.array([[0.0], [1], [10], [11], [20], [21], [30], [31]])
    mean = np.mean([abs(a - b) for a, b in itertools.combinations(places[:, 0], 2)])
    found = kinship(places, Stream(0), 4000)
    assert found.ratio == pytest.approx(1 / mean)
    assert found.p < 0.03                                           # 1 of 105 matchings
    strangers = kinship(places[[0, 4, 2, 6, 1, 5, 3, 7]], Stream(0), 4000)
    assert strangers.ratio > 1
    assert strangers.p > 0.5


def test_two_leaves_have_one_order() -> None:
    with pytest.raises(ValueError, match="one order"):
        kinship(np.zeros((2, 1)), Stream(0))

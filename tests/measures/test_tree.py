from __future__ import annotations

import itertools

import numpy as np
import pytest

from mixgan.measures.clustering import mutual_information
from mixgan.measures.tree import dendrogram_purity, kinship, level_purity, random_orders, random_trees, split_information
from mixgan.rng import Stream
from tests.measures import slow


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


def test_random_orders_of_the_levels_keep_root_and_leaves() -> None:
    own = np.array([[5, 0], [4, 0], [0, 3], [0, 6]])
    found = random_orders(own, Stream(0), 100, level_purity)
    assert found.shape == (100, 3)
    assert np.all(found[:, 0] == 0.5)
    assert np.all(found[:, 2] == 1)
    assert set(found[:, 1].round(9)) == {round(level_purity(own[list(o)])[1], 9) for o in itertools.permutations(range(4))}


def test_a_random_tree_has_the_loads_and_nothing_else_of_the_tree() -> None:
    """Two leaves of 2, classes 2 and 2: of the 6 ways to deal, 2 are pure, and 4 give one half."""
    found = random_trees(np.array([[2, 0], [0, 2]]), Stream(0), 600)
    assert np.all(found[:, 0] == 0.5)
    assert set(found[:, 1]) == {0.5, 1.0}
    assert found[:, 1].mean() == pytest.approx(2 / 3, abs=4 * (0.5 * (2 / 9) ** 0.5) / 600**0.5)
    counts = np.random.default_rng(3).multinomial(500, np.full(4, 0.25), 8)
    by_chance = random_trees(counts, Stream(1), 50)
    assert level_purity(counts) == pytest.approx(by_chance.mean(0), abs=0.02)      # itself without any relation
    assert np.all(np.diff(by_chance, axis=1) >= -1e-12)


def test_the_information_of_a_split_is_of_both_sides_and_the_class() -> None:
    counts = np.random.default_rng(5).integers(0, 7, (8, 3))
    found = split_information(counts)
    assert [(one.level, one.position) for one in found] == [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3)]
    for one in found:
        size = 8 >> one.level
        here = counts[one.position * size : (one.position + 1) * size]
        pairs = [(2 * leaf // size, c) for leaf, row in enumerate(here) for c, n in enumerate(row) for _ in range(n)]
        assert one.information == pytest.approx(slow.information(pairs), abs=1e-12)
        assert one.mass == pytest.approx(here.sum() / counts.sum())


def test_splits_add_up_to_what_the_leaves_tell() -> None:
    """The chain rule: sum over nodes of mass times plug-in information is I(leaf; class)."""
    counts = 1000 * np.random.default_rng(6).integers(1, 7, (8, 3))     # so many that the correction is small
    total = sum(one.mass * one.information for one in split_information(counts))
    assert total == pytest.approx(mutual_information(counts), abs=2e-4)


def test_a_split_by_class_tells_all_of_it_and_an_empty_node_nothing() -> None:
    root, left, right = split_information(np.array([[400, 0], [0, 400], [0, 0], [0, 0]]))
    assert (root.mass, left.mass, right.mass) == (1, 1, 0)
    assert left.information == pytest.approx(np.log(2), abs=2e-3)
    assert root.information == right.information == 0
    assert split_information(np.array([[3, 4]])) == []

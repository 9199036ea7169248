"""Classes at the nodes of a planted tree: counts by hand, and slow loops over the definition."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis import nodes as m
from mixgan.families.contract import TreeShape

TREE = TreeShape(2)
WEIGHTS = np.array([[0.7, 0.1, 0.1, 0.1], [0.4, 0.6, 0, 0], [0, 0, 0.9, 0.1], [0.6, 0.2, 0.1, 0.1]])
CLASSES = np.array([2, 2, 0, 0])


def test_counts_of_four_samples():
    counts = m.class_counts(WEIGHTS, CLASSES, 3, TREE)
    assert counts.tolist() == [
        [2, 0, 2], [1, 0, 2], [1, 0, 0], [1, 0, 1], [0, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert m.class_counts(WEIGHTS, CLASSES, 3, None).tolist() == [[2, 0, 2], [1, 0, 1], [0, 0, 1], [1, 0, 0], [0, 0, 0]]


def test_purity_of_a_node():
    assert m.node_purity(np.array([1, 0, 3])) == 0.75
    assert m.node_purity(np.array([0, 0, 0])) is None                   # nothing ends there: no share of nothing


def test_the_counts_add_up():
    chance = np.random.default_rng(0)
    weights, classes = chance.dirichlet(np.ones(8), 200), chance.integers(0, 5, 200)
    counts = m.class_counts(weights, classes, 5, TreeShape(3))
    assert counts[0].tolist() == np.bincount(classes, minlength=5).tolist()
    for node in range(7):
        assert (counts[node] == counts[2 * node + 1] + counts[2 * node + 2]).all()


@pytest.mark.parametrize("tree", [TREE, None])
def test_the_mean_picture_of_one_class_at_a_node(tree):
    chance = np.random.default_rng(1)
    weights, classes = chance.dirichlet(np.ones(4), 30), chance.integers(0, 3, 30)
    pictures = chance.integers(0, 256, (30, 2, 3, 1)).astype(np.uint8)
    found = m.class_means(weights, classes, pictures, 3, tree)
    for c in range(3):
        for node in range(7 if tree else 5):
            leaves = list(tree.leaves(node)) if tree else (range(4) if node == 0 else [node - 1])
            here = [i for i in range(30) if classes[i] == c and weights[i].argmax() in leaves]
            expected = np.mean([pictures[i] for i in here], 0) if here else np.zeros((2, 3, 1))
            assert found[c, node] == pytest.approx(expected, abs=0.51)


def test_a_class_that_nobody_draws_is_empty_and_no_nan():
    pictures = np.full((4, 2, 2, 1), 200, np.uint8)
    found = m.class_means(WEIGHTS, CLASSES, pictures, 3, TREE)
    assert found[1].max() == 0
    assert found[2, 6].max() == 0                                       # a leaf that nothing reaches
    assert found[2, 0].min() == 200

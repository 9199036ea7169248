from __future__ import annotations

import re

import numpy as np

from mixgan.analysis.tree_figures import head_tree_figures

LABELS = np.arange(400) % 4


def noted(leaf: np.ndarray) -> tuple[list[float], list[float]]:
    """Purities from the root down, and those of samples dealt out by chance, as the note has them."""
    head = lambda images: np.eye(4, dtype=np.float32)[leaf]     # noqa: E731
    (figure,) = head_tree_figures(head, np.zeros((400, 8, 8, 1), np.uint8), LABELS, 4)
    own, dealt = re.search(r"root down: ([\d., ]+), and of samples dealt out by chance: ([\d., ]+)", figure.note).groups()
    return [float(x) for x in own.split(", ")], [float(x) for x in dealt.split(", ")]


def test_purity_of_each_level_stands_beside_that_of_a_random_tree():
    own, dealt = noted(LABELS)
    assert own == [0.25, 0.5, 1]
    assert dealt[0] == 0.25
    assert 0.25 < dealt[1] < dealt[2] < 0.4


def test_leaves_that_know_no_class_are_as_pure_as_chance():
    own, dealt = noted(np.random.default_rng(0).permutation(LABELS))
    assert np.allclose(own, dealt, atol=0.05)

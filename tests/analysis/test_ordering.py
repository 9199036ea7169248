from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.ordering import by_class, by_share, mean_pictures, seriate


@pytest.mark.parametrize("seed", range(8))
def test_points_on_a_line_come_back_in_their_order(seed):
    """A planted line in 50 dimensions, shuffled and a little disturbed."""
    chance = np.random.default_rng(seed)
    place = np.cumsum(chance.uniform(0.5, 2, 11))
    shuffled = chance.permutation(11)
    direction = chance.normal(size=50)
    direction /= np.linalg.norm(direction)
    line = place[shuffled, None] * direction + 0.01 * chance.normal(size=(11, 50))
    found = [int(shuffled[k]) for k in seriate(line)]
    assert found in (list(range(11)), list(range(10, -1, -1)))
    order = seriate(line)
    assert order[0] < order[-1]


def test_twins_stand_together_and_the_unknown_last():
    vectors = np.array([[0.0], [9.0], [np.nan], [0.1], [9.1]])
    order = seriate(vectors)
    assert order[-1] == 2
    assert abs(order.index(0) - order.index(3)) == abs(order.index(1) - order.index(4)) == 1


@pytest.mark.parametrize("n", [1, 2])
def test_too_few_for_a_line_stay_as_they_are(n):
    assert seriate(np.eye(n)) == list(range(n))


def test_equal_experts_are_ordered():
    assert sorted(seriate(np.zeros((5, 3)))) == list(range(5))


def test_shares_fall_and_ties_keep_their_number():
    assert by_share([0.1, 0.4, 0.1, 0.4]) == [1, 3, 0, 2]


def test_classes_rise_and_the_purest_of_a_class_comes_first():
    table = [[0, 60, 40], [100, 0, 0], [0, 90, 10], [29, 0, 0], [0, 0, 30]]
    assert by_class(table) == [1, 2, 0, 4, 3]               # 29 samples are too few to say


def test_the_mean_picture_is_that_of_its_own_samples():
    pictures = np.arange(4, dtype=np.uint8).reshape(4, 1, 1, 1)
    means = mean_pictures(pictures, np.array([0, 2, 0, 2]), 3)
    assert means.ravel()[[0, 2]].tolist() == [1.0, 2.0]
    assert np.isnan(means[1]).all()

from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.classes import class_distance, class_distance_floor, class_shares, classes_covered
from mixgan.rng import Stream


def test_shares_by_hand():
    classes = np.array([0] * 150 + [2] * 150)
    assert class_shares(classes, 3).tolist() == [0.5, 0, 0.5]


def test_few_samples_have_no_shares():
    with pytest.raises(DataError, match="at least 300"):
        class_shares(np.zeros(299, int), 3)


def test_distance_is_half_the_sum():
    assert class_distance(np.array([0.5, 0.5, 0]), np.array([0.25, 0.25, 0.5])) == 0.5
    assert class_distance(np.array([1, 0]), np.array([0, 1])) == 1


@pytest.mark.parametrize("n", [300, 3000])
def test_of_perfect_models_nineteen_in_twenty_lie_in_the_floor(n):
    real = np.array([0.5, 0.3, 0.2])
    low, high = class_distance_floor(real, n, Stream(0))
    others = np.random.default_rng(5).multinomial(n, real, 400)
    inside = sum(low <= class_distance(one / n, real) <= high for one in others)
    assert 360 <= inside <= 396
    assert class_distance(np.array([0.5, 0.2, 0.3]), real) > high                   # and a model that draws another mix does not


def test_a_class_is_covered_by_a_tenth_of_its_share_and_by_five_at_least():
    real = np.array([0.5, 0.4, 0.1])
    assert classes_covered(np.array([900, 40, 60]), real) == 3
    assert classes_covered(np.array([940, 39, 21]), real) == 2
    assert classes_covered(np.array([95, 4, 1]), real) == 1              # 4 and 1 are too few to tell

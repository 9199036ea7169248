from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.spread import class_spread, spread_ratio

DRAW = np.random.default_rng(11)
CLASSES = np.repeat([0, 1, 2], [50, 30, 19])
POINTS = DRAW.standard_normal((99, 5)) * np.array([1.0, 2.0, 3.0])[CLASSES][:, None] + 10 * CLASSES[:, None]


def by_pairs(points: np.ndarray) -> float:
    return float(np.mean([((a - b) ** 2).sum() for i, a in enumerate(points) for j, b in enumerate(points) if i != j]))


def test_it_is_the_mean_over_all_pairs_of_a_class():
    found = class_spread(POINTS, CLASSES, 4)
    assert found[0] == pytest.approx(by_pairs(POINTS[:50]), abs=1e-9)
    assert found[1] == pytest.approx(by_pairs(POINTS[50:80]), abs=1e-9)
    assert np.isnan(found[2:]).all()                                    # 19, and none


def test_it_is_twice_the_trace_of_the_covariance():
    assert class_spread(POINTS, CLASSES, 4)[0] == pytest.approx(2 * np.trace(np.cov(POINTS[:50].T)))


def test_shrunk_within_classes_by_a_tenth_is_a_fifth_less():
    means = np.stack([POINTS[c == CLASSES].mean(0) for c in range(3)])[CLASSES]
    real = class_spread(POINTS, CLASSES, 3)
    assert spread_ratio(class_spread(means + 0.9 * (POINTS - means), CLASSES, 3), real) == pytest.approx(0.81)
    assert spread_ratio(real, real) == 1
    assert spread_ratio(class_spread(POINTS + 5, CLASSES, 3), real) == pytest.approx(1)


def test_classes_count_as_much_however_many_samples_and_only_where_both_sides_have_them():
    assert spread_ratio(np.array([1.0, 3.0, np.nan]), np.array([2.0, 2.0, 9.0])) == 1
    assert spread_ratio(np.array([1.0, 3.0, 9.0]), np.array([2.0, np.nan, 4.0])) == pytest.approx(10 / 6)


def test_no_class_on_both_sides_is_said_in_a_sentence():
    with pytest.raises(DataError, match="No class has 20 samples"):
        spread_ratio(np.array([np.nan, 1]), np.array([1, np.nan]))
    with pytest.raises(DataError, match="NaN"):
        class_spread(np.full((30, 2), np.nan), np.zeros(30, int), 1)
    with pytest.raises(DataError, match="one whole number for each of 99"):
        class_spread(POINTS, CLASSES[:5], 3)

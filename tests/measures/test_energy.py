"""Energy distance: closed forms, and against a literal double loop."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.measures.energy import energy_distance
from mixgan.rng import Stream


def literal(a: np.ndarray, b: np.ndarray) -> float:
    def mean(x: np.ndarray, y: np.ndarray, same: bool) -> float:
        pairs = [np.linalg.norm(p - q) for i, p in enumerate(x) for j, q in enumerate(y) if not (same and i == j)]
        return float(np.mean(pairs))

    return (2 * mean(a, b, False) - mean(a, a, True) - mean(b, b, True)) / a.shape[1] ** 0.5


def test_two_heaps_lie_apart_by_twice_their_distance() -> None:
    assert energy_distance(np.zeros((5, 4)), np.full((7, 4), 3.0)) == pytest.approx(6.0)


def test_it_is_the_literal_formula() -> None:
    a, b = Stream(0).normal(9, 3).astype(np.float64), Stream(1).normal(6, 3).astype(np.float64) + 0.5
    assert energy_distance(a, b) == pytest.approx(literal(a, b), abs=1e-12)


def test_rows_that_lie_close_together_far_from_nought_keep_their_digits() -> None:
    """As pictures of a generator that draws nearly one: the product of two rows would leave nothing of their distance."""
    a, b = 1e4 + 1e-5 * Stream(0).normal(9, 3).astype(np.float64), 1e4 + 1e-5 * Stream(1).normal(6, 3).astype(np.float64)
    assert energy_distance(a, b) == pytest.approx(literal(a, b), rel=1e-6)


def test_equal_distributions_are_near_0_and_a_lost_mode_is_not() -> None:
    points = Stream(2).normal(800, 2) * 0.1
    ring = np.stack([np.cos(np.arange(8)), np.sin(np.arange(8))], 1)
    real, same = points[:400] + ring[np.arange(400) % 8], points[400:] + ring[np.arange(400) % 8]
    lost = points[400:] + ring[np.arange(400) % 4]
    assert abs(energy_distance(real, same)) < 0.01
    assert energy_distance(real, lost) > 0.1


def test_pictures_are_rows_and_a_single_row_is_refused() -> None:
    pictures = Stream(3).normal(6, 1, 4, 4)
    rows = pictures.reshape(6, 16)
    assert energy_distance(pictures[:3], pictures[3:]) == energy_distance(rows[:3], rows[3:])
    with pytest.raises(ValueError, match="two rows or more"):
        energy_distance(pictures[:1], pictures)

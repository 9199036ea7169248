from __future__ import annotations

import numpy as np
import pytest

from mixgan.measures.toy import IDEAL_SHARE, mode_count

ANGLES = 2 * np.pi * np.arange(8) / 8
RING = 2 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1)


def golden_points():
    g = np.random.default_rng(109)
    which = g.integers(0, 7, 1000)
    return RING[which] + 0.13 * g.standard_normal((1000, 2))


def test_golden_ring():
    """measures.md 17."""
    found = mode_count(golden_points(), RING, 0.1)
    assert found.high_quality == pytest.approx(0.948)
    assert (found.touched, found.covered) == (7, 7)
    assert found.counts.tolist() == [133, 138, 144, 139, 126, 134, 134, 0]
    assert found.kl == pytest.approx(0.134280, abs=2e-6)
    assert found.jsd == pytest.approx(0.045582, abs=2e-6)


def test_sigma_is_a_deviation_not_a_variance():
    found = mode_count(np.array([[2.29, 0.0], [2.31, 0.0]]), RING, 0.1)
    assert found.high_quality == 0.5


def test_the_ideal_share_is_that_of_the_plane():
    """100,000 draws: 0.98889 within 5 standard errors (0.0017), which excludes 0.997."""
    g = np.random.default_rng(7)
    points = RING[g.integers(0, 8, 100_000)] + 0.1 * g.standard_normal((100_000, 2))
    assert mode_count(points, RING, 0.1).high_quality == pytest.approx(IDEAL_SHARE, abs=5 * 0.00033)


def test_one_sample_touches_a_mode_and_does_not_cover_it():
    points = np.concatenate([np.repeat(RING[:1], 2499, 0), RING[3:4]])
    found = mode_count(points, RING, 0.1)
    assert (found.touched, found.covered) == (2, 1)                     # 1 % of the fair share is 3.1 samples


def test_nothing_near_a_mode():
    found = mode_count(np.zeros((10, 2)), RING, 0.1)
    assert (found.high_quality, found.touched, found.covered) == (0, 0, 0)
    assert (found.kl, found.jsd) == (pytest.approx(np.log(8)), pytest.approx(np.log(2)))


def test_the_nearest_mode_of_each_sample():
    assert mode_count(RING[[5, 2]] * 1.4, RING, 0.1).nearest.tolist() == [5, 2]


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.zeros((3, 3)), np.zeros(4), np.full((2, 2), np.nan)])
def test_what_is_not_points_is_refused(points):
    with pytest.raises(ValueError, match=r"needed|NaN"):
        mode_count(points, RING, 0.1)

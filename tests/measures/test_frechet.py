from __future__ import annotations

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.frechet import expected_bias, frechet, frechet_of_moments

R = np.random.default_rng(101).standard_normal((400, 8))
F = np.random.default_rng(102).standard_normal((300, 8)) * 1.2 + 0.3
EYE, ZERO = np.eye(5), np.zeros(5)


def test_golden_value_of_torch_fidelity():
    assert frechet(R, F) == pytest.approx(1.256658, abs=2e-6)            # ddof 0 would give 1.253669


def test_a_shift_is_its_square():
    shift = np.array([1.0, -2, 0, 0.5, 0])
    assert frechet_of_moments(ZERO, EYE, shift, EYE) == pytest.approx(5.25)


def test_two_widths():
    assert frechet_of_moments(ZERO, 9 * EYE, ZERO, 4 * EYE) == pytest.approx(5.0)


def test_commuting_covariances():
    turn = np.linalg.qr(np.random.default_rng(4).standard_normal((5, 5)))[0]
    a, b = np.array([1.0, 4, 9, 0, 2]), np.array([4.0, 1, 9, 1, 0])
    expected = ((np.sqrt(a) - np.sqrt(b)) ** 2).sum()
    assert frechet_of_moments(ZERO, turn * a @ turn.T, ZERO, turn * b @ turn.T) == pytest.approx(expected, abs=1e-6)


def test_against_the_roots_of_the_product():
    """Another way to the trace: eigenvalues of the product of both covariances, not symmetric."""
    a, b = np.cov(R.T), np.cov(F.T)
    root = np.sqrt(np.linalg.eigvals(a @ b).real).sum()
    assert frechet_of_moments(ZERO[:1], a, ZERO[:1], b) == pytest.approx(np.trace(a) + np.trace(b) - 2 * root, abs=1e-9)


def test_equal_sets_are_at_zero_though_of_lower_rank():
    flat = R @ np.diag([1, 1, 1, 0, 0, 0, 0, 0])
    assert frechet(flat, flat) == pytest.approx(0, abs=1e-9)
    assert frechet(flat, flat) >= 0


def test_means_of_large_numbers_keep_their_digits():
    """float32 moments at an offset of 1,000 are off by more than this."""
    assert frechet((R + 1000).astype(np.float64), F + 1000) == pytest.approx(frechet(R, F), abs=1e-6)


def test_scaling_squares_and_moving_both_does_nothing():
    assert frechet(3 * R, 3 * F) == pytest.approx(9 * frechet(R, F))
    assert frechet(R + 7, F + 7) == pytest.approx(frechet(R, F), abs=1e-9)
    assert frechet(F, R) == pytest.approx(frechet(R, F), abs=1e-9)


def test_the_bias_to_expect():
    """Unit covariance: (1/N + 1/M)(d + d(d+1)/4); and 24 simulations at d = 16 agree within 5 standard errors."""
    assert expected_bias(2000, 2000, np.ones(64)) == pytest.approx(1.104)
    draw = np.random.default_rng(5)
    found = [frechet(draw.standard_normal((800, 16)), draw.standard_normal((400, 16))) for _ in range(24)]
    error = np.std(found, ddof=1) / np.sqrt(24)
    assert abs(np.mean(found) - expected_bias(800, 400, np.ones(16))) < 5 * error + 0.005
    assert error < 0.02


def test_one_feature():
    assert frechet(R[:, :1], R[:, :1] + 2) == pytest.approx(4)


def test_few_samples_and_nan_are_refused():
    with pytest.raises(DataError, match="at least 80 generated"):
        frechet(R, F[:79])
    with pytest.raises(DataError, match="at least 80 real"):
        frechet(R[:79], F)
    with pytest.raises(DataError, match="NaN"):
        frechet(np.where(R > 3, np.nan, R), F)


def test_what_is_no_covariance_is_told():
    with pytest.raises(ValueError, match="not covariances"):
        frechet_of_moments(ZERO, EYE, ZERO, -4 * EYE)

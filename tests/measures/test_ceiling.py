from __future__ import annotations

import math

import numpy as np
import pytest

from mixgan.errors import DataError
from mixgan.measures.ceiling import bayes_ceiling
from mixgan.rng import Stream


def scaled(deviations: np.ndarray) -> np.ndarray:
    """(K, d) deviations -> (K, d, d) maps."""
    return np.asarray(deviations)[..., None] * np.eye(np.shape(deviations)[1])


def phi(x: float) -> float:
    return (1 + math.erf(x / 2**0.5)) / 2


@pytest.mark.parametrize(("distance", "deviation"), [(2, 1), (2, 2), (1, 0.25)])
def test_two_gaussians_have_a_closed_form(distance, deviation):
    """Phi(D / (2 std)): 0.8413 at D = 2, std = 1. A variance in its place would be seen."""
    means = np.array([[0.0, 0, 0], [0, distance, 0]])
    value, interval = bayes_ceiling(means, scaled(np.full((2, 3), deviation)), np.ones(2), Stream(0), 20_000)
    assert value == pytest.approx(phi(distance / (2 * deviation)), abs=0.01)
    assert interval is not None
    assert interval[0] < phi(distance / (2 * deviation)) < interval[1]
    assert interval[1] - interval[0] < 0.02


def test_the_table_of_the_method_notes():
    """d = 100, means uniform in [-0.1, 0.1], K = 10: 0.975 at std 0.15, 0.504 at 0.387."""
    means = 0.2 * np.random.default_rng(1).random((10, 100)) - 0.1
    found = [bayes_ceiling(means, scaled(np.full((10, 100), std)), np.ones(10), Stream(1))[0] for std in (0.15, 0.387)]
    assert found == pytest.approx([0.975, 0.504], abs=0.03)


def test_it_is_the_share_of_right_guesses():
    draw = np.random.default_rng(4)
    means, sd, shares = draw.standard_normal((4, 3)), 0.4 + draw.random((4, 3)), np.array([4.0, 3, 2, 1])
    which = draw.choice(4, 20_000, p=shares / 10)
    z = means[which] + sd[which] * draw.standard_normal((20_000, 3))
    density = np.stack([shares[k] * np.exp(-(((z - means[k]) / sd[k]) ** 2).sum(1) / 2) / sd[k].prod() for k in range(4)], 1)
    found = bayes_ceiling(means, scaled(sd), shares, Stream(3), 20_000)[0]
    assert found == pytest.approx((density.argmax(1) == which).mean(), abs=0.012)


def test_whole_matrices_are_measured_as_scipy_does():
    """A A^T, not A^T A: of a shear the two differ."""
    from scipy.stats import multivariate_normal

    draw = np.random.default_rng(8)
    means, maps = 0.5 * draw.standard_normal((3, 2)), np.array([[[1, 2], [0, 1.0]], [[1, 0], [-2, 1]], [[0.3, 0], [0, 0.3]]])
    which = draw.integers(0, 3, 20_000)
    z = means[which] + np.einsum("nij,nj->ni", maps[which], draw.standard_normal((20_000, 2)))
    density = np.stack([multivariate_normal(means[k], maps[k] @ maps[k].T).pdf(z) for k in range(3)], 1)
    found = bayes_ceiling(means, maps, np.ones(3), Stream(3), 20_000)[0]
    assert found == pytest.approx((density.argmax(1) == which).mean(), abs=0.012)


def test_one_place_leaves_the_largest_share_and_no_gaussian_all():
    same = np.zeros((4, 2))
    assert bayes_ceiling(same, scaled(same + 1), np.ones(4), Stream(0))[0] == pytest.approx(0.25)
    assert bayes_ceiling(same, scaled(same + 1), np.array([6, 2, 2, 0]), Stream(0))[0] == pytest.approx(0.6)
    assert bayes_ceiling(same[:1], scaled(same[:1] + 1), np.ones(1), Stream(0))[0] == 1


@pytest.mark.parametrize(("means", "maps", "shares", "words"), [
    (np.zeros((2, 3)), np.ones((2, 3)), np.ones(2), r"\(2, 3\), \(2, 3\)"),
    (np.zeros((2, 3)), scaled(np.ones((2, 3))), np.ones(3), "shares"),
    (np.zeros((2, 3)), np.ones((2, 3, 3)), np.ones(2), "an inverse"),
    (np.full((2, 3), np.nan), scaled(np.ones((2, 3))), np.ones(2), "finite means"),
    (np.zeros((2, 3)), np.full((2, 3, 3), np.inf), np.ones(2), "finite means"),
    (np.zeros((2, 3)), scaled(np.ones((2, 3))), np.zeros(2), "shares from 0"),
])
def test_what_is_no_mixture_is_refused(means, maps, shares, words):
    with pytest.raises(DataError, match=words):
        bayes_ceiling(means, maps, shares, Stream(0))

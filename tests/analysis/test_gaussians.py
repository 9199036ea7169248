"""Gaussians whose plane is known: means on a rectangle of known sides, turned into many dimensions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mixgan.analysis.gaussians import plane_of


def diagonal(deviations):
    """(K, Z) deviations as maps (K, Z, Z)."""
    return np.stack([np.diag(row) for row in np.asarray(deviations, np.float64)])


CORNERS = np.array([[3, 1], [3, -1], [-3, 1], [-3, -1]], np.float64)


def test_axes_are_the_sides_of_the_rectangle():
    means = np.zeros((4, 5))
    means[:, 3], means[:, 1] = CORNERS[:, 0], CORNERS[:, 1]
    means += [1, 2, 3, 4, 5]
    found = plane_of(means, diagonal(np.full((4, 5), 0.5)))
    assert found.axes == pytest.approx(np.eye(5)[[3, 1]])
    assert found.centre.tolist() == [1, 2, 3, 4, 5]
    assert found.means == pytest.approx(CORNERS)
    assert found.explained == pytest.approx(1)
    assert found.covariances == pytest.approx(np.broadcast_to(0.25 * np.eye(2), (4, 2, 2)))


def test_covariances_are_projected():
    """A diagonal covariance seen along axes turned by 30 degrees: R diag(s^2) R'."""
    turn = math.radians(30)
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    means = np.zeros((4, 3))
    means[:, :2] = CORNERS @ rotation                                   # the long side lies at 30 degrees
    deviations = np.array([[2.0, 0.5, 9], [1, 1, 9], [0.5, 2, 9], [0, 1, 9]])
    found = plane_of(means, diagonal(deviations))
    assert found.axes[:, :2] == pytest.approx(rotation * np.sign(rotation[[0, 1], [0, 1]])[:, None])
    for k in range(4):
        assert found.covariances[k] == pytest.approx(found.axes[:, :2] @ np.diag(deviations[k, :2] ** 2) @ found.axes[:, :2].T)


def test_ellipses_are_the_covariances():
    means = np.zeros((4, 2))
    means[:] = CORNERS
    deviations = np.array([[2.0, 0.5], [0.5, 2], [1, 1], [3, 0]])
    half = plane_of(means, diagonal(deviations)).ellipses()
    assert half[:, :2] == pytest.approx(np.array([[2, 0.5], [2, 0.5], [1, 1], [3, 0]]))
    assert half[0, 2] == pytest.approx(0, abs=1e-9)
    assert abs(half[1, 2]) == pytest.approx(math.pi / 2)
    generic = plane_of(CORNERS @ np.array([[1, 2], [-2, 1]]) / 5**0.5, diagonal([[2, 0.5]] * 4))
    for (large, small, angle), covariance in zip(generic.ellipses(), generic.covariances, strict=True):
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        assert turn @ np.diag([large**2, small**2]) @ turn.T == pytest.approx(covariance)


def test_samples_have_the_projected_covariance():
    """20,000 samples of a Gaussian in 6 dimensions, projected: mean and covariance within 5 standard errors."""
    draw = np.random.default_rng(0)
    means, deviations = draw.standard_normal((5, 6)), draw.uniform(0.2, 2, (5, 6))
    found = plane_of(means, diagonal(deviations))
    noise = draw.standard_normal((20_000, 6))
    offsets = found.offsets(diagonal(deviations), noise)
    for k in range(5):
        direct = (means[k] + deviations[k] * noise - found.centre) @ found.axes.T
        assert found.means[k] + offsets[k] == pytest.approx(direct)
        assert np.cov(offsets[k].T) == pytest.approx(found.covariances[k], abs=5 * 4 * math.sqrt(2 / 20_000))


def test_explained_is_the_share_in_the_plane():
    means = np.zeros((6, 4))
    means[:2, 0], means[2:4, 1], means[4:, 2] = (3, -3), (2, -2), (1, -1)
    assert plane_of(means, diagonal(np.ones((6, 4)))).explained == pytest.approx((9 + 4) / (9 + 4 + 1))


@pytest.mark.parametrize("K", [1, 2])
def test_few_gaussians_still_span_a_plane(K):
    """One or two means open fewer than two axes: the widest directions of the Gaussians fill up."""
    means = np.zeros((K, 4))
    means[:, 3] = [5, -5][:K]
    found = plane_of(means, diagonal([[0.1, 3, 1, 0.2]] * K))
    assert found.axes == pytest.approx(np.eye(4)[[1, 2] if K == 1 else [3, 1]])
    assert found.explained == pytest.approx(0 if K == 1 else 1)


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="Z > 1"):
        plane_of(np.zeros((3, 1)), np.ones((3, 1, 1)))
    with pytest.raises(ValueError, match="Z > 1"):
        plane_of(np.zeros((3, 2)), np.ones((2, 2, 2)))


def test_a_covariance_that_is_not_diagonal():
    """A = [[2, 0], [1, 3]]: its covariance is A A^T = [[4, 2], [2, 10]], not A^T A, and noise (1, 1) lies at (2, 4)."""
    means, A = CORNERS, np.array([[[2.0, 0], [1, 3]]] * 4)
    found = plane_of(means, A)
    assert found.axes == pytest.approx(np.eye(2), abs=1e-6)
    assert found.covariances == pytest.approx(np.array([[[4.0, 2], [2, 10]]] * 4))
    assert found.offsets(A, np.ones((1, 2)))[0] == pytest.approx(np.array([[2.0, 4.0]]))

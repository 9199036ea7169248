"""Where a picture belongs on a map."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.landing import land, landing, noise_axes


def test_a_stored_picture_lands_among_its_own_kind() -> None:
    chance = np.random.default_rng(0)
    kinds = chance.integers(0, 256, (3, 6, 6, 1))
    which = np.arange(90) % 3
    pictures = np.clip(kinds[which] + chance.integers(-9, 9, (90, 6, 6, 1)), 0, 255).astype(np.uint8)
    layout = np.array([[0, 0], [5, 0], [0, 5]])[which] + chance.standard_normal((90, 2)) * 0.1
    found = landing(pictures, 10)
    assert (found.mean.shape, found.basis.shape, found.points.shape) == ((36,), (10, 36), (90, 10))
    assert found.basis @ found.basis.T == pytest.approx(np.eye(10), abs=1e-5)
    new = np.clip(kinds + chance.integers(-9, 9, (3, 6, 6, 1)), 0, 255).astype(np.uint8)
    assert land(found, layout, new) == pytest.approx(np.array([[0, 0], [5, 0], [0, 5]]), abs=0.3)


def test_points_of_the_plane_are_their_own_components() -> None:
    points = np.random.default_rng(1).standard_normal((50, 2)).astype(np.float32)
    found = landing(points)
    assert found.points.shape == (50, 2)
    apart = np.linalg.norm(found.points[:, None] - found.points[None], axis=-1)
    assert apart == pytest.approx(np.linalg.norm(points[:, None] - points[None], axis=-1), abs=1e-5)


def test_the_axes_of_the_noise_are_those_in_which_experts_differ() -> None:
    chance = np.random.default_rng(2)
    expert = np.arange(3000) % 3
    noise = chance.standard_normal((3000, 6))
    noise[:, 4] += np.array([-2, 0, 2])[expert]
    noise[:, 1] += np.array([1, -2, 1])[expert] / 2
    axes = noise_axes(noise, expert)
    assert axes @ axes.T == pytest.approx(np.eye(2), abs=1e-5)
    assert np.abs(axes[0]).argmax() == 4
    assert np.abs(axes[1]).argmax() == 1
    alone = noise_axes(noise, np.zeros(3000, int))                          # one generator: any two, but two
    assert alone @ alone.T == pytest.approx(np.eye(2), abs=1e-5)

"""Toys against the formulas they are drawn from. Seeds are fixed: these cannot fail by chance, only by change."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan import data
from mixgan.data.toys import GRID, RING, Toy
from mixgan.errors import DataError

BOTH = pytest.mark.parametrize("toy", [RING, GRID], ids=lambda toy: toy.name)


def distances(found: data.ImageSet) -> np.ndarray:
    assert found.modes is not None
    assert found.labels is not None
    return np.linalg.norm(found.images - found.modes[found.labels], axis=1)


@BOTH
def test_points_lie_around_their_own_mode(toy: Toy) -> None:
    found = data.load(toy.name)
    assert found.sigma is not None
    assert found.images.dtype == np.float32
    # two axes: the share within 3 sigma is 1 - exp(-4.5); standard error of 10,000 is 0.00105
    assert (distances(found) <= 3 * found.sigma).mean() == pytest.approx(1 - np.exp(-4.5), abs=0.004)
    # mean squared distance is 2 sigma squared; relative standard error 0.01
    assert (distances(found) ** 2).mean() == pytest.approx(2 * found.sigma**2, rel=0.04)


@BOTH
def test_points_are_standardised(toy: Toy) -> None:
    found = data.load(toy.name)
    np.testing.assert_allclose(found.images.mean(0), 0, atol=0.02)
    np.testing.assert_allclose(found.images.std(0), 1, atol=0.02)


@BOTH
def test_centre_scale_modes_and_sigma_lead_back(toy: Toy) -> None:
    found = data.load(toy.name)
    assert found.modes is not None
    np.testing.assert_allclose(found.modes * found.scale + found.centre, toy.modes, atol=1e-6)
    assert found.sigma is not None
    assert found.sigma * found.scale == pytest.approx(toy.sigma)
    assert found.facts().scale == found.scale


def test_the_scale_is_that_of_the_distribution() -> None:
    """Variance of one axis: half the squared radius, or the mean of 16, 4, 0, 4, 16; plus sigma squared."""
    assert RING.scale == pytest.approx(np.sqrt(0.5 + 0.0025))
    assert GRID.scale == pytest.approx(np.sqrt(8 + 0.0025))


def test_modes_are_the_ring_and_the_grid() -> None:
    np.testing.assert_allclose(np.linalg.norm(RING.modes, axis=1), 1)
    step = np.linalg.norm(RING.modes - np.roll(RING.modes, 1, 0), axis=1)
    np.testing.assert_allclose(step, 2 * np.sin(np.pi / 8))
    assert sorted(map(tuple, GRID.modes)) == [(x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]


@BOTH
def test_every_mode_has_its_share_and_test_points_are_new(toy: Toy) -> None:
    train, test = data.load(toy.name), data.load(toy.name, split="test")
    for found, each in ((train, toy.per_mode), (test, toy.per_mode // 4)):
        assert found.labels is not None
        assert set(np.bincount(found.labels)) == {each}
    assert not set(map(bytes, train.images)) & set(map(bytes, test.images))
    assert train.scale == test.scale


@BOTH
def test_the_note_says_sigma(toy: Toy) -> None:
    assert f"standard deviation {toy.sigma}" in data.load(toy.name).notes[0]
    assert str(toy.sigma) in data.known()[toy.name].title


def test_points_have_no_size() -> None:
    with pytest.raises(DataError, match="ring holds points, which have no size in px"):
        data.load("ring", size=32)

"""The set `shapes` against what it is drawn from: what is said of a row is what its picture shows."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan import data
from mixgan.data import shapes
from mixgan.data.shapes import COLOURS, HUES, SHAPES, Factors
from mixgan.data.splits import Split

SPLITS: tuple[Split, ...] = ("train", "test")


@pytest.fixture(scope="module")
def held_out() -> data.ImageSet:
    return data.load("shapes", split="test")


@pytest.fixture(scope="module")
def known() -> Factors:
    return shapes.factors("test")


def one(shape: str, hue: str = "red", x: float = 16, y: float = 16, radius: float = 10, brightness: float = 1) -> np.ndarray:
    """(32, 32, 3): a figure as asked for."""
    real = [np.array([value], np.float32) for value in (x, y, radius, brightness)]
    return shapes.draw(Factors(np.array([SHAPES.index(shape)]), np.array([HUES.index(hue)]), *real))[0]


def lit(images: np.ndarray) -> np.ndarray:
    """(n, 32, 32): by how much each px is covered, of any colour and brightness."""
    brightest = images.max(-1).astype(float)
    return brightest / brightest.max((1, 2), keepdims=True)


def test_labels_are_the_shapes_and_rows_are_those_of_the_factors(held_out: data.ImageSet, known: Factors) -> None:
    assert held_out.class_names == SHAPES
    assert np.array_equal(held_out.labels, known.shape)
    assert np.array_equal(held_out.images, shapes.draw(known))
    assert all(len(value) == len(held_out) for value in vars(known).values())


@pytest.mark.parametrize("split", SPLITS)
def test_neither_shape_nor_hue_tells_of_the_other(split: Split) -> None:
    """Every prefix of whole 36 rows has each pair equally often."""
    found = shapes.factors(split)
    pair = found.shape * 6 + found.hue
    for n in (36, 360, len(pair)):
        assert set(np.bincount(pair[:n], minlength=36)) == {n // 36}


def test_test_pictures_are_new() -> None:
    train, test = (data.load("shapes", split=split).images for split in SPLITS)
    assert not set(map(bytes, train)) & set(map(bytes, test))


def test_figures_are_where_they_are_said_to_be(held_out: data.ImageSet, known: Factors) -> None:
    """The middle of what is lit, left to right: all six are symmetric. Top to bottom all but the triangle and the star."""
    cover = lit(held_out.images)
    middle = np.arange(32) + 0.5
    across = (cover.sum(1) * middle).sum(1) / cover.sum((1, 2))
    down = (cover.sum(2) * middle).sum(1) / cover.sum((1, 2))
    assert np.abs(across - known.x).max() < 0.25
    upright = ~np.isin(known.shape, [SHAPES.index("triangle"), SHAPES.index("star")])
    assert np.abs(down - known.y)[upright].max() < 0.25


def test_figures_lie_in_their_circle_and_fill_it(held_out: data.ImageSet, known: Factors) -> None:
    """So a figure is never cut off at the border: the circle with its soft edge is inside the picture."""
    middle = np.arange(32) + 0.5
    distance = np.hypot(middle[None, None, :] - known.x[:, None, None], middle[None, :, None] - known.y[:, None, None])
    reach = np.where(held_out.images.any(-1), distance, 0).max((1, 2)) - known.radius
    assert reach.max() < 0.5
    assert reach.min() > -2.5                                           # a disc fills 0.85 of it
    for place in (known.x, known.y):
        assert (place - known.radius).min() >= 0.5
        assert (place + known.radius).max() <= 31.5


@pytest.mark.parametrize(("shape", "area"), [
    ("disc", np.pi * 0.85**2), ("square", 2), ("triangle", 3**1.5 / 4), ("ring", np.pi * (0.92**2 - 0.46**2)),
    ("cross", 2 * 0.56 * 1.92 - 0.56**2), ("star", 1.12257)])
def test_areas_are_those_of_geometry(shape: str, area: float) -> None:
    """In squares of the radius. The star is a pentagram: 10 tan 18 / (3 - tan^2 18) degrees."""
    for x in (16, 16.3):
        assert lit(one(shape, x=x, radius=11)[None]).sum() == pytest.approx(area * 121, rel=0.02)


def test_silhouettes_are_told_apart_at_the_smallest_size() -> None:
    """Of any two at the same place, at least one px in eight of their union differs."""
    cover = [lit(one(shape, radius=6)[None])[0] for shape in SHAPES]
    for i, first in enumerate(cover):
        for second in cover[:i]:
            assert np.abs(first - second).sum() > np.maximum(first, second).sum() / 8


def test_a_turn_of_hues_leads_from_one_to_the_next_and_grey_they_are_alike() -> None:
    """As random views turn them, about the axis of greys, so that a head which is to ignore colour has no trace of it."""
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    turn = 0.5 * np.eye(3) + np.sqrt(0.75) * cross + 0.5 / 3             # by 60 degrees
    np.testing.assert_allclose(COLOURS @ turn.T, np.roll(COLOURS, -1, 0), atol=1e-6)
    np.testing.assert_allclose(COLOURS.mean(1), 0.5)


def test_colours_and_brightness_are_as_said(held_out: data.ImageSet, known: Factors) -> None:
    strongest = held_out.images.reshape(len(held_out), -1, 3).max(1)
    np.testing.assert_allclose(strongest, 255 * known.brightness[:, None] * COLOURS[known.hue], atol=1)
    assert known.brightness.min() >= 0.69999
    assert (held_out.images[:, 0, 0].max(), held_out.images[:, 16, 16].max()) == (0, 255)


def test_digests_stay() -> None:
    # written down once: a run on shapes must know its data again in every later version and on every machine
    assert data.load("shapes").digest == "39864d6c3d2119fab90705b51ac169bb"
    assert data.load("shapes", split="test").digest == "5c6ff1a2885f7c974f700a9166739321"


def test_another_size_keeps_the_rows(held_out: data.ImageSet) -> None:
    found = data.load("shapes", split="test", size=16)
    assert found.image_shape == (3, 16, 16)
    assert np.array_equal(found.labels, held_out.labels)

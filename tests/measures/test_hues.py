from __future__ import annotations

import numpy as np
import pytest

from mixgan.data import shapes
from mixgan.data.shapes import COLOURS, HUES
from mixgan.measures.hues import nearest_hue


def plain(colour: np.ndarray) -> np.ndarray:
    """(n, 3) in 0 .. 255 -> (n, 24, 24, 3): a small square of each on black."""
    images = np.zeros((len(colour), 24, 24, 3), np.uint8)
    images[:, 2:6, 2:6] = np.rint(colour)[:, None, None]
    return images


@pytest.mark.parametrize("split", ["train", "test"])
def test_every_real_picture_is_read_right(split) -> None:
    known = shapes.factors(split)
    assert np.array_equal(nearest_hue(shapes.draw(known)), known.hue)


@pytest.mark.parametrize("degrees", [-29, -15, 0, 15, 29])
def test_what_lies_between_two_gets_the_nearer(degrees: float) -> None:
    """Colours turned about the axis of greys, less than half the way to the next: at any strength and paleness."""
    angle = np.radians(60 * np.arange(6) + degrees)[:, None] - np.radians([0, 120, 240])
    for strength, grey in ((0.5, 0.5), (0.1, 0.5), (0.2, 0.7)):
        colour = 255 * (grey + strength * np.cos(angle))
        assert nearest_hue(plain(colour)).tolist() == list(range(6))


def test_the_dim_ground_and_the_place_have_no_say() -> None:
    """A generator's black is never quite black: much of it, of another hue, would outvote a small figure."""
    pictures = plain(255 * COLOURS)
    other = np.rint(60 * np.roll(COLOURS, 3, 0)).astype(np.uint8)[:, None, None]
    assert nearest_hue(np.where(pictures.any(-1, keepdims=True), pictures, other)).tolist() == list(range(6))
    assert nearest_hue(np.roll(pictures, (2, -2), (1, 2))).tolist() == list(range(6))


def test_what_has_no_hue_gets_the_first() -> None:
    black, grey = np.zeros((1, 8, 8, 3), np.uint8), np.full((1, 8, 8, 3), 128, np.uint8)
    assert nearest_hue(np.concatenate([black, grey])).tolist() == [0, 0]
    assert nearest_hue(black[:0]).shape == (0,)


@pytest.mark.parametrize("pictures", [np.zeros((2, 8, 8, 1), np.uint8), np.zeros((2, 8, 8, 3), np.float32),
                                      np.zeros((8, 8, 3), np.uint8)])
def test_pictures_of_another_kind_are_refused(pictures: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"hues are read from uint8 pictures \(n, H, W, 3\), got"):
        nearest_hue(pictures)


def test_the_first_is_red() -> None:
    assert HUES[nearest_hue(plain(np.array([[200, 30, 30]])))[0]] == "red"
    assert HUES[nearest_hue(plain(np.array([[30, 190, 200]])))[0]] == "cyan"

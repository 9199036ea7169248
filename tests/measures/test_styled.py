"""Hues, their evenness and the width of a stroke, each against what is known by construction."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mixgan.data import styles
from mixgan.measures.styled import NONE, evenness, expected_evenness, hues, stroke_widths
from mixgan.rng import Stream


def bars(*colours: tuple[int, int, int]) -> np.ndarray:
    images = np.zeros((len(colours), 12, 12, 3), np.uint8)
    images[:, 2:10, 5:8] = np.array(colours)[:, None, None]
    return images


def test_every_style_of_the_data_has_its_hue_at_any_width() -> None:
    written = np.zeros((18, 16, 16), np.uint8)
    written[:, 3:12, 6:9], written[:, 3:12, 9] = 255, 90            # a soft edge
    hue, width = np.divmod(np.arange(18), 3)
    assert np.array_equal(hues(styles.styled(written, hue, width)), hue)


def test_shade_does_not_count_and_what_is_between_two_hues_is_none() -> None:
    dark_red, orange, grey, black = (140, 0, 0), (255, 128, 0), (200, 200, 200), (0, 0, 0)
    nearly, not_quite = (255, 50, 0), (255, 53, 0)
    assert hues(bars(dark_red, orange, grey, black, nearly, not_quite)).tolist() == [0, NONE, NONE, NONE, 0, NONE]


def test_a_few_wrong_pixels_do_not_change_a_hue_and_what_is_not_lit_does_not_count() -> None:
    image = bars((255, 0, 0))
    image[0, 2, 5] = (0, 0, 255)
    image[0, 0] = (0, 120, 0)
    assert hues(image).tolist() == [0]


def test_evenness_is_an_entropy_of_what_has_a_hue() -> None:
    found = np.array([[0, 1, 2, 3, 4, 5], [2, 2, 2, 2, 2, 2], [0, 0, 1, 1, NONE, NONE], [NONE] * 6, [0, 0, 0, 1, NONE, NONE]])
    quarter = (0.75 * math.log(4 / 3) + 0.25 * math.log(4)) / math.log(6)
    assert evenness(found, 6).tolist() == pytest.approx([1, 0, math.log(2) / math.log(6), 0, quarter])


def test_a_perfect_model_is_as_even_as_chance_lets_it() -> None:
    """32 draws of 6, against 4,000 simulated questions."""
    drawn = (Stream(0).child("simulated").uniform(4000, 32) * 6).astype(np.int64)
    assert expected_evenness(6, 32) == pytest.approx(evenness(drawn, 6).mean(), abs=0.002)
    assert expected_evenness(6, 1) == 0


@pytest.mark.parametrize(("width", "length"), [(1, 9), (2, 9), (3, 8)])
def test_a_bar_is_as_wide_as_it_is_but_for_its_ends(width: int, length: int) -> None:
    """2 w l / (2 w + 2 l), at the border as well, and slanted too: a stair has more edge than a line, so less width."""
    grey = np.zeros((2, 12, 12), np.uint8)
    grey[0, 2 : 2 + length, 4 : 4 + width] = 128
    grey[1, :length, 12 - width :] = 255
    assert stroke_widths(grey).tolist() == pytest.approx([width * length / (width + length)] * 2)
    assert stroke_widths(np.full((1, 12, 12), 127, np.uint8)).tolist() == [0]


def test_a_thicker_stroke_is_wider() -> None:
    written = np.zeros((1, 16, 16), np.uint8)
    written[0, 3:13, 7:9] = 255
    widths = [stroke_widths(one)[0] for one in (styles.thinner(written), *(styles.thicker(written, by) for by in range(3)))]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4

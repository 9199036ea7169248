from __future__ import annotations

import colorsys
import itertools
import math
import tomllib
from pathlib import Path

import pytest

from mixgan.figures import palette as m

THEMES = ("light", "dark")
CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def hue(colour: str) -> float:
    return colorsys.rgb_to_hsv(*channels(colour))[0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("n", [1, 2, 8, 9, 10, 12, 16, 25, 32, 64])
def test_every_colour_is_seen_and_is_its_own(theme, n):
    colours = [m.expert_colour(k, n, theme) for k in range(n)]
    assert min(m.contrast(colour, m.BACKGROUND[theme]) for colour in colours) >= 3
    assert len(set(colours)) == n


@pytest.mark.parametrize("theme", THEMES)
def test_the_background_is_that_of_the_pages(theme):
    assert tomllib.loads(CONFIG.read_text())["theme"][theme]["backgroundColor"] == m.BACKGROUND[theme]


@pytest.mark.parametrize("theme", THEMES)
def test_up_to_eight_a_colour_does_not_depend_on_how_many_there_are(theme):
    assert [m.expert_colour(2, n, theme) for n in range(3, 9)] == [m.expert_colour(2, 8, theme)] * 6


@pytest.mark.parametrize("n", [9, 10, 12, 16, 32])
def test_above_eight_neighbours_in_number_are_far_apart_in_hue(n):
    hues = [hue(m.expert_colour(k, n, "dark")) for k in range(n)]
    for first, second in itertools.pairwise(hues):
        apart = abs(first - second)
        assert min(apart, 1 - apart) > 0.12


def test_contrast_of_black_and_white_and_of_a_known_grey():
    assert m.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert m.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert m.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)     # WCAG's own example


def test_known_colours_of_oklch():
    """Chroma 0 is grey and lightness 1 white by definition; sRGB's red lies at (0.628, 0.258, 29.2 degrees)."""
    assert m._oklch(1.0, 0.0, 0.3) == "#ffffff"
    assert len(set(channels(m._oklch(0.5, 0.0, 2.0)))) == 1
    assert channels(m._oklch(0.62796, 0.25768, math.radians(29.234))) == pytest.approx((1, 0, 0), abs=0.04)


def test_a_chroma_that_no_screen_shows_is_lowered_not_clipped():
    """Clipping would turn the hue: the lowered colour keeps it."""
    assert hue(m._oklch(0.7, 0.9, 4.5)) == pytest.approx(hue(m._oklch(0.7, 0.1, 4.5)), abs=0.06)


def test_shapes_differ_and_come_round():
    assert len({m.expert_shape(k) for k in range(8)}) == 8
    assert m.expert_shape(8) == m.expert_shape(0)

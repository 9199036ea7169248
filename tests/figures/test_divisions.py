"""The drawings of what is divided: well-formed, told apart by colour and count, visible in both themes."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree

import pytest

from mixgan.families.registry import Divides
from mixgan.figures.divisions import DIVISIONS, EXPERTS, HEIGHT, WIDTH, drawing
from mixgan.figures.palette import BACKGROUND, contrast, expert_colour

ALL = get_args(Divides)


PAIR = re.compile(r"light-dark\((#[0-9a-f]{6}),(#[0-9a-f]{6})\)")


@pytest.mark.parametrize("divides", ALL)
def test_what_is_divided_has_the_experts_colours_and_nothing_else_has(divides: Divides) -> None:
    experts = {tuple(expert_colour(k, EXPERTS, theme) for theme in ("light", "dark")) for k in range(EXPERTS)}
    found = set(PAIR.findall(drawing(divides)))
    assert len(found - experts) == 1                                # the grey of what all share
    assert found & experts == (set() if divides == "nothing" else experts)


def test_no_two_are_the_same() -> None:
    assert len({drawing(divides) for divides in ALL}) == len(ALL)
    assert len({(one.name, one.alt, one.title) for one in DIVISIONS.values()}) == len(ALL)


@pytest.mark.parametrize("divides", ALL)
def test_every_line_is_seen_in_both_themes_and_inside(divides: Divides) -> None:
    for light, dark in PAIR.findall(drawing(divides)):
        assert contrast(light, BACKGROUND["light"]) >= 3, light
        assert contrast(dark, BACKGROUND["dark"]) >= 3, dark
    root = ElementTree.fromstring(drawing(divides))
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        x, y, r = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        assert r < x < WIDTH - r
        assert r < y < HEIGHT - r
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x > 0
        assert x + width < WIDTH
        assert y > 0
        assert y + height < HEIGHT


def test_in_a_page_it_is_named_and_follows_the_page_and_as_an_image_the_place_where_it_stands() -> None:
    inside, alone = drawing("latent"), drawing("latent", alone=True)
    assert f'role="img" aria-label="{DIVISIONS["latent"].alt}"' in inside
    assert "color-scheme" not in inside
    assert "aria-label" not in alone
    assert "color-scheme:light dark" in alone

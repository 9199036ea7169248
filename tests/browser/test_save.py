"""What a visitor takes away: a picture that draws itself again, a drag as a film, a drawing, a link that reopens all of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mixgan import families
from mixgan.analysis.redraw import compared, redrawn
from mixgan.cli.showing import read_picture
from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# the clipboard of a page without a window is closed: what would be in it is kept
CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => { window.copied = text; } } })"


def menu(page: Page, item: str) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name=item).click()


def saved(page: Page, press: Callable[[], None], path: Path) -> Path:
    with page.expect_download() as download:
        press()
    download.value.save_as(path)
    return path


def test_a_tree_is_taken_away_and_comes_back(warm: str, warm_home: Path, watch: Callable[..., Watched], tmp_path: Path) -> None:
    seen = watch(warm)
    page = seen.open("Tree?model=hmog-tiny&node=root", "of the weight in this")
    seen.settle()
    page.evaluate(CLIPBOARD)
    pad = page.locator(".live.tree .pad").bounding_box()
    assert pad
    menu(page, "Record a drag")
    page.mouse.move(pad["x"] + 50, pad["y"] + 50)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(pad["x"] + 50 + 3 * step, pad["y"] + 50 - 2 * step)
        page.wait_for_timeout(40)
    page.mouse.up()
    film = saved(page, page.get_by_role("button", name="Stop and save").click, tmp_path / "film.png")
    with Image.open(film) as frames:
        assert frames.n_frames > 4                                                       # type: ignore[attr-defined]

    page.locator(".live.tree .node[data-path='']").focus()
    page.keyboard.press("r")
    page.wait_for_url("**hold=-R**")
    seen.settle()
    recipe, picture = read_picture(saved(page, lambda: menu(page, "All pictures"), tmp_path / "tree.png"))
    assert recipe.hand.forced == {"": "R"}
    assert recipe.hand.pad is not None
    generator = families.load(warm_home / "runs" / "hmog-tiny" / "model")
    result = compared(picture, redrawn(generator, recipe, picture.shape), recipe)
    assert result.levels <= result.allowed
    drawing = ET.parse(saved(page, lambda: menu(page, "As drawn here"), tmp_path / "tree.svg"))
    assert len(drawing.findall("{http://www.w3.org/2000/svg}image")) > 4

    menu(page, "Copy the link")
    page.get_by_text("The link is copied").wait_for()
    link = page.evaluate("window.copied")
    page.goto("about:blank")
    seen.open(link.removeprefix(f"{warm}/"), "of the weight in this")
    seen.settle()
    other, again = read_picture(saved(page, lambda: menu(page, "All pictures"), tmp_path / "again.png"))
    assert (other.hand, other.noise, other.weights) == (recipe.hand, recipe.noise, recipe.weights)
    np.testing.assert_array_equal(again, picture)

"""A tree of five levels: all of it above the fold, on a phone the pair that this sample ends in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import tree
from tests.ui.components import planted
from tests.ui.components.harness import open_component, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: Page, width: int, height: int = 720, **more: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    open_component(page, tree, planted.deep_tree(4, side=28), planted.view_of(16, **more))
    settle(page)


def shown(page: Page, level: int) -> list[str]:
    paths = page.locator(".node:visible").evaluate_all("all => all.map((node) => node.dataset.path)")
    return sorted(path for path in paths if len(path) == level)


def move(page: Page, a: float, b: float) -> None:
    page.evaluate("pad => { host.liveView.pad = pad; host.liveView.invalidate(); }", [a, b])
    settle(page)


def test_all_sixteen_leaves_stand_in_a_small_window(page: Page) -> None:
    show(page, 900)
    assert len(shown(page, 4)) == 16
    top = page.locator(".stage").bounding_box()
    last = page.locator("[data-path=RRRR] .caption").bounding_box()
    assert top is not None
    assert last is not None
    assert last["y"] + last["height"] - top["y"] <= 720 - 146           # what the page leaves below its heading


def test_the_pair_on_a_phone_is_the_one_that_this_sample_ends_in(page: Page) -> None:
    """Even levels of gates read the first number (positive: left), odd ones the second."""
    show(page, 390, noise=[-0.5, 0.5], selected="L")
    assert shown(page, 4) == ["LLRL", "LLRR"]
    move(page, 1, 0)                                                    # while the hand drags
    assert shown(page, 4) == ["LLLL", "LLLR"]
    for path in shown(page, 4):
        box = page.locator(f"[data-path={path}] .picture").bounding_box()
        assert box is not None
        assert box["x"] >= 8                                            # the frame too is inside
    assert page.locator("[data-path=LLLL] .picture").evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, 1, 1).data[3]") == 255    # drawn, not only placed
    page.locator("[data-path=LL]").click()
    page.keyboard.press("r")                                            # and where it is held to another side
    settle(page)
    assert shown(page, 4) == ["LLRL", "LLRR"]


def test_of_all_samples_the_pair_is_the_one_that_most_reach(page: Page) -> None:
    mass = [1, 0.6, 0.4, 0.2, 0.4, 0.2, 0.2, 0.1, 0.1, 0.3, 0.1, *[0.1] * 4, *[0.05] * 4, 0.2, *[0.05] * 11]
    show(page, 390, noise=[0.5, 0.5], mass=mass, means="", selected="L")
    assert shown(page, 4) == ["LLLL", "LLLR"]
    page.evaluate("host.liveView.view.setMode('average')")
    settle(page)
    assert shown(page, 4) == ["LRLL", "LRLR"]


def test_nothing_is_laid_out_anew_while_the_way_stays(page: Page) -> None:
    show(page, 390, noise=[-0.5, 0.5], selected="L")
    page.evaluate("""() => {
      const { stage } = host.liveView.view;
      const arrange = stage.arrange.bind(stage);
      window.times = 0;
      stage.arrange = () => { window.times++; arrange(); };
    }""")
    for a in (0.1, 0.2, 0.3):
        move(page, a, 0)
    assert page.evaluate("times") == 0
    move(page, 1, 0)
    assert page.evaluate("times") == 1

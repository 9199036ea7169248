"""A tree of five levels: all of it above the fold, on a phone the pair that this sample ends in, and words for its nodes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import tree
from tests.ui.components import planted
from tests.ui.components.harness import open_component, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LONG = "Ankle boot, Sneaker, Sandal and Trouser"
NAMES = ["", "", "", "3, 5 and 6", "8 and 1", "2", LONG, *["7 and 9"] * 7, "4, 7 and 9", *["5"] * 16]


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


# --- words ----------------------------------------------------------------------------------------------------------------


def named(page: Page, path: str) -> str:
    words = page.locator(f"[data-path='{path}'] .named")
    return words.inner_text() if words.is_visible() else ""


def test_words_stand_beside_the_tree_and_below_pictures_with_room(page: Page) -> None:
    show(page, 900, names=NAMES, selected="LL")
    assert page.locator(".title").inner_text() == "Node L L: 3, 5 and 6"
    assert [named(page, path) for path in ("", "LL", "LR", "LLL")] == ["", "3, 5 and 6", "8 and 1", "7 and 9"]
    assert named(page, "RR") == ""                                      # longer than its place
    assert named(page, "LLLL") == ""                                    # a leaf's are in the title alone
    page.locator("[data-path=LLLL]").click()
    assert page.locator(".title").inner_text() == "Leaf E1, L L L L: 5"
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("host.liveView.width < 400")
    assert [named(page, path) for path in ("LR", "LLL", "RL")] == ["", "", "2"]


def test_captions_with_words_stay_apart(page: Page) -> None:
    show(page, 900, names=NAMES)
    for level in (2, 3):
        boxes = page.locator(".node").evaluate_all("""(all, level) => all
          .filter((node) => node.dataset.path.length === level)
          .map((node) => [...node.querySelectorAll(".share, .named:not([hidden])")].map((part) => part.getBoundingClientRect()))
          .map((parts) => [parts[0].left, parts[parts.length - 1].right])""", level)
        boxes.sort()
        assert all(a[1] + 2 <= b[0] for a, b in itertools.pairwise(boxes)), boxes


def test_without_classes_nothing_is_said(page: Page) -> None:
    show(page, 900, names=[""] * 31, selected="LL")
    assert page.locator(".title").inner_text() == "Node L L"
    assert page.locator(".named:visible").count() == 0

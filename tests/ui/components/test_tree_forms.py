"""The tree in other forms: with sharpened gates, of one class, with a leaf that nothing reaches, and flat, under one gate."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.ui.components import planted
from tests.ui.components.harness import grey, pixel, sent, settle
from tests.ui.components.harness import show_tree as show
from tests.ui.components.planted import sigmoid, strip

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_dial_sharpens_the_gates_for_display_only(page: Page) -> None:
    show(page)
    dial = page.locator("[data-key=dial]")
    for position, temperature in ((0.5, 0.5), (0.75, 0.25)):
        dial.evaluate("(r, v) => { r.value = v; r.dispatchEvent(new Event('input')); }", position)
        settle(page)
        own = page.evaluate("Array.from(host.liveView.view.sample.own)")
        assert own == pytest.approx([sigmoid(2 / temperature), sigmoid(1 / temperature), sigmoid(1 / temperature)], abs=1e-5)
        assert f"temperature {temperature:.2f}" in page.locator(".dial").inner_text()
    dial.evaluate("r => { r.value = 1; r.dispatchEvent(new Event('input')); }")
    settle(page)
    assert page.evaluate("Array.from(host.liveView.view.sample.own)") == [1, 1, 1]
    assert grey(page, "") == 0                                      # leaf 1 alone, which is black
    assert page.locator(".dial").inner_text().split("\n") == ["gates: hard", "display only: not trained like this"]
    assert sent(page) == []


def test_a_leaf_that_nothing_reaches(page: Page) -> None:
    """Mass 0: an empty frame in every mode, a sentence, and no number that is not one."""
    show(page, mass=[1, 1, 0, 0.5, 0.5, 0, 0], means=strip([[9] * 7]), typical=strip([[9] * 7]), selected="R", noise=[9.0, 0.0])
    page.wait_for_function("host.liveView.view.pictures.stored.means && host.liveView.view.pictures.stored.typical")
    settle(page)
    assert pixel(page, "[data-path=R] .picture")[3] == 0
    assert "no sample passes here" in page.locator(".facts").inner_text()
    page.get_by_role("radio", name="Average").click()
    settle(page)
    assert pixel(page, "[data-path=R] .picture")[3] == 0
    assert grey(page, "L") == 9
    assert "so there is no mean" in page.locator(".facts").inner_text()


CLASSES = {"names": ["cat", "dog"], "n": 10, "means": strip([[10, 20, 30, 40, 50, 60, 70], [110, 120, 130, 140, 150, 160, 170]]),
           "counts": [[8, 2], [6, 0], [2, 2], [6, 0], [0, 0], [1, 1], [1, 1]]}


def test_one_class_at_every_node(page: Page) -> None:
    show(page, means=strip([[1] * 7]), classes=CLASSES, selected="L", pool=[[2, 2], [2, 2], [-2, 2]], pool_class=[0, 1, 0])
    page.wait_for_function("host.liveView.view.pictures.stored.classes")
    page.get_by_role("radio", name="One class").click()
    settle(page)
    assert [grey(page, path) for path in ("", "L", "R", "LL")] == [10, 20, 30, 40]
    assert pixel(page, "[data-path=LR] .picture")[3] == 0           # nothing of this class ends there
    assert page.locator(".node .share").all_inner_texts() == ["100 %", "75 %", "25 %", "75 %", "0 %", "13 %", "13 %"]
    assert "6 of 8 read as cat end here" in page.locator(".facts").inner_text()
    assert page.locator(".below .caption").inner_text() == "1 sample read as cat that ends here"
    page.locator("select.chooser").select_option("dog")
    settle(page)
    assert [grey(page, path) for path in ("", "R", "RR")] == [110, 130, 170]
    assert page.locator(".node .share").all_inner_texts()[:3] == ["100 %", "0 %", "100 %"]
    assert "none of 2 read as dog ends here" in page.locator(".facts").inner_text()
    assert page.locator("[data-path=R]").get_attribute("aria-label") == "node R, 2 of 2 read as dog end here"


def test_a_class_that_nobody_draws(page: Page) -> None:
    show(page, means=strip([[1] * 7]), classes={**CLASSES, "counts": [[0, 2]] * 7})
    page.wait_for_function("host.liveView.view.pictures.stored.classes")
    page.get_by_role("radio", name="One class").click()
    settle(page)
    assert pixel(page, "[data-path=''] .picture")[3] == 0
    assert "none of 10 samples is read as cat" in page.locator(".facts").inner_text()
    assert "NaN" not in page.evaluate("host.querySelector('.tree').innerText")


def test_a_flat_gate_is_one_root_and_its_experts(page: Page) -> None:
    """exp(4 a) against three times 1, at a = 0.5."""
    show(page, planted.flat_gate(), selected="1", mass=[1, 0.4, 0.3, 0.2, 0.1])
    weights = np.array([exp(2), 1, 1, 1]) / (exp(2) + 3)
    assert page.locator(".node").count() == 5
    assert page.locator(".gate").all_inner_texts() == [f"{w:.2f}" for w in weights]
    greys = 127.5 * (np.linspace(-1, 1, 4) + 1)
    assert grey(page, "") == pytest.approx(weights @ greys, abs=1.5)
    assert [grey(page, str(k + 1)) for k in range(4)] == pytest.approx(greys.tolist(), abs=1)
    assert page.locator(".title").inner_text() == "Leaf E1"
    assert not page.get_by_role("button", name="Push across this gate").is_visible()
    page.locator("[data-path='1']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    settle(page)
    assert grey(page, "") == pytest.approx(greys[1], abs=1)
    page.locator(".hit").nth(3).dispatch_event("click")
    settle(page)
    assert grey(page, "") == 255
    page.keyboard.press("u")
    page.keyboard.press("ArrowUp")
    assert sent(page) == [["node", "2"], ["override", {"": "2"}], ["override", {"": "4"}], ["override", {}], ["node", ""]]


def test_where_one_expert_is_drawn_the_root_is_its_picture(page: Page) -> None:
    """Logits 3, 2, 1, 0: the Gumbel numbers decide; what the gate says stands at the branches."""
    show(page, planted.hard_experts(), draws={"noise": [[0, 0], [0, 0]], "chance": [[0, 0, 0, 0], [0, 0, 0, 9]]})
    said = np.exp([3, 2, 1, 0]) / np.exp([3, 2, 1, 0]).sum()
    assert page.locator(".gate").all_inner_texts() == [f"{p:.2f}" for p in said]
    assert grey(page, "") == 0
    page.locator("[data-path='']").focus()
    page.keyboard.press("Space")
    settle(page)
    assert grey(page, "") == 255


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("K", [3, 10, 32])
def test_flat_experts_stay_apart_and_inside(page: Page, K: int, width: int) -> None:
    page.emulate_media(reduced_motion="reduce")                     # where they stand, not where they are on the way
    page.set_viewport_size({"width": width, "height": 800})
    show(page, planted.flat_gate(K), K)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [page.locator(f"[data-path='{k + 1}'] .picture").bounding_box() for k in range(K)]
    for i, a in enumerate(boxes):
        assert a is not None
        assert a["x"] >= 0
        assert a["x"] + a["width"] <= width
        for b in boxes[:i]:
            assert b is not None
            beside, below = abs(a["x"] - b["x"]), abs(a["y"] - b["y"])
            assert beside >= a["width"] + 3 or below >= a["height"] + 20

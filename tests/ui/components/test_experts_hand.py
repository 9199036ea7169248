"""Holes, solo, orders, the gate of one draw and pages of rows: four grey experts, or thirty."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import experts
from tests.ui.components import planted
from tests.ui.components.harness import drag, mount, open_component, pixel, sent, settle
from tests.ui.components.test_experts import CHANCE, LOGITS, NOISES, grey_of, makers, mixed_greys, show, view

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ORDERS = [["number", "number", "", [0, 1, 2, 3]], ["share", "share", "", [2, 0, 3, 1]]]


def rows(page: Page) -> list[int]:
    """The experts of the visible rows, from 1, from top to bottom."""
    return [int(text[1:]) for text in page.locator(".row:not(.head):not(.mixture):visible .number").all_text_contents()]


def many(page: Page, **more: Any) -> None:
    noises = [[0, 0]] * 8
    open_component(page, experts, planted.many_experts(30), planted.view_of(
        30, draws={"noise": noises, "chance": [[0.0] * 30] * 8}, shares=[1 / 30] * 30, gated=False, **more))
    settle(page)


# --- holes -------------------------------------------------------------------------------------------------------------


def test_what_is_off_leaves_holes(page: Page) -> None:
    show(page, mode="drop")
    page.locator("[data-key=eye-0]").click()
    settle(page)
    assert page.locator(".maker").all_inner_texts() == ["–", "E2", "E4"]                # noqa: RUF001 - no maker
    assert page.locator(".mixture .hole").count() == 1
    assert pixel(page, "[data-expert='-1'][data-draw='0'] canvas")[3] == 0              # nothing is drawn in it
    assert mixed_greys(page)[1:] == pytest.approx([grey_of(1), grey_of(3)], abs=1)
    assert page.locator(".changes").inner_text() == "1 of 3 is a hole"
    assert page.locator(".line").inner_text() == "Leaf E1 is off; 1 of 3 is a hole."
    assert page.locator(".row:not(.head) .count").all_inner_texts() == ["0", "1", "0", "1"]
    outline = page.evaluate("getComputedStyle(host.querySelector('.mixture .hole .picture')).outlineStyle")
    assert outline == "dashed"
    page.get_by_role("radio", name="re-route").click()
    settle(page)
    assert makers(page) == [2, 2, 4]
    assert page.locator(".hole").count() == 0
    assert sent(page) == [["off", [0]], ["mode", "reroute"]]


def test_a_soft_mixture_loses_the_weight_and_nobody_takes_it_over(page: Page) -> None:
    """Expert 1 has the most, so without 2 and 4 the picture is what 1 and 3 had of it."""
    logits = (1.0, 0.5, 0.0, 0.2)
    mass = [exp(v) / sum(exp(u) for u in logits) for v in logits]
    show(page, planted.soft_experts(logits), off=[1, 3], mode="drop", gated=False)
    expected = 127.5 * (mass[0] * planted.GREYS[0] + mass[2] * planted.GREYS[2] + 1)
    assert mixed_greys(page) == pytest.approx([expected] * 3, abs=1)
    assert page.locator(".hole").count() == 0
    page.keyboard.press("1")
    settle(page)
    assert page.locator(".mixture .hole").count() == 3


# --- solo --------------------------------------------------------------------------------------------------------------


def test_shift_and_a_number_keeps_only_that_one(page: Page) -> None:
    show(page)
    page.keyboard.press("Shift+Digit3")
    settle(page)
    assert makers(page) == [3, 3, 3]
    assert page.locator("[data-key=solo-2]").get_attribute("aria-pressed") == "true"
    assert page.locator(".line").inner_text() == "Only leaf E3 is on; 3 of these 3 samples come from another leaf."
    page.locator("[data-key=solo-1]").click()
    settle(page)
    assert makers(page) == [2, 2, 2]
    page.locator("[data-key=solo-1]").click()
    settle(page)
    assert makers(page) == [1, 2, 4]
    assert sent(page) == [["off", [0, 1, 3]], ["off", [0, 2, 3]], ["off", []]]


# --- orders, and the one told about ------------------------------------------------------------------------------------


def test_rows_change_their_order_and_keep_what_they_are(page: Page) -> None:
    show(page, orders=ORDERS)
    assert rows(page) == [1, 2, 3, 4]
    page.get_by_role("radio", name="share").click()
    settle(page)
    assert rows(page) == [3, 1, 4, 2]
    assert pixel(page, ".row:nth-child(3) [data-draw='0'] canvas") == pixel(page, "[data-expert='2'][data-draw='0'] canvas")
    marks = page.evaluate("[...host.querySelectorAll('.row:not(.head):not(.mixture)')].map((row) => row.style.cssText)")
    assert marks == [f"--mark: var(--expert-{k});" for k in (2, 0, 3, 1)]              # each in its own colour
    assert page.locator(".line").inner_text() == "Rows by share: E3, E1, E4, E2."
    assert sent(page) == [["order", "share"]]
    mount(page, planted.hard_experts(LOGITS), view(orders=ORDERS, rows=["a", "b", "c", "d"]))
    settle(page)
    assert rows(page) == [3, 1, 4, 2]


@pytest.mark.parametrize("order", [[0, 1], [0, 0, 1, 2], [0, 1, 2, 9]])
def test_an_order_that_is_none_is_the_one_by_number(page: Page, order: list[int]) -> None:
    show(page, orders=[["number", "number", "", [0, 1, 2, 3]], ["bad", "bad", "", order]], order="bad")
    assert rows(page) == [1, 2, 3, 4]


def test_a_click_on_a_name_tells_about_it(page: Page) -> None:
    show(page)
    page.locator("[data-key=name-2]").click()
    assert page.locator("[data-key=name-2]").get_attribute("aria-pressed") == "true"
    page.locator("[data-key=name-2]").click()
    assert sent(page) == [["expert", 2], ["expert", -1]]
    assert makers(page) == [1, 2, 4]                        # it is not the switch


# --- the gate ----------------------------------------------------------------------------------------------------------


def gate_of(j: int, move: float = 0.0) -> list[float]:
    scores = [LOGITS[0] + planted.GAIN * (NOISES[j][0] + move), *LOGITS[1:]]
    powers = [exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def heights(page: Page) -> list[float]:
    read = "[...host.querySelectorAll('.gatebar')].map((bar) => Number(bar.style.getPropertyValue('--height')))"
    values: list[float] = page.evaluate(read)
    return values


def test_the_gate_of_the_column_that_is_looked_at(page: Page) -> None:
    show(page)
    assert heights(page) == pytest.approx(gate_of(0), abs=1e-3)
    page.locator("[data-expert='2'][data-draw='1']").hover()
    assert heights(page) == pytest.approx(gate_of(1), abs=1e-3)
    assert page.locator(".gatetitle").inner_text() == "Gate at sample 1"
    page.locator("[data-key=column-1]").focus()
    page.keyboard.press("ArrowRight")
    assert heights(page) == pytest.approx(gate_of(2), abs=1e-3)
    assert CHANCE[2][3] == 9                                # the last sample was drawn against the odds
    label = page.locator(".gatebars").get_attribute("aria-label")
    assert label == "The gate at sample 2: leaf E1: 99 %, leaf E2: 0.7 %; leaf E4 was drawn"
    assert page.locator(".slot.winner .slotnumber").inner_text() == "E4"
    assert page.get_by_role("radio", name="sample 2").get_attribute("aria-checked") == "true"


def test_the_gate_follows_the_pad(page: Page) -> None:
    show(page)
    drag(page, (-0.75, 0), release=False)
    move = page.evaluate("host.liveView.pad")[0]
    assert heights(page) == pytest.approx(gate_of(0, move), abs=2e-3)
    assert heights(page) != pytest.approx(gate_of(0), abs=1e-2)
    assert sent(page) == []
    page.mouse.up()


def test_a_prior_that_ignores_the_noise_has_no_gate_to_show(page: Page) -> None:
    show(page, planted.hard_experts(LOGITS, gain=0), gated=False)
    assert not page.locator(".gate").is_visible()
    assert not page.locator("[data-key=column-0]").is_visible()


# --- pages -------------------------------------------------------------------------------------------------------------


def test_thirty_experts_are_paged_by_twelve(page: Page) -> None:
    many(page)
    assert rows(page) == list(range(1, 13))
    assert page.locator(".where").inner_text() == "1 to 12 of 30"
    painted = page.evaluate("host.liveView.cells.filter((cell) => cell.drawn).length")
    assert painted == 8 * 13                                # the mixture, and the rows that are seen
    page.locator("[data-key=page-on]").click()
    settle(page)
    assert rows(page) == list(range(13, 25))
    grey = round(127.5 * (-1 + 2 * 12 / 29 + 1))
    assert pixel(page, "[data-expert='12'][data-draw='0'] canvas")[0] == pytest.approx(grey, abs=1)
    page.locator(".matrix").hover()
    page.keyboard.press("PageDown")
    settle(page)
    assert rows(page) == list(range(25, 31))
    page.keyboard.press("PageDown")                         # there is no fourth
    assert rows(page) == list(range(25, 31))
    assert page.locator("[data-key=page-on]").is_disabled()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    settle(page)
    assert rows(page) == list(range(1, 13))
    assert page.locator(".line").inner_text() == "Rows 1 to 12 of 30."


def test_keys_scroll_where_the_hand_is_elsewhere(page: Page) -> None:
    many(page)
    page.evaluate("document.body.style.paddingTop = '300px'")
    page.mouse.move(5, 5)
    page.keyboard.press("PageDown")
    assert rows(page) == list(range(1, 13))


def test_an_order_begins_at_its_first_page(page: Page) -> None:
    back = list(range(29, -1, -1))
    many(page, orders=[["number", "number", "", list(range(30))], ["back", "back", "", back]])
    page.locator("[data-key=page-on]").click()
    page.get_by_role("radio", name="back").click()
    settle(page)
    assert rows(page) == [k + 1 for k in back[:12]]


@pytest.mark.parametrize("width", [360, 390, 900, 1200])
def test_thirty_experts_fit_the_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    many(page, orders=ORDERS, expert=3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("[data-key=page-on]").is_visible()
    assert page.locator("[data-key=alone]").is_visible() == (width < 560)

"""The Experts page with all that it can show: the link follows the hand, hovering asks nobody, a phone shows it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_hands import linked
from tests.browser.test_layout import UNREADABLE, WIDER

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

IN_VIEW = "place => { const { top, bottom } = place.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"
EVERYTHING = "Experts?model=hmog-tiny&off=2,3&mode=drop&expert=1&order=share"


def opened(seen: Watched) -> Page:
    page = seen.open(EVERYTHING, "Without leaves E2, E3, holes are left")
    page.get_by_text("with every one").wait_for()           # the last thing to come: the checker has read both
    page.get_by_text("About leaf E1").wait_for()
    return page


def test_the_link_follows_the_hand_and_comes_back(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Experts?model=megan-tiny", "three hands")
    view = page.locator(".live.experts")
    view.locator("[data-key=name-2]").click()
    about = page.get_by_text("About expert E3")
    about.wait_for()
    page.wait_for_function(IN_VIEW, arg=about.element_handle())
    page.keyboard.press("Escape")
    about.wait_for(state="detached")
    view.locator("[data-key=name-2]").click()
    about.wait_for()
    view.get_by_role("radio", name="alike").click()
    view.get_by_role("radio", name="holes").click()
    view.locator("[data-key=solo-0]").click()
    page.get_by_text("Expert E1 alone, holes where the others drew").wait_for()
    linked(page, "off=2,3".replace(",", "%2C"), "mode=drop", "order=alike", "expert=3")
    page.reload()
    page.get_by_text("Expert E1 alone, holes where the others drew").wait_for()
    page.get_by_text("About expert E3").wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0, "a link opens a page at its top"
    assert view.get_by_role("radio", name="alike").get_attribute("aria-checked") == "true"
    assert view.locator("[data-key=name-2]").get_attribute("aria-pressed") == "true"


def test_looking_at_a_gate_asks_nobody(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Experts?model=megan-tiny", "three hands")
    view = page.locator(".live.experts")
    view.locator(".gatebar").first.wait_for()
    seen.settle()
    seen.forget()
    for j in range(8):
        view.locator(f"[data-expert='-1'][data-draw='{j}']").hover()
        assert view.locator(".gatetitle").inner_text() == f"Gate at sample {j}"
    assert (seen.requests, seen.frames) == ([], [])


def test_a_phone_shows_all_of_it(warm: str, watch: Callable[..., Watched]) -> None:
    page = opened(watch(warm, width=390, height=844))
    assert max(page.evaluate(WIDER)) <= 0


def test_every_word_of_it_can_be_read(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    opened(seen)
    for theme in ("dark", "light"):
        seen.wear(theme)
        assert seen.page.evaluate(UNREADABLE) == [], theme

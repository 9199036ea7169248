"""Talk mode: the tour by the keys of a remote control, every page a slide that fits the screen and is read from afar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mixgan.ui.home.talks import shipped

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STEPS = shipped().script.steps
LEAST_PX = 20
# the smallest words on the screen, in every shadow root, and how far the page could be scrolled
SLIDE = """() => {
  const small = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
      const box = element.getBoundingClientRect();
      if (!words.length || box.width < 2 || box.height < 2 || element.closest("script, style")) continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      const px = parseFloat(getComputedStyle(element).fontSize);
      if (px < LEAST) small.push(`${words[0].data.trim().slice(0, 30)}: ${px}`);
    }
  };
  const main = document.querySelector("[data-testid=stMain]");
  look(main);
  const over = [main, document.documentElement].flatMap((e) => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]);
  return { small, over: Math.max(...over), menu: document.querySelector("[data-testid=stSidebar]").checkVisibility() };
}""".replace("LEAST", str(LEAST_PX))


def at_step(page: Page, number: int) -> None:
    page.get_by_text(f"{number} of {len(STEPS)}", exact=True).wait_for()
    page.locator("h1").first.wait_for()
    page.wait_for_function("""(path) => location.pathname.endsWith(path)""", arg=STEPS[number - 1].page.replace("Home", ""))


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


def test_a_talk_is_given_by_its_keys(watch: Callable[..., Any], warm: str) -> None:
    seen = watch(warm, width=1920, height=1080)
    page = seen.page
    page.goto(f"{warm}/?model=hmog-mnist&talk=1&tour=1")
    for number in range(1, len(STEPS) + 1):
        at_step(page, number)
        seen.settle()
        page.wait_for_function("!document.querySelector('[data-stale=true]')")
        slide = page.evaluate(SLIDE)
        assert slide["small"] == []
        assert slide["over"] <= 0
        assert not slide["menu"]
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_timeout(150)
        assert page.evaluate(SLIDE)["over"] <= 0
        page.set_viewport_size({"width": 1920, "height": 1080})
        if number < len(STEPS):
            page.keyboard.press("PageDown")
    page.go_back()                                                  # one entry a step
    at_step(page, len(STEPS) - 1)
    page.reload()
    at_step(page, len(STEPS) - 1)
    seen.settle()
    page.keyboard.press("ArrowLeft")
    at_step(page, len(STEPS) - 2)
    seen.settle()
    page.keyboard.press("t")                                        # the same step, as a page
    page.get_by_test_id("stSidebar").wait_for()
    assert query(page)["tour"] == [str(len(STEPS) - 2)]
    assert "talk" not in query(page)


def test_what_a_link_asked_in_vain_takes_no_room(watch: Callable[..., Any], warm: str) -> None:
    seen = watch(warm)
    page = seen.page
    top = "document.querySelector('[data-testid=stMain] h1').getBoundingClientRect().top"
    seen.open("Tree?model=hmog-tiny&talk=1", "Leaf")
    seen.settle()
    before = page.evaluate(top)
    seen.open("Tree?model=nothing&talk=1&pad=99", "Leaf")
    page.get_by_text("There is no model named").wait_for()
    page.get_by_text("The link's pad '99' is not possible here").wait_for()
    seen.settle()
    assert page.evaluate(top) == before
    assert page.evaluate(SLIDE)["over"] <= 0

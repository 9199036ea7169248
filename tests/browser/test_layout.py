"""Every page on a phone: nothing runs out of the window. On a small screen ten experts fit.

And the reading of contrast that test_axe.py asks in both themes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Watched, watching

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

LINKS = {"": "Many small generators", "Tree": "Leaf", "Experts": "The same noise", "Covariance": "as wide as it was trained",
         "Mixture": "A mixture by hand", "Map": "Samples that are made alike",
         "Answers": "answers no question",
         "Learning": "come apart",
         "Compare": "Side by side", "Claims": "What holds?", "Ways": "Ways to divide a picture book", "Train": "Train a model"}
SMALLEST_PX = 12
# WCAG 2: contrast of a text's colour with the nearest background below it that is not see-through
UNREADABLE = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const channels = (colour) => {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      known.set(colour, context.getImageData(0, 0, 1, 1).data);
    }
    return known.get(colour);
  };
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
    const v = c[i] / 255;
    return sum + share * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
      const c = channels(getComputedStyle(at).backgroundColor);
      if (c[3] > 200) return c;
    }
    return channels("white");
  };
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim()).map((n) => n.data.trim());
      const box = element.getBoundingClientRect();
      if (!words.length || box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest("button:disabled, [inert], .off, .dead, .unused, .weak, [aria-hidden=true], script, style")) continue;
      const style = getComputedStyle(element);
      const [a, b] = [light(channels(style.color)), light(ground(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5 || parseFloat(style.fontSize) < SMALLEST) {
        found.push(`${words[0].slice(0, 40)}: ${contrast.toFixed(2)}, ${style.fontSize}`);
      }
    }
  };
  look(document.querySelector("section.stMain, [data-testid=stMain]"));
  return found;
}""".replace("SMALLEST", str(SMALLEST_PX))
WIDER = """() => {
  const main = document.querySelector("section.stMain, [data-testid=stMain]");
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
}"""


@pytest.fixture(scope="module")
def phone(profile: BrowserContext, warm: str) -> Iterator[Watched]:
    """A visitor who came to Home on a phone, opened the menu, and walks on from page to page."""
    with watching(profile) as start:
        seen = start(warm, width=390, height=844)
        seen.open("", LINKS[""]).get_by_test_id("stExpandSidebarButton").click()
        yield seen


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link or "Home")
def test_a_phone_shows_it_without_sideways_scrolling(phone: Watched, link: str) -> None:
    page = phone.walk(link, LINKS[link])
    phone.settle()
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    assert max(page.evaluate(WIDER)) <= 0
    assert page.locator("h1").bounding_box()["width"] <= 390         # type: ignore[index]


@pytest.mark.parametrize(("link", "n", "rows", "width", "height"), [
    ("Experts?model=gmgan-mnist", 10, ".experts .row", 1280, 720),
    ("Covariance?model=gmgan-mnist", 10, ".covariance .component", 1280, 720),
    ("Covariance?model=hmog-mnist", 16, ".covariance .component", 1280, 720),
    ("Covariance?model=hmog-mnist", 16, ".covariance .component", 1920, 1080)])
def test_a_row_for_every_expert_is_on_the_first_screen(
    watch: Callable[..., Any], warm: str, link: str, n: int, rows: str, width: int, height: int
) -> None:
    seen = watch(warm, width=width, height=height)
    page: Page = seen.open(link, LINKS[link.split("?")[0]])
    seen.settle()
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    boxes = [box for row in page.locator(rows).all() if (box := row.bounding_box())]
    assert len(boxes) >= n
    assert max(box["y"] + box["height"] for box in boxes) <= height


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_what_a_link_asked_in_vain_moves_nothing(watch: Callable[..., Any], warm: str, width: int, height: int) -> None:
    seen = watch(warm, width=width, height=height)
    tops = {}
    for link in ("Tree?model=hmog-tiny", "Tree?model=nothing&seed=abc"):
        page = seen.open(link, LINKS["Tree"])
        if "nothing" in link:
            told = page.get_by_text("There is no model named 'nothing' here").bounding_box()
            assert told is not None
            assert told["y"] + told["height"] <= height
            assert "The link's seed 'abc' is not possible" in page.locator(".st-key-said").inner_text()
        seen.settle()
        tops[link] = [page.locator(part).first.bounding_box()["y"] for part in ("h1", ".stage")]     # type: ignore[index]
    assert len(set(map(tuple, tops.values()))) == 1


def test_faint_words_would_be_found(watch: Callable[..., Any], warm: str) -> None:
    page = watch(warm).open("", LINKS[""])
    page.evaluate("document.querySelector('h1').style.color = '#333'")
    assert any("Many small" in line for line in page.evaluate(UNREADABLE))

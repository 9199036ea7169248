"""Two models side by side in a browser: the hand on one moves both, and nothing is asked of the server meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# the pixels of every picture that is seen, by column
PIXELS = """view => [...document.querySelectorAll("*")].map(one => one.shadowRoot?.querySelector(view)).filter(Boolean).map(
  root => [...root.querySelectorAll("canvas.picture")].filter(canvas => canvas.checkVisibility()).map(canvas =>
    [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join()))"""
ALIKE = f"view => {{ const [one, other] = ({PIXELS})(view); return one.length > 3 && one.join(';') === other.join(';'); }}"


AT = "a => Math.abs(Number(new URLSearchParams(location.search).get('pad')?.split(',')[0]) - a) < 0.1"      # the link has heard


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Models and their twins, which have the same parameters: of one noise they draw one picture."""
    home: Path = tmp_path_factory.mktemp("twins")
    for family in ("hmog", "megan"):
        for name in (family, f"{family}-plain"):
            write_tiny(home / "runs" / name / "model", family)
    with serve(home) as address:
        yield address


def opened(seen: Watched, link: str, view: str) -> Page:
    page = seen.open(link, "The same noise, with the head and without it")
    page.locator(view).nth(1).locator("canvas").first.wait_for(state="attached")
    seen.settle()
    return page


def asked(page: Page) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(page.evaluate("location.href")).query).items()}


def drag(page: Page, view: str, column: int, to: tuple[float, float]) -> None:
    """Press the pad of a column, go there, and hold it."""
    box = page.locator(f"{view} .pad").nth(column).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + to[0] * box["width"], box["y"] + to[1] * box["height"], steps=5)


@pytest.mark.parametrize(("page_name", "model", "view"), [("Tree", "hmog", ".live.tree"), ("Experts", "megan", ".live.experts")])
def test_either_pad_moves_both_without_the_server(
    page_name: str, model: str, view: str, twins: str, watch: Callable[..., Watched]
) -> None:
    seen = watch(twins)
    page = opened(seen, f"{page_name}?model={model}&beside={model}-plain", view)
    page.wait_for_function(ALIKE, arg=view)
    shown = [page.evaluate(PIXELS, view)]
    length = page.evaluate("history.length")
    for column, to in ((0, (0.9, 0.2)), (1, (0.1, 0.4))):
        seen.forget()
        drag(page, view, column, to)
        page.wait_for_function(f"([view, before]) => JSON.stringify(({PIXELS})(view)[{1 - column}]) !== before",
                               arg=[view, page.evaluate("JSON.stringify", shown[-1][1 - column])])
        page.wait_for_function(ALIKE, arg=view)
        assert (seen.requests, seen.frames) == ([], [])             # the hand has not let go
        page.mouse.up()
        page.wait_for_function(AT, arg=6 * to[0] - 3)
        seen.settle()
        shown.append(page.evaluate(PIXELS, view))
        texts = page.locator(f"{view} .padtext").all_text_contents()
        assert texts[0] == texts[1]
    link = asked(page)
    a, b = map(float, link["pad"].split(","))
    assert a == pytest.approx(-2.4, abs=0.1)
    assert b == pytest.approx(0.6, abs=0.1)
    assert not [name for name in link if name.startswith("beside_")]
    assert page.evaluate("history.length") == length
    page.reload()
    page.locator(view).nth(1).locator("canvas").first.wait_for(state="attached")
    seen.settle()
    page.wait_for_function(ALIKE, arg=view)
    assert page.evaluate(PIXELS, view) == shown[-1]
    assert asked(page) == link


def test_one_steps_both_to_the_next_sample(twins: str, watch: Callable[..., Watched]) -> None:
    seen = watch(twins)
    page = opened(seen, "Tree?model=hmog&beside=hmog-plain&z=4", ".live.tree")
    before = page.evaluate(PIXELS, ".live.tree")
    page.get_by_role("button", name="Next sample").nth(1).click()
    page.wait_for_function(ALIKE, arg=".live.tree")
    seen.settle()
    assert page.locator(".live.tree .counter").all_text_contents() == ["sample 5", "sample 5"]
    assert page.evaluate(PIXELS, ".live.tree") != before
    assert asked(page)["z"] == "5"


def test_one_slider_and_one_click_are_of_both(twins: str, watch: Callable[..., Watched]) -> None:
    seen = watch(twins)
    page = opened(seen, "Covariance?model=hmog&beside=hmog-plain", ".live.covariance")
    page.locator(".live.covariance .master input").nth(1).press("PageUp")
    page.wait_for_function(ALIKE, arg=".live.covariance")
    seen.settle()
    assert page.locator(".live.covariance .readout b").all_text_contents() == ["\u00d7 1.50"] * 2
    expect(page.locator("p.of-two")).to_have_text(["Truncation: the noise of each leaf wider than trained: spread 1.50"] * 2)
    assert asked(page)["level"] == "12"

    page = opened(seen, "?model=hmog&beside=hmog-plain", ".live.sheet")
    page.locator(".live.sheet").nth(1).locator(".tile").nth(3).click()
    expect(page.locator(".live.sheet [aria-selected=true]")).to_have_count(2)
    expect(page.get_by_role("heading", name="Sample 3")).to_have_count(2)
    seen.settle()
    assert asked(page)["sample"] == "3"

    page = opened(seen, "Map?model=hmog&beside=hmog-plain&z=7", ".map")
    assert page.locator(".map .card strong").all_text_contents() == ["Sample 7", "Sample 7"]
    page.locator(".map .card").first.get_by_role("button", name="Close").click()
    seen.settle()
    assert page.locator(".map .card.on").count() == 0


def test_back_finds_what_was_left_and_one_click_brings_the_twin(twins: str, watch: Callable[..., Watched]) -> None:
    seen = watch(twins)
    page = seen.open("Tree?model=hmog", "Leaf")
    seen.settle()
    page.get_by_role("button", name="Beside its twin without the head").click()
    page.locator(".live.tree").nth(1).locator("canvas").first.wait_for(state="attached")
    seen.settle()
    assert asked(page) == {"model": "hmog", "beside": "hmog-plain"}
    seen.walk("Experts", "The same noise, with the head and without it")
    seen.settle()
    assert asked(page) == {"model": "hmog", "beside": "hmog-plain"}
    page.get_by_role("link", name="hmog-plain alone").click()
    page.wait_for_function("!document.querySelector('h2.of-two')")
    seen.settle()
    assert asked(page) == {"model": "hmog-plain"}
    page.go_back()
    page.locator("h2.of-two").nth(1).wait_for()
    seen.settle()
    assert asked(page) == {"model": "hmog", "beside": "hmog-plain"}
    page.go_back()
    page.locator(".live.tree").nth(1).locator("canvas").first.wait_for(state="attached")
    seen.settle()
    assert urlsplit(page.url).path == "/Tree"


@pytest.mark.parametrize("page_name", ["", "Tree", "Experts", "Covariance", "Map"])
def test_two_fit_on_a_slide_and_on_a_phone(page_name: str, twins: str, watch: Callable[..., Watched]) -> None:
    """Side by side without scrolling; one below the other, none wider than the screen."""
    seen = watch(twins, 1920, 1080)
    view = {"": ".live.sheet", "Map": ".map"}.get(page_name, f".live.{page_name.lower()}")
    page = opened(seen, f"{page_name}?model=hmog&beside=hmog-plain&talk=1", view)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    left, right = (page.locator(view).nth(i).bounding_box() for i in (0, 1))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 1
    page.set_viewport_size({"width": 390, "height": 844})
    seen.settle()
    above, below = (page.locator(view).nth(i).bounding_box() for i in (0, 1))
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

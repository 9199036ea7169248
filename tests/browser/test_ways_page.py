"""Ways in a browser: a card opens its model, tiles show their own part of the sheet. The form of Train keeps still."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import AT_REST, Watched
from tests.browser.test_layout import WIDER

pytestmark = pytest.mark.browser

TITLE = "Ways to divide a picture book"
PARTS = """() => {
  const tiles = [...document.querySelectorAll("*")].find(one => one.shadowRoot?.querySelector(".tiles"))
    .shadowRoot.querySelector(".tiles");
  return [...tiles.children].filter(one => one.offsetWidth).map(one => {
    const look = getComputedStyle(one);
    return [look.backgroundPosition, look.backgroundSize, look.backgroundImage.slice(0, 27), one.offsetWidth];
  });
}"""


def test_a_card_opens_its_model_and_back_comes_back(watch: Callable[..., Watched], warm: str) -> None:
    seen = watch(warm)
    page = seen.open("Ways?seed=3&data=digits&runs=yes", TITLE)
    seen.settle()
    before = page.evaluate("performance.timeOrigin")
    page.get_by_role("link", name="HMoG: open hmog-tiny").click()
    page.wait_for_url(re.compile(r"/Tree\\?.*model=hmog-tiny"))
    page.get_by_role("heading", name=re.compile("^Leaf")).wait_for()
    assert "seed=3" in page.url
    assert page.evaluate("performance.timeOrigin") == before        # nothing was loaded anew
    page.go_back()
    page.get_by_role("heading", name=TITLE).wait_for()
    page.get_by_role("link", name="GAN: open gan-tiny").focus()     # by the keyboard too
    page.keyboard.press("Enter")
    page.get_by_text("64 stored samples").or_(page.get_by_text("samples of seed")).first.wait_for()
    assert "model=gan-tiny" in page.url


@pytest.mark.parametrize(("width", "side"), [(1280, 3), (1920, 4), (390, 3)])
def test_tiles_are_the_first_of_the_sheet_in_whole_pixels(width: int, side: int, watch: Callable[..., Any], warm: str) -> None:
    seen = watch(warm, width=width, height=900)
    page = seen.open("Ways", TITLE)
    seen.settle()
    found = page.evaluate(PARTS)
    # pictures of 28 px at twice their size, on a sheet of 8 by 8
    places = [f"{-56 * x}px {-56 * y}px" for y in range(side) for x in range(side)]
    assert [part[0] for part in found] == [place.replace("-0px", "0px") for place in places]
    assert {tuple(part[1:]) for part in found} == {("448px 448px", 'url("data:image/webp;base64', 56)}
    assert max(page.evaluate(WIDER)) <= 0


def test_the_form_of_train_fits_and_stands_still(watch: Callable[..., Any], warm: str) -> None:
    seen = watch(warm)
    page = seen.open("Train", "Train a model")
    page.locator(AT_REST).wait_for()
    start = page.get_by_role("button", name="Start", exact=True)
    start.wait_for()
    seen.settle()
    places = set()
    for word in ("Features", "Noise", "Network", "Nothing"):
        page.get_by_role("radio", name=word, exact=True).click()
        seen.settle()
        box = start.bounding_box()
        assert box
        places.add((round(box["x"]), round(box["y"])))
    assert len(places) == 1
    assert max(y for _, y in places) < 412                          # as low as before there was a drawing to choose by

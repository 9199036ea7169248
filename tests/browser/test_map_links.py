"""What is drawn on the Map stands in its link, and the link opens it again."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COUNTED = ".map .legendhead strong"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def along(page: Page, way: list[tuple[float, float]]) -> None:
    box = page.locator(".map canvas.over").bounding_box()
    assert box is not None
    places = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in way]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def test_a_link_opens_what_was_drawn(warm: str, watch: Callable[..., Watched]) -> None:
    first = watch(warm)
    page = first.open("Map?model=gmgan-tiny", "5,000 samples")
    page.get_by_text("Pictures", exact=True).wait_for()             # the decoder: nothing comes that would move the map
    first.settle()
    page.get_by_role("checkbox", name="Real pictures").check()
    page.get_by_text("359 real pictures, held out from training").wait_for()
    along(page, [(0.5 + 0.2 * math.cos(a / 5), 0.5 + 0.3 * math.sin(a / 5)) for a in range(32)])
    page.wait_for_url("**lasso=pca**")
    page.get_by_text("Line", exact=True).click()
    along(page, [(0.3 + i / 50, 0.4 + i / 90) for i in range(16)])
    page.wait_for_url("**line=pca**")
    first.settle()
    counted, corners = page.locator(COUNTED).inner_text(), page.locator(".row.real").inner_text()
    assert counted.endswith("selected")
    assert asked(page)["real"] == ["1"]
    assert len(asked(page)["lasso"][0].split(",")) <= 1 + 2 * 24

    second = watch(warm)
    again = second.open(page.url.removeprefix(f"{warm}/"), counted)
    again.get_by_role("slider", name="film along the line").wait_for()
    assert again.locator(COUNTED).inner_text() == counted
    assert again.locator(".row.real").inner_text() == corners
    again.get_by_role("heading", name="selected samples").wait_for()                # the page knows it too
    assert again.get_by_role("heading", name="selected samples").inner_text().split()[0] == counted.split()[0]
    second.settle()
    assert asked(again) == asked(page)

    again.get_by_role("spinbutton", name="Seed").fill("4")
    again.keyboard.press("Enter")
    again.get_by_text("seed 4").first.wait_for()
    again.locator(COUNTED).get_by_text("5,000 samples").wait_for()                  # it was among other samples
    second.settle()
    assert not {"lasso", "line"} & set(asked(again))


def test_what_cannot_be_a_lasso_is_left_out_in_a_sentence(warm: str, watch: Callable[..., Watched]) -> None:
    page = watch(warm).open("Map?model=gmgan-tiny&lasso=pca,1,2,3,4&line=moon,1,2,3,4&real=yes", "5,000 samples")
    for name, given, allowed in (("lasso", "pca,1,2,3,4", "x and y of 3 to 24 corners"),
                                 ("line", "moon,1,2,3,4", "x and y of 2 to 24 corners"), ("real", "yes", "0, 1")):
        page.get_by_text(f"The link's {name} '{given}' is not possible here and was left out").wait_for()
        assert allowed in page.get_by_text(f"The link's {name} '").inner_text()

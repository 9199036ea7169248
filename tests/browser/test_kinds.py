"""How many kinds, in a browser: the words follow the thumb with no request, the page stays readable and narrow, nothing jumps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mixgan import data
from mixgan.analysis.kinds_answer import Found, Row
from mixgan.training import kinds_asked
from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.browser.test_axe import faults
from tests.browser.test_layout import UNREADABLE, WIDER

pytestmark = pytest.mark.browser
SHARES = (.956, .954, .954, .965, .941, .937, .942, .953, .966, .950, .937, .919)
QUESTION = "How many kinds are in these pictures?"


def test_the_words_of_a_number_follow_the_thumb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                watch: Callable[..., Watched]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    rows = tuple(Row(2 + i, share, 0.01 * (1 + abs(8 - i))) for i, share in enumerate(SHARES))
    kinds_asked.write(kinds_asked.asked_of(data.load("digits").facts(), "digits"), Found(rows, 100.0, 3000))
    with serve(tmp_path) as address:
        seen = watch(address)
        page = seen.open("Train", QUESTION)
        seen.settle()
        page.get_by_text(QUESTION).click()
        slider = page.get_by_role("slider", name="number of kinds")
        slider.focus()
        seen.settle()
        seen.forget()
        assert said(slider) == "sorted into 10 kinds: of the best score 96.6 %, change their kind 1 %"
        slider.press("ArrowLeft")
        assert said(slider) == "sorted into 9 kinds: of the best score 95.3 %, change their kind 2 %"
        slider.press("Home")
        assert said(slider).startswith("sorted into 2 kinds: of the best score 95.6 %")
        chart = page.locator(".kinds .chart svg[height='96']")
        box = chart.bounding_box()
        assert box is not None
        chart.hover(position={"x": box["width"] - 10, "y": 20})     # once it stands still, wherever the page has moved it by then
        assert said(slider).startswith("sorted into 13 kinds")
        assert (seen.frames, seen.requests) == ([], [])
        assert faults(page) == []
        assert page.evaluate(UNREADABLE) == []
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        assert max(page.evaluate(WIDER)) <= 0
        page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_start_stays_where_it_is_when_the_question_is_answered(width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                               watch: Callable[..., Watched]) -> None:
    """The button and the chart take the same room."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    rows = tuple(Row(2 + i, share, 0.01 * (1 + abs(8 - i))) for i, share in enumerate(SHARES))
    asked = kinds_asked.asked_of(data.load("digits").facts(), "digits")
    with serve(tmp_path) as address:
        seen = watch(address, width)
        page = seen.open("Train", QUESTION)
        seen.settle()
        page.get_by_text(QUESTION).click()
        page.get_by_role("button", name="Find out").wait_for()
        heights = [slot_height(page)]
        kinds_asked.write(asked, Found(rows, 100.0, 3000))
        page.reload()
        page.get_by_text(QUESTION).click()
        page.get_by_role("button", name="Take 10").wait_for()
        page.wait_for_timeout(500)
        heights.append(slot_height(page))
        assert heights[0] == pytest.approx(heights[1], abs=1)
        page.close()


def slot_height(page: object) -> float:
    return page.locator(".st-key-train-count-slot").bounding_box()["height"]     # type: ignore[attr-defined]


def said(slider: object) -> str:
    return slider.get_attribute("aria-valuetext") or ""             # type: ignore[attr-defined]

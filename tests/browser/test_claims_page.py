"""Claims in a browser: what the arms of a table drew is to be seen, which Python alone cannot tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def test_what_the_arms_of_a_shipped_table_drew_is_seen(watch: Callable[..., Watched], warm: str) -> None:
    page = watch(warm).open("Claims?table=answers", "what each arm drew at its last step")
    sheets = page.locator(".arms img")
    sheets.first.wait_for()
    drawn = sheets.evaluate_all("all => all.map(one => [one.complete, one.naturalWidth, one.clientWidth])")
    assert drawn == [[True, 288, 288]] * 7                          # pixel by pixel


def test_six_arms_stand_in_a_row_of_a_talk(watch: Callable[..., Watched], warm: str) -> None:
    page = watch(warm, width=1920, height=1080).open("Claims?table=answers&talk=1", "what each arm drew at its last step")
    page.locator(".arms img").first.wait_for()
    tops = page.locator(".arms figure").evaluate_all("all => all.map(one => Math.round(one.getBoundingClientRect().top))")
    assert [top == tops[0] for top in tops] == [True] * 6 + [False]

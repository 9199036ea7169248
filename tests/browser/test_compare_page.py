"""Compare in a browser: a picture that is chosen in one column is chosen in all, and the link says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHOSEN = """() => [...document.querySelectorAll("*")].filter((one) => one.shadowRoot?.querySelector(".sheet"))
  .map((one) => [...one.shadowRoot.querySelectorAll(".tile")].findIndex((tile) => tile.ariaSelected === "true"))"""


def test_a_picture_is_chosen_in_all_columns(watch: Callable[..., Watched], warm: str) -> None:
    seen = watch(warm)
    page = seen.open("Compare?a=hmog-tiny&b=megan-tiny&c=gan-tiny&sample=1", "C: gan-tiny")
    page.get_by_text("Sample 1 narrower and wider").wait_for()
    assert page.evaluate(CHOSEN) == [1, 1, 1]
    page.get_by_role("option").nth(4).click()
    page.get_by_text("Sample 4 narrower and wider").wait_for()
    seen.settle()
    assert page.evaluate(CHOSEN) == [4, 4, 4]
    assert "sample=4" in page.url

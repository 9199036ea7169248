"""A digits run from the page: started, watched, found again by a reload, another tab and another server, explored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Watched
from tests.browser.serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
STEPS = 400


def main(page: Page) -> object:
    return page.get_by_test_id("stMain")


def test_a_run_from_the_page(tmp_path: Path, watch: Callable[..., Watched]) -> None:
    with serve(tmp_path) as address:
        seen = watch(address)
        page = seen.open("Train", "Train a model on pictures of your own")
        start_a_run(page)
        page.get_by_text("steps a second").first.wait_for()
        page.get_by_role("img", name="Samples of first").wait_for()
        assert page.evaluate("location.href").endswith("run=first")
        page.reload()
        page.get_by_text("steps a second").first.wait_for()
        other = watch(address)
        other.open("", "training first")        # the badge, on another page, in another tab
        other.page.close()
        page.close()
    with serve(tmp_path) as address:                 # the server is another one; the run went on
        seen = watch(address)
        page = seen.open("Train?run=first", "first has learnt for 400 steps")
        page.get_by_role("img", name="Samples of first after 400 steps").wait_for()
        main(page).get_by_role("button", name="Explore", exact=True).first.click()
        page.get_by_text("64 stored samples").first.wait_for()
        assert page.get_by_test_id("stSidebar").get_by_role("combobox").first.input_value() == "first"
        page.close()


def start_a_run(page: Page) -> None:
    method = main(page).get_by_role("combobox", name="Method")
    method.click()
    page.get_by_role("option", name="GAN", exact=True).click()
    steps = page.get_by_role("spinbutton", name="Steps", exact=True)
    page.wait_for_function("() => !document.body.innerText.includes('Depth')")
    steps.fill(str(STEPS))
    steps.press("Enter")
    page.get_by_text(f"{STEPS} steps; the time shows").wait_for()
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("first")
    name.press("Enter")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).wait_for()

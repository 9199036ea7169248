"""A talk's file opened from the disk with the network off: the whole script, the pad, the address, the keys, the themes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mixgan.ui.talkfile import write_talk
from tests.ui.talkfile.talks import all_pages, tiny_models

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

STEPS = ["Home", "Tree", "Experts", "Covariance", "Mixture", "Map"]
SHOWN = {"Home": ".sheet .tile", "Map": ".map canvas.over"}            # a live page has counted its pictures
LIVE = ".live .meter:not(:empty)"
PICTURE = """() => {
  const canvas = document.querySelector(".part").shadowRoot.querySelector(".stage canvas.picture");
  return Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).join();
}"""
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("talk")
    write_talk(home / "talk.html", tiny_models(home, "hmog", "megan", "gmgan"), all_pages())
    return home / "talk.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Afterwards nothing was asked but the file itself, and the console was silent."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, color_scheme="dark")
    asked: list[str] = []
    complaints: list[str] = []
    found = context.new_page()
    found.on("request", lambda request: asked.append(request.url))
    found.on("pageerror", lambda error: complaints.append(str(error)))
    # reading pixels back is what the test does
    found.on("console", lambda line: complaints.append(line.text) if "willReadFrequently" not in line.text else None)
    yield found
    context.close()
    assert not complaints
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


def wait(page: Page, name: str) -> None:
    page.locator(f".pages a[aria-current]:text-is('{name}')").wait_for()
    page.locator(SHOWN.get(name, LIVE)).first.wait_for(state="attached")


def test_the_whole_script_by_keys_and_back_again(file: Path, page: Page) -> None:
    page.goto(file.as_uri())
    for step, name in enumerate(STEPS, 1):
        wait(page, name)
        assert page.locator(".said .count").inner_text() == f"{step} of 6"
        assert f"step={step}" in page.evaluate("location.hash")
        assert page.locator("h1").inner_text() == name
        assert page.evaluate(WIDE)
        if name == "Tree":
            assert page.locator(".said p").all_inner_texts() == ["Each fork is a question.", "And a second paragraph."]
            assert page.locator(".counter").inner_text() == "sample 3"
        if name == "Experts":
            assert page.locator(".part").evaluate("host => [...host.shadowRoot.liveView.view.state.off]") == [1]
        if name == "Covariance":
            assert page.locator(".master .readout b").inner_text() == "\N{MULTIPLICATION SIGN} 0.50"
        page.keyboard.press("PageDown" if step % 2 else "ArrowRight")
    assert page.locator(".said .count").inner_text() == "6 of 6"              # the last one stays
    page.reload()
    wait(page, "Map")
    for name in STEPS[-2::-1]:
        page.go_back()                                                  # one entry a step
        wait(page, name)
    page.keyboard.press("PageUp")
    assert page.locator(".said .count").inner_text() == "1 of 6"


def test_the_pad_moves_the_pictures_and_the_address_keeps_it(file: Path, page: Page) -> None:
    page.goto(file.as_uri() + "#Tree?model=hmog-tiny")
    wait(page, "Tree")
    before, entries = page.evaluate(PICTURE), page.evaluate("history.length")
    box = page.locator(".pad").bounding_box()
    assert box is not None
    for share in (0.7, 0.9):                                            # a second drag must not become a native one
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.2, steps=6)
        page.mouse.up()
    page.locator(".padtext").filter(has_text="\N{GREEK SMALL LETTER SIGMA}").wait_for()
    after = page.evaluate(PICTURE)
    assert after != before
    assert "pad=" in page.evaluate("location.hash")
    assert page.evaluate("history.length") == entries                   # the hand makes no entries
    page.reload()
    wait(page, "Tree")
    assert page.evaluate(PICTURE) == after


def test_a_sample_leads_on_and_a_step_is_found_again(file: Path, page: Page) -> None:
    page.goto(file.as_uri())
    wait(page, "Home")
    page.locator(".story h2:text-is('Sample 5')").wait_for()            # as the script says
    page.locator(".sheet .tile").nth(2).click()
    page.locator(".story h2:text-is('Sample 2')").wait_for()
    page.get_by_role("link", name="Walk the gates").click()
    wait(page, "Tree")
    page.locator(".counter:text-is('sample 2')").wait_for()
    page.get_by_role("link", name="Back to the talk").click()
    wait(page, "Home")
    assert page.locator(".said .count").inner_text() == "1 of 6"


def test_an_address_of_what_is_not_here_says_so(file: Path, page: Page) -> None:
    page.goto(file.as_uri() + "#Train?model=other&z=x&pad=9")
    wait(page, "Home")
    page.get_by_text("This file does not hold the model 'other' and the page 'Train' of hmog-tiny.").wait_for()


@pytest.mark.parametrize("name", STEPS)
def test_a_phone_holds_every_page(name: str, file: Path, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(file.as_uri() + f"#{name}?model=hmog-tiny&step={STEPS.index(name) + 1}")
    wait(page, name)
    assert page.evaluate(WIDE)


def test_the_theme_is_the_systems_until_it_is_chosen(file: Path, page: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page.goto(file.as_uri() + "#Tree?model=hmog-tiny")
    wait(page, "Tree")
    assert page.evaluate(paper) == "rgb(15, 17, 20)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(paper) == "rgb(252, 251, 249)"
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(paper) == "rgb(15, 17, 20)"
    page.reload()
    wait(page, "Tree")
    assert page.evaluate(paper) == "rgb(15, 17, 20)"

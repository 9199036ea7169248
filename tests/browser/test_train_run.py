"""Runs from the page. Digits: started, watched, paused, stepped, killed, resumed, found again by another server, explored.
Own pictures: a zip with three broken ones, looked at, trained, explored."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import AT_REST, Watched
from tests.browser.serving import serve
from tests.browser.test_axe import faults
from tests.browser.test_layout import UNREADABLE, WIDER

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
STEPS = 600                     # enough that it is paused long before its end


def main(page: Page) -> Any:
    return page.get_by_test_id("stMain")


def button(page: Page, name: str) -> Any:
    return main(page).get_by_role("button", name=name, exact=True).first


@pytest.mark.slow
def test_a_run_from_the_page(tmp_path: Path, watch: Callable[..., Watched]) -> None:
    with serve(tmp_path) as address:
        seen = watch(address)
        page = seen.open("Train", "Train a model on pictures of your own")
        quickest_method(page)
        set_steps(page, STEPS)
        start(page, "first")
        page.get_by_text("steps a second").first.wait_for()
        sheet = page.get_by_role("img", name="samples of first after")
        sheet.wait_for()
        before = sheet.get_attribute("aria-label")
        page.wait_for_function("before => ![...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector("
                               "`canvas[aria-label='${before}']`))", arg=before)             # the sheet changed by itself
        step = paused_and_one_step(page, tmp_path)
        assert page.evaluate("location.href").endswith("run=first")
        other = watch(address)
        other.open("", "paused first")          # the badge, on another page, in another tab
        other.page.close()
        page.reload()                           # it is found again, as it rests
        page.get_by_text(f"first rests at step {step}").first.wait_for()
        os.kill(status(tmp_path)["pid"], signal.SIGKILL)
        page.get_by_text("ended without a word").first.wait_for()
        seen.settle()                           # a chart may come a moment after the words
        assert int(page.get_by_role("slider", name="step of the film").get_attribute("max") or 0) <= step    # as its run
        button(page, "Resume").click()
        page.get_by_text("steps a second").first.wait_for()
        page.close()
    with serve(tmp_path) as address:            # the server is another one; the run went on
        seen = watch(address)
        page = seen.open("Train?run=first", f"first has learnt for {STEPS:,} steps")
        page.get_by_role("img", name=f"samples of first after {STEPS:,} steps").wait_for()
        page.get_by_text("the checker is").first.wait_for()         # what is drawn is watched by class
        scrubbed_without_a_request(seen)
        button(page, "Explore").click()
        page.get_by_text("64 samples of seed 0").first.wait_for()
        assert page.get_by_test_id("stSidebar").get_by_role("combobox").first.input_value() == "first"
        page.close()


@pytest.mark.parametrize("typed", ["99999999999", "1e", "2.7"])
def test_what_is_no_number_of_steps_starts_nothing(typed: str, tmp_path: Path, watch: Callable[..., Watched]) -> None:
    """Typed, and Start pressed while the field still has the focus. A field for numbers kept these to itself, and a run of the
    default's 4,000 steps began."""
    with serve(tmp_path) as address:
        page = watch(address).open("Train", "Train a model on pictures of your own")
        page.locator(AT_REST).wait_for()
        main(page).get_by_label("Steps", exact=True).fill(typed)
        button(page, "Start").click()
        page.get_by_text(f"Steps should be a whole number from 1 to 10,000,000 (given '{typed}').").wait_for()
        assert not (tmp_path / "runs").exists()
        page.close()


def quickest_method(page: Page) -> None:
    """The one without a mixture, which is the first that divides nothing."""
    main(page).get_by_role("radio", name="Nothing", exact=True).click()
    page.wait_for_function("() => !document.body.innerText.includes('Depth')")


def set_steps(page: Page, steps: int) -> None:
    field = page.get_by_role("textbox", name="Steps", exact=True)
    page.locator(AT_REST).wait_for()
    expect(field).to_have_count(1)          # another method's form stands beside the old one for a moment
    field.fill(str(steps))
    field.press("Enter")
    page.get_by_text(re.compile(f"^{steps:,} steps; (how long|about)")).wait_for()


def start(page: Page, name: str) -> None:
    field = page.get_by_role("textbox", name="Name", exact=True)
    field.fill(name)
    field.press("Enter")
    button(page, "Start").click()
    title = page.get_by_role("heading", name=re.compile(f"^{name} "))
    title.wait_for()
    page.wait_for_function("title => title.getBoundingClientRect().top >= 0", arg=title.element_handle())     # it comes into view


def status(home: Path, name: str = "first") -> dict[str, Any]:
    return json.loads((home / "runs" / name / "status.json").read_text())


# Where "Step 1" is after every change of the page: a click is lost when it moves between the press and the release.
WATCH_STEP_1 = """() => {
    window.places = new Set();
    const see = () => {
        const step = [...document.querySelectorAll("[data-testid=stMain] button")].find(one => one.innerText === "Step 1");
        if (step) { const box = step.getBoundingClientRect(); window.places.add(`${Math.round(box.x)}, ${Math.round(box.y)}`); }
    };
    new MutationObserver(see).observe(document.body, {childList: true, subtree: true, attributes: true});
    see();
}"""


def paused_and_one_step(page: Page, home: Path) -> int:
    """Pause, then one step: each is asked and done, the run is where it should be, and no button slipped from under a hand."""
    page.evaluate(WATCH_STEP_1)
    button(page, "Pause").click()
    page.get_by_text("pause: done").first.wait_for()
    button(page, "Resume").wait_for()
    step = status(home)["step"]
    button(page, "Step 1").click()
    page.get_by_text(f"first rests at step {step + 1}").first.wait_for()
    page.get_by_text("1 step: done").first.wait_for()
    assert status(home)["phase"] == "paused"
    assert len(page.evaluate("[...window.places]")) == 1, page.evaluate("[...window.places]")
    return step + 1


def scrubbed_without_a_request(seen: Watched) -> None:
    """A drag over the film changes the sheet's words below it and asks the server for nothing."""
    page = seen.page
    page.get_by_text("follow live").wait_for(state="hidden")        # the last of what the end of a run changes
    slider = page.get_by_role("slider", name="step of the film")
    slider.hover()                                                  # waits until it stands still
    seen.settle()
    box = slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, y)
    page.mouse.down()
    seen.forget()
    shown = []
    for share in (0.7, 0.5, 0.3, 0.03):
        page.mouse.move(box["x"] + share * box["width"], y)
        page.wait_for_timeout(60)
        shown.append(page.get_by_text(re.compile(r"^step [\d,]+: the same noise")).inner_text())
    assert len(set(shown)) == 4
    assert shown[-1].startswith("step 0:")
    assert (seen.frames, seen.requests) == ([], [])
    page.mouse.up()
    page.wait_for_url(re.compile("step=0"))             # on release the link names it


@pytest.mark.slow
def test_own_pictures_from_an_upload(tmp_path: Path, watch: Callable[..., Watched]) -> None:
    with serve(tmp_path) as address:
        page = watch(address).open("Train", "Train a model on pictures of your own")
        main(page).get_by_role("radio", name="My own pictures").click()
        page.locator("input[type=file]").set_input_files(
            {"name": "mine.zip", "mimeType": "application/zip", "buffer": zip_with_three_broken()})
        page.get_by_text("3 files were left out").first.wait_for()
        page.get_by_text("more are held out to measure with").first.wait_for()
        page.get_by_role("img", name="Some pictures of every class").wait_for()
        page.get_by_role("group", name="pictures of each class").wait_for()
        quickest_method(page)                   # a head would learn for a minute first; tests/cli/test_own_folders.py has some
        set_steps(page, 20)
        start(page, "mine")
        page.get_by_text("mine has learnt for 20 steps").first.wait_for(timeout=60_000)
        page.get_by_role("img", name="samples of mine after 20 steps").wait_for()
        page.wait_for_function("!document.querySelector('[data-stale=true]')")
        assert faults(page) == []
        assert page.evaluate(UNREADABLE) == []
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        assert max(page.evaluate(WIDER)) <= 0
        button(page, "Explore").click()
        page.get_by_text("64 samples of seed 0").first.wait_for()
        page.close()


def zip_with_three_broken() -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (40, 8, 8), np.uint8)
    with zipfile.ZipFile(buffer, "w") as archive:
        for i, pixels in enumerate(noise):
            picture = io.BytesIO()
            Image.fromarray(pixels).save(picture, "PNG")
            archive.writestr(f"{'cats' if i % 2 else 'dogs'}/{i}.png", picture.getvalue())
        archive.writestr("cats/words.png", b"not a picture")
        archive.writestr("dogs/empty.jpg", b"")
        archive.writestr("dogs/half.png", picture.getvalue()[:60])
    return buffer.getvalue()

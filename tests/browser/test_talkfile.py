"""A talk's file opened from the disk with the network off: the whole script, the pad, the address, the keys, the themes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from mixgan import families
from mixgan.analysis.redraw import compared, redrawn
from mixgan.analysis.script import read_script
from mixgan.cli.showing import read_picture
from mixgan.store.models import find
from mixgan.ui.talkfile import write_talk
from tests.browser.test_save import CLIPBOARD, menu, saved
from tests.ui.talkfile.talks import all_pages, tiny_models, with_steps
from tests.ui.test_answers_page import write_pix

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
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
CELL = """() => {
  const canvas = document.querySelector(".part").shadowRoot.querySelector(".cells canvas.picture");
  return Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).join();
}"""
LEARNING = "# T\n## One\n<Learning?model=hmog-tiny&step=10>\nThen."
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


# --- what the hand makes and takes ---------------------------------------------------------------------------------------


def test_a_drawing_is_found_and_its_address_opens_it_again(file: Path, page: Page) -> None:
    page.goto(file.as_uri() + "#Tree?model=hmog-tiny")
    wait(page, "Tree")
    page.get_by_role("button", name="Draw it yourself").click()
    box = page.locator("canvas.pen").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    page.evaluate(FRAMES)                               # the pen's rest is heard in the next one: what half a stroke found is old
    page.get_by_text(re.compile("^(Found|Not found): residual")).wait_for(timeout=60_000)
    page.evaluate(FRAMES)                               # and the last find is painted in the one after it
    after = page.evaluate(PICTURE)
    assert "drawn=" in page.evaluate("location.hash")
    page.reload()
    wait(page, "Tree")
    assert page.evaluate(PICTURE) == after
    page.get_by_role("link", name="Experts").click()
    wait(page, "Experts")
    assert "drawn=" not in page.evaluate("location.hash")


def test_what_is_saved_is_what_the_model_draws(file: Path, page: Page, tmp_path: Path) -> None:
    page.goto(file.as_uri() + "#Tree?model=hmog-tiny&node=root&hold=-R")
    wait(page, "Tree")
    page.evaluate(CLIPBOARD)
    recipe, picture = read_picture(saved(page, lambda: menu(page, "All pictures"), tmp_path / "tree.png"))
    assert (recipe.model, recipe.hand.forced) == ("hmog-tiny", {"": "R"})
    generator = families.load(file.parent / "checkpoints" / "hmog-tiny")
    result = compared(picture, redrawn(generator, recipe, picture.shape), recipe)
    assert result.levels <= result.allowed
    drawing = ET.parse(saved(page, lambda: menu(page, "As drawn here"), tmp_path / "tree.svg"))
    assert len(drawing.findall("{http://www.w3.org/2000/svg}image")) > 4
    menu(page, "Record a drag")
    pad = page.locator(".pad").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + 50, pad["y"] + 50)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(pad["x"] + 50 + 3 * step, pad["y"] + 50)
        page.wait_for_timeout(40)                                       # a film takes a picture every 33 ms
    page.mouse.up()
    with Image.open(saved(page, page.get_by_role("button", name="Stop and save").click, tmp_path / "film.png")) as frames:
        assert frames.n_frames > 2                                                       # type: ignore[attr-defined]
    menu(page, "Copy the link")
    page.get_by_text("The link is copied").wait_for()
    assert page.evaluate("window.copied") == page.evaluate("location.href")
    page.goto(file.as_uri() + "#Home?model=gmgan-tiny")
    wait(page, "Home")
    recipe, _ = read_picture(saved(page, lambda: menu(page, "All pictures"), tmp_path / "home.png"))
    assert (recipe.model, recipe.by) == ("gmgan-tiny", "stored sheet")


def test_a_model_too_large_is_shown_by_films(tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 100)
    write_talk(tmp_path / "talk.html", tiny_models(tmp_path, "hmog", "acgan"), None)
    page.goto((tmp_path / "talk.html").as_uri() + "#Tree?model=hmog-tiny")
    wait(page, "Tree")
    page.get_by_text("these are films, drawn when the file was made").wait_for()
    before = page.evaluate(CELL)
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('frame=13')")
    after = page.evaluate(CELL)
    assert after != before
    page.reload()
    wait(page, "Tree")
    page.wait_for_function(f"(wanted) => ({CELL})() === wanted", arg=after)
    for name, model in (("Experts", "hmog-tiny"), ("Covariance", "hmog-tiny"), ("Experts", "acgan-tiny"), ("Map", "acgan-tiny")):
        page.goto((tmp_path / "talk.html").as_uri() + f"#{name}?model={model}")
        wait(page, name)
        assert page.evaluate(WIDE)


def test_the_steps_of_a_training_are_in_the_file(tmp_path: Path, page: Page) -> None:
    (found,) = tiny_models(tmp_path, "hmog")
    write_talk(tmp_path / "talk.html", [with_steps(found)], read_script(LEARNING), learning=True)
    page.goto((tmp_path / "talk.html").as_uri())
    wait(page, "Learning")
    page.locator(".stepname:text-is('step 10')").wait_for()            # as the script says
    page.locator(".growth:not(.waits)").wait_for()
    page.get_by_role("slider", name="step of the training").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".stepname:text-is('step 200')").wait_for()
    page.wait_for_function("() => !location.hash.includes('moment=')")       # the last one is as usual
    page.locator(".growth:not(.waits)").wait_for()


def test_one_question_and_the_answers_of_two_models(tmp_path: Path, page: Page) -> None:
    """The address holds what is asked, as the app's does, and a reload takes it up."""
    for name, weight in (("edges-plain", 0.0), ("edges", 0.1)):
        write_pix(tmp_path / "checkpoints" / name, mode_seeking=weight)
    with pytest.MonkeyPatch.context() as patch:                     # where the twin is looked for
        patch.setattr("mixgan.store.models.shipped_root", lambda: tmp_path / "checkpoints")
        write_talk(tmp_path / "talk.html", [find(str(tmp_path / "checkpoints" / "edges"))], None)
    page.goto(f"{(tmp_path / 'talk.html').as_uri()}#Answers?model=edges&question=2&draws=32&pad=1,0.5")
    wait(page, "Answers")
    titles = page.locator(".boards .title")
    assert [text.split(":")[0] for text in titles.all_inner_texts()] == ["without mode seeking", "with mode seeking, weight 0.1"]
    page.locator(".part").get_by_role("button", name="Back to the first 16").wait_for()         # 32 draws
    page.locator(".part").get_by_role("button", name="Draw 16 more").click()
    page.wait_for_function("location.hash.includes('draws=48')")
    page.locator(".part").get_by_role("radio", name="without mode seeking").click()
    page.wait_for_function("location.hash.includes('shown=0')")
    page.reload()
    wait(page, "Answers")
    assert "question=2" in page.evaluate("location.hash")
    assert titles.count() == 2
    assert titles.nth(1).is_hidden()

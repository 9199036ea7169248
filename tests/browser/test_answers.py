"""The page Answers as a visitor has it: drawn or said, the link opens it anew, and the server is asked for nothing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from mixgan import families
from mixgan.analysis.question import taken_out
from mixgan.analysis.redraw import compared, redrawn, require_same
from mixgan.cli.showing import read_picture
from mixgan.store.models import ModelFolder
from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.browser.test_layout import UNREADABLE
from tests.browser.test_save import menu
from tests.ui.test_answers_page import write_pix, write_words

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

    from mixgan.store.picture_recipe import Recipe

pytestmark = pytest.mark.browser

TITLE = "One question, many answers"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home: Path = tmp_path_factory.mktemp("asked")
    write_pix(home / "runs" / "edges" / "model", mode_seeking=0.1)
    write_pix(home / "runs" / "edges-plain" / "model", mode_seeking=0)
    write_words(home / "runs" / "said" / "model", mode_seeking=0.1)
    write_words(home / "runs" / "said-plain" / "model", mode_seeking=0)
    return home


@pytest.fixture(scope="module")
def asked(home: Path) -> Iterator[str]:
    with serve(home) as address:
        yield address


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def opened(seen: Watched, link: str = "?model=edges") -> Page:
    page = seen.open(f"Answers{link}", TITLE)
    page.locator(".answers .count").first.wait_for()
    seen.settle()
    return page


def counted(page: Page, all_of_them: str) -> list[str]:
    """What each column has found, once all its draws are known: what a slow machine has not read yet is not counted."""
    for board in page.locator(".answers .count").all():
        expect(board).to_contain_text(all_of_them)
    return page.locator(".answers .count").all_inner_texts()


def test_a_drawing_is_answered_in_the_page_and_kept_in_the_link(asked: str, watch: Callable[..., Watched]) -> None:
    seen = watch(asked)
    page = opened(seen)
    assert page.locator(".board .title").all_inner_texts() == ["without mode seeking", "with mode seeking, weight 0.1"]
    assert page.get_by_test_id("stSidebarNav").get_by_role("link", name="Answers", exact=True).is_visible()
    page.get_by_text("Clear", exact=True).click()
    seen.settle()
    box = page.locator(".paper .pen").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"])
    seen.forget()
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"], steps=8)
    page.wait_for_function("[...document.querySelectorAll('*')].some((e) => e.shadowRoot?.querySelector('.count')?.textContent)")
    assert seen.frames == []                                        # while the hand draws, nothing is asked
    page.mouse.up()
    page.get_by_text("Draw 16 more").click()
    seen.settle()
    link = query(page)
    assert link["question"].startswith("ink-")
    assert link["draws"] == "32"
    said = counted(page, "after 32 draws")
    again = opened(seen, f"?{urlsplit(page.url).query}")
    assert counted(again, "after 32 draws") == said
    assert query(again) == link


def test_a_sentence_is_answered_and_kept_in_the_link(asked: str, watch: Callable[..., Watched]) -> None:
    seen = watch(asked)
    page = opened(seen, "?model=said")
    assert page.locator(".answers .sentence").inner_text() == "a red star"
    page.get_by_role("combobox", name="Hue").click()
    page.get_by_role("option", name="blue").click()
    page.locator(".answers .sentence", has_text="a blue star").wait_for()
    seen.settle()
    assert query(page) == {"model": "said", "question": "a-blue-star"}
    seen.forget()
    pull_the_pad(page)
    assert seen.frames == []                                        # while the hand moves, nothing is asked
    page.mouse.up()
    seen.settle()
    assert "pad" in query(page)
    said = counted(page, "of 16")
    again = opened(seen, f"?{urlsplit(page.url).query}")
    assert again.locator(".answers .sentence").inner_text() == "a blue star"
    assert counted(again, "of 16") == said


def pull_the_pad(page: Page) -> None:
    """The hand stays on it."""
    box = page.locator(".answers .pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"], steps=8)
    page.wait_for_timeout(200)


def drag_the_pad(page: Page) -> None:
    pull_the_pad(page)
    page.mouse.up()


def saved(page: Page, press: Callable[[], None], n: int, folder: Path) -> list[Path]:
    """The files of one press, in the order of the columns."""
    downloads: list[Download] = []

    def keep(download: Download) -> None:
        downloads.append(download)

    page.on("download", keep)
    press()
    for _ in range(300):
        if len(downloads) == n:
            break
        page.wait_for_timeout(100)
    page.remove_listener("download", keep)
    for download in downloads:
        download.save_as(folder / download.suggested_filename)
    return [folder / download.suggested_filename for download in downloads]


def drawn_again(file: Path, home: Path) -> Recipe:
    """The recipe inside, after the model that it names has drawn the picture again as the page is allowed to."""
    recipe, picture = read_picture(file)
    found = ModelFolder(home / "runs" / recipe.model / "model", recipe.model)
    require_same(found, recipe)
    result = compared(picture, redrawn(families.load(found.path), recipe, picture.shape), recipe)
    assert result.levels <= result.allowed
    return recipe


@pytest.mark.parametrize(("model", "question"), [("edges", "ink-0ff00ff000000000"), ("said", "a-blue-star")])
def test_both_columns_are_taken_away(
    model: str, question: str, asked: str, home: Path, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    """A file of each model, which it draws again: question, noises and all; from the second sheet and a moved pad."""
    seen = watch(asked)
    page = opened(seen, f"?model={model}&question={question}&draws=32")
    drag_the_pad(page)
    seen.settle()
    plain, sought = (drawn_again(file, home) for file in saved(page, lambda: menu(page, "All pictures"), 2, tmp_path))
    assert (plain.model, sought.model) == (f"{model}-plain", model)
    assert plain.fingerprint != sought.fingerprint
    assert plain.samples == sought.samples == tuple(range(16, 32))
    assert plain.noise == sought.noise != ""
    assert sought.hand.pad is not None
    assert sought.link == f"Answers?{urlsplit(page.url).query}&seed=0"
    if model == "said":
        assert (plain.sentence, plain.condition) == ("a blue star", "")
    else:
        np.testing.assert_array_equal(taken_out(sought.condition, (1, 8, 8))[..., 0] > 0, np.unpackbits(
            np.frombuffer(bytes.fromhex(question.removeprefix("ink-")), np.uint8)).reshape(8, 8))


def test_one_answer_and_a_film_of_one_column(asked: str, home: Path, watch: Callable[..., Watched], tmp_path: Path) -> None:
    seen = watch(asked)
    page = opened(seen, "?model=edges&question=2")
    page.get_by_role("radio", name="with mode seeking").click()
    menu(page, "One picture")
    (one,) = saved(page, page.locator(".board:visible .cell canvas").nth(5).click, 1, tmp_path)
    recipe = drawn_again(one, home)
    assert (recipe.model, recipe.samples, recipe.noise) == ("edges", (5,), "")
    menu(page, "Record a drag")
    drag_the_pad(page)
    (film,) = saved(page, page.get_by_role("button", name="Stop and save").click, 1, tmp_path)
    assert film.name == "edges-answers-seed0-film.png"
    with Image.open(film) as frames:
        assert frames.n_frames > 4                                                       # type: ignore[attr-defined]
    drawn_again(film, home)


@pytest.mark.parametrize("model", ["edges", "said"])
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_it_is_inside_and_can_be_read(
    width: int, height: int, theme: str, model: str, asked: str, watch: Callable[..., Watched]
) -> None:
    seen = watch(asked, width, height)
    page = opened(seen, f"?model={model}")
    seen.wear(theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNREADABLE) == []


@pytest.mark.parametrize("link", ["?model=edges", "?model=said&question=a-thing"])
def test_a_slide_is_filled(link: str, asked: str, watch: Callable[..., Watched]) -> None:
    seen = watch(asked, 1920, 1080)
    page = opened(seen, f"{link}&talk=1")
    height, room = page.locator(".live.answers").evaluate("(e) => [e.scrollHeight, e.clientHeight]")
    assert height <= room + 1
    assert page.evaluate("document.documentElement.scrollHeight") <= 1081

"""Questions and their answers under the hand: models whose answers are known, one colour for each sign of three noise numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mixgan.families.program import ProgramBuilder
from mixgan.ui.components import answers as component
from mixgan.ui.views.answers import Answerer, Answers, Hand, Palette, packed
from tests.ui.components.harness import drag, mount_packet, prepare, sent, set_theme, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SIDE = 8
NAMES = ("red", "green", "blue", "yellow", "cyan", "magenta", "white")
COLOURS = np.array([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1)], np.uint8) * 255
SIGNS = np.array(list(itertools.product((1, -1), repeat=3)))       # eight draws a round: all seven colours, and nothing


def painter(gain: float) -> bytes:
    """Where the outline is, channel c is lit if noise c is positive; with gain 0 the noise is ignored, and all is red."""
    b = ProgramBuilder({"family": "test", "shape": [3, SIDE, SIDE], "n_experts": 1, "noise": 3, "chooses": False, "tree": None,
                        "expert_word": "expert", "condition": [1, SIDE, SIDE]})
    tile = b.add("tile", "noise", "tile", h=SIDE, width=SIDE)
    both = b.add("join", "condition", "both", xs=["condition", tile], channels=[1, 3], act=None)
    w = np.concatenate([np.full((1, 3), 10), gain * 10 * np.eye(3)])
    bias = np.array([-10, -10, -10]) if gain else np.array([0, -20, -20])
    b.add("conv", both, "images", h=SIDE, width=SIDE, ci=4, co=3, side=1, groups=1, act="tanh", w=b.tensor(w), b=b.tensor(bias))
    return b.build().to_bytes("float32")


def questions() -> Any:
    """A column, a row, and a square."""
    made = np.zeros((3, SIDE, SIDE, 1), np.uint8)
    made[0, :, 2], made[1, 5], made[2, 2:6, 2:6] = 255, 255, 255
    return made


GIVEN = Answers(
    (Answerer("without", painter(0)), Answerer("with", painter(1))), questions(),
    {"noise": np.concatenate([np.tile(SIGNS[:1], (16, 1)), *[SIGNS] * 4]).astype(np.float32)},         # 48 draws
    [[1, 0, 0], [0, 1, 0]], Palette(NAMES, COLOURS))


def show(page: Page, hand: Hand | None = None, theme: str = "dark", **more: Any) -> None:
    prepare(page, component, theme)
    mount_packet(page, packed(replace(GIVEN, **more), hand or Hand()))
    settle(page)


def counts(page: Page) -> list[str]:
    return page.locator(".count").all_inner_texts()


def lit(page: Page, board: int, slot: int) -> list[list[int]]:
    """The colours of an answer, without black."""
    values = page.evaluate("""([board, slot]) => {
      const canvas = host.querySelectorAll(".board")[board].querySelectorAll("canvas")[slot];
      return Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data);
    }""", [board, slot])
    colours = np.unique(np.reshape(values, (-1, 4))[:, :3], axis=0)
    return [colour.tolist() for colour in colours if colour.any()]


def paper(page: Page) -> np.ndarray[Any, Any]:
    return np.array(page.evaluate("Array.from(host.liveView.view.asker.outline.pixels)")).reshape(SIDE, SIDE)


def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From pixel to pixel."""
    box = page.locator(".paper .pen").bounding_box()
    assert box is not None
    place = [(box["x"] + x * box["width"] / SIDE, box["y"] + y * box["height"] / SIDE) for x, y in (start, end)]
    page.mouse.move(*place[0])
    page.mouse.down()
    page.mouse.move(*place[1], steps=5)
    page.mouse.up()
    settle(page)


def test_two_models_answer_one_question_with_the_same_noises(page: Page) -> None:
    show(page)
    assert page.locator(".board .title").all_inner_texts() == ["without", "with"]
    assert lit(page, 0, 0) == [[255, 0, 0]]
    assert lit(page, 1, 0) == [[255, 255, 255]]
    assert counts(page) == ["1 of 7 found after 16 draws", "1 of 7 found after 16 draws"]
    assert "16 answers with: white 16" in (page.locator(".sheet16").nth(1).get_attribute("aria-label") or "")


def test_known_answers_are_found_while_more_are_drawn(page: Page) -> None:
    show(page)
    page.get_by_text("Draw 16 more").click()
    settle(page)
    # two rounds of eight signs: six more colours, twice each, and twice nothing is painted
    assert counts(page) == ["1 of 7 found after 32 draws", "7 of 7 found after 32 draws; 2 are none of them"]
    assert page.locator(".board").nth(1).locator(".mode").all_text_contents() == [
        *(f"{name}\u00d72" for name in NAMES[:-1]), "white\u00d718"]
    assert page.locator(".board").nth(0).locator(".mode.found").count() == 1
    assert page.locator(".line").inner_text() == (
        "without: 1 of 7 found after 32 draws. with: 7 of 7 found after 32 draws; 2 are none of them.")
    page.get_by_text("Draw 16 more").click()
    settle(page)
    assert page.locator("[data-key=more]").is_disabled()
    assert [value for name, value in sent(page) if name == "drawn"] == [32, 48]
    page.get_by_text("Back to the first 16").click()
    settle(page)
    assert counts(page)[1] == "1 of 7 found after 16 draws"


def test_the_pad_moves_all_answers_and_counts_none(page: Page) -> None:
    show(page)
    drag(page, (-2.5, 0))                                           # +1 - 2.5 is dark: white without red is cyan
    assert lit(page, 1, 7) == [[0, 255, 255]]
    assert lit(page, 0, 7) == [[255, 0, 0]]
    assert counts(page)[1] == "1 of 7 found after 16 draws"
    assert page.locator(".board").nth(1).locator(".mode.found").all_text_contents() == ["white\u00d716"]
    assert sent(page)[-1] == ["pad", [pytest.approx(-2.5, abs=0.05), 0]]


def test_a_link_that_is_far_on_knows_what_was_found_before(page: Page) -> None:
    show(page, Hand(stored=1, pad=(-2.5, 0.0), drawn=48, shown="1"))
    page.wait_for_function("host.liveView.view.boards[1].found.length == 48 && !host.liveView.handle")
    assert counts(page)[-1] == "7 of 7 found after 48 draws; 4 are none of them"
    assert page.locator(".board:visible .title").all_inner_texts() == ["with"]
    assert page.locator("[data-key=question-1]").get_attribute("aria-checked") == "true"
    assert sent(page) == []


@pytest.mark.parametrize(("palette", "words"), [
    (Palette(NAMES, COLOURS, asks="digit"), "a digit"), (GIVEN.palette, "an outline"), (None, "a picture")])
def test_the_paper_says_what_asks(palette: Palette | None, words: str, page: Page) -> None:
    show(page, palette=palette)
    page.get_by_text("Clear", exact=True).click()
    settle(page)
    assert page.locator(".line").inner_text() == f"No question yet: draw {words}, or choose one below it."
    assert (page.locator("canvas.pen").get_attribute("aria-label") or "").startswith(f"paper for {words};")


def test_drawing_asks_anew(page: Page) -> None:
    show(page)
    page.get_by_text("Draw 16 more").click()
    page.get_by_text("Clear", exact=True).click()
    settle(page)
    assert page.locator(".line").inner_text() == "No question yet: draw an outline, or choose one below it."
    assert lit(page, 1, 0) == []
    assert counts(page) == ["", ""]
    assert page.locator("[data-key=more]").is_disabled()
    stroke(page, (1.5, 3.5), (6.5, 3.5))
    assert paper(page)[3, 1:7].all()
    assert paper(page)[:2].sum() == paper(page)[6:].sum() == 0
    assert counts(page)[1] == "1 of 7 found after 16 draws"
    assert lit(page, 1, 0) == [[255, 255, 255]]
    questions_sent = [value for name, value in sent(page) if name == "question"]
    assert questions_sent[-1]["stored"] is None
    ink = questions_sent[-1]["ink"]
    drawn = paper(page)
    show(page, Hand(stored=None, ink=ink))
    np.testing.assert_array_equal(paper(page), drawn)
    assert page.locator(".stored [aria-checked=true]").count() == 0


def test_eraser_and_undo(page: Page) -> None:
    show(page, Hand(stored=2))
    assert paper(page).sum() == 16
    page.get_by_text("eraser").click()
    stroke(page, (2.5, 2.5), (2.5, 2.7))
    assert 0 < paper(page).sum() < 16
    page.get_by_text("Undo").click()
    settle(page)
    assert paper(page).sum() == 16


def test_the_keyboard_draws_and_chooses(page: Page) -> None:
    show(page)
    page.locator("[data-key=question-0]").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert page.locator("[data-key=question-1]").get_attribute("aria-checked") == "true"
    assert paper(page)[5].all()
    assert paper(page).sum() == SIDE
    page.get_by_text("Clear", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".paper .pen").focus()
    for key in ("ArrowUp", "ArrowUp", "Space", "ArrowLeft", "ArrowLeft", "Space", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    settle(page)
    # from the middle, two up: a line two to the left, then lifted
    assert np.flatnonzero(paper(page).any(0)).tolist() == [1, 2, 3, 4]
    assert np.flatnonzero(paper(page).any(1)).tolist() == [1, 2]
    assert sent(page)[-1][0] == "question"


def test_one_model_alone_and_no_palette(page: Page) -> None:
    show(page, answerers=GIVEN.answerers[1:], palette=None, may_draw=False)
    assert page.locator(".board").count() == 1
    assert page.locator(".paper").count() == page.locator(".segmented").count() == page.locator(".known").count() == 0
    assert counts(page) == ["16 draws"]
    page.locator("[data-key=question-2]").click()
    settle(page)
    assert page.locator(".asks > canvas").get_attribute("aria-label") == "question 3 of 3"


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 720), (1920, 1080)])
def test_it_stays_inside(page: Page, size: tuple[int, int], theme: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(page, theme=theme)
    set_theme(page, theme)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    boxes = page.evaluate("""[...host.querySelectorAll("canvas, button")].filter((e) => e.offsetParent).map((e) => {
      const { left, right } = e.getBoundingClientRect(); return [left, right]; })""")
    assert min(left for left, _ in boxes) >= 0
    assert max(right for _, right in boxes) <= size[0]


def test_a_slide(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    prepare(page, component)
    page.add_style_tag(content=":root { --talk-room: 640px; font-size: 24px; }")
    mount_packet(page, packed(GIVEN, Hand()))
    settle(page)
    root = page.evaluate("(({ scrollHeight, clientHeight }) => [scrollHeight, clientHeight])(host.querySelector('.live'))")
    assert root[0] <= root[1] == 640
    assert page.locator(".cell canvas").first.bounding_box()["width"] >= 4 * SIDE     # type: ignore[index]

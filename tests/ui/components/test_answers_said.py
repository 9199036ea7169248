"""Answers to a sentence: models that show one of two true pictures, which their code chooses, and another as the noise says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mixgan.data import captions
from mixgan.families.program import ProgramBuilder
from mixgan.rng import Stream
from mixgan.ui.components import answers as component
from mixgan.ui.views import sentences
from mixgan.ui.views.answers import Answerer, Answers, Hand, packed
from tests.ui.components.harness import mount_packet, prepare, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RED_STAR, BLUE_STAR, RED_RING = (1, 0, 5, 2, 0), (1, 4, 5, 2, 0), (1, 0, 3, 2, 0)
ASKED = (1, 0, 5, -1, -1)                           # a large red star


def pictures(*values: tuple[int, ...]) -> Any:
    """(n, 32 * 32 * 3) in [-1, 1]."""
    drawn = captions.draw(captions.with_open_ones(np.array(values), Stream(1)))
    return drawn.reshape(len(values), -1) / 127.5 - 1


def shower(other: Any) -> bytes:
    """A code chooses a red star or a red ring; as noise 0 goes from 0 to 1, the star becomes another picture."""
    star, ring = pictures(RED_STAR, RED_RING)
    n = len(star)
    b = ProgramBuilder({"family": "test", "shape": [3, 32, 32], "n_experts": 1, "noise": 1, "chooses": False, "tree": None,
                        "expert_word": "expert", "condition": [2]})
    b.add("linear", "condition", "first", n_in=2, n_out=n, groups=1, act=None, b=None, w=b.tensor(np.stack([star, ring])))
    b.add("linear", "noise", "rest", n_in=1, n_out=n, groups=1, act=None, b=None, w=b.tensor((other - star)[None]))
    b.add("add", "first", "images", xs=["first", "rest"], act=None)
    return b.build().to_bytes("float32")


NOISE = np.zeros((48, 1), np.float32)
NOISE[[3, 5, 20]] = 1
SHOWER = shower(pictures(BLUE_STAR)[0])
GIVEN = Answers((Answerer("without", SHOWER), Answerer("with", SHOWER)), np.array([[1, 0], [0, 1]], np.float32), {"noise": NOISE},
                [[1], [0]], said=sentences.said_of(ASKED))


def show(page: Page, hand: Hand | None = None, **more: Any) -> None:
    mount_packet(page, packed(replace(GIVEN, **more), hand or Hand()))
    settle(page)


def counts(page: Page) -> list[str]:
    return page.locator(".count").all_inner_texts()


def rows(page: Page, board: int) -> list[str]:
    return page.locator(".board").nth(board).locator(".attribute").all_inner_texts()


def test_each_model_answers_by_its_own_code(page: Page) -> None:
    prepare(page, component)
    show(page)
    assert page.locator(".sentence").inner_text() == "a large red star"
    # two blue stars of sixteen; and where the second model shows no star, nothing is kept
    assert counts(page)[0] == "stated attributes kept: 14 of 16"
    assert counts(page)[1].startswith("stated attributes kept: 0 of 16")
    assert rows(page, 0) == ["place: 1 of 9 found", "background: 1 of 2 found"]
    assert page.locator(".board").nth(0).locator(".mode.found").all_text_contents() == ["top right\u00d716", "black\u00d716"]
    assert page.locator(".board").nth(0).locator(".cell.unkept").count() == 2
    assert page.locator(".board").nth(0).locator(".cell").nth(3).get_attribute("title") == (
        "size: large; hue: blue; shape: star; place: top right; background: black")
    assert "16 answers without: 14 show what is said" in (page.locator(".sheet16").nth(0).get_attribute("aria-label") or "")
    assert page.locator(".paper, .thumb-button").count() == 0


def test_more_draws_are_told(page: Page) -> None:
    prepare(page, component)
    show(page, said=sentences.said_of((1, -1, 5, 2, -1)))
    page.get_by_text("Draw 16 more").click()
    settle(page)
    assert rows(page, 0)[0] == "hue: 2 of 6 found"
    assert page.locator(".line").inner_text().startswith(
        "without: hue: 2 of 6 found; background: 1 of 2 found; stated attributes kept: 32 of 32.")


def test_another_sentence_begins_anew_and_keeps_the_hand(page: Page) -> None:
    prepare(page, component)
    show(page)
    page.get_by_text("Draw 16 more").click()
    page.locator("[data-key=pad-0]").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert counts(page)[0] == "stated attributes kept: 29 of 32"
    before = len(sent(page))
    page.evaluate("window.opened = host.liveView.view.models[1]")
    show(page, said=sentences.said_of((-1, 4, -1, -1, -1)))
    assert page.locator(".sentence").inner_text() == "a blue thing"
    assert page.evaluate("host.liveView.view.models[1] === window.opened")          # no program is opened again
    page.locator("[data-key=pad-0]").focus()
    page.keyboard.press("Home")
    settle(page)
    assert counts(page)[0] == "stated attributes kept: 2 of 16"
    assert [value for name, value in sent(page)[before:] if name == "drawn"] == [16]


def test_a_blot_finds_nothing(page: Page) -> None:
    torn = pictures(BLUE_STAR).reshape(32, 32, 3).copy()
    torn[::2] = -1                                  # every other line is gone
    prepare(page, component)
    show(page, answerers=(Answerer("torn", shower(torn.reshape(-1))),), said=sentences.said_of((-1, -1, -1, 2, 0)))
    assert counts(page) == ["stated attributes kept: 16 of 16; no whole figure: 2"]
    assert "hue: 1 of 6 found" in rows(page, 0)


def test_nothing_said_and_everything(page: Page) -> None:
    prepare(page, component)
    show(page, said=sentences.said_of((-1,) * 5))
    assert counts(page)[0] == "16 draws"
    assert len(rows(page, 0)) == 5
    show(page, said=sentences.said_of(RED_STAR))
    assert counts(page)[0] == "stated attributes kept: 14 of 16"
    assert rows(page, 0) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_it_stays_inside(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    prepare(page, component)
    show(page, said=sentences.said_of((-1,) * 5))
    assert page.evaluate("document.documentElement.scrollWidth") <= width

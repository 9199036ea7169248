"""Matrix and board of the Experts page stand on the same noise: whichever pad is moved, both show what is drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGE = "Experts?model=gmgan-supervised-tiny"
# of every component on the matrix's first page its first picture, and the board's: [[matrix, board], ...]
PAIRS = """() => {
  const root = (name) => [...document.querySelectorAll("*")].map((one) => one.shadowRoot?.querySelector(name)).find(Boolean);
  const pixels = (canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join();
  const [matrix, board] = [root(".live.experts"), root(".live.classes")];
  return [...board.querySelectorAll(".group")].map((group) => {
    const k = group.querySelector(".who").textContent.replace("E", "") - 1;
    const row = matrix.querySelector(`[data-expert="${k}"][data-draw="0"]`);
    return row.closest(".row").hidden ? null : [pixels(row.querySelector("canvas")), pixels(group.querySelector(".cell canvas"))];
  }).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("told")
    write_tiny(home / "runs" / "gmgan-supervised-tiny" / "model", "gmgan-supervised")
    with serve(home) as address:
        yield address


def moved(page: Page, view: str, to: tuple[float, float], release: bool = True) -> None:
    pad = page.locator(f"{view} .pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + to[0] * box["width"], box["y"] + to[1] * box["height"], steps=4)
    if release:
        page.mouse.up()
    page.wait_for_timeout(300)                                      # a frame of each draws a few pictures


def one_noise(page: Page) -> list[list[str]]:
    pairs: list[list[str]] = page.evaluate(PAIRS)
    assert len(pairs) == 12
    for matrix, board in pairs:
        assert matrix == board
    texts = page.locator(".padtext").all_inner_texts()
    assert len(texts) == 2
    assert len(set(texts)) == 1
    return pairs


@pytest.mark.parametrize("asked", ["", "&label=3"])
def test_one_pad_moves_both(asked: str, told: str, watch: Callable[..., Watched]) -> None:
    seen = watch(told, height=1600)
    page = seen.open(f"{PAGE}{asked}", "The same noise, 20 hands")
    page.locator(".live.classes .meter:not(:empty)").wait_for(state="attached")
    seen.settle()
    shown: list[Any] = [one_noise(page)]
    moved(page, ".live.experts", (0.9, 0.2), release=False)         # while the hand moves, not only where it rests
    shown.append(one_noise(page))
    page.mouse.up()
    moved(page, ".live.classes", (0.1, 0.3))
    shown.append(one_noise(page))
    seen.settle()
    page.locator(".live.experts").get_by_role("button", name="back").click()
    page.wait_for_timeout(300)
    shown.append(one_noise(page))
    assert shown[0] == shown[3]
    assert shown[0] != shown[1] != shown[2] != shown[0]

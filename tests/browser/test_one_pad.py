"""Matrix and board of the Experts page stand on the same noise: whichever pad is moved, both show what is drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.ui.tiny import write_tiny

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGE = "Experts?model=gmgan-supervised-tiny"
# Of every component on the first page of rows: its first picture there and on the board. Once all twelve pairs and both pads
# agree: the pictures as one text, else nothing. A frame of each view draws a few pictures, so a page under way gives nothing.
PICTURES = """() => {
  const all = (name) => [...document.querySelectorAll("*")].flatMap((one) => [...one.shadowRoot?.querySelectorAll(name) ?? []]);
  const pixels = (canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data].join();
  const [matrix, board] = [all(".live.experts")[0], all(".live.classes")[0]];
  const pairs = [...board.querySelectorAll(".group")].map((group) => {
    const k = group.querySelector(".who").textContent.replace("E", "") - 1;
    const row = matrix.querySelector(`[data-expert="${k}"][data-draw="0"]`);
    return row.closest(".row").hidden ? null : [pixels(row.querySelector("canvas")), pixels(group.querySelector(".cell canvas"))];
  }).filter(Boolean);
  const said = all(".padtext").map((one) => one.innerText);
  const one = pairs.length === 12 && said.length === 2 && said[0] === said[1] && pairs.every(([a, b]) => a === b);
  return one ? pairs.join(";") : "";
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


def one_noise(page: Page, awaited: str, other: str) -> str:
    """The pictures, once both views show the same ones and `awaited` (of JavaScript, of `now` and `other`) is so."""
    found = page.wait_for_function(f"(other) => {{ const now = ({PICTURES})(); return now && {awaited} ? now : '' }}", arg=other)
    return str(found.json_value())


@pytest.mark.parametrize("asked", ["", "&label=3"])
def test_one_pad_moves_both(asked: str, told: str, watch: Callable[..., Watched]) -> None:
    seen = watch(told, height=1600)
    page = seen.open(f"{PAGE}{asked}", "The same noise, 20 hands")
    page.locator(".live.classes .meter:not(:empty)").wait_for(state="attached")
    seen.settle()
    first = one_noise(page, "now !== other", "")
    moved(page, ".live.experts", (0.9, 0.2), release=False)         # while the hand moves, not only where it rests
    second = one_noise(page, "now !== other", first)
    page.mouse.up()
    seen.settle()
    moved(page, ".live.classes", (0.1, 0.3))
    assert one_noise(page, "now !== other", second) != first
    seen.settle()
    page.locator(".live.experts").get_by_role("button", name="back").click()
    one_noise(page, "now === other", first)

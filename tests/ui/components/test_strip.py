"""A film from the server under the hand: every tile has a grey level of its own, so that a pixel names its frame and cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mixgan import pictures
from mixgan.analysis import filmstrip
from mixgan.ui.components import strip
from tests.ui.components.harness import mount, pixel, prepare, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

F, C, SIDE = 24, 5, 8


def grey_of(frame: int, cell: int) -> int:
    return 2 * (frame * C + cell) + 10


def film() -> filmstrip.Film:
    greys = np.array([[grey_of(f, c) for c in range(C)] for f in range(F)], np.uint8)
    tiles = np.broadcast_to(greys[:, :, None, None, None], (F, C, SIDE, SIDE, 1))
    return filmstrip.Film(np.ascontiguousarray(tiles), np.ones((F, C), np.float32))


def view(**more: Any) -> dict[str, Any]:
    return {
        "model": "planted", "header": {"id": "planted", "n_experts": 3, "shape": [1, SIDE, SIDE], "chooses": True},
        "expert_word": "leaf", "colours": {"dark": ["#e69f00"] * 3, "light": ["#b87700"] * 3}, "shapes": ["circle"] * 3,
        "weights": np.ones((F, C)), "rows": [{"cells": list(range(C))}],
        "cells": [{"label": f"sample {c + 1}"} for c in range(C)],
        "frame": 8, "home": 8, "words": [[f"level {f}", "as trained" if f == 8 else "moved"] for f in range(F)],
        "ends": ["all alike", "trained", "anything goes"], "label": "spread", "sends": "level", **more}


def show(page: Page, theme: str = "dark", parts: list[filmstrip.Sheet] | None = None, **more: Any) -> None:
    prepare(page, strip, theme)
    put(page, parts, **more)


def put(page: Page, parts: list[filmstrip.Sheet] | None = None, **more: Any) -> None:
    sheets = parts or filmstrip.sheets(film())
    whole = {**view(**more), "sheets": [[sheet.n, sheet.columns] for sheet in sheets]}
    mount(page, b"", whole, [sheet.webp for sheet in sheets])
    page.wait_for_function("host.liveView.view.cells.ready")
    settle(page)


def greys(page: Page, n: int = C) -> list[int]:
    return [pixel(page, f".cell:nth-child({c + 1}) .picture")[0] for c in range(n)]


def place(page: Page, frame: float) -> tuple[float, float]:
    box = page.locator("[data-key=frame]").bounding_box()
    assert box is not None
    return box["x"] + 7 + (box["width"] - 14) * frame / (F - 1), box["y"] + box["height"] / 2


def test_it_starts_where_the_page_says(page: Page) -> None:
    show(page)
    assert greys(page) == [grey_of(8, c) for c in range(C)]
    assert page.locator("[data-key=frame]").get_attribute("aria-valuetext") == "level 8, as trained"
    assert page.locator(".ends").inner_text().split("\n") == ["all alike", "trained", "anything goes"]
    assert not page.get_by_role("button", name="Back to the start").is_visible()


def test_pictures_follow_the_thumb_and_nothing_is_sent_before_it_is_let_go(page: Page) -> None:
    """The fixture fails the test for any request, so the pictures come from the sheet alone."""
    show(page)
    page.mouse.move(*place(page, 8))
    page.mouse.down()
    for frame in (12, 3, 20):
        page.mouse.move(*place(page, frame), steps=4)
        settle(page)
        assert greys(page) == [grey_of(frame, c) for c in range(C)]
        assert page.locator(".readout b").inner_text() == f"level {frame}"
    assert sent(page) == []
    page.mouse.up()
    assert sent(page) == [["level", 20]]
    page.get_by_role("button", name="Back to the start").click()
    settle(page)
    assert greys(page) == [grey_of(8, c) for c in range(C)]
    assert sent(page) == [["level", 20], ["level", 8]]


def test_keys(page: Page) -> None:
    show(page)
    hand = page.locator("[data-key=frame]")
    for key, frame in [("ArrowRight", 9), ("PageUp", 13), ("PageDown", 9), ("ArrowLeft", 8), ("End", 23), ("PageUp", 23),
                       ("Home", 0)]:
        hand.press(key)
        settle(page)
        assert greys(page)[1] == grey_of(frame, 1)


def test_the_first_pictures_of_the_second_sheet_are_found(page: Page) -> None:
    """Seven tiles a sheet, three a row: frame 1 of five cells begins on the first and ends on the second."""
    whole = film()
    tiles = whole.pictures.reshape(-1, 1, SIDE, SIDE, 1)
    parts = []
    for start in range(0, len(tiles), 7):
        n = len(tiles[start : start + 7])
        parts.append(filmstrip.Sheet(pictures.webp(pictures.sheet(tiles[start : start + 7, 0], 3), lossless=True), n, 3))
    show(page, parts=parts, frame=1)
    assert greys(page) == [grey_of(1, c) for c in range(C)]


def test_frames_are_experts_and_what_is_not_used_is_no_sample(page: Page) -> None:
    weights = np.ones((F, C))
    weights[8] = [0.5, 0.004, 1, 1, 1]
    makers = [[0, 1, 2, None, -1]] * F
    show(page, weights=weights, makers=makers, faint=True,
         cells=[{"label": f"s{c}", "shows": ["share", "share", "maker", "maker", "maker"][c], "caption": "L" if c == 0 else ""}
                for c in range(C)])
    captions = page.locator(".cell .caption").all_inner_texts()
    assert captions == ["L: 50 %", "0.4 %", "E3", "–", "–"]                          # noqa: RUF001 - nobody made it
    frames = page.evaluate("[...host.querySelectorAll('.cell')].map((c) => c.style.getPropertyValue('--frame'))")
    assert frames[:3] == ["2.5px", "1.0px", "4.0px"]
    assert page.locator(".unused").count() == 1
    assert pixel(page, ".cell:nth-child(5) .picture")[3] == 0                        # a hole
    assert page.locator(".cell").nth(4).get_attribute("aria-label") == "s4, a hole, level 8"
    page.locator("[data-key=frame]").press("ArrowRight")
    settle(page)
    assert page.locator(".unused").count() == 0
    assert page.locator(".cell").nth(2).get_attribute("aria-label") == "s2, by leaf E3, level 9"


def test_picks_choices_and_steps_are_sent(page: Page) -> None:
    rows = [{"cells": [0, 1], "name": "the mixture", "short": "mix"},
            {"cells": [2, 3, 4], "name": "leaf E1", "short": "1", "mark": 0, "pick": 0}]
    choosers = [{"name": "comp", "label": "drawn by", "options": [["all", "all", ""], [0, "1", ""]], "chosen": "all"},
                {"name": "off", "label": "switched off", "options": [[0, "1", ""], [1, "2", ""]], "chosen": [1], "multi": True}]
    show(page, rows=rows, picks="expert", picked=-1, free=True, choosers=choosers, stepper={"name": "draw", "n": 3, "first": 5})
    page.get_by_role("radio", name="1", exact=True).click()
    page.locator("[data-key=row-0]").click()
    assert page.locator("[data-key=row-0]").get_attribute("aria-pressed") == "true"
    page.locator("[data-key=row-0]").click()
    page.get_by_label("Sample before").click()
    switches = page.get_by_role("group", name="switched off").get_by_role("button")
    switches.nth(0).click()                                                         # both off: refused
    assert page.locator(".line").inner_text() == "At least one must stay on."
    switches.nth(1).click()
    assert sent(page) == [["comp", 0], ["expert", 0], ["expert", -1], ["draw", 2], ["off", []]]
    assert page.locator(".counter").inner_text() == "sample 7"


def test_a_new_film_keeps_the_thumb(page: Page) -> None:
    show(page)
    page.locator("[data-key=frame]").press("End")
    put(page, alt="another")
    assert page.locator("[data-key=frame]").input_value() == "23"
    assert greys(page)[0] == grey_of(23, 0)
    assert page.evaluate("host.activeElement.dataset.key") == "frame"
    put(page, frame=4)                                                              # the page decides anew
    assert greys(page)[0] == grey_of(4, 0)


def test_one_frame_has_no_slider(page: Page) -> None:
    show(page, parts=filmstrip.sheets(filmstrip.Film(film().pictures[:1], np.ones((1, C), np.float32))), frame=0, home=0,
         words=[["still", ""]], weights=np.ones((1, C)))
    assert page.locator("[data-key=frame]").count() == 0
    assert greys(page) == [grey_of(0, c) for c in range(C)]


@pytest.mark.parametrize("width", [390, 900])
def test_levels_of_a_tree_stand_above_each_other_and_fit(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    cells = [{"label": f"n{c}", "pick": p, "caption": p or "root"} for c, p in enumerate(("", "L", "R"))]
    show(page, rows=[{"cells": [0]}, {"cells": [1, 2]}], cells=[*cells, {"label": "x"}, {"label": "y"}], even=True, picks="node",
         picked="L")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    root, left, right = (page.locator(f"[data-key='cell-{p}'] .picture").bounding_box() for p in ("", "L", "R"))
    assert root is not None
    assert left is not None
    assert right is not None
    assert root["x"] == pytest.approx((left["x"] + right["x"]) / 2, abs=1.5)
    assert left["y"] > root["y"] + root["height"]
    page.locator("[data-key='cell-R']").click()
    assert sent(page) == [["node", "R"]]


def test_many_rows_are_turned_over_by_the_dozen(page: Page) -> None:
    """Row r of frame f is the grey level 2 (f + r): hidden rows are painted once they are seen, as the thumb stands then."""
    rows, frames = 15, 3
    tiles = np.array([[2 * (f + r) for r in range(rows)] for f in range(frames)], np.uint8)
    ones = np.ones((frames, rows), np.float32)
    many = filmstrip.Film(np.broadcast_to(tiles[:, :, None, None, None], (frames, rows, SIDE, SIDE, 1)), ones)
    leaves = [{"cells": [r], "name": f"leaf E{r}", "short": str(r), "mark": 0, "pick": r} for r in range(1, rows)]
    show(page, parts=filmstrip.sheets(many), weights=ones, frame=1, home=1, words=[[str(f), ""] for f in range(3)],
         cells=[{"label": f"c{r}"} for r in range(rows)], picks="expert",
         rows=[{"cells": [0], "name": "the mixture", "short": "mix"}, *leaves])
    assert page.locator(".filmrow:visible").count() == 13
    assert page.locator(".counter").inner_text() == "1 to 12 of 14"
    page.locator("[data-key=frame]").press("End")
    page.get_by_label("the next 12 rows").click()
    settle(page)
    assert page.locator(".filmrow:visible .name").all_inner_texts() == ["the mixture", "leaf E13", "leaf E14"]
    assert pixel(page, ".filmrow:nth-child(15) .picture")[0] == 2 * (2 + 14)
    assert page.get_by_label("the next 12 rows").is_disabled()

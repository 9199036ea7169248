"""Sliders of spread under the hand: Gaussians in the picture itself, mean m and deviation 0.25, so a pixel is m + s z / 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import covariance
from tests.ui.components import planted
from tests.ui.components.harness import mount, open_component, pixel, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NOISES = [[0.5] * planted.PIXELS, [-1.0] * planted.PIXELS]
TIMES_ONE = "\N{MULTIPLICATION SIGN} 1.00"
MEANS = (-0.5, 0.0, 0.5)


def view(**more: Any) -> dict[str, Any]:
    return planted.view_of(3, draws={"noise": NOISES}, meaning="Scales the deviations.", **more)


def show(page: Page, **more: Any) -> None:
    open_component(page, covariance, planted.components(), view(**more))
    settle(page)


def expected(k: int, i: int, level: int) -> float:
    value = MEANS[k] + level / 8 * 0.25 * NOISES[i][0]
    return min(255, max(0, 127.5 * (value + 1)))


def assert_greys(page: Page, levels: tuple[int, int, int]) -> None:
    for k, level in enumerate(levels):
        for i in range(2):
            grey = pixel(page, f".component:nth-child({k + 1}) .picture:nth-child({i + 1})")[0]
            assert grey == pytest.approx(expected(k, i, level), abs=1.5), (k, i)


def thumb(page: Page, key: str) -> tuple[float, float]:
    box = page.locator(f"[data-key={key}]").bounding_box()
    assert box is not None
    level = int(page.locator(f"[data-key={key}]").input_value())
    return box["x"] + 7 + (box["width"] - 14) * level / 23, box["y"] + box["height"] / 2


def slide(page: Page, key: str, to: int) -> list[list[Any]]:
    """Drag a thumb to a level; the levels that were sent before it was let go (none, if all is well)."""
    box = page.locator(f"[data-key={key}]").bounding_box()
    assert box is not None
    page.mouse.move(*thumb(page, key))
    page.mouse.down()
    page.mouse.move(box["x"] + 7 + (box["width"] - 14) * to / 23, box["y"] + 8, steps=8)
    settle(page)
    early = list(sent(page))
    page.mouse.up()
    return early


def test_starts_at_the_trained_spread(page: Page) -> None:
    show(page)
    assert_greys(page, (8, 8, 8))
    assert page.locator(".readout b").inner_text() == TIMES_ONE
    assert page.locator(".ends").inner_text().split("\n") == ["all alike", "trained", "anything goes"]
    assert page.locator(".note").inner_text() == "Scales the deviations."
    master = page.locator("[data-key=level-all]")
    assert master.get_attribute("aria-valuetext") == "level 9 of 24, sigma 1.00, as trained"


def test_pictures_follow_the_thumb_and_the_value_is_sent_on_release(page: Page) -> None:
    show(page)
    assert slide(page, "level-all", 16) == []
    assert_greys(page, (16, 16, 16))
    assert sent(page) == [["level", 16], ["spreads", [2, 2, 2]]]


def test_several_drags_in_a_row(page: Page) -> None:
    show(page)
    for i, level in enumerate((20, 3, 12)):
        assert len(slide(page, "level-all", level)) == 2 * i
        assert_greys(page, (level,) * 3)
    assert [value for name, value in sent(page) if name == "level"] == [20, 3, 12]


def test_at_nought_all_are_alike(page: Page) -> None:
    show(page)
    page.locator("[data-key=level-all]").press("Home")
    settle(page)
    for k in range(3):
        pair = [pixel(page, f".component:nth-child({k + 1}) .picture:nth-child({i + 1})")[0] for i in range(2)]
        assert pair[0] == pair[1] == pytest.approx(127.5 * (MEANS[k] + 1), abs=1)
    assert page.locator(".words").inner_text().split("\n")[-1] == "every noise gives the same picture"


def test_keys(page: Page) -> None:
    show(page)
    master = page.locator("[data-key=level-all]")
    for key, level in [("ArrowRight", 9), ("PageUp", 13), ("PageDown", 9), ("ArrowLeft", 8), ("End", 23), ("PageUp", 23)]:
        master.press(key)
        assert int(master.input_value()) == level
    settle(page)
    assert_greys(page, (23, 23, 23))


def test_one_component_alone_moves(page: Page) -> None:
    show(page)
    page.evaluate("() => { for (const cell of host.liveView.cells) cell.drawn = 0; }")
    assert slide(page, "level-1", 0) == []
    assert_greys(page, (8, 0, 8))
    assert sent(page) == [["spreads", [1, 0, 1]]]
    redrawn = page.evaluate("[...new Set(host.liveView.cells.filter((cell) => cell.drawn).map((cell) => cell.k))]")
    assert redrawn == [1]                                   # nothing else is decoded
    assert page.locator(".readout b").inner_text() == "own spreads"
    page.get_by_text("Back to the trained spread").click()
    settle(page)
    assert_greys(page, (8, 8, 8))
    assert page.get_by_text("Back to the trained spread").is_hidden()


def test_a_component_shown_alone(page: Page) -> None:
    show(page, comp=2)
    assert page.locator(".component:visible").count() == 1
    assert pixel(page, ".one .picture:nth-child(2)")[0] == pytest.approx(expected(2, 1, 8), abs=1.5)
    page.get_by_role("button", name="leaf 1", exact=True).click()
    settle(page)
    assert pixel(page, ".one .picture:nth-child(2)")[0] == pytest.approx(expected(0, 1, 8), abs=1.5)
    page.get_by_role("button", name="all leaves").click()
    settle(page)
    assert page.locator(".component:visible").count() == 3
    assert_greys(page, (8, 8, 8))
    assert sent(page) == [["comp", 0], ["comp", "all"]]


def test_the_curve_shares_the_axis(page: Page) -> None:
    curve = [{"spread": s, "precision": 0.9 - 0.1 * s, "recall": 0.2 * s, "recall_sd": 0.02} for s in (0.0, 1.0, 2.0, 2.875)]
    show(page, curve=curve)
    assert page.locator(".curvewords").inner_text().split("\n") == ["precision 0.80", "recall 0.20 ± 0.02"]
    here = page.locator(".here").bounding_box()
    assert here is not None
    assert here["x"] == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
    slide(page, "level-all", 16)
    here = page.locator(".here").bounding_box()
    assert here is not None
    assert here["x"] == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
    valuetext = page.locator("[data-key=level-all]").get_attribute("aria-valuetext")
    assert valuetext == "level 17 of 24, sigma 2.00, precision 0.70, recall 0.40 ± 0.02"


def test_reruns_keep_the_thumb_and_the_focus(page: Page) -> None:
    show(page)
    slide(page, "level-all", 16)
    mount(page, planted.components(), view(rows=["a", "b", "c"]))
    settle(page)
    assert page.locator("[data-key=level-all]").input_value() == "16"
    assert page.evaluate("host.activeElement.dataset.key") == "level-all"
    assert_greys(page, (16, 16, 16))
    mount(page, planted.components(), view(level=4, spreads=[0.5, 0.5, 0.5]))
    settle(page)
    assert_greys(page, (4, 4, 4))


@pytest.mark.parametrize("width", [390, 900])
def test_fits_the_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for key in ("level-all", "level-0", "level-2"):
        assert page.locator(f"[data-key={key}]").is_visible()

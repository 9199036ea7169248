"""Sliders of spread under the hand: Gaussians in the picture itself, mean m and deviation 0.25, so a pixel is m + s z / 4."""

from __future__ import annotations

import itertools
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


def test_an_expert_draws_its_own_noises_where_it_has_some(page: Page) -> None:
    own = [[[noise[0] - k] * planted.PIXELS for noise in NOISES] for k in range(3)]
    show(page, own=[{"noise": noises} for noises in own])
    for k, i in itertools.product(range(3), range(2)):
        grey = pixel(page, f".component:nth-child({k + 1}) .picture:nth-child({i + 1})")[0]
        assert grey == pytest.approx(127.5 * (1 + MEANS[k] + 0.25 * own[k][i][0]), abs=1.5), (k, i)
    page.locator("[data-key=pick-2]").click()                       # alone it draws its own too
    settle(page)
    assert pixel(page, ".one .picture")[0] == pytest.approx(127.5 * (1 + MEANS[2] + 0.25 * own[2][0][0]), abs=1.5)


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
    page.get_by_role("button", name="leaf E1", exact=True).click()
    settle(page)
    assert pixel(page, ".one .picture:nth-child(2)")[0] == pytest.approx(expected(0, 1, 8), abs=1.5)
    page.get_by_role("button", name="all leaves").click()
    settle(page)
    assert page.locator(".component:visible").count() == 3
    assert_greys(page, (8, 8, 8))
    assert sent(page) == [["comp", 0], ["comp", "all"]]


CURVE = [{"spread": s, "precision": [0.9 - 0.1 * s, None], "recall": [0.2 * s, 0.02]} for s in (0.0, 1.0, 2.0, 2.875)]


def values(page: Page) -> list[str]:
    return [text for text in page.locator(".curvewords").inner_text().split("\n") if text]


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_curve_shares_the_axis(page: Page) -> None:
    show(page, curve=CURVE)
    assert values(page) == ["precision 0.80", "recall 0.20 ± 0.02"]
    assert middle(page, ".here")[0] == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
    assert middle(page, ".trainedline")[0] == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
    assert slide(page, "level-all", 16) == []
    assert middle(page, ".here")[0] == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
    valuetext = page.locator("[data-key=level-all]").get_attribute("aria-valuetext")
    assert valuetext == "level 17 of 24, sigma 2.00, precision 0.70, recall 0.40 ± 0.02"


def test_values_and_markers_follow_the_thumb_before_it_is_let_go(page: Page) -> None:
    show(page, curve=CURVE)
    page.mouse.move(*thumb(page, "level-all"))
    page.mouse.down()
    box = page.locator("[data-key=level-all]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 7 + (box["width"] - 14) * 16 / 23, box["y"] + 8, steps=8)
    settle(page)
    assert values(page) == ["precision 0.70", "recall 0.40 ± 0.02"]
    grid = [middle(page, f".grid >> nth={i}")[1] for i in (0, 2)]       # of the values 0 and 1
    assert grid[0] > grid[1]                                            # up is more
    for line, value in enumerate((0.7, 0.4)):
        x, y = middle(page, f".curve .marker.line{line}")
        assert x == pytest.approx(thumb(page, "level-all")[0], abs=1.5)
        assert (grid[0] - y) / (grid[0] - grid[1]) == pytest.approx(value, abs=0.02)
    assert sent(page) == []
    page.mouse.up()


def test_a_curve_with_gaps_says_where_it_was_measured(page: Page) -> None:
    show(page, curve=CURVE, level=12, spreads=[1.5] * 3)
    assert values(page) == ["precision 0.80", "recall 0.20 ± 0.02", f"measured at {TIMES_ONE}"]


def test_the_curve_is_of_one_spread_for_all(page: Page) -> None:
    show(page, curve=CURVE)
    slide(page, "level-1", 0)
    assert values(page) == ["precision", "recall", "measured with one spread for all"]
    assert "precision" not in str(page.locator("[data-key=level-all]").get_attribute("aria-valuetext"))


def test_names_stand_at_the_ends_of_their_lines_and_apart(page: Page) -> None:
    close = [{"spread": s, "precision": [0.5, 0.01], "recall": [0.5, 0.01], "coverage": [0.02, 0.01]} for s in (0.0, 1.0, 2.875)]
    show(page, curve=close)
    names = page.locator(".linename")
    assert sorted(names.all_text_contents()) == ["coverage", "precision", "recall"]
    boxes = sorted((box for box in (names.nth(i).bounding_box() for i in range(3)) if box), key=lambda box: box["y"])
    assert all(below["y"] - above["y"] >= 14 for above, below in itertools.pairwise(boxes))
    svg = page.locator(".curve svg").bounding_box()
    assert svg is not None
    assert boxes[-1]["y"] + boxes[-1]["height"] <= svg["y"] + svg["height"] + 8


@pytest.mark.parametrize("curve", [None, [], [{"spread": 1.0}], [{"spread": 9.0, "recall": [0.5, None]}]])
def test_without_points_there_is_no_curve(page: Page, curve: Any) -> None:
    show(page, curve=curve)
    assert page.locator(".curve").count() == 0
    assert page.locator(".curvewords").count() == 0
    assert_greys(page, (8, 8, 8))


# --- the Gaussians in the plane -----------------------------------------------------------------------------------------

PLANE = {"means": [[-3, 1], [3, 1], [0, -2]], "ellipses": [[2, 1, 0], [1, 1, 0], [1, 0.5, 1.5707963]],
         "offsets": [[[1.5, 0.5], [-1, 0]]] * 3, "explained": 0.34}


def ring(page: Page, k: int) -> dict[str, float]:
    box = page.locator(".gaussring").nth(k).bounding_box()
    assert box is not None
    return box


def test_rings_grow_with_the_thumb_around_their_means(page: Page) -> None:
    show(page, plane=PLANE)
    before = [ring(page, k) for k in range(3)]
    unit = (before[1]["x"] + before[1]["width"] / 2 - before[0]["x"] - before[0]["width"] / 2) / 6     # px of the plane's 1
    for k, (width, height) in enumerate([(4, 2), (2, 2), (1, 2)]):
        assert before[k]["width"] == pytest.approx(width * unit, abs=2)
        assert before[k]["height"] == pytest.approx(height * unit, abs=2)
    assert before[2]["y"] > before[0]["y"]                              # up is up
    assert slide(page, "level-all", 16) == []
    for k in range(3):
        after = ring(page, k)
        assert after["width"] == pytest.approx(2 * before[k]["width"], abs=3)
        assert after["x"] + after["width"] / 2 == pytest.approx(before[k]["x"] + before[k]["width"] / 2, abs=1)
    assert page.locator(".gaussnumber").all_text_contents() == ["E1", "E2", "E3"]
    label = page.locator(".gaussians svg").get_attribute("aria-label")
    assert label == "3 Gaussians, one for each leaf, as ellipses around their means, all at spread 2"


def test_one_slider_widens_one_ring(page: Page) -> None:
    show(page, plane=PLANE)
    before = [ring(page, k)["width"] for k in range(3)]
    slide(page, "level-1", 16)
    after = [ring(page, k)["width"] for k in range(3)]
    assert after[0] == before[0]
    assert after[1] == pytest.approx(2 * before[1], abs=3)


def test_everything_stays_inside_at_the_widest(page: Page) -> None:
    show(page, plane=PLANE, level=23, spreads=[2.875] * 3)
    box = page.locator(".gaussians svg").bounding_box()
    assert box is not None
    for k in range(3):
        one = ring(page, k)
        assert one["x"] >= box["x"] - 1
        assert one["x"] + one["width"] <= box["x"] + box["width"] + 1
        assert one["y"] >= box["y"] - 1
        assert one["y"] + one["height"] <= box["y"] + box["height"] + 1


def test_a_component_alone_is_the_ring_with_colour(page: Page) -> None:
    show(page, plane=PLANE, comp=2)
    dim = page.evaluate("[...host.querySelectorAll('.gauss')].map((one) => one.classList.contains('dim'))")
    assert dim == [True, True, False]


def test_families_without_gaussians_have_no_plane(page: Page) -> None:
    show(page)
    assert page.locator(".gaussians").count() == 0


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
    show(page, curve=CURVE, plane=PLANE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for key in ("level-all", "level-0", "level-2"):
        assert page.locator(f"[data-key={key}]").is_visible()


def test_on_a_phone_the_pictures_stand_above_the_slider_that_moves_them(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    show(page, curve=CURVE, plane=PLANE)
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<div style=\"height: 250px\"></div>')")      # a page's words
    slider, first = (page.locator(one).first.bounding_box() for one in ("[data-key=level-all]", ".component .picture"))
    assert slider is not None
    assert first is not None
    assert slider["y"] + slider["height"] <= 600, "it lies at the edge of the screen, wherever the page stands"
    assert first["y"] + first["height"] <= slider["y"]
    page.set_viewport_size({"width": 900, "height": 600})
    settle(page)
    slider, first = (page.locator(one).first.bounding_box() for one in ("[data-key=level-all]", ".component"))
    assert slider is not None
    assert first is not None
    assert slider["y"] < first["y"]

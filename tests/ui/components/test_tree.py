"""The tree under the hand: a planted tree of grey leaves, so that every pixel has a closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import tree
from tests.ui.components import planted
from tests.ui.components.harness import THEMES, drag, grey, mount, open_component, pixel, sent, set_theme, settle
from tests.ui.components.planted import expected_grey, strip

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def show(page: Page, **more: Any) -> None:
    view = planted.view_of(4, mass=[1, 0.6, 0.4, 0.5, 0.1, 0.004, 0.396], **more)
    open_component(page, tree, planted.tree(), view)
    settle(page)


def assert_greys(page: Page, a: float, b: float) -> None:
    for path in ("", "L", "R", "LL", "LR", "RL", "RR"):
        assert grey(page, path) == pytest.approx(expected_grey(path, a, b), abs=1.5), path


def test_every_node_shows_this_sample(page: Page) -> None:
    show(page)
    assert_greys(page, 0, 0)
    text = page.locator(".gate").all_inner_texts()
    assert text == ["0.50"] * 6
    shares = page.locator(".node .share").all_inner_texts()
    assert shares == ["100 %", "60 %", "40 %", "50 %", "10 %", "0.4 %", "40 %"]


def test_pictures_follow_while_the_hand_still_holds(page: Page) -> None:
    show(page)
    drag(page, (0.5, -0.25), release=False)
    a, b = page.evaluate("host.liveView.pad")
    assert (a, b) == pytest.approx((0.5, -0.25), abs=0.05)
    assert_greys(page, a, b)
    assert sent(page) == []                                 # nothing is sent before the release
    page.mouse.up()
    assert sent(page) == [["pad", [a, b]]]


def test_several_drags_in_a_row(page: Page) -> None:
    """A drag that selected a label would end the second or third one after two frames."""
    show(page)
    for i, to in enumerate([(0.6, 0.2), (-0.5, 0.4), (0.3, -0.6)]):
        drag(page, to)
        pad = page.evaluate("host.liveView.pad")
        assert pad == pytest.approx(to, abs=0.05)
        assert sent(page)[i] == ["pad", pad]
        assert_greys(page, *pad)
    assert page.evaluate("getSelection().toString()") == ""


def test_at_most_one_decode_per_frame(page: Page) -> None:
    show(page)
    page.evaluate("""() => {
      const view = host.liveView;
      const frame = view.frame.bind(view);
      window.calls = 0;
      view.frame = () => { window.calls++; frame(); };
      for (let i = 0; i < 50; i++) { view.pad = [i / 50, 0]; view.invalidate(); }
    }""")
    settle(page)
    assert page.evaluate("calls") <= 2


def test_keyboard_walk(page: Page) -> None:
    show(page)
    tabbable = page.locator("[role=treeitem][tabindex='0']")
    assert tabbable.get_attribute("data-path") == ""
    tabbable.focus()
    for key, path in [("ArrowDown", "L"), ("ArrowDown", "LL"), ("ArrowDown", "LL"), ("ArrowRight", "LR"), ("ArrowRight", "RL"),
                      ("ArrowUp", "R"), ("ArrowLeft", "L"), ("ArrowUp", ""), ("ArrowUp", "")]:
        page.keyboard.press(key)
        assert page.evaluate("host.activeElement.dataset.path") == path
        assert tabbable.get_attribute("data-path") == path       # roving: one stop for Tab
        assert page.locator("[aria-selected=true]").count() == 1
    assert [value for name, value in sent(page)] == ["L", "LL", "LR", "RL", "R", "L", ""]


def test_a_click_selects(page: Page) -> None:
    show(page)
    page.locator("[data-path=RR]").click()
    assert sent(page) == [["node", "RR"]]
    assert page.locator(".title").inner_text() == "Leaf E4, R R"


def test_force_and_free_by_key(page: Page) -> None:
    show(page)
    page.locator("[data-path='']").focus()
    page.keyboard.press("l")
    settle(page)
    assert grey(page, "") == pytest.approx(expected_grey("L", 0, 0), abs=1.5)
    assert page.locator(".line").inner_text() == "The gate at root is forced left."
    page.keyboard.press("r")
    settle(page)
    assert grey(page, "") == pytest.approx(expected_grey("R", 0, 0), abs=1.5)
    page.keyboard.press("u")
    settle(page)
    assert_greys(page, 0, 0)
    assert sent(page) == [["override", {"": "L"}], ["override", {"": "R"}], ["override", {}]]


def test_a_click_on_a_branch_forces_it_and_frees_it(page: Page) -> None:
    show(page)
    page.locator(".hit").nth(1).dispatch_event("click")     # the branch to R
    page.locator(".hit").nth(2).dispatch_event("click")     # the branch to LL
    settle(page)
    assert page.locator(".gate.forced:not(.off)").count() == 2
    assert grey(page, "") == pytest.approx(expected_grey("R", 0, 0), abs=1.5)
    page.locator(".hit").nth(1).dispatch_event("click")
    settle(page)
    left = 127.5 * (planted.GREYS[0] + 1)
    assert grey(page, "") == pytest.approx(0.5 * left + 0.5 * expected_grey("R", 0, 0), abs=1.5)
    page.get_by_text("Free the forced gate").click()
    settle(page)
    assert_greys(page, 0, 0)
    assert sent(page)[-1] == ["override", {}]


def test_an_unused_node_is_never_shown_as_a_sample(page: Page) -> None:
    show(page)
    page.locator("[data-path='']").focus()
    page.keyboard.press("l")
    settle(page)
    unused = page.locator(".unused")
    assert [unused.nth(i).get_attribute("data-path") for i in range(unused.count())] == ["R", "RL", "RR"]
    assert pixel(page, "[data-path=RR] .picture")[3] == 0   # an empty frame, though leaf RR would draw white
    assert "not used by this sample" in (page.locator("[data-path=RR]").get_attribute("aria-label") or "")
    assert "100 % of this sample" in (page.locator("[data-path=L]").get_attribute("aria-label") or "")


def test_just_above_and_below_one_per_cent(page: Page) -> None:
    """The mass of RL is sigmoid(-4a) / 2: at a = 1 it is 0.9 %, at a = 0.9 it is 1.3 %."""
    show(page)
    for a, used in [(0.9, True), (1.0, False)]:
        page.evaluate("a => { host.liveView.pad = [a, 0]; host.liveView.invalidate(); }", a)
        settle(page)
        assert page.locator("[data-path=RL].unused").count() == (0 if used else 1)


def test_reading_for_the_ear(page: Page) -> None:
    show(page, names=["all", "dark", "light", "black", "grey", "silver", "white"])
    tree_role = page.get_by_role("tree")
    assert tree_role.get_attribute("aria-label") == "planted"
    label = page.locator("[data-path=L]").get_attribute("aria-label")
    assert label == "node L, 60 % of samples, dark, gate 0.50 left, 50 % of this sample"
    assert page.locator("[data-path=RL]").get_attribute("aria-level") == "3"


def test_stepping_through_samples(page: Page) -> None:
    """Samples are counted from the one that the link names, as in the heading."""
    show(page, first=5, draws={"noise": [[0, 0], [2, 0], [-2, 0]]})
    page.locator("[data-path='']").focus()
    page.keyboard.press("Space")
    settle(page)
    assert_greys_of_used(page, 2, 0)
    page.get_by_label("Sample before").click()
    page.get_by_label("Sample before").click()
    settle(page)
    assert page.locator(".counter").inner_text() == "sample 7"
    assert grey(page, "") == pytest.approx(expected_grey("", -2, 0), abs=1.5)
    assert sent(page) == [["draw", 1], ["draw", 0], ["draw", 2]]


def assert_greys_of_used(page: Page, a: float, b: float) -> None:
    for path in ("", "L", "LL", "LR"):
        assert grey(page, path) == pytest.approx(expected_grey(path, a, b), abs=1.5)


def test_pad_by_keyboard(page: Page) -> None:
    show(page)
    page.locator("[data-key=pad-0]").focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowRight"]:
        page.keyboard.press(key)
    settle(page)
    assert page.evaluate("host.liveView.pad") == pytest.approx([0.7, 0.1])
    assert_greys(page, 0.7, 0.1)
    assert page.locator("[data-key=pad-0]").get_attribute("aria-valuetext") == "+0.7 standard deviations"
    page.keyboard.press("Home")
    settle(page)
    assert sent(page)[-1] == ["pad", [0, 0]]


def test_pin_keeps_a_node_beside_the_chosen_one(page: Page) -> None:
    show(page)
    page.locator("[data-path='']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    captions = page.locator(".large:visible .caption")
    assert captions.all_inner_texts() == ["L", "pinned root"]


def test_samples_of_the_pool_that_end_under_the_node(page: Page) -> None:
    """Noise (a, b): left at the root if a > 0, left below if b > 0; the biggest leaf decides where a draw ends."""
    pool = [[2, 2], [2, -2], [-2, 2], [2, 2], [-2, -2]]
    show(page, pool=pool, selected="L")

    def shown() -> list[float]:
        settle(page)
        n = page.locator(".grid .picture:visible").count()
        return [pixel(page, f".grid .picture:nth-child({i + 1})")[0] for i in range(n)]

    def expected(rows: list[int]) -> list[float]:
        return [pytest.approx(expected_grey("", *map(float, pool[i])), abs=1.5) for i in rows]

    assert shown() == expected([0, 1, 3])
    assert page.locator(".below .caption").inner_text() == "3 samples that end here"
    page.locator("[data-path='L']").focus()
    page.keyboard.press("ArrowDown")
    assert shown() == expected([0, 3])
    page.keyboard.press("Home")
    assert shown() == expected([0, 1, 2, 3, 4])
    drag(page, (1, 1))                                              # the hand moves one sample, not the pool
    assert shown() == expected([0, 1, 2, 3, 4])


def test_a_node_that_no_draw_reaches_says_so(page: Page) -> None:
    show(page, pool=[[2, 2]], selected="R")
    assert page.locator(".below .caption").inner_text() == "none of 1 samples ends here"
    assert page.locator(".grid .picture:visible").count() == 0


# --- reruns ---------------------------------------------------------------------------------------------------------------


def test_the_same_data_changes_nothing(page: Page) -> None:
    show(page)
    drag(page, (0.5, 0.2))
    before = page.evaluate("host.liveView.id")
    page.evaluate("() => { window.first = host.liveView; }")
    mount(page, planted.tree(), planted.view_of(4, mass=[1, 0.6, 0.4, 0.5, 0.1, 0.004, 0.396]))
    assert page.evaluate("host.liveView === window.first")
    assert page.evaluate("host.liveView.id") == before


def test_a_new_view_keeps_what_the_hand_set(page: Page) -> None:
    show(page)
    drag(page, (0.5, 0.2))
    page.locator("[data-path=LR]").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("r")
    pad = page.evaluate("host.liveView.pad")
    page.evaluate("() => { window.first = host.liveView; }")
    mount(page, planted.tree(), planted.view_of(4, mass=[1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]))
    settle(page)
    assert page.evaluate("window.first.stopped && host.liveView.model === window.first.model")
    assert page.evaluate("host.activeElement.dataset.path") == "L"          # focus survives the rerun
    assert page.evaluate("host.liveView.pad") == pad
    assert page.locator("[aria-selected=true]").get_attribute("data-path") == "L"
    assert grey(page, "L") == 85                                            # still forced right: leaf LR
    assert page.locator(".node").count() == 7


def test_the_page_may_move_the_selection(page: Page) -> None:
    show(page, selected="L")
    mount(page, planted.tree(), planted.view_of(4, selected="RL"))
    assert page.locator("[aria-selected=true]").get_attribute("data-path") == "RL"


def test_another_model_of_equal_length_is_another_model(page: Page) -> None:
    show(page)
    drag(page, (0.5, 0.2))
    pad = page.evaluate("host.liveView.pad")
    dark = planted.tree()
    light = planted.tree_of((1.0, 1.0, 1.0, 1.0))
    assert len(light) == len(dark)
    mount(page, light, planted.view_of(4))
    settle(page)
    assert [grey(page, path) for path in ("", "LL", "RR")] == [255, 255, 255]
    assert page.evaluate("host.liveView.pad") == pad                        # the pad does not jump to its start


def test_the_loop_stops_when_it_is_taken_down(page: Page) -> None:
    show(page)
    page.evaluate("() => { window.first = host.liveView; cleanUp(); }")
    page.evaluate("() => { first.invalidate(); }")
    settle(page)
    assert page.evaluate("first.stopped && !first.handle && host.liveView === null")


# --- sizes and themes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 700, 1200])
def test_fits_the_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, draws={"noise": [[0, 0], [1, 1]]}, names=["mostly sandals, bags and boots"] * 7,
         axes=["right at the root", "right at the larger child of it"])
    page.locator("[data-path=L]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for path in ("", "L", "RR"):
        box = page.locator(f"[data-path='{path}'] .picture").bounding_box()
        assert box is not None
        assert round(box["width"], 2) % 4 == 0             # a whole factor of 4 px
        assert box["width"] >= 28
    assert page.locator(".pad").is_visible()


def test_theme(page: Page) -> None:
    """An unused node with a stored picture is repainted for the new paper; colours come from the theme's list."""
    show(page)
    dark = page.evaluate("getComputedStyle(host.querySelector('.leaf .picture')).boxShadow")
    set_theme(page, "light")
    page.wait_for_function("host.liveView.paper[0] > 200")
    settle(page)
    light = page.evaluate("getComputedStyle(host.querySelector('.leaf .picture')).boxShadow")
    assert "230, 159, 0" in dark
    assert "184, 119, 0" in light


# --- stored pictures ----------------------------------------------------------------------------------------------------------


def test_average_shows_the_mean_pictures(page: Page) -> None:
    show(page, means=strip([10, 20, 30, 40, 50, 60, 70]))
    page.get_by_role("radio", name="Average").click()
    page.wait_for_function("host.liveView.view.pictures.stored.means")
    settle(page)
    paths = ("", "L", "R", "LL", "LR", "RL", "RR")
    assert [grey(page, path) for path in paths] == [10, 20, 30, 40, 50, 60, 70]
    assert page.locator(".gate:visible").count() == 0
    assert page.locator(".facts").inner_text() == "100 % of samples\nthe mean of them"
    page.keyboard.press("ArrowLeft")                        # back, by the arrow keys of the two buttons
    settle(page)
    assert_greys(page, 0, 0)
    assert sent(page) == [["mode", {"mode": mode, "cls": 0}] for mode in ("average", "sample")]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_unused_node_shows_its_typical_picture_faded(page: Page, theme: str) -> None:
    show(page, typical=strip([200] * 7))
    set_theme(page, theme)
    page.wait_for_function("dark => host.liveView.paper[0] > 128 !== dark", arg=theme == "dark")
    page.wait_for_function("host.liveView.view.pictures.stored.typical")
    page.locator("[data-path='']").focus()
    page.keyboard.press("l")
    settle(page)
    paper = int(THEMES[theme]["background-color"][1:3], 16)
    # dim on dark paper, a pencil drawing on light
    expected = paper + 0.28 * (200 - paper) if theme == "dark" else paper - 0.28 * 200
    assert grey(page, "RR") == pytest.approx(expected, abs=1.5)
    assert grey(page, "LL") == 0                            # and a used one is the sample itself

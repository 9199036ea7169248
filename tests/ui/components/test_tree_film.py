"""The push as a film: where it leads, what it says, gates that no push crosses, and a tree of sixty-four leaves."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mixgan.analysis import routing
from tests.ui.components import planted
from tests.ui.components.harness import drag, grey, pixel, sent, settle
from tests.ui.components.harness import show_tree as show
from tests.ui.components.planted import CONTROL, root_grey, sigmoid
from tests.ui.components.reference import moved_along

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

GATES = np.array([[planted.GAIN, 0], [0, planted.GAIN], [0, planted.GAIN]])


def open_film(page: Page) -> None:
    page.get_by_role("button", name="Push across this gate").click()
    drawn(page)


def drawn(page: Page) -> None:
    settle(page)
    page.wait_for_function("host.liveView.view.film.pending.length === 0")


def scrub(page: Page, t: float) -> None:
    page.evaluate("t => { const r = host.querySelector('.scrub'); r.value = t; r.dispatchEvent(new Event('input')); }", t)
    drawn(page)


def said(page: Page) -> str:
    return page.locator(".said").inner_text()


# --- open and closed --------------------------------------------------------------------------------------------------------


def test_of_push_and_morph_one_is_open_and_escape_closes_it(page: Page) -> None:
    show(page, draws={"noise": [[0.5, 0.25], [-0.5, 0.25]]})
    film, morph = page.locator(".film"), page.locator(".morph")
    open_film(page)
    assert film.is_visible()
    page.get_by_role("button", name="Morph").click()
    settle(page)
    assert (film.is_visible(), morph.is_visible()) == (False, True)
    open_film(page)
    assert (film.is_visible(), morph.is_visible()) == (True, False)
    page.locator("body").press("Escape")                            # wherever the keyboard is
    settle(page)
    assert (film.is_visible(), morph.is_visible()) == (False, False)
    assert page.evaluate("host.activeElement.dataset.key") == "push"


# --- the film -------------------------------------------------------------------------------------------------------------


def test_the_tree_follows_the_film_to_the_boundary_and_beyond(page: Page) -> None:
    """The root's gate is 4 a at a = 0.5: the push goes along -a, the boundary is a = 0, the end a = -0.5."""
    show(page)
    open_film(page)
    for t in (0, 0.5, 1, 1.5, 2):
        scrub(page, t)
        assert grey(page, "") == pytest.approx(root_grey(0.5 * (1 - t), 0.25), abs=1.5)
        assert grey(page, "L") == pytest.approx(grey(page, "L"), abs=1.5)
    assert page.locator(".gate").first.inner_text() == f"{sigmoid(-2):.2f}"
    assert sent(page) == []                                         # nothing of it asks the server
    assert page.locator(".scrub").get_attribute("aria-valuetext") == "100 % beyond"
    page.get_by_role("button", name="Close the push").click()
    settle(page)
    assert grey(page, "") == pytest.approx(root_grey(0.5, 0.25), abs=1.5)
    assert sent(page) == []


def test_the_server_hears_of_a_push_when_the_hand_rests(page: Page) -> None:
    """And no more of it once it is closed, rewound or another gate's; playing it to the end is a rest too."""
    show(page, selected="L")
    open_film(page)
    scrub(page, 1.5)
    page.locator(".scrub").dispatch_event("change")
    pushed = ["push", {"node": "L", "t": 1.5, "keep": False}]
    assert sent(page) == [pushed]
    page.locator("[data-path='']").click()
    assert sent(page) == [pushed, ["push", False], ["node", ""]]
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("host.liveView.view.push.t === 2")
    page.wait_for_function("sent.length === 4")
    assert sent(page)[-1] == ["push", {"node": "", "t": 2, "keep": False}]
    page.get_by_role("button", name="Close the push").click()
    assert sent(page)[-1] == ["push", False]
    dial = page.locator("[data-key=dial]")
    dial.evaluate("r => { r.value = 0.75; for (const name of ['input', 'change']) r.dispatchEvent(new Event(name)); }")
    assert sent(page)[-1] == ["dial", 0.25]


def test_both_strips_and_the_pictures_beside_them(page: Page) -> None:
    show(page)
    open_film(page)
    scrub(page, 1.5)
    direction = np.array(CONTROL[0]) / sqrt(5)
    for i in range(9):
        t = i / 4
        x = np.array([0.5, 0.25]) + 0.5 * t * direction
        pushed = root_grey(0.5 - 0.5 * t, 0.25)
        assert pixel(page, f".strip.pushed .picture:nth-child({i + 1})")[0] == pytest.approx(pushed, abs=1.5)
        assert pixel(page, f".strip.random .picture:nth-child({i + 1})")[0] == pytest.approx(root_grey(*x), abs=1.5)
    x = np.array([0.5, 0.25]) + 0.75 * direction
    assert pixel(page, ".live-picture:nth-child(1) .picture")[0] == pytest.approx(root_grey(-0.25, 0.25), abs=1.5)
    assert pixel(page, ".live-picture:nth-child(2) .picture")[0] == pytest.approx(root_grey(*x), abs=1.5)


def test_what_the_film_says_are_the_numbers_of_analysis(page: Page) -> None:
    planes = routing.Planes(GATES, np.zeros(3))
    z = np.array([0.5, 0.25])
    show(page)
    open_film(page)
    found = routing.push(planes, z, 0)
    length = float(np.linalg.norm(z))
    flips = routing.flips(planes, z, 0, length, np.array(CONTROL))
    assert flips == 1
    assert f"A push of {found.length:.2f}, {100 * found.length / np.linalg.norm(z):.0f} % of the noise's own length" in said(page)
    assert f"Of 4 random pushes as long as the noise itself ({length:.2f}), 1 flips it: a quarter is usual" in said(page)
    assert "No other gate turns along with it." in said(page)
    page.locator("[data-path=L]").click()
    drawn(page)
    assert moved_along(planes, z, 1, 1.0001 * routing.push(planes, z, 1).delta) == [2]
    assert "A push of 0.25" in said(page)
    assert page.evaluate("host.liveView.view.push.t") == 0          # another gate's film begins at its start


def test_a_gate_that_this_sample_hardly_passes(page: Page) -> None:
    """At a = 1.5 the root sends 0.25 % to the right."""
    show(page, noise=[1.5, 0.25], selected="R")
    open_film(page)
    assert "This sample hardly passes here" in said(page)
    page.locator("[data-path=L]").click()
    drawn(page)
    assert "hardly" not in said(page)


def test_keeping_the_gates_above(page: Page) -> None:
    """Root a, its left child a + b at z = (0.1, 0.3): free, the film's end is (-0.3, -0.1), where the root has turned; kept, the
    root stops at a logit of 0.04."""
    gates = ((1.0, 1.0, 0.0), (0.0, 1.0, 1.0))
    planes = routing.Planes(np.array(gates).T, np.zeros(3))
    z = np.array([0.1, 0.3])
    show(page, planted.tree_of(planted.GREYS, gates), noise=z.tolist(), selected="L")
    open_film(page)
    scrub(page, 2)
    assert page.evaluate("Array.from(host.liveView.view.sample.own)")[0] == pytest.approx(sigmoid(-0.3), abs=1e-5)
    assert "Gates that turn along with it: root" in said(page)
    page.get_by_label("keep the gates above").check()
    drawn(page)
    kept = routing.push_keeping_sides(planes, z, 1, -0.4)
    assert kept.delta == pytest.approx([-0.06, -0.74])
    own = page.evaluate("Array.from(host.liveView.view.sample.own)")
    assert own == pytest.approx([sigmoid(v) for v in planes.logits(z + kept.delta)], abs=1e-5)
    assert own[0] == pytest.approx(sigmoid(0.04), abs=1e-5)
    length = routing.push_keeping_sides(planes, z, 1).length
    assert f"A push of {length:.2f}" in said(page)
    assert "turn along with it: root" not in said(page)
    page.locator("[data-path='']").click()
    assert not page.get_by_label("keep the gates above").is_visible()       # there is none above the root


def test_the_film_follows_the_pad(page: Page) -> None:
    show(page)
    open_film(page)
    scrub(page, 1)
    drag(page, (1, 0.5))
    drawn(page)
    _, b = page.evaluate("host.liveView.pad")
    assert grey(page, "") == pytest.approx(root_grey(0, 0.25 + b), abs=1.5)      # still at the boundary of the moved sample


def test_play_runs_to_the_end_and_the_scrubber_stops_it(page: Page) -> None:
    show(page)
    open_film(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("host.liveView.view.push.t > 0.1")
    scrub(page, 0.5)
    page.wait_for_timeout(100)
    assert page.evaluate("host.liveView.view.push.t") == 0.5
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("host.liveView.view.push.t === 2")
    page.wait_for_function("host.querySelector('[data-key=play]').textContent === 'Play'")
    page.evaluate("cleanUp()")


def test_nothing_plays_by_itself_where_less_motion_is_asked_for(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page)
    open_film(page)
    assert not page.get_by_role("button", name="Play").is_visible()
    scrub(page, 1)
    assert grey(page, "") == pytest.approx(root_grey(0, 0.25), abs=1.5)


def test_a_leaf_and_a_forced_gate_have_no_push(page: Page) -> None:
    show(page, selected="LL")
    push = page.get_by_role("button", name="Push across this gate")
    assert push.is_disabled()
    page.locator("[data-path=L]").click()
    assert push.is_enabled()
    page.keyboard.press("l")
    assert push.is_disabled()
    assert push.get_attribute("title") == "Free this gate first"


@pytest.mark.parametrize("width", [390, 900, 1280])
def test_the_open_film_fits_and_covers_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    show(page, selected="L")
    open_film(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    film, root = page.locator(".film").bounding_box(), page.locator("[data-path=''] .picture").bounding_box()
    assert film is not None
    assert root is not None
    assert film["y"] + film["height"] <= root["y"]


# --- trees with a flaw ------------------------------------------------------------------------------------------------------


def test_a_gate_that_ignores_the_noise(page: Page) -> None:
    show(page, planted.tree_of(planted.GREYS, ((0, 0, 0), (0, planted.GAIN, planted.GAIN)), (0.5, 0, 0)))
    open_film(page)
    assert said(page) == "No push crosses this gate: it does not look at the noise."
    assert page.locator(".scrub").is_disabled()
    assert grey(page, "") > 0
    assert "NaN" not in page.evaluate("host.querySelector('.tree').innerText")


def test_a_gate_that_the_gates_above_shut_off(page: Page) -> None:
    """The child reads what the root reads: its boundary lies behind the root's."""
    show(page, planted.tree_of(planted.GREYS, ((1, 1, 0), (0, 0, 1)), (0, 2, 0)), noise=[1.0, 0.0], selected="L")
    open_film(page)
    page.get_by_label("keep the gates above").check()
    drawn(page)
    assert said(page) == "No push crosses this gate while the gates above keep their side."


def test_equal_leaves(page: Page) -> None:
    show(page, planted.tree_of((0.5, 0.5, -0.5, 0.5)), selected="L")
    open_film(page)
    assert "Both sides draw the same picture here" in said(page)
    page.locator("[data-path=R]").click()
    drawn(page)
    assert "Both sides" not in said(page)


# --- depth 6 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_sixty_four_leaves_stay_readable(page: Page, width: int) -> None:
    """The chosen path and its siblings are pictures with their numbers, down to the leaf; the rest are stubs or small."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    show(page, planted.deep_tree(6, side=28), 64, selected="LRLRLR")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for path in ("", "L", "LR", "LRL", "LRLR", "LRLRL", "LRLRLR", "LRLRLL", "R", "LL"):
        box = page.locator(f"[data-path='{path}'] .picture").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] >= 28
    assert page.locator(".title").inner_text() == "Leaf E22, L R L R L R"
    assert "22" in page.locator("[data-path=LRLRLR]").inner_text()
    page.locator("[data-path=LRLRLR]").focus()
    page.keyboard.press("ArrowUp")
    assert page.locator("[aria-selected=true]").get_attribute("data-path") == "LRLRL"
    open_film(page)
    assert "A push of" in said(page)
    page.get_by_label("keep the gates above").check()       # every second gate above reads the same number
    drawn(page)
    assert said(page) == "No push crosses this gate while the gates above keep their side."
    assert "NaN" not in page.evaluate("host.querySelector('.tree').innerText")

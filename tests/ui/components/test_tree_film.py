"""The push as a film, the dial, one class, a gate without a tree, and trees that are deep or degenerate: planted programs."""

from __future__ import annotations

import base64
import io
from math import exp, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from mixgan.analysis import routing
from mixgan.ui.components import tree
from tests.ui.components import planted
from tests.ui.components.harness import drag, open_component, pixel, sent, settle
from tests.ui.components.reference import moved_along

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CONTROL = [[1.0, 2.0], [0.0, -1.0], [-3.0, 0.1], [1.0, 1.0]]
GATES = np.array([[planted.GAIN, 0], [0, planted.GAIN], [0, planted.GAIN]])


def sigmoid(v: float) -> float:
    return 1 / (1 + exp(-v))


def show(page: Page, program: bytes | None = None, K: int = 4, **more: Any) -> None:
    view = {"control": CONTROL, "noise": [0.5, 0.25], "selected": "", **more}
    open_component(page, tree, program or planted.tree(), planted.view_of(K, **view))
    settle(page)


def open_film(page: Page) -> None:
    page.get_by_role("button", name="Push across this gate").click()
    drawn(page)


def drawn(page: Page) -> None:
    settle(page)
    page.wait_for_function("host.liveView.view.film.pending.length === 0")


def scrub(page: Page, t: float) -> None:
    page.evaluate("t => { const r = host.querySelector('.scrub'); r.value = t; r.dispatchEvent(new Event('input')); }", t)
    drawn(page)


def grey(page: Page, path: str) -> int:
    return pixel(page, f"[data-path='{path}'] .picture")[0]


def root_grey(a: float, b: float) -> float:
    """As in test_tree: leaves from black to white, both lower gates sigmoid(GAIN b)."""
    left, lower = sigmoid(planted.GAIN * a), sigmoid(planted.GAIN * b)
    g = planted.GREYS
    value = left * (lower * g[0] + (1 - lower) * g[1]) + (1 - left) * (lower * g[2] + (1 - lower) * g[3])
    return 127.5 * (value + 1)


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


def strip(rows: list[list[int]]) -> str:
    """4 x 4 pictures of one grey level each, without loss."""
    sheet = np.array(rows, np.uint8).repeat(4, 0).repeat(4, 1)
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "WEBP", lossless=True)
    return base64.b64encode(out.getvalue()).decode()


def test_a_leaf_that_nothing_reaches(page: Page) -> None:
    """Mass 0: an empty frame in every mode, a sentence, and no number that is not one."""
    show(page, mass=[1, 1, 0, 0.5, 0.5, 0, 0], means=strip([[9] * 7]), typical=strip([[9] * 7]), selected="R", noise=[9.0, 0.0])
    page.wait_for_function("host.liveView.view.pictures.stored.means && host.liveView.view.pictures.stored.typical")
    settle(page)
    assert pixel(page, "[data-path=R] .picture")[3] == 0
    assert "no sample passes here" in page.locator(".facts").inner_text()
    page.get_by_role("radio", name="Average").click()
    settle(page)
    assert pixel(page, "[data-path=R] .picture")[3] == 0
    assert grey(page, "L") == 9
    assert "so there is no mean" in page.locator(".facts").inner_text()


# --- dial and classes ---------------------------------------------------------------------------------------------------------


def test_the_dial_sharpens_the_gates_for_display_only(page: Page) -> None:
    show(page)
    dial = page.locator("[data-key=dial]")
    for position, temperature in ((0.5, 0.5), (0.75, 0.25)):
        dial.evaluate("(r, v) => { r.value = v; r.dispatchEvent(new Event('input')); }", position)
        settle(page)
        own = page.evaluate("Array.from(host.liveView.view.sample.own)")
        assert own == pytest.approx([sigmoid(2 / temperature), sigmoid(1 / temperature), sigmoid(1 / temperature)], abs=1e-5)
        assert f"temperature {temperature:.2f}" in page.locator(".dial").inner_text()
    dial.evaluate("r => { r.value = 1; r.dispatchEvent(new Event('input')); }")
    settle(page)
    assert page.evaluate("Array.from(host.liveView.view.sample.own)") == [1, 1, 1]
    assert grey(page, "") == 0                                      # leaf 1 alone, which is black
    assert page.locator(".dial").inner_text().split("\n") == ["gates: hard", "display only: not trained like this"]
    assert sent(page) == []


CLASSES = {"names": ["cat", "dog"], "n": 10, "means": strip([[10, 20, 30, 40, 50, 60, 70], [110, 120, 130, 140, 150, 160, 170]]),
           "counts": [[8, 2], [6, 0], [2, 2], [6, 0], [0, 0], [1, 1], [1, 1]]}


def test_one_class_at_every_node(page: Page) -> None:
    show(page, means=strip([[1] * 7]), classes=CLASSES, selected="L", pool=[[2, 2], [2, 2], [-2, 2]], pool_class=[0, 1, 0])
    page.wait_for_function("host.liveView.view.pictures.stored.classes")
    page.get_by_role("radio", name="One class").click()
    settle(page)
    assert [grey(page, path) for path in ("", "L", "R", "LL")] == [10, 20, 30, 40]
    assert pixel(page, "[data-path=LR] .picture")[3] == 0           # nothing of this class ends there
    assert page.locator(".node .share").all_inner_texts() == ["100 %", "75 %", "25 %", "75 %", "0 %", "13 %", "13 %"]
    assert "6 of 8 read as cat end here" in page.locator(".facts").inner_text()
    assert page.locator(".below .caption").inner_text() == "1 sample read as cat that ends here"
    page.locator("select.chooser").select_option("dog")
    settle(page)
    assert [grey(page, path) for path in ("", "R", "RR")] == [110, 130, 170]
    assert page.locator(".node .share").all_inner_texts()[:3] == ["100 %", "0 %", "100 %"]
    assert "none of 2 read as dog ends here" in page.locator(".facts").inner_text()
    assert page.locator("[data-path=R]").get_attribute("aria-label") == "node R, 2 of 2 read as dog end here"


def test_a_class_that_nobody_draws(page: Page) -> None:
    show(page, means=strip([[1] * 7]), classes={**CLASSES, "counts": [[0, 2]] * 7})
    page.wait_for_function("host.liveView.view.pictures.stored.classes")
    page.get_by_role("radio", name="One class").click()
    settle(page)
    assert pixel(page, "[data-path=''] .picture")[3] == 0
    assert "none of 10 samples is read as cat" in page.locator(".facts").inner_text()
    assert "NaN" not in page.evaluate("host.querySelector('.tree').innerText")


# --- a gate without a tree ----------------------------------------------------------------------------------------------------


def test_a_flat_gate_is_one_root_and_its_experts(page: Page) -> None:
    """exp(4 a) against three times 1, at a = 0.5."""
    show(page, planted.flat_gate(), selected="1", mass=[1, 0.4, 0.3, 0.2, 0.1])
    weights = np.array([exp(2), 1, 1, 1]) / (exp(2) + 3)
    assert page.locator(".node").count() == 5
    assert page.locator(".gate").all_inner_texts() == [f"{w:.2f}" for w in weights]
    greys = 127.5 * (np.linspace(-1, 1, 4) + 1)
    assert grey(page, "") == pytest.approx(weights @ greys, abs=1.5)
    assert [grey(page, str(k + 1)) for k in range(4)] == pytest.approx(greys.tolist(), abs=1)
    assert page.locator(".title").inner_text() == "Leaf E1"
    assert not page.get_by_role("button", name="Push across this gate").is_visible()
    page.locator("[data-path='1']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    settle(page)
    assert grey(page, "") == pytest.approx(greys[1], abs=1)
    page.locator(".hit").nth(3).dispatch_event("click")
    settle(page)
    assert grey(page, "") == 255
    page.keyboard.press("u")
    page.keyboard.press("ArrowUp")
    assert sent(page) == [["node", "2"], ["override", {"": "2"}], ["override", {"": "4"}], ["override", {}], ["node", ""]]


def test_where_one_expert_is_drawn_the_root_is_its_picture(page: Page) -> None:
    """Logits 3, 2, 1, 0: the Gumbel numbers decide; what the gate says stands at the branches."""
    show(page, planted.hard_experts(), draws={"noise": [[0, 0], [0, 0]], "chance": [[0, 0, 0, 0], [0, 0, 0, 9]]})
    said = np.exp([3, 2, 1, 0]) / np.exp([3, 2, 1, 0]).sum()
    assert page.locator(".gate").all_inner_texts() == [f"{p:.2f}" for p in said]
    assert grey(page, "") == 0
    page.locator("[data-path='']").focus()
    page.keyboard.press("Space")
    settle(page)
    assert grey(page, "") == 255


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("K", [3, 10, 32])
def test_flat_experts_stay_apart_and_inside(page: Page, K: int, width: int) -> None:
    page.emulate_media(reduced_motion="reduce")                     # where they stand, not where they are on the way
    page.set_viewport_size({"width": width, "height": 800})
    show(page, planted.flat_gate(K), K)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [page.locator(f"[data-path='{k + 1}'] .picture").bounding_box() for k in range(K)]
    for i, a in enumerate(boxes):
        assert a is not None
        assert a["x"] >= 0
        assert a["x"] + a["width"] <= width
        for b in boxes[:i]:
            assert b is not None
            beside, below = abs(a["x"] - b["x"]), abs(a["y"] - b["y"])
            assert beside >= a["width"] + 3 or below >= a["height"] + 20


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

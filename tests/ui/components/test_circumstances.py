"""Every component where things are not as usual: a finger, 200 % zoom, less motion, no WebAssembly, a slow processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mixgan.analysis import filmstrip
from mixgan.ui.components import covariance, experts, mix, strip, tree
from mixgan.ui.components import map as map_part
from tests.ui.components import planted, test_strip
from tests.ui.components.harness import mount, mount_packet, open_component, prepare, sent, settle
from tests.ui.test_map_packet import LOOK, a_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NOISES = [[0.4, 0.1], [-1.0, 0.3], [1.0, -0.5], [0.2, 0.9]]
CHANCE = [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 3]]


def show_tree(page: Page) -> None:
    view = planted.view_of(
        4, mass=[1, 0.6, 0.4, 0.5, 0.1, 0.01, 0.39], control=[[1.0, 2.0]], axes=["right at the root", "right at L"],
        draws={"noise": NOISES}, pool=NOISES, names=["mostly sandals, bags and boots"] * 7)
    open_component(page, tree, planted.tree(), view)


def show_experts(page: Page) -> None:
    orders = [["number", "number", "", [0, 1, 2, 3]], ["share", "share", "", [2, 0, 3, 1]]]
    draws = {"noise": NOISES, "chance": CHANCE}
    view = planted.view_of(4, draws=draws, shares=[0.5, 0.3, 0.15, 0.05], purity=[0.9] * 4, orders=orders)
    open_component(page, experts, planted.hard_experts(), view)


def show_covariance(page: Page) -> None:
    curve = [{"spread": s, "precision": [0.9 - 0.1 * s, 0.02], "recall": [0.2 * s, 0.02]} for s in (0.0, 1.0, 2.0, 2.875)]
    plane = {"means": [[-3, 1], [3, 1], [0, -2]], "ellipses": [[2, 1, 0], [1, 1, 0], [1, 0.5, 1.57]],
             "offsets": [[[1.5, 0.5], [-1, 0]]] * 3, "explained": 0.34}
    view = planted.view_of(3, draws={"noise": [[0.5] * planted.PIXELS, [-1.0] * planted.PIXELS]}, curve=curve, plane=plane)
    open_component(page, covariance, planted.components(), view)


def show_mix(page: Page) -> None:
    view = planted.view_of(4, draws={"noise": NOISES, "chance": CHANCE}, parts=[10] * 4, levels=[8] * 4)
    open_component(page, mix, planted.hard_experts((0.5, 0.0, 0.0, 0.0), gain=0), view)


def show_strip(page: Page) -> None:
    prepare(page, strip)
    sheets = filmstrip.sheets(test_strip.film())
    rows = [{"cells": [0, 1], "name": "the mixture", "short": "mix"},
            {"cells": [2, 3, 4], "name": "leaf E1", "short": "1", "mark": 0, "pick": 0}]
    choosers = [{"name": "off", "label": "switched off", "options": [[k, str(k + 1), ""] for k in range(8)], "chosen": [1],
                 "multi": True}]
    view = test_strip.view(rows=rows, picks="expert", choosers=choosers, stepper={"name": "draw", "n": 32},
                           makers=[[0, 1, 2, 0, 1]] * test_strip.F)
    mount(page, b"", {**view, "sheets": [[sheet.n, sheet.columns] for sheet in sheets]}, [sheet.webp for sheet in sheets])
    page.wait_for_function("host.liveView.view.cells.ready")


def show_map(page: Page) -> None:
    prepare(page, map_part)
    mount_packet(page, map_part.map_packet(a_map(), LOOK))
    page.wait_for_function("host.mapView.thumbs.sheet && host.querySelector('canvas.over').clientWidth > 100")


PARTS: dict[str, Callable[[Page], None]] = {
    "tree": show_tree, "experts": show_experts, "covariance": show_covariance, "mix": show_mix, "strip": show_strip,
    "map": show_map}
LIVE = ("tree", "experts", "covariance", "mix")
# what the hand takes hold of, and the way it goes, in shares of its box
HAND = {"tree": (".pad", [(0.5, 0.5), (0.8, 0.3)]), "experts": (".pad", [(0.5, 0.5), (0.1, 0.4)]),
        "covariance": ("[data-key=level-all]", [(0.35, 0.5), (0.85, 0.5)]),
        "mix": ("[data-key=part-0]", [(0.5, 0.5), (0.04, 0.5)]),
        "strip": ("[data-key=frame]", [(0.35, 0.5), (0.85, 0.5)]),
        "map": ("canvas.over", [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)])}
SENDS = {"tree": "pad", "experts": "pad", "covariance": "level", "mix": "mix", "strip": "level", "map": "selection"}
INK = """Array.from(host.querySelectorAll("canvas.picture, canvas.over"), (canvas) => {
  const data = canvas.width && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return data ? data.reduce((sum, value) => (sum * 31 + value) % 4294967291, 7) : 0;
}).join()"""


def drawn(page: Page, name: str) -> str:
    """The pixels, once all is drawn."""
    if name != "map":
        settle(page)
    return str(page.evaluate(INK))


def places(page: Page, name: str) -> list[tuple[float, float]]:
    selector, way = HAND[name]
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in way]


def drag(page: Page, name: str) -> tuple[str, str]:
    """Before, and with the hand still down at the end of its way."""
    before = drawn(page, name)
    start, *way = places(page, name)
    page.mouse.move(*start)
    page.mouse.down()
    for place in way:
        page.mouse.move(*place, steps=4)
    return before, drawn(page, name)


# --- a finger ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def touched(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.mark.parametrize("name", PARTS)
def test_a_finger_moves_it(name: str, touched: Page) -> None:
    """Touch events as the screen makes them, so that scrolling would take the finger away where it may."""
    PARTS[name](touched)
    touched.evaluate("() => { window.kinds = new Set(); host.addEventListener('pointerdown', (e) => kinds.add(e.pointerType)); }")
    screen = touched.context.new_cdp_session(touched)
    before = drawn(touched, name)
    touched.locator(HAND[name][0]).first.scroll_into_view_if_needed()
    points = places(touched, name)
    screen.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": points[0][0], "y": points[0][1]}]})
    for a, b in pairwise(points):
        for share in np.linspace(0.1, 1, 8):
            x, y = ((1 - share) * np.array(a) + share * np.array(b)).tolist()
            screen.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    assert drawn(touched, name) != before
    assert sent(touched) == []
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touched.wait_for_function("sent.length > 0")
    assert sent(touched)[0][0] == SENDS[name]
    assert touched.evaluate("[...kinds]") == ["touch"]


# --- 200 % -------------------------------------------------------------------------------------------------------------

# visible things that are meant to be read or held: none lies on another, none is cut off by the window or by its own box
FAULTS = """() => {
  const inside = (a, b) => a.contains(b) || b.contains(a);
  const things = "button, input:not(.unseen), select, .picture, .caption, .name, .share, .value, .title, .facts, .note";
  const named = (e) => `${e.className || e.tagName} ${e.textContent}`;
  const held = (e) => !e.closest("[inert], .unseen") && getComputedStyle(e).pointerEvents !== "none" && e.type !== "radio";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.clientWidth > 1 && held(e);
  const seen = [...host.querySelectorAll(things)].filter(shown);
  const faults = [];
  for (const [i, a] of seen.entries()) {
    const p = a.getBoundingClientRect();
    if (p.left < -1 || p.right > innerWidth + 1) faults.push(`${named(a)} leaves the window`);
    if (a.tagName === "BUTTON" && a.scrollWidth > a.clientWidth + 2) faults.push(`${named(a)} is cut off`);
    for (const b of seen.slice(i + 1)) {
      const q = b.getBoundingClientRect();
      const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (w > 2 && h > 2 && !inside(a, b)) faults.push(`${named(a)} lies on ${named(b)}`);
    }
  }
  return faults;
}"""


@pytest.fixture
def zoomed(browser: Browser) -> Iterator[Page]:
    """A window of 1280 x 760 at 200 %: half of the places, each of twice the pixels."""
    page = browser.new_page(viewport={"width": 640, "height": 380}, device_scale_factor=2, reduced_motion="reduce")
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.mark.parametrize("name", PARTS)
def test_nothing_overlaps_or_is_cut_off_at_200_per_cent(name: str, zoomed: Page) -> None:
    PARTS[name](zoomed)
    drawn(zoomed, name)
    assert zoomed.evaluate("document.documentElement.scrollWidth") <= 640
    assert zoomed.evaluate(FAULTS) == []


def test_an_overlap_would_be_found(zoomed: Page) -> None:
    show_mix(zoomed)
    zoomed.evaluate("host.querySelectorAll('.row .value')[0].style.marginLeft = '-60px'")
    zoomed.evaluate("host.querySelectorAll('.row:not(.head) .value')[0].style.marginLeft = '-60px'")
    assert zoomed.evaluate(FAULTS) != []


# --- less motion -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARTS)
def test_nothing_moves_by_itself(name: str, page: Page) -> None:
    """Where less motion is asked for nothing is animated, also after the hand; and no frame is drawn that nobody asked for."""
    page.emulate_media(reduced_motion="reduce")
    PARTS[name](page)
    drag(page, name)
    page.mouse.up()
    at_rest = drawn(page, name)
    # the watcher of the theme is the one transition that nobody sees
    running = "host.getAnimations().filter((a) => !a.effect.target.matches('.theme-watcher')).length"
    assert page.evaluate(running) == 0
    frames = page.evaluate("""() => new Promise((done) => {
      const drawn = () => host.liveView?.frames.length ?? 0;
      const before = drawn();
      let left = 20;
      const wait = () => (left-- ? requestAnimationFrame(wait) : done(drawn() - before));
      wait();
    })""")
    assert frames == 0
    assert page.evaluate(INK) == at_rest


def test_the_film_of_a_push_waits_for_the_hand(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    show_tree(page)
    page.get_by_role("button", name="Push across this gate").click()
    settle(page)
    page.evaluate("() => new Promise((done) => { let n = 20; const f = () => (n-- ? requestAnimationFrame(f) : done()); f(); })")
    assert page.evaluate("[host.liveView.view.push.t, host.liveView.view.film.handle]") == [0, 0]
    assert not page.get_by_role("button", name="Play").is_visible()


# --- another browser, another machine ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LIVE)
def test_without_webassembly_the_plain_product_draws_the_same(name: str, page: Page) -> None:
    PARTS[name](page)
    usual = drag(page, name)
    assert page.evaluate("host.liveView.model.kernel.constructor.name") == "SimdKernel"
    page.mouse.up()
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto("about:blank")
    PARTS[name](page)
    assert page.evaluate("host.liveView.model.kernel.constructor.name") == "PlainKernel"
    plain = drag(page, name)
    assert plain[0] != plain[1]
    assert plain == usual
    page.mouse.up()


@pytest.mark.parametrize("name", LIVE)
def test_four_times_slower_the_pictures_still_follow(name: str, page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    PARTS[name](page)
    before, held = drag(page, name)
    assert held != before
    assert sent(page) == []
    page.mouse.up()
    page.wait_for_function("sent.length > 0")

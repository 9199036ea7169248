"""What the hand does in a page: pictures follow without a request or a socket frame, and the link follows when it rests."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Watched, write_home
from tests.browser.serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

# a fingerprint of every canvas below an element, taken in the page: cheaper than a screenshot, and it misses nothing
INK = """root => Array.from(root.querySelectorAll("canvas"), canvas => {
  if (!canvas.width || !canvas.height) return 0;
  const data = canvas.getContext("2d", {willReadFrequently: true}).getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum = (sum * 31 + data[i]) % 4294967291;
  return sum;
}).join()"""

# what Streamlit and the browser say of a server that is gone
LOST = ("WebSocket", "disconnected from server", "ERR_CONNECTION", "Failed to fetch", "reaching server endpoint",
        "Is Streamlit still running?")


def ink(element: Locator) -> str:
    return element.evaluate(INK)


def drag(page: Page, thing: Locator, path: list[tuple[float, float]], look: Callable[[], str] | None = None) -> set[str]:
    """Press on the first place of `path` (shares of the box) and move along it; what `look` saw on the way.

    After each move until `look` sees something else: a busy machine may need many frames for that, an idle one needs one.
    """
    box = thing.bounding_box()
    assert box is not None
    places = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in path]
    page.mouse.move(*places[0])
    page.mouse.down()
    seen: set[str] = set()
    before = look() if look else ""
    for place in places[1:]:
        page.mouse.move(*place)
        next_frame(page)
        if look:
            before = changed(page, look, before)
            seen.add(before)
    return seen


def next_frame(page: Page) -> None:
    """Until the page has drawn once more: what was asked for before is then on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def changed(page: Page, look: Callable[[], str], before: str) -> str:
    """What `look` sees once it is not what it was; the old view where nothing changes in 120 frames."""
    for _ in range(120):
        now = look()
        if now != before:
            return now
        next_frame(page)
    return before


def linked(page: Page, *parts: str) -> None:
    """Wait until the address holds all `parts`; it is written a moment after the page."""
    page.wait_for_function("parts => parts.every(part => location.href.includes(part))", arg=list(parts))


def test_the_pad_moves_every_picture_without_the_server(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Tree?model=hmog-tiny&node=root", "At the root")
    tree = page.locator(".live.tree")
    tree.locator(".pad").wait_for()
    seen.settle()
    for turn in range(3):                           # the second and third drag are the ones that used to break
        seen.forget()
        path = [(0.5 + 0.4 * math.cos(a / 3 + turn), 0.5 + 0.4 * math.sin(a / 3 + turn)) for a in range(8)]
        inks = drag(page, tree.locator(".pad"), path, lambda: ink(tree.locator(".stage")))
        assert len(inks) >= 6
        assert (seen.requests, seen.frames) == ([], [])
        page.mouse.up()
        seen.settle()
        assert 1 <= len(seen.frames) <= 2           # one message says where the pad rests


def test_the_tree_is_walked_by_keyboard_and_the_link_follows(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Tree?model=hmog-tiny&node=root", "At the root")
    page.locator('[role="treeitem"][data-path=""]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.get_by_text("At RL").first.wait_for()
    assert page.locator('[role="treeitem"][aria-selected="true"]').get_attribute("data-path") == "RL"
    linked(page, "node=RL")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.dataset.path") == "RL"     # focus outlives the rerun
    page.reload()
    page.get_by_text("At RL").first.wait_for()


def test_the_spread_is_dragged_without_the_server(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Covariance?model=gmgan-tiny", "as wide as it was trained")
    view = page.locator(".live.covariance")
    slider = view.locator('input[type="range"]').first
    slider.wait_for()
    seen.settle()
    seen.forget()
    inks = drag(page, slider, [(0.35 + i / 12, 0.5) for i in range(7)], lambda: ink(view.locator(".rows")))
    assert len(inks) >= 5
    assert (seen.requests, seen.frames) == ([], [])
    page.mouse.up()
    page.get_by_text("wider than trained").first.wait_for()
    linked(page, "level=")
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowLeft")
    assert int(slider.input_value()) == int(before) - 1


@pytest.mark.parametrize("how", ["no WebAssembly", "four times slower"])
@pytest.mark.parametrize(("link", "words", "hand", "pictures"), [
    ("Tree?model=hmog-tiny&node=root", "At the root", ".pad", ".stage"),
    ("Covariance?model=gmgan-tiny", "as wide as it was trained", "input[type=range]", ".rows")])
def test_another_browser_or_a_slow_one_still_follows_the_hand(
    how: str, link: str, words: str, hand: str, pictures: str, warm: str, watch: Callable[..., Watched]
) -> None:
    seen = watch(warm)
    if how == "no WebAssembly":
        seen.page.add_init_script("delete globalThis.WebAssembly")
    page = seen.open(link, words)
    assert page.evaluate("typeof WebAssembly") == ("undefined" if how == "no WebAssembly" else "object")
    view = page.locator(".live")
    seen.settle()
    if how == "four times slower":                  # from now on: what is slow is the drag
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    seen.forget()
    inks = drag(page, view.locator(hand).first, [(0.35 + i / 12, 0.5) for i in range(4)], lambda: ink(view.locator(pictures)))
    assert len(inks) == 3
    assert (seen.requests, seen.frames) == ([], [])
    page.mouse.up()


def test_a_key_switches_an_expert_off_and_the_others_take_over(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Experts?model=megan-tiny", "three hands")
    view = page.locator(".live.experts")
    view.locator(".matrix canvas").first.wait_for()
    seen.settle()
    before = ink(view)
    maker = view.locator(".maker").first.inner_text()                # who drew the first sample: the one to miss
    view.locator("button").first.focus()
    page.keyboard.press(maker.removeprefix("E"))
    page.get_by_text(f"Without expert {maker}").first.wait_for()
    assert ink(view) != before
    assert view.locator(".maker").first.inner_text() != maker
    linked(page, f"off={maker.removeprefix('E')}")


def test_the_map_answers_to_hover_click_lasso_and_keys(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Map?model=gmgan-tiny", "5,000 samples")
    over = page.locator(".map canvas.over")
    over.wait_for()
    seen.settle()
    seen.forget()
    tip = page.locator(".map .tip")
    box = over.bounding_box()
    assert box is not None
    shown = False
    for i in range(24):                             # along a line through the middle there is a point sooner or later
        page.mouse.move(box["x"] + box["width"] * (0.3 + i / 60), box["y"] + box["height"] / 2)
        next_frame(page)
        shown = shown or tip.is_visible()
        if shown:
            break
    assert shown
    assert "component" in tip.inner_text()
    assert ink(tip) != "0"
    assert (seen.requests, seen.frames) == ([], [])
    page.mouse.down()
    page.mouse.up()
    page.locator(".map .card.on").wait_for()

    seen.settle()
    seen.forget()
    circle = [(0.5 + 0.2 * math.cos(a / 4), 0.5 + 0.3 * math.sin(a / 4)) for a in range(26)]
    drag(page, over, circle)
    assert (seen.requests, seen.frames) == ([], [])
    page.mouse.up()
    counted = page.locator(".map .legendhead strong").inner_text()
    assert counted.endswith("selected")
    page.get_by_role("heading", name="selected samples").wait_for()
    assert page.get_by_role("heading", name="selected samples").inner_text().split()[0] == counted.split()[0]
    assert max(seen.frames) < 2048                  # a bit set, not a list of points

    seen.settle()
    page.get_by_role("button", name="Sample 64 anew").wait_for()
    seen.forget()
    page.get_by_role("button", name="Sample 64 anew").click()
    page.get_by_text("placed the same way").wait_for()
    over.hover()
    page.mouse.wheel(0, -400)
    next_frame(page)
    page.get_by_role("button", name="The whole map").click()
    assert (seen.requests, seen.frames) == ([], []) # drawn, placed and moved in the page

    over.focus()
    page.keyboard.press("ArrowRight")
    tip.wait_for()
    page.get_by_text("Class", exact=True).first.click()
    linked(page, "by=class")
    page.locator(".map select").select_option("expert:1")
    page.locator(".map .legendhead strong", has_text="selected").wait_for()


def test_home_tells_the_story_of_a_picture_by_keyboard(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("?model=hmog-tiny", "Many small generators")
    tiles = page.locator(".sheet .tile")
    tiles.first.wait_for()
    seen.settle()                                                   # drawn anew while it starts, a sheet loses the focus
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.locator('.sheet .tile[aria-selected="true"]').get_attribute("aria-label")
    assert chosen is not None
    number = chosen.split(":")[0].split()[1]
    page.get_by_text(f"Sample {number}", exact=True).first.wait_for()
    linked(page, f"sample={number}")
    page.get_by_role("link", name="Walk the gates").first.click()
    page.get_by_role("treeitem").first.wait_for()
    linked(page, f"z={number}", "model=hmog-tiny")


def test_model_and_seed_follow_from_page_to_page(warm: str, watch: Callable[..., Watched]) -> None:
    seen = watch(warm)
    page = seen.open("Experts?model=megan-tiny&seed=7", "three hands")
    pages = (("Covariance", "as wide as it was trained"), ("Tree", "The gate sent this noise"), ("Map", "5,000 samples"))
    for name, text in pages:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
        page.get_by_text(text).first.wait_for()
        linked(page, f"/{name}", "model=megan-tiny", "seed=7")
    # a stored file would be gone once the next run has replaced it, and a tab that is late would ask for it
    page.wait_for_function("[...document.querySelectorAll('link[rel~=icon]')].every(icon => icon.href.startsWith('data:'))")
    assert not [url for url in seen.requests if url.startswith(f"{seen.address}/media/")]


def test_what_is_in_the_page_works_without_the_server(watch: Callable[..., Watched], tmp_path: Path) -> None:
    write_home(tmp_path)
    with serve(tmp_path) as address:
        seen = watch(address)
        page = seen.open("Tree?model=hmog-tiny&node=root", "At the root")
        tree = page.locator(".live.tree")
        tree.locator(".pad").wait_for()
        seen.settle()
    page.get_by_role("dialog").wait_for()           # Streamlit says over the page that its server is gone
    page.keyboard.press("Escape")
    tree.locator(".pad").hover()                    # waits until nothing lies over it
    inks = drag(page, tree.locator(".pad"), [(0.5, 0.5), (0.6, 0.4), (0.8, 0.3), (0.9, 0.9)], lambda: ink(tree.locator(".stage")))
    page.mouse.up()
    assert len(inks) == 3
    next_frame(page)                                # what the hand sends now finds nobody, and breaks nothing
    seen.page.close()                               # it would complain as long as it lives, rightly, but of nothing else
    assert all(any(word in complaint for word in LOST) for complaint in seen.complaints), seen.complaints
    seen.complaints.clear()

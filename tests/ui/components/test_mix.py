"""A mixture under the hand: four grey experts, so that the maker of every sample is known."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from mixgan.ui.components import mix
from tests.ui.components import planted
from tests.ui.components.harness import mount, open_component, pixel, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LOGITS = (0.5, 0.0, 0.0, 0.0)
CHANCE = [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 3]]


def show(page: Page, **more: Any) -> None:
    view = planted.view_of(4, draws={"noise": [[0, 0]] * 4, "chance": CHANCE}, parts=[10] * 4, levels=[8] * 4)
    open_component(page, mix, planted.hard_experts(LOGITS, gain=0), {**view, **more})
    settle(page)


def makers(page: Page) -> list[int]:
    return [int(text.removeprefix("E")) for text in page.locator(".maker").all_inner_texts()]


def greys(page: Page) -> list[int]:
    return [pixel(page, f".cell:nth-child({j + 1}) canvas")[0] for j in range(4)]


def grey_of(k: int) -> Any:
    return pytest.approx(127.5 * (planted.GREYS[k] + 1), abs=1)


def turn(page: Page, key: str, value: int, done: bool = True) -> None:
    page.evaluate("""([key, value, done]) => {
      const input = host.querySelector(`[data-key=${key}]`);
      input.focus();
      input.value = value;
      input.dispatchEvent(new Event("input"));
      if (done) input.dispatchEvent(new Event("change"));
    }""", [key, value, done])
    settle(page)


def test_equal_parts_are_the_model(page: Page) -> None:
    show(page)
    assert makers(page) == [1, 2, 3, 4]                             # argmax(logits + chance)
    assert greys(page) == [grey_of(k) for k in range(4)]
    assert page.locator(".row:not(.head) .value").all_inner_texts() == ["25 %", "\u00d7 1.00"] * 4
    assert not page.get_by_text("Back to the model's own mixture").is_visible()


def test_a_name_is_seen_whole_or_not_at_all(page: Page) -> None:
    show(page)
    for width, seen in ((60, True), (9, False)):
        page.evaluate("""width => {
          for (const one of host.querySelectorAll(".stripe")) one.style.cssText += `flex: none; width: ${width}px`;
        }""", width)
        below = page.evaluate("""() => {
          const stripe = host.querySelector(".stripe"), range = document.createRange();
          range.selectNodeContents(stripe);
          return range.getBoundingClientRect().top - stripe.getBoundingClientRect().top - stripe.clientHeight;
        }""")
        assert (below < 0) is seen, width


def test_a_share_multiplies_the_odds_while_the_thumb_still_moves(page: Page) -> None:
    show(page)
    turn(page, "part-0", 20, done=False)
    # log(2) more for the first: 1.19 beats 1 of the second sample's chance, and no other
    assert makers(page) == [1, 1, 3, 4]
    assert sent(page) == []
    turn(page, "part-0", 20)
    assert sent(page) == [["mix", {"parts": [20, 10, 10, 10], "levels": [8, 8, 8, 8]}]]
    assert page.locator(".value").first.inner_text() == "40 %"


def test_of_a_gate_the_odds_are_said_not_a_share_that_it_does_not_draw(page: Page) -> None:
    show(page, parts=[20, 10, 10, 10], odds=True)
    assert page.locator(".row.head").inner_text().split() == ["odds", "spread"]
    assert page.locator(".value").first.inner_text() == "\u00d7 1.60"
    page.get_by_text("Equal odds").click()
    settle(page)
    assert page.locator(".line").inner_text() == "Equal odds."
    assert page.locator(".value").first.inner_text() == "\u00d7 1.00"


def test_only_one_and_equal_again(page: Page) -> None:
    show(page, parts=[20, 10, 5, 0])
    page.locator("[data-key=only-2]").click()
    settle(page)
    assert makers(page) == [3, 3, 3, 3]
    assert page.locator(".line").inner_text() == "Only leaf E3."
    page.get_by_text("Equal shares").click()
    settle(page)
    assert makers(page) == [1, 2, 3, 4]
    assert [parts for _, mix in sent(page) for parts in [mix["parts"]]] == [[0, 0, 10, 0], [10] * 4]
    assert not page.get_by_text("Equal shares", exact=True).is_visible()


def test_no_share_hands_over(page: Page) -> None:
    show(page, parts=[10, 10, 10, 0])
    assert makers(page) == [1, 2, 3, 1]
    assert page.locator(".row.none").count() == 1
    page.get_by_text("Back to the model's own mixture").click()
    settle(page)
    assert makers(page) == [1, 2, 3, 4]
    assert sent(page)[-1] == ["mix", {"parts": [10] * 4, "levels": [8] * 4}]


def test_the_last_share_stays(page: Page) -> None:
    show(page, parts=[0, 0, 3, 0])
    turn(page, "part-2", 0)
    assert page.locator(".line").inner_text() == "At least one leaf is kept."
    assert makers(page) == [3, 3, 3, 3]


def test_a_spread_is_that_of_the_program(page: Page) -> None:
    """Three Gaussians in the picture itself: mean + spread x 0.25 x noise."""
    noise = [[1.0] * planted.PIXELS]
    open_component(page, mix, planted.components(), planted.view_of(
        3, draws={"noise": noise, "chance": [[0, 0, 9]]}, parts=[10] * 3, levels=[8] * 3))
    settle(page)
    for level in (8, 0, 16):
        turn(page, "level-2", level)
        expected = 127.5 * (0.5 + 0.25 * level / 8 + 1)
        assert pixel(page, ".cell:nth-child(1) canvas")[0] == pytest.approx(min(255, expected), abs=1.5)


def test_the_whole_is_what_was_used(page: Page) -> None:
    show(page, parts=[10, 0, 0, 10])
    widths = page.evaluate("[...host.querySelectorAll('.stripe')].map((s) => Number(s.style.flexGrow))")
    assert widths == [0.75, 0, 0, 0.25]


def test_a_model_too_large_for_the_page_is_drawn_by_the_server(page: Page) -> None:
    """Makers follow the thumb by the logits; pictures are the server's, pale until those of this mixture have come."""
    sheet = np.repeat(np.array([50, 100, 150, 200], np.uint8), 4)[None].repeat(4, 0)
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "WEBP", lossless=True)
    header = {"id": "large", "n_experts": 4, "shape": [1, 4, 4], "chooses": True}
    view = planted.view_of(
        4, draws={"noise": [[0, 0]] * 4, "chance": CHANCE}, parts=[10] * 4, levels=[8] * 4, header=header, logits=[LOGITS] * 4,
        pictures=base64.b64encode(out.getvalue()).decode(), columns=4, drawn={"parts": [10] * 4, "levels": [8] * 4})
    open_component(page, mix, b"", view)
    page.wait_for_function("host.liveView.view.stored")
    settle(page)
    assert greys(page) == [50, 100, 150, 200]
    assert makers(page) == [1, 2, 3, 4]
    assert page.locator(".waiting").count() == 0
    turn(page, "part-0", 20)
    assert makers(page) == [1, 1, 3, 4]
    assert page.locator(".waiting").count() == 1
    mount(page, b"", {**view, "drawn": {"parts": [20, 10, 10, 10], "levels": [8] * 4}})
    settle(page)
    assert page.locator(".waiting").count() == 0
    assert page.locator("[data-key=part-0]").input_value() == "20"

"""Who drew which stroke: planted pictures whose experts are known pixel by pixel, and the same leave-one-out in NumPy."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mixgan.families.program import ProgramBuilder
from mixgan.ui.components import experts, tree
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted
from tests.ui.components.harness import open_component, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

PURE = (*ENGINE, "strokes/authors.js")
ASK = """authorsOf(loadProgram(bytes(program)), { noise: [0, 0] }, Float32Array.from(weights))"""
ROWS = np.repeat(np.eye(4), 4, axis=1) * 2 - 1          # expert k lights the k-th line of 4 x 4 px, and nothing else


def lines(chooses: bool = False) -> bytes:
    builder = ProgramBuilder({"family": "lines", "shape": [1, 4, 4], "chooses": chooses, "tree": None, "expert_word": "leaf",
                              "n_experts": 4, "noise": 2})
    builder.add("linear", "noise", "logits", n_in=2, n_out=4, groups=1, act=None, w=builder.tensor(np.zeros((2, 4))),
                b=builder.tensor([2.0, 1.0, 1.0, -20.0]))
    builder.add("choose" if chooses else "softmax", "logits", "weights")
    builder.add("linear", "noise", "leaves", n_in=2, n_out=16, groups=4, act=None, w=builder.tensor(np.zeros((4, 2, 16))),
                b=builder.tensor(ROWS.ravel()))
    builder.add("mix", "leaves", "images", w="mixtures")
    return builder.build().to_bytes("float32")


def ask(weights: list[float]) -> dict[str, Any]:
    found: dict[str, Any] = run_node(ASK, {"program": base64.b64encode(lines()).decode(), "weights": weights}, PURE)
    return found


@pytest.mark.parametrize("weights", [(0.55, 0.28, 0.17, 0.0), (0.25, 0.25, 0.25, 0.25), (0.9, 0.06, 0.035, 0.005)])
def test_a_pixel_belongs_to_the_expert_whose_removal_changes_it_most(weights: tuple[float, ...]) -> None:
    found = ask(list(weights))
    one = np.array(weights)
    asked = [k for k in range(4) if one[k] >= 0.01]
    left = [np.where(np.arange(4) == k, 0, one) / (1 - one[k]) @ ROWS for k in asked]
    change = np.abs(np.array(left) - one @ ROWS)
    expected = np.where(change.max(0) > 0.2, np.array(asked)[change.argmax(0)], -1)
    assert found["authors"] == expected.tolist()
    light = {k: float((one @ ROWS + 1)[expected == k].sum()) for k in set(expected.tolist()) - {-1}}
    assert dict(map(tuple, found["shares"])) == pytest.approx({k: value / sum(light.values()) for k, value in light.items()})
    assert [share for _, share in found["shares"]] == sorted((share for _, share in found["shares"]), reverse=True)


def test_where_nobody_could_take_over_all_that_is_lit_is_its_own() -> None:
    found = ask([0, 1, 0, 0])
    assert found["authors"] == [-1] * 4 + [1] * 4 + [-1] * 8
    assert found["shares"] == [[1, 1]]


def test_a_picture_keeps_its_brightness() -> None:
    paint = """(() => {
      const picture = { pixels: { data: Uint8ClampedArray.from([200, 200, 200, 255, 90, 90, 90, 255]) }, put() {} };
      tint(picture, [1, -1], [[9, 9, 9], [255, 51, 0]]);
      return picture.pixels.data;
    })()"""
    assert run_node(paint, {}, PURE) == [200, 40, 0, 255, 90, 90, 90, 255]


@pytest.mark.browser
def test_a_click_on_a_stroke_mutes_its_author_and_it_can_be_undone(page: Page) -> None:
    open_component(page, experts, lines(), planted.view_of(4, draws={"noise": [[0.0, 0.0]]}))
    settle(page)
    page.get_by_role("button", name="Who drew what").click()
    page.get_by_text("effect of removal, sample 0").wait_for()
    picture = page.locator(".mixture .picture").first
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] / 2, "y": box["height"] / 8})         # the first line
    assert sent(page)[-1] == ["off", [0]]
    author = page.locator(".author", has_text="leaf E1:")
    author.wait_for(state="detached")
    page.get_by_role("button", name="Switch it on again").click()
    author.wait_for()


@pytest.mark.browser
def test_on_the_tree_a_muted_leaf_leaves_its_share_to_its_sibling(page: Page) -> None:
    """Depth 2 at the middle: four leaves of a quarter each; muting the white one turns its gate to the left."""
    open_component(page, tree, planted.tree(), planted.view_of(4))
    settle(page)
    page.get_by_role("button", name="Who drew what").click()
    page.locator(".author").first.click()
    assert sent(page)[-1][0] == "override"
    [(gate, side)] = sent(page)[-1][1].items()
    assert (gate, side) in (("R", "L"), ("L", "R"))


@pytest.mark.browser
def test_where_one_expert_draws_alone_nothing_is_offered(page: Page) -> None:
    open_component(page, experts, lines(chooses=True), planted.view_of(4, draws={"noise": [[0.0, 0.0]], "chance": [[0.0] * 4]}))
    settle(page)
    assert page.get_by_role("button", name="Who drew what").count() == 0

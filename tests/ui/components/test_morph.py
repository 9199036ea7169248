"""The morph: the same arc as in the package, the hand-over of planted experts, and a slider that moves in the page alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mixgan.analysis.between import on_arc
from mixgan.ui.components import tree
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted
from tests.ui.components.harness import open_component, pixel, sent, settle
from tests.ui.components.planted import root_grey

if TYPE_CHECKING:
    from playwright.sync_api import Page

PURE = (*ENGINE, "tree/morph.js")
NOISES = [[0.8, 0.3], [-0.6, 0.5]]


@pytest.mark.parametrize("alike", [False, True])
def test_the_arc_is_that_of_the_package(alike: bool) -> None:
    a, b = np.random.default_rng(2).standard_normal((2, 16))
    b = 1.5 * a if alike else b
    steps = [0, 0.25, 0.5, 0.9, 1]
    made = run_node("steps.map((t) => onArc(a, b, t))", {"a": a.tolist(), "b": b.tolist(), "steps": steps}, PURE)
    np.testing.assert_allclose(made, [on_arc(a, b, t) for t in steps], atol=1e-5)
    np.testing.assert_allclose(on_arc(a, b, 0), a)
    np.testing.assert_allclose(on_arc(a, b, 1), b, atol=1e-12)


def test_between_noises_of_one_length_the_length_stays() -> None:
    a, b = np.eye(5)[:2] * 3
    assert [np.linalg.norm(on_arc(a, b, t)) for t in (0.2, 0.5, 0.7)] == pytest.approx([3, 3, 3])


def test_a_hand_over_is_where_another_weighs_most() -> None:
    rows = [[0.9, 0.1, 0], [0.6, 0.4, 0], [0.3, 0.6, 0.1], [0, 0.3, 0.7], [0, 0, 1]]
    assert run_node("handOvers(rows)", {"rows": rows}, PURE) == [[0, 0], [1, 0.5], [2, 0.75]]


@pytest.mark.browser
def test_the_tree_walks_from_one_sample_to_the_other(page: Page) -> None:
    open_component(page, tree, planted.tree(), planted.view_of(4, draws={"noise": NOISES}))
    settle(page)
    page.get_by_role("button", name="Morph").click()
    settle(page)
    # at the start both gates lean to the first leaf, at the end the root's has turned
    assert page.locator(".told").inner_text().startswith("Leaf E1 weighs most, then leaf E3 from ")
    for t in (0.25, 0.6, 1):
        page.locator(".walk").evaluate("(range, t) => { range.value = t; range.dispatchEvent(new Event('input')); }", t)
        settle(page)
        a, b = on_arc(np.array(NOISES[0]), np.array(NOISES[1]), t)
        assert pixel(page, "[data-path=''] .picture")[0] == pytest.approx(root_grey(a, b), abs=1.5)
    assert [name for name, _ in sent(page)] == [], "the page hears of it when the hand rests"
    page.evaluate("host.querySelector('.walk').dispatchEvent(new Event('change'))")
    assert sent(page) == [["morph", {"to": 1, "t": 1}]]
    page.get_by_role("button", name="Morph").click()
    settle(page)
    assert sent(page)[-1] == ["morph", None]
    assert pixel(page, "[data-path=''] .picture")[0] == pytest.approx(root_grey(*NOISES[0]), abs=1.5)

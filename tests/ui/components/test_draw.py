"""Draw it yourself: planted pictures are found by decodes alone, and strokes become pictures as the data set has them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mixgan.ui.components import tree
from mixgan.ui.components.draw import DRAW
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted
from tests.ui.components.harness import open_component, sent, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

PURE = (*ENGINE, "live/draws.js", *(part for part in DRAW if not part.endswith(("pen.js", "words.js", "panel.js"))))
LOOK = """(() => {
  const search = new Search(loadProgram(bytes(program)), { keeps });
  search.learn(() => false);
  return pictures.map(([picture, afresh, most]) => {
    search.aim(Float32Array.from(picture), afresh);
    search.work(() => search.decodes >= most);
    const { noise, expert, residual } = search.found();
    return { noise: Array.from(noise), expert, residual, decodes: search.decodes, settled: search.isSettled };
  });
})()"""
MNIST = {"radius": 1.25, "fit": 20 / 28, "by_mass": True}
ALL = 10**6


def look(program: bytes, *pictures: tuple[Any, bool, int], keeps: bool = False) -> list[dict[str, Any]]:
    given = [[np.asarray(picture, float).ravel().tolist(), afresh, most] for picture, afresh, most in pictures]
    found: list[dict[str, Any]] = run_node(
        LOOK, {"program": base64.b64encode(program).decode(), "pictures": given, "keeps": keeps}, PURE)
    return found


# --- the search -----------------------------------------------------------------------------------------------------------


def test_a_picture_that_the_model_draws_is_found_with_its_expert_and_noise() -> None:
    noise = np.random.default_rng(3).standard_normal(planted.PIXELS)
    noise *= 0.8 * 4 / np.linalg.norm(noise)
    [found] = look(planted.components(), (0.5 + 0.25 * noise, True, ALL), keeps=True)
    assert found["expert"] == 2
    assert found["settled"]
    assert found["decodes"] <= 6000
    assert found["residual"] < 0.1
    assert found["noise"] == [round(256 * value) / 256 for value in found["noise"]], "a link keeps it as it is"


def test_more_decodes_bring_it_nearer() -> None:
    picture = 0.25 * np.random.default_rng(4).standard_normal(planted.PIXELS)
    left = [look(planted.components(), (picture, True, most), keeps=True)[0]["residual"] for most in (0, 3, 200)]
    assert left[0] > 2 * left[1] > 4 * left[2]


def test_where_a_gate_decides_it_decides_what_is_found() -> None:
    """Leaf 3 is a light grey, where the root goes right and the gate below left: noise (-, +)."""
    [found] = look(planted.tree(), (np.full(planted.PIXELS, planted.GREYS[2]), True, ALL))
    a, b = found["noise"]
    assert found["expert"] == -1
    assert found["residual"] < 1e-3
    assert a < 0 < b


def test_what_is_found_is_noise_that_the_model_is_given() -> None:
    [found] = look(planted.components(), (np.full(planted.PIXELS, 5.0), True, ALL), keeps=True)
    assert np.linalg.norm(found["noise"]) <= 4 + 2.1 + 0.01
    assert found["residual"] > 0.5, "no such picture is among its own"


FOLLOW = """(() => {
  const search = new Search(loadProgram(bytes(program)), { keeps: true });
  search.learn(() => false);
  const seen = [];
  for (const [picture, afresh] of pictures) {
    search.aim(Float32Array.from(picture), afresh);
    const { best } = search;
    search.work(() => search.decodes >= 10);
    seen.push({ cost: search.nearest.cost, follows: search.best === best, expert: search.nearest.expert });
  }
  return seen;
})()"""


def follow(*pictures: tuple[Any, bool]) -> list[dict[str, Any]]:
    given = {"program": base64.b64encode(planted.components()).decode(),
             "pictures": [[np.asarray(picture, float).ravel().tolist(), afresh] for picture, afresh in pictures]}
    seen: list[dict[str, Any]] = run_node(FOLLOW, given, PURE)
    return seen


def test_while_the_pen_moves_one_climb_follows_it_with_what_it_has_learnt() -> None:
    """A frame's few decodes are enough, since nothing begins anew."""
    line = np.linspace(-0.2, 0.2, planted.PIXELS)
    seen = follow(*((line * (1 + i / 10), False) for i in range(12)))
    assert all(one["follows"] for one in seen[1:])
    assert seen[-1]["cost"] < 1e-3


def test_a_stroke_that_is_done_is_looked_for_anew_beside_what_was_followed() -> None:
    """What led to half a drawing may be a trap for the whole, and is not lost either."""
    near, far = np.full(planted.PIXELS, 0.2), np.full(planted.PIXELS, planted.GREYS[2] + 0.45)
    followed = follow(*((near, False) for _ in range(8)), (far, False))[-1]
    anew = follow(*((near, False) for _ in range(8)), (far, True))[-1]
    assert anew["cost"] <= followed["cost"]
    again = follow(*((near, False) for _ in range(8)), (near, True))
    assert again[-1]["cost"] <= again[-2]["cost"], "the climb that followed stands beside the new ones"


def test_beside_a_hard_gates_boundary_the_noise_is_already_that_of_the_link() -> None:
    """Rounded at the end it would be another expert's: 0.0019 is nearest to 0, where the second one draws."""
    seen = run_node("""(() => {
      const search = new Search(loadProgram(bytes(program)));
      search.learn(() => false);
      search.aim(new Float32Array(16).fill(-1));
      search.begun();
      const { noise, blurred } = search.tried(Float32Array.of(0.0019, 0.5), -1);
      return { noise, middle: blurred[5], drawn: search.pictureOf({ noise, expert: -1 })[5] };
    })()""", {"program": base64.b64encode(planted.hard_experts((-1, 0, -9, -9), 600)).decode()}, PURE)
    assert seen["noise"] == [0, 0.5]
    assert seen["middle"] == pytest.approx(seen["drawn"]) == pytest.approx(planted.GREYS[1])


def test_the_same_drawing_is_found_in_the_same_place() -> None:
    one, other = (look(planted.components(), (np.full(planted.PIXELS, 0.2), True, 600), keeps=True) for _ in range(2))
    assert one == other


# --- ink ------------------------------------------------------------------------------------------------------------------


def ink(strokes: list[list[list[float]]], pen: dict[str, Any] = MNIST) -> NDArray[np.float64] | None:
    made = run_node("inkOf(strokes, [1, 28, 28], pen)", {"strokes": strokes, "pen": pen}, PURE)
    return None if made is None else (np.array(made).reshape(28, 28) + 1) / 2


def centre(picture: NDArray[np.float64]) -> tuple[float, float]:
    y, x = np.mgrid[:28, :28] + 0.5
    return float((x * picture).sum() / picture.sum()), float((y * picture).sum() / picture.sum())


@pytest.mark.parametrize("corner", [(0.05, 0.05), (0.6, 0.3)])
def test_a_drawing_is_scaled_and_centred_as_mnist_is(corner: tuple[float, float]) -> None:
    """A 7 at the corner of the canvas: twenty pixels high, its mass in the middle, nowhere lighter than a pen's core."""
    x, y = corner
    picture = ink([[[x, y], [x + 0.2, y], [x + 0.1, y + 0.35]]])
    assert picture is not None
    rows = np.flatnonzero(picture.max(1) > 0.3)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)
    assert centre(picture) == pytest.approx((14, 14), abs=0.3)
    assert picture.max() == pytest.approx(1)


def test_a_dot_stays_small_and_nothing_is_nothing() -> None:
    dot = ink([[[0.5, 0.5]]])
    assert dot is not None
    assert 4 < dot.sum() < 9
    assert ink([]) is None


def test_other_grey_pictures_stay_where_they_are_drawn() -> None:
    picture = ink([[[0.25, 0.25]]], {"radius": 1.7, "fit": None, "by_mass": False})
    assert picture is not None
    assert centre(picture) == pytest.approx((7, 7), abs=0.1)


def test_a_photograph_is_ink_whatever_its_paper() -> None:
    page = np.zeros((50, 80))
    page[10:40, 20:26] = page[34:40, 20:50] = 0.9
    read = "inkOfPhotograph(Float32Array.from(page), 80, 50, [1, 28, 28], pen)"
    shown = [run_node(read, {"page": values.ravel().tolist(), "pen": MNIST}, PURE)
             for values in (page, 1 - page, np.full_like(page, 0.4))]
    assert shown[0] == pytest.approx(shown[1], abs=1e-4)
    picture = (np.array(shown[0]).reshape(28, 28) + 1) / 2
    assert centre(picture) == pytest.approx((14, 14), abs=0.5)
    assert 20 / 28 * 28 - 1 <= np.flatnonzero(picture.max(0) > 0.3).size <= 21
    assert shown[2] is None, "one grey is no drawing"


# --- the panel ------------------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_stroke_becomes_the_sample_and_clearing_it_gives_the_sample_back(page: Page) -> None:
    pen = {"pen": True, "radius": 1.0, "fit": None, "by_mass": False}
    open_component(page, tree, planted.tree(), planted.view_of(4, draw=pen, draws={"noise": [[0.5, 0.5], [0.1, 0.2]]}))
    settle(page)
    page.get_by_role("button", name="Draw it yourself").click()
    page.get_by_text("Nothing is drawn yet").wait_for()
    box = page.locator(".pen").bounding_box()
    assert box is not None
    across = [(box["x"] + t * box["width"], box["y"] + t * box["height"]) for t in (0.1, 0.5, 0.9)]
    page.mouse.move(*across[0])
    page.mouse.down()
    for place in across[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()
    page.wait_for_function("sent.some(([name]) => name === 'drawn')")
    found = next(value for name, value in sent(page) if name == "drawn")
    assert len(found["noise"]) == 2
    assert found["expert"] == -1
    assert page.locator(".counter").inner_text() == "your drawing"
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Nothing is drawn yet").wait_for()
    assert page.locator(".counter").inner_text() == "sample 0"
    assert sent(page)[-1] == ["drawn", None]

"""Models too large for the page: every page opens, says why it looks different, and shows what the plain way draws."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from mixgan.analysis import own_mixture
from mixgan.analysis.curve import SPREADS
from mixgan.analysis.filmstrip import Sheet, frames_for, places
from mixgan.analysis.observe import as_arrays, drawn, observe
from mixgan.analysis.routing import gate_planes
from mixgan.families.contract import Draw
from mixgan.ui.components.live import PAD_REACH
from mixgan.ui.model import measured, mixture, strips
from mixgan.ui.model.opened import Opened
from tests.ui.a_page import text_of

Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]
WHY = "0 MB is the most that a browser opens quickly: the server drew its pictures."


class Mounted(list[tuple[dict[str, Any], list[Sheet], dict[str, Any]]]):
    """What was given to the component, last one last: view, sheets, its states."""

    def tile(self, frame: int, cell: int, side: int = 8) -> np.ndarray:
        """(8, 8, 1) uint8: the picture of a cell, where the browser looks for it."""
        view, sheets, _ = self[-1]
        (sheet,) = sheets
        at = frame * len(view["cells"]) + cell
        y, x = at // sheet.columns * side, at % sheet.columns * side
        whole = np.asarray(Image.open(io.BytesIO(sheet.webp)).convert("L"))
        return whole[y : y + side, x : x + side, None]


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> Mounted:
    """Every model is too large, and what the component is given is noted."""
    monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 100)
    seen, real = Mounted(), strips.strip_view

    def note(view: dict[str, Any], sheets: list[Sheet], *, key: str, states: dict[str, Any]) -> Any:
        seen.append((dict(view), sheets, states))
        return real(view, sheets, key=key, states=states)

    monkeypatch.setattr(strips, "strip_view", note)
    return seen


def assert_same(found: np.ndarray, plain: np.ndarray) -> None:
    assert np.abs(found.astype(int) - plain).max() <= 1


def title(app: AppTest) -> str:
    return app.title[0].value.replace("\\", "")


@pytest.mark.parametrize("family", ["hmog", "gmgan", "gan"])
def test_every_level_of_the_spread(family: str, models: Models, open_page: Open, mounted: Mounted) -> None:
    generator = models(family)[family]
    app = open_page("Covariance", level="4", seed="3")
    assert not app.exception
    assert "spread 0.5" in title(app)
    assert WHY in text_of(app)
    assert mounted[-1][0]["frame"] == 4
    draw = drawn(generator, strips.SPREAD_SAMPLES, 3)
    for frame in (0, 4, 8, 23):
        plain = observe(generator, draw, spread=SPREADS[frame]).pictures
        for cell in (0, 7, 15):
            assert_same(mounted.tile(frame, cell), plain[cell])
    app.session_state[f"covariance-{family}-tiny"] = {"level": 12}
    app.run()
    assert "spread 1.5" in title(app)
    assert mounted[-1][0]["frame"] == 4                              # the film is not sent again for a value


def test_one_component_draws_all(models: Models, open_page: Open, mounted: Mounted) -> None:
    generator = models("gmgan")["gmgan"]
    app = open_page("Covariance", comp="2")
    draw = drawn(generator, strips.SPREAD_SAMPLES, 0)
    forced = Draw(draw.noise, draw.chance, torch.full((len(draw),), 1))
    assert_same(mounted.tile(16, 5), as_arrays(generator(forced, spread=2.0))[5])
    app.session_state["covariance-gmgan-tiny"] = {"comp": "all"}
    app.run()
    assert mounted[-1][0]["choosers"][0]["chosen"] == "all"
    assert_same(mounted.tile(8, 5), observe(generator, draw).pictures[5])


def test_a_tree_along_a_line(models: Models, open_page: Open, mounted: Mounted) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", z="2", node="LR")
    assert "At LR" in text_of(app)
    assert WHY in text_of(app)
    steps = places(frames_for(7), PAD_REACH)
    assert len(mounted[-1][0]["words"]) == len(steps) == 25
    direction = np.array(measured.pad_directions(Opened(generator, b""), 0)[0])
    noise = drawn(generator, 3, 0).noise[2].numpy()
    for frame in (0, 12, 20):
        here = Draw(torch.from_numpy((noise + steps[frame] * direction).astype(np.float32))[None])
        assert_same(mounted.tile(frame, 0), as_arrays(generator(here))[0])                      # the root is the sample
        assert_same(mounted.tile(frame, 6), as_arrays(generator.experts(here).flatten(0, 1))[3])
    app.session_state["tree-hmog-tiny"] = {"frame": 20, "node": ""}
    app.run()
    moved = noise + steps[20] * direction
    g = 1 / (1 + np.exp(-gate_planes(generator).logits(moved)[0]))
    assert f"says {g:.2f} left, {1 - g:.2f} right" in text_of(app)                             # the words follow the film
    weights = generator.weights(Draw(torch.from_numpy(moved.astype(np.float32))[None]))[0]
    assert title(app).startswith(f"Leaf E{int(weights.argmax()) + 1} has")
    app.session_state["tree-hmog-tiny"] = {"frame": 20, "axis": 1, "draw": 1}
    app.run()
    assert "sample 3 of seed 0" in text_of(app)
    assert mounted[-1][0]["choosers"][0]["chosen"] == 1


def test_a_flat_gate_along_a_line(models: Models, open_page: Open, mounted: Mounted) -> None:
    generator = models("megan")["megan"]
    app = open_page("Tree")
    assert not app.exception
    assert title(app).startswith("The gate sent this noise to expert")
    assert_same(mounted.tile(12, 0), observe(generator, drawn(generator, 1, 0)).pictures[0])


@pytest.mark.parametrize("family", ["hmog", "megan", "gmgan"])
def test_the_matrix_of_experts(family: str, models: Models, open_page: Open, mounted: Mounted) -> None:
    generator = models(family)[family]
    K = generator.n_experts
    app = open_page("Experts", off="2", expert="1")
    assert title(app).startswith("Without ")
    assert WHY in text_of(app)
    steps = places(frames_for(8 * (K + 1)), PAD_REACH)
    direction = np.array(measured.pad_directions(Opened(generator, b""), 0)[0])
    draw = drawn(generator, 8, 0)
    frame = len(steps) - 2
    here = Draw(draw.noise + torch.from_numpy((steps[frame] * direction).astype(np.float32)), draw.chance)
    each = as_arrays(generator.experts(here).flatten(0, 1)).reshape(8, K, 8, 8, 1)
    only = torch.arange(K) != 1
    mixed = observe(generator, here, only=only).pictures
    for j in (0, 7):
        assert_same(mounted.tile(frame, j), mixed[j])
        assert_same(mounted.tile(frame, 8 * K + j), each[j, K - 1])
    app.session_state[f"experts-{family}-tiny"] = {"off": [0], "mode": "drop", "expert": 2}
    app.run()
    assert "holes are left" in title(app)
    view = mounted[-1][0]
    leads = generator.weights(draw).argmax(1)
    assert view["makers"][len(steps) // 2][:8] == [-1 if k == 0 else int(k) for k in leads]
    assert view["picked"] == 2
    assert [row.get("off") for row in view["rows"]][1:] == [k == 0 for k in range(K)]


def test_a_mixture_is_drawn_anew_when_the_hand_rests(models: Models, open_page: Open, mounted: Mounted,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    generator = models("gmgan")["gmgan"]
    given: list[dict[str, Any]] = []
    real = mixture.mix_view
    monkeypatch.setattr(mixture, "mix_view", lambda program, view, **rest: given.append(view) or real(program, view, **rest))
    app = open_page("Mixture")
    assert WHY in text_of(app)
    app.session_state["mix-gmgan-tiny"] = {"mix": {"parts": [10, 0, 20], "levels": [8, 8, 4]}}
    app.run()
    assert not app.exception
    assert given[-1]["drawn"] == {"parts": [10, 0, 20], "levels": [8, 8, 4]}
    assert given[-1]["parts"] == [10, 10, 10]                        # the hand's own values stay in the browser
    own = own_mixture.built("gmgan-tiny", "", 0, [10, 0, 20], [1, 1, 0.5])
    plain = as_arrays(own_mixture.sample(generator, drawn(generator, mixture.N_SHOWN, 0), own).images)
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(given[-1]["pictures"]))).convert("L"))
    assert_same(sheet[:8, 8 * 31 :, None], plain[31])


def test_a_deep_tree_shows_the_path_and_its_siblings() -> None:
    assert strips.shown_nodes(2, 4, 5) == [[0], [1, 2], [3, 4, 5, 6]]
    assert strips.shown_nodes(None, 3, 1) == [[0], [1, 2, 3]]
    assert strips.shown_nodes(4, 16, 5) == [[0], [1, 2], [5, 6], [11, 12], [23, 24]]          # RL, and left from there on
    assert strips.shown_nodes(4, 16, 30) == [[0], [1, 2], [5, 6], [13, 14], [29, 30]]


def test_a_frame_that_is_none_is_the_nearest(models: Models) -> None:
    assert strips.pad_at({}, 7) == [0, 0]
    assert strips.pad_at({"frame": 99, "axis": 1}, 7) == [0, PAD_REACH]
    assert strips.pad_at({"frame": -4, "axis": 7}, 7) == [-PAD_REACH, 0]


@pytest.mark.parametrize("page", ["Experts", "Covariance"])
def test_a_family_without_a_program_has_films_and_says_so(
    page: str, models: Models, open_page: Open, mounted: Mounted, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 2**23)
    models("megan")
    monkeypatch.setattr("mixgan.families.megan.MEGAN.program", lambda self: None)
    app = open_page(page)
    assert not app.exception
    assert len(mounted) > 0
    assert "MEGAN has no program that a page can run: the server drew its pictures." in text_of(app)

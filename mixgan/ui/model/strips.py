"""The pages for a model that is too large to run in the browser: the same pages, with films that were drawn beforehand.

Films are drawn in the background thread, once for a model, seed and choice, and kept; a page waits for one by its name.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look, states
from mixgan.ui.components import live
from mixgan.ui.components.covariance import LEVELS
from mixgan.ui.components.strip import strip_view
from mixgan.ui.model import measured, warm
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import films
from mixgan.ui.views.films import SPREAD_SAMPLES, needed, shown_nodes

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard
    from mixgan.analysis.filmstrip import Film, Sheet
    from mixgan.analysis.losing import Mode
    from mixgan.analysis.own_mixture import OwnMixture

__all__ = ["SPREAD_SAMPLES", "classes_strip", "covariance_strip", "experts_strip", "explain", "mixture_pictures", "needed",
           "node_strip", "pad_at", "shown_nodes"]


def explain(opened: Opened, lacks: str = "") -> None:
    """Why the page looks different, in a line below it."""
    st.caption(f"{films.why(opened)}: the server drew its pictures.{f' {lacks}' if lacks else ''}")


def _waited(future: Future[Film], n: int) -> Film:
    return states.waited_for(future, f"Drawing {n:,} pictures", 360)


@st.cache_data(max_entries=8, show_spinner=False)
def _sheets(key: tuple[Any, ...], _film: Film) -> list[Sheet]:
    from mixgan.analysis.filmstrip import sheets

    return sheets(_film)


# --- Covariance: every spread of the slider ------------------------------------------------------------------------------


def covariance_strip(found: ModelFolder, opened: Opened, start: int, comp: str, curve: list[dict[str, Any]] | None, first: int, *,
                     key: str, remember: Callable[[], None]) -> None:
    """`start`: the level of the link; `comp`: "all", or the number of one expert, from 1; `first`: the sample to begin with."""
    basis = Kept(found, opened, choice.seed())
    expert = None if comp == "all" else int(comp) - 1
    rows = films.spread_rows(basis, first, expert)
    place = (str(found.path), stamp(found, opened), basis.seed, expert, rows)
    film = _waited(_spread_film(*place, opened), LEVELS * len(rows))
    view = films.spreads(basis, film, rows, start, expert, curve)
    strip_view(view, _sheets(("spreads", *place), film), key=key, states={"level": remember, "comp": remember})
    st.caption(look.plain(opened.generator.spread_meaning))
    explain(opened, f"Here every {basis.word} has the same spread." if basis.K > 1 else "")


@st.cache_resource(max_entries=6, show_spinner=False)
def _spread_film(path: str, mark: str, seed: int, expert: int | None, rows: tuple[int, ...], _opened: Opened) -> Future[Film]:
    return warm.later(lambda: films.spread_film(_opened, measured.draw_of(_opened, seed, max(rows) + 1), rows, expert))


# --- Tree and Experts: places on a line through the noise -----------------------------------------------------------------


def _axis_of(state: dict[str, Any]) -> int:
    axis = state.get("axis")
    return axis if isinstance(axis, int) and 0 <= axis < len(films.AXES) else 0


def pad_at(state: dict[str, Any], n_nodes: int) -> list[float]:
    """Where the slider of the tree's film stands, as the pad of the page would say it; `n_nodes` in a frame."""
    steps = films.steps_of(n_nodes)
    frame = min(len(steps) - 1, max(0, int(state.get("frame", len(steps) // 2))))
    pad = [0.0, 0.0]
    pad[_axis_of(state)] = float(steps[frame])
    return pad


def node_strip(found: ModelFolder, opened: Opened, rows: list[list[int]], paths: list[str], axes: list[str] | None,
               index: int, ahead: range, picked: str, *, key: str, remember: Callable[[], None]) -> None:
    """The sample `index` at the nodes of `rows`. `paths`: of all nodes; `ahead`: the samples that may be stepped through."""
    basis = Kept(found, opened, choice.seed())
    nodes = tuple(node for row in rows for node in row)
    axis = _axis_of(dict(st.session_state.get(key) or {}))
    place = (str(found.path), stamp(found, opened), basis.seed, index, nodes, axis)
    film = _waited(_node_film(*place, opened), len(films.steps_of(len(nodes))) * len(nodes))
    view = films.nodes(basis, film, rows, paths, axes or films.AXES, axis, ahead, picked)
    calls = {"frame": live.nothing, "axis": live.nothing, "node": remember, "draw": remember}
    strip_view(view, _sheets(("nodes", *place), film), key=key, states=calls)
    explain(opened, "Numbers say how much of this sample passes. Forcing a gate and the push need a model that runs in the page.")


@st.cache_resource(max_entries=6, show_spinner=False)
def _node_film(path: str, mark: str, seed: int, index: int, nodes: tuple[int, ...], axis: int, _opened: Opened) -> Future[Film]:
    return warm.later(lambda: films.moved_nodes(
        _opened, measured.one_of(_opened, seed, index), measured.pad_directions(_opened, seed)[axis], nodes))


def experts_strip(found: ModelFolder, opened: Opened, off: tuple[int, ...], mode: Mode, order: list[int], expert: int | None,
                  samples: range, *, key: str, remember: Callable[[], None]) -> None:
    """The same samples through every expert in rows, above them what the mixture makes of them."""
    basis = Kept(found, opened, choice.seed())
    axis = _axis_of(dict(st.session_state.get(key) or {}))
    cells = (basis.K + 1) * len(samples)
    place = (str(found.path), stamp(found, opened), basis.seed, axis, cells, samples.start, len(samples))
    total = len(films.steps_of(cells)) * cells
    mixture, leads = states.waited_for(_mixture_film(*place, off, mode, opened), f"Drawing {total:,} pictures", 360)
    film = mixture.beside(_waited(_expert_film(*place, opened), total))
    view = films.experts(basis, film, leads, axis, samples, order, off=off, mode=mode, expert=expert)
    calls = {"frame": live.nothing, "axis": live.nothing} | {name: remember for name in ("off", "mode", "expert")}
    strip_view(view, _sheets(("experts", *place, off, mode), film), key=key, states=calls)
    explain(opened, "Faint pictures are not used: the gate never sends this noise there." if view["faint"] else "")


@st.cache_resource(max_entries=4, show_spinner=False)
def _expert_film(path: str, mark: str, seed: int, axis: int, cells: int, first: int, columns: int, _opened: Opened,
                 ) -> Future[Film]:
    return warm.later(_draw_experts, _opened, seed, axis, cells, first, columns)


def _draw_experts(opened: Opened, seed: int, axis: int, cells: int, first: int, columns: int) -> Film:
    from mixgan.analysis.filmstrip import over_experts

    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    with opened.use() as generator:
        return over_experts(generator, measured.rows_of(opened, seed, first, columns), direction, films.steps_of(cells))


@st.cache_resource(max_entries=12, show_spinner=False)
def _mixture_film(path: str, mark: str, seed: int, axis: int, cells: int, first: int, columns: int, off: tuple[int, ...],
                  mode: Mode, _opened: Opened) -> Future[tuple[Film, NDArray[np.int64]]]:
    return warm.later(_draw_mixture, _opened, seed, axis, cells, first, columns, off, mode)


def _draw_mixture(opened: Opened, seed: int, axis: int, cells: int, first: int, columns: int, off: tuple[int, ...], mode: Mode,
                  ) -> tuple[Film, NDArray[np.int64]]:
    from mixgan.analysis.filmstrip import over_mixture

    direction, draw = np.asarray(measured.pad_directions(opened, seed)[axis]), measured.rows_of(opened, seed, first, columns)
    with opened.use() as generator:
        return over_mixture(generator, draw, direction, films.steps_of(cells), off, mode)


def classes_strip(found: ModelFolder, opened: Opened, board: ClassBoard, first: int, note: str, *, key: str) -> None:
    """Every class on the same noise, by each expert that draws it; `first`: the sample whose noise comes first."""
    basis, cells = Kept(found, opened, choice.seed()), len(board.draw)
    axis = _axis_of(dict(st.session_state.get(key) or {}))
    place = (str(found.path), stamp(found), basis.seed, axis, first)
    film = _waited(_board_film(*place, opened, board), len(films.steps_of(cells)) * cells)
    view = films.classes(basis, film, board, axis, choice.classes_of(found))
    strip_view(view, _sheets(("classes", *place), film), key=key, states={"frame": live.nothing, "axis": live.nothing})
    st.caption(look.plain(note))
    explain(opened)


@st.cache_resource(max_entries=4, show_spinner=False)
def _board_film(path: str, mark: str, seed: int, axis: int, first: int, _opened: Opened, _board: ClassBoard) -> Future[Film]:
    return warm.later(_draw_board, _opened, seed, axis, _board)


def _draw_board(opened: Opened, seed: int, axis: int, board: ClassBoard) -> Film:
    from mixgan.analysis.filmstrip import over_mixture

    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    with opened.use() as generator:
        return over_mixture(generator, board.draw, direction, films.steps_of(len(board.draw)))[0]


# --- Mixture: drawn anew when the hand rests ------------------------------------------------------------------------------


def mixture_pictures(found: ModelFolder, opened: Opened, mixture: OwnMixture, n: int, parts: tuple[int, ...],
                     levels: tuple[int, ...]) -> dict[str, Any]:
    """What the page's view needs beside its sliders: the samples of `mixture`, and the logits by which they are shared out."""
    future = _own_film(str(found.path), stamp(found, opened), n, mixture.seed, mixture.shares, mixture.spread, opened, mixture)
    images, logits = states.waited_for(future, f"Drawing {n} pictures", 120)
    columns = min(n, pictures.MAX_SHEET_PX // images.shape[2])
    webp = pictures.webp(pictures.sheet(images, columns), lossless=True)
    return {"header": films.header(Kept(found, opened, choice.seed())), "logits": logits.round(5),
            "pictures": base64.b64encode(webp).decode(), "columns": columns,
            "drawn": {"parts": list(parts), "levels": list(levels)}}


@st.cache_resource(max_entries=24, show_spinner=False)
def _own_film(path: str, mark: str, n: int, seed: int, shares: tuple[float, ...], spread: tuple[float, ...], _opened: Opened,
              _mixture: OwnMixture) -> Future[tuple[NDArray[np.uint8], NDArray[np.float32]]]:
    return warm.later(_draw_own, _opened, n, _mixture)


def _draw_own(opened: Opened, n: int, mixture: OwnMixture) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    from mixgan.analysis.observe import as_arrays
    from mixgan.analysis.own_mixture import sample

    with opened.use() as generator:
        draw = measured.draw_of(opened, mixture.seed, n)
        gate = generator.gate(draw)
        logits = np.zeros((n, generator.n_experts), np.float32) if gate is None else gate.logits.float().numpy()
        return as_arrays(sample(generator, draw, mixture).images), logits

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
from mixgan.analysis.words import expert_name, fixed, plural, short_name
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look, states
from mixgan.ui.components import live
from mixgan.ui.components.live import PAD_REACH
from mixgan.ui.components.strip import strip_view
from mixgan.ui.model import measured, warm
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened, stamp

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard
    from mixgan.analysis.filmstrip import Film, Sheet
    from mixgan.analysis.losing import Mode
    from mixgan.analysis.own_mixture import OwnMixture

__all__ = ["SPREAD_SAMPLES", "classes_strip", "covariance_strip", "experts_strip", "explain", "mixture_pictures", "needed",
           "node_strip", "pad_at", "shown_nodes"]

SPREAD_SAMPLES = 16
ALL_NODES = 15                  # of a tree are shown at once; of a deeper one the chosen path and its siblings
AXES = ("direction 1", "direction 2")
TIMES, SIGMA, MINUS = "\N{MULTIPLICATION SIGN}", "\N{GREEK SMALL LETTER SIGMA}", "\N{MINUS SIGN}"


def needed(opened: Opened) -> bool:
    """Whether the page cannot run this model itself: it is too large, or its family has no program for a page."""
    return not opened.program or not live.fits(opened.program)


def explain(opened: Opened, lacks: str = "") -> None:
    """Why the page looks different, in a line below it."""
    size, most = len(opened.program) / 2**20, live.MAX_PROGRAM_BYTES / 2**20
    why = (f"This model takes {size:.1f} MB in the page, and {most:.0f} MB is the most that a browser opens quickly" if size else
           f"{opened.generator.about.title} has no program that a page can run")
    st.caption(f"{why}: the server drew its pictures.{f' {lacks}' if lacks else ''}")


def _header(found: ModelFolder, opened: Opened) -> dict[str, Any]:
    generator = opened.generator
    return {"id": f"{found.name} {opened.fingerprint}", "n_experts": generator.n_experts, "shape": list(generator.image_shape),
            "chooses": generator.chooses}


def _common(found: ModelFolder, opened: Opened) -> dict[str, Any]:
    K = opened.generator.n_experts
    return {"model": found.name, "header": _header(found, opened), "expert_word": opened.generator.expert_word,
            "colours": look.colours(K), "shapes": look.shapes(K)}


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
    from mixgan.analysis.curve import SPREADS

    generator, seed = opened.generator, choice.seed()
    expert = None if comp == "all" else int(comp) - 1
    own = None if expert is None else Kept(found, opened, seed).led_to(SPREAD_SAMPLES, first)
    rows = tuple(range(first, first + SPREAD_SAMPLES)) if own is None or expert is None else tuple(own[expert].tolist())
    place = (str(found.path), stamp(found, opened), seed, expert, rows)
    film = _waited(_spread_film(*place, opened), len(SPREADS) * SPREAD_SAMPLES)
    K, word = generator.n_experts, generator.expert_word
    leads = [expert] * SPREAD_SAMPLES if expert is not None else _leads(opened, seed, first, SPREAD_SAMPLES)
    who = [["all", "all", f"samples of the whole mixture, each by its own {word}"]] + [
        [k, short_name(k), f"{expert_name(word, k)} draws all of them"] for k in range(K)]
    drawn_by = expert_name(word, expert) if expert is not None else "the mixture" if K > 1 else "the generator"
    view = _common(found, opened) | {
        "weights": film.weights.round(3), "makers": [leads if K > 1 else [None] * len(leads)] * len(SPREADS),
        "rows": [{"cells": list(range(SPREAD_SAMPLES))}], "cells": [
            {"label": f"sample {row}"} | ({"shows": "maker"} if K > 1 else {}) for row in rows],
        "frame": start, "home": SPREADS.index(1.0), "back": "Back to the trained spread", "sends": "level", "curve": curve,
        "words": [[f"{TIMES} {fixed(spread, 2)}", _spread_words(spread)] for spread in SPREADS],
        "ends": ["all alike", "trained", "anything goes"], "room": 72,
        "label": f"spread of {f'every {word}' if K > 1 else 'the noise'}; level of {len(SPREADS)}",
        "choosers": [{"name": "comp", "label": "drawn by", "options": who, "chosen": "all" if expert is None else expert}]
        if K > 1 else [],
        "alt": f"{SPREAD_SAMPLES} samples of {drawn_by} of {found.name}, seed {seed}; the slider widens or narrows them",
    }
    strip_view(view, _sheets(("spreads", *place), film), key=key, states={"level": remember, "comp": remember})
    st.caption(look.plain(generator.spread_meaning))
    explain(opened, f"Here every {word} has the same spread." if K > 1 else "")


def _spread_words(spread: float) -> str:
    if spread == 0:
        return "every noise gives the same picture"
    if spread == 1:
        return "as in training"
    return f"{'closer to' if spread < 1 else 'farther from'} the mean than in training"


def _leads(opened: Opened, seed: int, first: int, n: int) -> list[int]:
    with opened.use() as generator:
        leads: list[int] = generator.weights(measured.rows_of(opened, seed, first, n)).argmax(1).tolist()
    return leads


@st.cache_resource(max_entries=6, show_spinner=False)
def _spread_film(path: str, mark: str, seed: int, expert: int | None, rows: tuple[int, ...], _opened: Opened) -> Future[Film]:
    return warm.later(_draw_spreads, _opened, seed, expert, rows)


def _draw_spreads(opened: Opened, seed: int, expert: int | None, rows: tuple[int, ...]) -> Film:
    import torch

    from mixgan.analysis.curve import SPREADS
    from mixgan.analysis.filmstrip import over_spreads

    with opened.use() as generator:
        return over_spreads(generator, measured.draw_of(opened, seed, max(rows) + 1)[torch.tensor(rows)], SPREADS, expert)


# --- Tree and Experts: places on a line through the noise -----------------------------------------------------------------


def _line_words(steps: NDArray[np.float64], axis: str) -> dict[str, Any]:
    """The slider along a line: its words, and where it starts."""
    middle = len(steps) // 2
    words = [["this noise", "as it was drawn"] if step == 0 else
             [f"{step:+.2f} {SIGMA}".replace("-", MINUS), f"moved along: {axis}"] for step in steps]
    return {"words": words, "frame": middle, "home": middle, "back": "Back to this noise", "sends": "frame",
            "ends": [f"{MINUS}{PAD_REACH:g} {SIGMA}", "as drawn", f"+{PAD_REACH:g} {SIGMA}"],
            "label": f"noise along {axis}"}


def _axis_chooser(names: list[str], chosen: int) -> dict[str, Any]:
    options = [[i, name, f"the slider moves the noise along {name}"] for i, name in enumerate(names)]
    return {"name": "axis", "label": "the slider goes", "options": options, "chosen": chosen}


def _axis_of(state: dict[str, Any], n: int) -> int:
    axis = state.get("axis")
    return axis if isinstance(axis, int) and 0 <= axis < n else 0


def shown_nodes(depth: int | None, K: int, node: int) -> list[list[int]]:
    """Rows of nodes: all of them where they are few or the gate is flat, else the path to `node` with every node's sibling."""
    if depth is None:
        return [[0], list(range(1, K + 1))]
    if 2 * K - 1 <= ALL_NODES:
        return [list(range(2**level - 1, 2 ** (level + 1) - 1)) for level in range(depth + 1)]
    path = [node]
    while path[0]:
        path.insert(0, (path[0] - 1) // 2)
    while len(path) <= depth:                       # on to the leaves, always left: the way on is a click away
        path.append(2 * path[-1] + 1)
    return [[0]] + [[below - (below + 1) % 2, below - (below + 1) % 2 + 1] for below in path[1:]]


def pad_at(state: dict[str, Any], n_nodes: int) -> list[float]:
    """Where the slider of the tree's film stands, as the pad of the page would say it; `n_nodes` in a frame."""
    from mixgan.analysis.filmstrip import frames_for, places

    steps = places(frames_for(n_nodes), PAD_REACH)
    frame = min(len(steps) - 1, max(0, int(state.get("frame", len(steps) // 2))))
    pad = [0.0, 0.0]
    pad[_axis_of(state, 2)] = float(steps[frame])
    return pad


def node_strip(found: ModelFolder, opened: Opened, rows: list[list[int]], paths: list[str], axes: list[str] | None,
               index: int, ahead: range, picked: str, *, key: str, remember: Callable[[], None]) -> None:
    """The sample `index` at the nodes of `rows`. `paths`: of all nodes; `ahead`: the samples that may be stepped through."""
    from mixgan.analysis.filmstrip import frames_for, places

    seed, tree = choice.seed(), opened.generator.tree
    state = dict(st.session_state.get(key) or {})
    nodes = [node for row in rows for node in row]
    steps = places(frames_for(len(nodes)), PAD_REACH)
    names_of_axes = list(axes or AXES)
    axis = _axis_of(state, len(names_of_axes))
    place = (str(found.path), stamp(found, opened), seed, index, tuple(nodes), axis)
    film = _waited(_node_film(*place, opened), len(steps) * len(nodes))
    n_gates = tree.n_gates if tree else 1
    makers = [node - n_gates if node >= n_gates else None for node in nodes]
    at = {node: i for i, node in enumerate(nodes)}
    view = _common(found, opened) | _line_words(steps, names_of_axes[axis]) | {
        "weights": film.weights.round(4), "makers": [makers] * len(steps), "faint": True,
        "even": tree is not None and len(nodes) == tree.n_nodes, "centred": True,
        "rows": [{"cells": [at[node] for node in row]} for row in rows],
        "cells": [{"label": f"node {paths[node] or 'root'}", "caption": _short(node, paths, n_gates), "shows": "share",
                   "pick": paths[node]} for node in nodes],
        "picks": "node", "picked": picked, "room": 64, "choosers": [_axis_chooser(names_of_axes, axis)],
        "stepper": {"name": "draw", "n": len(ahead), "first": ahead.start},
        "alt": f"One sample at the nodes of {found.name}: how it looks there, and how much of it passes",
    }
    calls = {"frame": live.nothing, "axis": live.nothing, "node": remember, "draw": remember}
    strip_view(view, _sheets(("nodes", *place), film), key=key, states=calls)
    explain(opened, "Numbers say how much of this sample passes. Forcing a gate and the push need a model that runs in the page.")


def _short(node: int, paths: list[str], n_gates: int) -> str:
    return "root" if node == 0 else str(node - n_gates + 1) if node >= n_gates else paths[node]


@st.cache_resource(max_entries=6, show_spinner=False)
def _node_film(path: str, mark: str, seed: int, index: int, nodes: tuple[int, ...], axis: int, _opened: Opened) -> Future[Film]:
    return warm.later(_draw_nodes, _opened, seed, index, nodes, axis)


def _draw_nodes(opened: Opened, seed: int, index: int, nodes: tuple[int, ...], axis: int) -> Film:
    from mixgan.analysis.filmstrip import frames_for, over_nodes, places

    draw = measured.one_of(opened, seed, index)
    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    line = draw.noise[0].numpy() + places(frames_for(len(nodes)), PAD_REACH)[:, None] * direction
    with opened.use() as generator:
        return over_nodes(generator, draw, line, nodes)


def experts_strip(found: ModelFolder, opened: Opened, off: tuple[int, ...], mode: Mode, order: list[int], expert: int | None,
                  samples: range, *, key: str, remember: Callable[[], None]) -> None:
    """The same samples through every expert in rows, above them what the mixture makes of them."""
    from mixgan.analysis.filmstrip import frames_for, places

    K, word, seed = opened.generator.n_experts, opened.generator.expert_word, choice.seed()
    state = dict(st.session_state.get(key) or {})
    axis = _axis_of(state, len(AXES))
    columns = len(samples)
    steps = places(frames_for((K + 1) * columns), PAD_REACH)
    place = (str(found.path), stamp(found, opened), seed, axis, len(steps), samples.start, columns)
    total = len(steps) * (K + 1) * columns
    mixture, leads = states.waited_for(_mixture_film(*place, off, mode, opened), f"Drawing {total:,} pictures", 360)
    film = mixture.beside(_waited(_expert_film(*place, opened), total))
    who = [[k, short_name(k), f"switch {expert_name(word, k)} off or on"] for k in range(K)]
    modes = [["reroute", "re-route", "The others take over what is off"], ["drop", "holes", "Nobody takes over what is off"]]
    line, reads_noise = _line_words(steps, AXES[axis]), opened.generator.about.is_gated
    choosers: list[dict[str, Any]] = [
        {"name": "off", "label": "switched off", "options": who, "chosen": list(off), "multi": True}]
    if off:
        choosers.append({"name": "mode", "label": "what is off", "options": modes, "chosen": mode})
    view = _common(found, opened) | line | {
        "weights": film.weights.round(4), "faint": reads_noise, "picks": "expert", "picked": -1 if expert is None else expert,
        "free": True, "makers": [row.tolist() + [k for k in range(K) for _ in range(columns)] for row in leads],
        "rows": [{"cells": list(range(columns)), "name": "the mixture", "short": "mix"}] + [
            {"cells": list(range((k + 1) * columns, (k + 2) * columns)), "name": expert_name(word, k), "short": short_name(k),
             "mark": k, "pick": k, "off": k in off} for k in order],
        "cells": [{"label": f"the mixture of sample {i}", "shows": "maker"} for i in samples] + [
            {"label": f"sample {i} through {expert_name(word, k)}"} for k in range(K) for i in samples],
        "choosers": [*choosers, *([_axis_chooser(list(AXES), axis)] if len(steps) > 1 else [])], "room": 64 if K <= 8 else 44,
        "alt": f"{columns} noise vectors, each drawn by all {K} {plural(word, K)} of {found.name}",
    }
    calls = {"frame": live.nothing, "axis": live.nothing} | {name: remember for name in ("off", "mode", "expert")}
    strip_view(view, _sheets(("experts", *place, off, mode), film), key=key, states=calls)
    explain(opened, "Faint pictures are not used: the gate never sends this noise there." if reads_noise else "")


@st.cache_resource(max_entries=4, show_spinner=False)
def _expert_film(path: str, mark: str, seed: int, axis: int, n: int, first: int, columns: int, _opened: Opened) -> Future[Film]:
    return warm.later(_draw_experts, _opened, seed, axis, n, first, columns)


def _draw_experts(opened: Opened, seed: int, axis: int, n: int, first: int, columns: int) -> Film:
    from mixgan.analysis.filmstrip import over_experts, places

    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    with opened.use() as generator:
        return over_experts(generator, measured.rows_of(opened, seed, first, columns), direction, places(n, PAD_REACH))


@st.cache_resource(max_entries=12, show_spinner=False)
def _mixture_film(path: str, mark: str, seed: int, axis: int, n: int, first: int, columns: int, off: tuple[int, ...], mode: Mode,
                  _opened: Opened) -> Future[tuple[Film, NDArray[np.int64]]]:
    return warm.later(_draw_mixture, _opened, seed, axis, n, first, columns, off, mode)


def _draw_mixture(opened: Opened, seed: int, axis: int, n: int, first: int, columns: int, off: tuple[int, ...], mode: Mode,
                  ) -> tuple[Film, NDArray[np.int64]]:
    from mixgan.analysis.filmstrip import over_mixture, places

    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    with opened.use() as generator:
        return over_mixture(generator, measured.rows_of(opened, seed, first, columns), direction, places(n, PAD_REACH), off, mode)


def classes_strip(found: ModelFolder, opened: Opened, board: ClassBoard, first: int, note: str, *, key: str) -> None:
    """Every class on the same noise, by each expert that draws it; `first`: the sample whose noise comes first."""
    from mixgan.analysis.filmstrip import frames_for, places

    K, word, seed, names = opened.generator.n_experts, opened.generator.expert_word, choice.seed(), choice.classes_of(found)
    axis = _axis_of(dict(st.session_state.get(key) or {}), len(AXES))
    steps = places(frames_for(len(board.draw)), PAD_REACH)
    place = (str(found.path), stamp(found), seed, axis, len(steps), first)
    film = _waited(_board_film(*place, opened, board), len(steps) * len(board.draw))
    by = [-1] * len(board.draw)                                     # who frames a cell
    labels = [""] * len(board.draw)
    for name, groups in zip(names, board.rows, strict=True):
        for group in groups:
            for cell, chosen in zip(group.cells, group.chosen, strict=True):
                by[cell] = group.expert if chosen and K > 1 else -1
                labels[cell] = f"class {name}" + (f" by {expert_name(word, group.expert)}" if K > 1 else "")
    rows = [{"cells": [cell for group in groups for cell in group.cells], "name": name, "short": name}
            for name, groups in zip(names, board.rows, strict=True)]
    view = _common(found, opened) | _line_words(steps, AXES[axis]) | {
        "weights": film.weights.round(4), "makers": [[None if k < 0 else k for k in by]] * len(steps), "rows": rows,
        "cells": [{"label": label} for label in labels], "room": 44, "alt": f"Every class of {found.name} on the same noise",
        "choosers": [_axis_chooser(list(AXES), axis)] if len(steps) > 1 else []}
    strip_view(view, _sheets(("classes", *place), film), key=key, states={"frame": live.nothing, "axis": live.nothing})
    st.caption(look.plain(note))
    explain(opened)


@st.cache_resource(max_entries=4, show_spinner=False)
def _board_film(path: str, mark: str, seed: int, axis: int, n: int, first: int, _opened: Opened, _board: ClassBoard,
                ) -> Future[Film]:
    return warm.later(_draw_board, _opened, seed, axis, n, _board)


def _draw_board(opened: Opened, seed: int, axis: int, n: int, board: ClassBoard) -> Film:
    from mixgan.analysis.filmstrip import over_mixture, places

    direction = np.asarray(measured.pad_directions(opened, seed)[axis])
    with opened.use() as generator:
        return over_mixture(generator, board.draw, direction, places(n, PAD_REACH))[0]


# --- Mixture: drawn anew when the hand rests ------------------------------------------------------------------------------


def mixture_pictures(found: ModelFolder, opened: Opened, mixture: OwnMixture, n: int, parts: tuple[int, ...],
                     levels: tuple[int, ...]) -> dict[str, Any]:
    """What the page's view needs beside its sliders: the samples of `mixture`, and the logits by which they are shared out."""
    future = _own_film(str(found.path), stamp(found, opened), n, mixture.seed, mixture.shares, mixture.spread, opened, mixture)
    images, logits = states.waited_for(future, f"Drawing {n} pictures", 120)
    columns = min(n, pictures.MAX_SHEET_PX // images.shape[2])
    webp = pictures.webp(pictures.sheet(images, columns), lossless=True)
    return {"header": _header(found, opened), "logits": logits.round(5), "pictures": base64.b64encode(webp).decode(),
            "columns": columns, "drawn": {"parts": list(parts), "levels": list(levels)}}


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

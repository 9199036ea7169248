"""What the film's component is given (components/strip), where a page cannot run the model: the same pages, drawn beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.analysis.words import expert_name, fixed, plural, short_name
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components import live
from mixgan.ui.components.live import PAD_REACH
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.opening import Opened

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard
    from mixgan.analysis.filmstrip import Film
    from mixgan.families.contract import Draw

__all__ = ["AXES", "SPREAD_SAMPLES", "classes", "experts", "header", "moved_nodes", "needed", "nodes", "shown_nodes",
           "spread_film", "spread_rows", "spreads", "steps_of", "why"]

SPREAD_SAMPLES = 16
ALL_NODES = 15                  # of a tree are shown at once; of a deeper one the chosen path and its siblings
AXES = ("direction 1", "direction 2")
TIMES, SIGMA, MINUS = "\N{MULTIPLICATION SIGN}", "\N{GREEK SMALL LETTER SIGMA}", "\N{MINUS SIGN}"


def needed(opened: Opened) -> bool:
    """Whether the page cannot run this model itself: it is too large, or its family has no program for a page."""
    return not opened.program or not live.fits(opened.program)


def why(opened: Opened) -> str:
    """The reason, as the first half of a sentence."""
    size, most = len(opened.program) / 2**20, live.MAX_PROGRAM_BYTES / 2**20
    return (f"This model takes {size:.1f} MB in the page, and {most:.0f} MB is the most that a browser opens quickly" if size else
            f"{opened.generator.about.title} has no program that a page can run")


def header(basis: Basis) -> dict[str, Any]:
    """What the header of the program would say."""
    generator = basis.generator
    return {"id": f"{basis.found.name} {basis.opened.fingerprint}", "n_experts": basis.K, "shape": list(generator.image_shape),
            "chooses": generator.chooses}


def _common(basis: Basis) -> dict[str, Any]:
    return {"model": basis.found.name, "header": header(basis), "expert_word": basis.word, "colours": colours(basis.K),
            "shapes": shapes(basis.K)}


# --- Covariance: every spread of the slider -------------------------------------------------------------------------------


def spread_rows(basis: Basis, first: int, expert: int | None = None) -> tuple[int, ...]:
    """The numbers of the samples from `first` on; with an `expert` (from 0), of those that the gate leads to it."""
    own = None if expert is None else basis.led_to(SPREAD_SAMPLES, first)
    return tuple(range(first, first + SPREAD_SAMPLES)) if own is None or expert is None else tuple(own[expert].tolist())


def spread_film(opened: Opened, draw: Draw, rows: Sequence[int], expert: int | None = None) -> Film:
    """`draw`: all samples up to the last of `rows`."""
    import torch

    from mixgan.analysis.curve import SPREADS
    from mixgan.analysis.filmstrip import over_spreads

    with opened.use() as generator:
        return over_spreads(generator, draw[torch.tensor(rows)], SPREADS, expert)


def spreads(basis: Basis, film: Film, rows: Sequence[int], start: int, expert: int | None,
            curve: list[dict[str, Any]] | None) -> dict[str, Any]:
    """`start`: the level that is shown first."""
    from mixgan.analysis.curve import SPREADS

    K, word = basis.K, basis.word
    leads = [expert] * len(rows) if expert is not None else _leads(basis, rows)
    who = [["all", "all", f"samples of the whole mixture, each by its own {word}"]] + [
        [k, short_name(k), f"{expert_name(word, k)} draws all of them"] for k in range(K)]
    drawn_by = expert_name(word, expert) if expert is not None else "the mixture" if K > 1 else "the generator"
    return _common(basis) | {
        "weights": film.weights.round(3), "makers": [leads if K > 1 else [None] * len(leads)] * len(SPREADS),
        "rows": [{"cells": list(range(len(rows)))}], "cells": [
            {"label": f"sample {row}"} | ({"shows": "maker"} if K > 1 else {}) for row in rows],
        "frame": start, "home": SPREADS.index(1.0), "back": "Back to the trained spread", "sends": "level", "curve": curve,
        "words": [[f"{TIMES} {fixed(spread, 2)}", _spread_words(spread)] for spread in SPREADS],
        "ends": ["all alike", "trained", "anything goes"], "room": 72,
        "label": f"spread of {f'every {word}' if K > 1 else 'the noise'}; level of {len(SPREADS)}",
        "choosers": [{"name": "comp", "label": "drawn by", "options": who, "chosen": "all" if expert is None else expert}]
        if K > 1 else [],
        "alt": f"{len(rows)} samples of {drawn_by} of {basis.found.name}, seed {basis.seed}; the slider widens or narrows them",
    }


def _spread_words(spread: float) -> str:
    if spread == 0:
        return "every noise gives the same picture"
    if spread == 1:
        return "as in training"
    return f"{'closer to' if spread < 1 else 'farther from'} the mean than in training"


def _leads(basis: Basis, rows: Sequence[int]) -> list[int]:
    draw = basis.rows(rows[0], len(rows))
    with basis.opened.use() as generator:
        leads: list[int] = generator.weights(draw).argmax(1).tolist()
    return leads


# --- places on a line through the noise -----------------------------------------------------------------------------------


def steps_of(cells: int) -> NDArray[np.float64]:
    """Where the frames of a film of so many cells stand."""
    from mixgan.analysis.filmstrip import frames_for, places

    return places(frames_for(cells), PAD_REACH)


def _line_words(steps: NDArray[np.float64], names: Sequence[str], axis: int) -> dict[str, Any]:
    """The slider along a line: its words, where it starts, and the other line that it may go along."""
    middle, name = len(steps) // 2, names[axis]
    words = [["this noise", "as it was drawn"] if step == 0 else
             [f"{step:+.2f} {SIGMA}".replace("-", MINUS), f"moved along: {name}"] for step in steps]
    return {"words": words, "frame": middle, "home": middle, "back": "Back to this noise", "sends": "frame",
            "ends": [f"{MINUS}{PAD_REACH:g} {SIGMA}", "as drawn", f"+{PAD_REACH:g} {SIGMA}"],
            "label": f"noise along {name}", "choosers": [_axis_chooser(names, axis)] if len(steps) > 1 else []}


def _axis_chooser(names: Sequence[str], chosen: int) -> dict[str, Any]:
    options = [[i, name, f"the slider moves the noise along {name}"] for i, name in enumerate(names)]
    return {"name": "axis", "label": "the slider goes", "options": options, "chosen": chosen}


# --- Tree -----------------------------------------------------------------------------------------------------------------


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


def moved_nodes(opened: Opened, draw: Draw, direction: Sequence[float], nodes: Sequence[int]) -> Film:
    """One sample, a draw of one row, at the nodes, moved along the direction."""
    from mixgan.analysis.filmstrip import over_nodes

    line = draw.noise[0].numpy() + steps_of(len(nodes))[:, None] * np.asarray(direction)
    with opened.use() as generator:
        return over_nodes(generator, draw, line, nodes)


def nodes(basis: Basis, film: Film, rows: Sequence[Sequence[int]], paths: Sequence[str], names: Sequence[str], axis: int,
          ahead: range, picked: str) -> dict[str, Any]:
    """`paths`: of all nodes; `names`: of the two directions; `ahead`: the samples that may be stepped through."""
    tree = basis.tree
    shown = [node for row in rows for node in row]
    n_gates = tree.n_gates if tree else 1
    makers = [node - n_gates if node >= n_gates else None for node in shown]
    at = {node: i for i, node in enumerate(shown)}
    return _common(basis) | _line_words(steps_of(len(shown)), names, axis) | {
        "weights": film.weights.round(4), "makers": [makers] * len(film.weights), "faint": True,
        "even": tree is not None and len(shown) == tree.n_nodes, "centred": True,
        "rows": [{"cells": [at[node] for node in row]} for row in rows],
        "cells": [{"label": f"node {paths[node] or 'root'}", "caption": _short(node, paths, n_gates), "shows": "share",
                   "pick": paths[node]} for node in shown],
        "picks": "node", "picked": picked, "room": 64, "stepper": {"name": "draw", "n": len(ahead), "first": ahead.start},
        "alt": f"One sample at the nodes of {basis.found.name}: how it looks there, and how much of it passes",
    }


def _short(node: int, paths: Sequence[str], n_gates: int) -> str:
    return "root" if node == 0 else short_name(node - n_gates) if node >= n_gates else paths[node]


# --- Experts --------------------------------------------------------------------------------------------------------------


def experts(basis: Basis, film: Film, leads: NDArray[np.int64], axis: int, samples: range, order: Sequence[int], *,
            off: Sequence[int] = (), mode: str = "reroute", expert: int | None = None) -> dict[str, Any]:
    """`film`: the mixture's cells, then those of every expert; `leads` (F, columns): who makes the mixture's."""
    K, word, columns = basis.K, basis.word, len(samples)
    who = [[k, short_name(k), f"switch {expert_name(word, k)} off or on"] for k in range(K)]
    modes = [["reroute", "re-route", "The others take over what is off"], ["drop", "holes", "Nobody takes over what is off"]]
    line = _line_words(steps_of((K + 1) * columns), AXES, axis)
    choosers: list[dict[str, Any]] = [
        {"name": "off", "label": "switched off", "options": who, "chosen": list(off), "multi": True}]
    if off:
        choosers.append({"name": "mode", "label": "what is off", "options": modes, "chosen": mode})
    return _common(basis) | line | {
        "weights": film.weights.round(4), "faint": basis.generator.about.is_gated, "picks": "expert",
        "picked": -1 if expert is None else expert, "free": True,
        "makers": [row.tolist() + [k for k in range(K) for _ in range(columns)] for row in leads],
        "rows": [{"cells": list(range(columns)), "name": "the mixture", "short": "mix"}] + [
            {"cells": list(range((k + 1) * columns, (k + 2) * columns)), "name": expert_name(word, k), "short": short_name(k),
             "mark": k, "pick": k, "off": k in off} for k in order],
        "cells": [{"label": f"the mixture of sample {i}", "shows": "maker"} for i in samples] + [
            {"label": f"sample {i} through {expert_name(word, k)}"} for k in range(K) for i in samples],
        "choosers": [*choosers, *line["choosers"]], "room": 64 if K <= 8 else 44,
        "alt": f"{columns} noise vectors, each drawn by all {K} {plural(word, K)} of {basis.found.name}",
    }


def classes(basis: Basis, film: Film, board: ClassBoard, axis: int, names: Sequence[str]) -> dict[str, Any]:
    """Every class on the same noise, by each expert that draws it. `names`: of the classes."""
    K, word = basis.K, basis.word
    by: list[int | None] = [None] * len(board.draw)                 # who frames a cell
    labels = [""] * len(board.draw)
    for name, groups in zip(names, board.rows, strict=True):
        for group in groups:
            for cell, chosen in zip(group.cells, group.chosen, strict=True):
                by[cell] = group.expert if chosen and K > 1 else None
                labels[cell] = f"class {name}" + (f" by {expert_name(word, group.expert)}" if K > 1 else "")
    rows = [{"cells": [cell for group in groups for cell in group.cells], "name": name, "short": name}
            for name, groups in zip(names, board.rows, strict=True)]
    return _common(basis) | _line_words(steps_of(len(board.draw)), AXES, axis) | {
        "weights": film.weights.round(4), "makers": [by] * len(film.weights), "rows": rows,
        "cells": [{"label": label} for label in labels], "room": 44,
        "alt": f"Every class of {basis.found.name} on the same noise"}

"""A model that a page cannot run, in a talk's file: films, drawn as the server would when the file is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from mixgan.ui.components.live import envelope
from mixgan.ui.talkfile.parts import Part
from mixgan.ui.views import board, covariance, experts, films, tree
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.facts import classes_of
from mixgan.ui.views.opening import Opened

__all__ = ["PARTS", "note", "sentence"]

AXIS = 0                        # a film goes along the first direction


def sentence(opened: Opened) -> str:
    """Why the pages of this model are films."""
    return f"{films.why(opened)}: these are films, drawn when the file was made, and the slider plays them."


def note(name: str, opened: Opened) -> str:
    """The same for whoever writes the file."""
    return (f"{name} travels as films, without its Mixture page: "
            + films.why(opened).replace("This model takes", "it takes", 1) + ".")


def _part(view: Mapping[str, Any], film: Any, heading: str = "") -> Part:
    """Without what would have to ask a server: other samples, another direction, an expert switched off."""
    from mixgan.analysis.filmstrip import sheets

    packed = sheets(film)
    asks = {"choosers": [], "stepper": None, "sheets": [[sheet.n, sheet.columns] for sheet in packed]}
    return Part("strip", envelope(b"", {**view, **asks}, [sheet.webp for sheet in packed]), heading)


def _tree(basis: Basis, first: int) -> Iterable[Part]:
    shape, K = basis.tree, basis.K
    draw = basis.rows(first, 1)
    with basis.opened.use() as generator:
        leaf = int(generator.weights(draw)[0].argmax())
    gates = shape.n_gates if shape is not None else 1
    rows = films.shown_nodes(None if shape is None else shape.depth, K, gates + leaf)
    paths = [tree.path_of(shape, node) for node in range(tree.n_nodes(shape, K))]
    film = films.moved_nodes(basis.opened, draw, basis.directions[AXIS], [node for row in rows for node in row])
    names = tree.axes_of(shape) or films.AXES
    picked = tree.first_step(basis, first)
    yield _part(films.nodes(basis, film, rows, paths, names, AXIS, range(first, first + 1), picked), film)


def _experts(basis: Basis, first: int) -> Iterable[Part]:
    from mixgan.analysis.filmstrip import over_experts, over_mixture

    direction = np.asarray(basis.directions[AXIS])
    if basis.K > 1:
        samples = range(first, first + experts.COLUMNS)
        draw, steps = basis.rows(first, len(samples)), films.steps_of((basis.K + 1) * len(samples))
        with basis.opened.use() as generator:
            mixture, leads = over_mixture(generator, draw, direction, steps)
            film = mixture.beside(over_experts(generator, draw, direction, steps))
        yield _part(films.experts(basis, film, leads, AXIS, samples, range(basis.K)), film)
    if basis.generator.is_conditional:
        shown = board.board_of(basis, first)
        with basis.opened.use() as generator:
            film, _ = over_mixture(generator, shown.draw, direction, films.steps_of(len(shown.draw)))
        yield _part(films.classes(basis, film, shown, AXIS, classes_of(basis.found)), film, board.heading(basis))


def _covariance(basis: Basis, first: int) -> Iterable[Part]:
    curve = covariance.stored(basis.found)
    rows = films.spread_rows(basis, first)
    film = films.spread_film(basis.opened, basis.draw(max(rows) + 1), rows)
    points = covariance.points_of(curve) if curve is not None and curve.points else None
    yield _part(films.spreads(basis, film, rows, covariance.TRAINED, None, points), film)


PARTS: Mapping[str, Callable[[Basis, int], Iterable[Part]]] = {"Tree": _tree, "Experts": _experts, "Covariance": _covariance}

"""The tables of the page Compare: what was stored with the models, and what `evaluate` measured against held-out pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from mixgan.analysis import beside_figures
from mixgan.analysis.beside_figures import LETTERS, Column, Line
from mixgan.analysis.meanings import acc, acc_by_luck
from mixgan.errors import MixganError
from mixgan.store.evaluation import read_evaluation
from mixgan.store.models import ModelFolder, fingerprint
from mixgan.ui import links, look, taken
from mixgan.ui.components.ways import Way, ways_view

__all__ = ["show"]

EVALUATE = ("Distances to held-out pictures, beside those of real ones, stand here once two of them were measured as they are "
            "now: Home does it, or python -m mixgan evaluate MODEL.")


def show(found: Sequence[ModelFolder]) -> None:
    """Of the finished models, whatever the scrubber shows."""
    st.subheader("In figures", anchor=False)
    _described([Column(one.name, one.config, _stored(one)) for one in found])
    _evaluated(found)
    ways_view([Way("Recipes over several seeds: what holds?", links.joined("Claims", {}))], key="compare-claims")


def _described(models: Sequence[Column]) -> None:
    said = beside_figures.lines(models)
    _table("after the last step", models, [*beside_figures.facts(models), *said], "compare")
    named = {line.name for line in said}
    records = [record for one in models for record in one.figures.get("figures") or [] if record["name"] in named]
    luck = acc_by_luck((len(one.config.facts.class_names), one.figures) for one in models) if acc(records) else ""
    st.caption(look.plain(f"{beside_figures.NOTE} {acc(records)} {luck}".strip() if said else
                          "No figure was measured of two of them: python -m mixgan describe MODEL does that."))


def _evaluated(found: Sequence[ModelFolder]) -> None:
    """With a letter for each model, also for those that were not measured: columns keep their places."""
    models = [_measured(one) for one in found]
    said = beside_figures.lines(models)
    if said:
        _table("against held-out pictures", models, said, "compare-evaluated")
    else:
        st.caption(look.plain(EVALUATE))


def _table(first: str, models: Sequence[Column], lines: Sequence[Line], name: str) -> None:
    head = [first, *(f"{letter}: {one.name}" for letter, one in zip(LETTERS, models, strict=False)), "real beside real", "n",
            "who is better"]
    taken.table(head, [[line.name, *line.cells, line.floor, line.n, line.verdict] for line in lines], name)


def _stored(one: ModelFolder) -> dict[str, Any]:
    try:
        return one.figures
    except MixganError:
        return {}


def _measured(one: ModelFolder) -> Column:
    """Without figures where nothing was measured, or other weights were."""
    try:
        stored = read_evaluation(one.path)
        if stored is not None and stored.basis.model == fingerprint(one.path):
            return Column(one.name, one.config, {"figures": stored.records}, stored.basis.digest)
    except (MixganError, OSError):                      # Home says what is wrong with it
        pass
    return Column(one.name, one.config, {})

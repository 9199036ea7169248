"""How the run's head settled: the looks in its folder to one chart, while it warms up and ever after."""

from __future__ import annotations

import streamlit as st

from mixgan.analysis.settling import looks_of
from mixgan.errors import MixganError
from mixgan.figures.settling import settling
from mixgan.store.runs import RunFolder
from mixgan.ui.components.settling import HEIGHT_PX, settling_view

__all__ = ["show", "warms_up"]


def warms_up(run: RunFolder, alive: bool) -> bool:
    """Whether a head is sorting pictures and nothing was drawn yet, so that there is no film to show."""
    try:
        return alive and run.config.training.finds_shares and not run.sheets()
    except MixganError:
        return False


def show(run: RunFolder, alive: bool) -> None:
    """The chart; nothing where no head warmed up."""
    looks = looks_of(run.settling.parsed())
    if not looks:
        if warms_up(run, alive):
            st.skeleton(HEIGHT_PX)
        return
    settings = run.config.training
    experts = run.config.options.get("n_experts", len(looks[-1].shares))        # a tree has as many leaves as outputs
    # the first line of figures comes when the warm-up is over, however the rule read then
    chart = settling(looks, settings.head_tries, settings.warm_up_steps, experts, over=bool(run.metrics.read()))
    settling_view(chart, key=f"settling-{run.name}")

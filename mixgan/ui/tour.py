"""The two-minute tour: six pages in the order of a talk, each with one sentence and what to do there.

The step stands in the link (`?tour=3`), so a reload or a second screen finds it; leaving by the menu ends the tour.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mixgan.store.models import all_models
from mixgan.ui import choice, links, look

__all__ = ["STEPS", "Step", "bar", "invitation"]

_TOUR = "_tour"


@dataclass(frozen=True)
class Step:
    """`model` is opened where it is shipped; else the open one stays."""

    page: str
    model: str
    says: str


STEPS = (
    Step("Home", "hmog-mnist",
         "Eight leaves share what draws these. Choose a picture: its sentence says which of them weighs most in "
         "it, and what a checker reads there."),
    Step("Tree", "hmog-mnist",
         "Each fork is a question that nobody taught it. Walk down with the arrow keys, and drag the pad: the "
         "whole tree follows."),
    Step("Experts", "megan-mnist",
         "The same noise, ten hands: the gate uses the framed picture only. Press 1: another expert takes "
         "over."),
    Step("Covariance", "gmgan-mnist",
         "Drag the thumb to the left and every digit becomes its prototype, to the right and anything goes: "
         "quality against variety."),
    Step("Mixture", "gmgan-mnist",
         "Give one expert everything, take another away: a model of your own, kept in the address."),
    Step("Map", "hmog-mnist",
         "All samples at once: islands are leaves. Draw around two of them to count what lives there."),
)


def invitation() -> None:
    """The button that begins it; nothing while it runs."""
    if st.session_state.get(_TOUR) is None:
        st.button("Take the two-minute tour", key="tour-begin", on_click=_go, args=(0,))


def bar(page: str) -> None:
    """Above a page of the tour: where one is, what to see, and the way on. Nothing outside a tour."""
    step = _step(page)
    if step is None:
        st.query_params.pop("tour", None)
        return
    st.query_params["tour"] = str(step + 1)
    words, on, off = st.columns([7, 1.6, 1], vertical_alignment="center")
    with words:
        look.paragraph(f"<b>{step + 1} of {len(STEPS)}</b> &ensp; {STEPS[step].says}")
    last = step + 1 == len(STEPS)
    on.button("Train your own" if last else f"Next: {STEPS[step + 1].page}", key="tour-next", type="primary", width="stretch",
              on_click=_go, args=(step + 1,))
    off.button("End", key="tour-end", width="stretch", on_click=_end)


def _step(page: str) -> int | None:
    """The step in this session or in the link, if it belongs to this page."""
    step = st.session_state.get(_TOUR)
    if step is None:
        asked = st.query_params.get("tour", "")
        step = int(asked) - 1 if asked.isascii() and asked.isdigit() else None
        if asked and (step is None or not 0 <= step < len(STEPS)):
            links.drop("tour", asked, f"a whole number from 1 to {len(STEPS)}")
    if step is None or not 0 <= step < len(STEPS) or STEPS[step].page != page:
        st.session_state.pop(_TOUR, None)
        return None
    st.session_state[_TOUR] = step
    return step


def _go(step: int) -> None:
    if step >= len(STEPS):
        _end()
        links.follow("Train")
        return
    st.session_state[_TOUR] = step
    here = STEPS[step]
    if here.model in {one.name for one in all_models()[0]}:
        choice.open_model(here.model)
    links.follow(here.page)


def _end() -> None:
    st.session_state.pop(_TOUR, None)
    st.query_params.pop("tour", None)

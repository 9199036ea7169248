"""The two-minute tour: six pages in the order of a talk, each with one sentence and what to do there.

The step stands in the link (`?tour=3`) and nowhere else: a reload, a second screen and the browser's Back find it, and leaving
by the menu ends the tour.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mixgan.store.models import all_models
from mixgan.ui import links, look
from mixgan.ui.components.ways import Way, ways_view

__all__ = ["STEPS", "Step", "address", "bar", "invitation"]


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
    """The link that begins it; nothing while it runs."""
    if "tour" not in st.query_params:
        ways_view([Way("Take the two-minute tour", address(0), "button")], key="tour-begin")


def bar(page: str) -> None:
    """Above a page of the tour: where one is, what to see, and the ways back and on. Nothing outside a tour."""
    step = _step(page)
    if step is None:
        st.query_params.pop("tour", None)
        return
    words, ways, off = st.columns([6.4, 2.6, 0.8], vertical_alignment="center")
    with words:
        look.paragraph(f"<b>{step + 1} of {len(STEPS)}</b> &ensp; {STEPS[step].says}")
    back = [Way("Previous", address(step - 1), "button")] if step else []
    last = step + 1 == len(STEPS)
    on = Way("Train your own", links.address("Train"), "primary") if last else \
        Way(f"Next: {STEPS[step + 1].page}", address(step + 1), "primary")
    with ways:
        ways_view([*back, on], key="tour-ways")
    off.button("End", key="tour-end", width="stretch", on_click=_end)


def address(step: int) -> str:
    """The link of a step: its page, its model where that is here, else the open one, and the seed."""
    here = STEPS[step]
    model = {"model": here.model} if here.model in {one.name for one in all_models()[0]} else {}
    return links.address(here.page, **model, tour=str(step + 1))


def _step(page: str) -> int | None:
    """The step in the link, from 0, if it belongs to this page."""
    asked = st.query_params.get("tour")
    if asked is None:
        return None
    number = links.whole(1, len(STEPS))
    step = number(asked)
    if step is None:
        links.drop("tour", asked, number.allowed)
        return None
    return step - 1 if STEPS[step - 1].page == page else None


def _end() -> None:
    st.query_params.pop("tour", None)

"""A talk, step by step: each a page in a state, with its sentences. The shipped one is the two-minute tour.

The step stands in the link (`?tour=3`) and nowhere else: a reload, a second screen and the browser's Back find it, and leaving
by the menu ends the tour. Outside talk mode the sentences stand above the page, in talk mode below it.
"""

from __future__ import annotations

import html
from typing import NamedTuple

import streamlit as st

from mixgan.errors import MixganError
from mixgan.store.models import all_models
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.home import talks
from mixgan.ui.home.ahead import make_ready
from mixgan.ui.home.talks import Talk

__all__ = ["Place", "address", "ahead", "around", "bar", "invitation", "place"]

_LAST = "_last_step"


class Place(NamedTuple):
    """Where one stands in a talk: `step` from 0, None between its steps."""

    talk: Talk
    step: int | None


def invitation() -> None:
    """The links that begin a talk: the tour, what lies beside the open model, and one's own; nothing while one runs."""
    if "tour" in st.query_params:
        return
    found = choice.folder()
    names = [*([talks.beside(found)] if found is not None else []), *talks.own()]
    ways = [Way("Take the two-minute tour", address(talks.shipped(), 0), "button")]
    vain: list[MixganError] = []
    for name in filter(None, names):
        try:
            told = talks.told(name)
        except MixganError as err:
            vain.append(err)
        else:
            ways.append(Way(told.script.title or f"The talk {name}", address(told, 0), "button"))
    ways_view(ways, key="tour-begin")
    for problem in vain:
        states.problem(problem)


def place(page: str) -> Place | None:
    """The talk of the link, and its step where that belongs to this page; None, and said so, where it cannot be told."""
    try:
        told = talks.told(st.query_params.get("script", ""))
    except MixganError as err:
        states.problem(err)
        return None
    asked = st.query_params.get("tour")
    if asked is None:
        return Place(told, None)
    number = links.whole(1, len(told.script.steps))
    step = number(asked)
    if step is None:
        links.drop("tour", asked, number.allowed)
        return Place(told, None)
    return Place(told, step - 1 if told.script.steps[step - 1].page == page else None)


def bar(at: Place | None) -> None:
    """Where one is in a talk, what to see, and the ways back and on. Nothing outside of one."""
    if at is None or at.step is None:
        st.query_params.pop("tour", None)
        return
    script, step = at.talk.script, at.step
    words = f"<b>{step + 1} of {len(script.steps)}</b> &ensp; {html.escape(script.steps[step].say)}"
    back = [Way("Previous", address(at.talk, step - 1), "button")] if step else []
    if step + 1 < len(script.steps):
        on = [Way(f"Next: {script.steps[step + 1].page}", address(at.talk, step + 1), "primary")]
    else:
        on = [] if at.talk.name else [Way("Train your own", links.address("Train"), "primary")]
    with st.container(key="tour", horizontal=True, vertical_alignment="center"):
        look.paragraph(words)
        ways_view([*back, *on], key="tour-ways")
        if not look.talking():
            st.button("End", key="tour-end", on_click=_end)


def around(at: Place | None) -> tuple[str | None, str | None]:
    """The addresses of the step before and the step after; off the talk's pages those around the step that was shown last."""
    if at is None:
        return None, None
    name, step = st.session_state.get(_LAST, ("", -1))
    if at.step is not None:
        step = at.step
        st.session_state[_LAST] = (at.talk.name, step)
    elif name != at.talk.name:
        step = -1
    last = len(at.talk.script.steps) - 1
    back = step if at.step is None else step - 1            # who strayed comes back to where the talk stands
    return address(at.talk, back) if 0 <= back <= last else None, address(at.talk, step + 1) if step < last else None


def ahead(at: Place | None) -> None:
    """The next step is made ready while this one is shown."""
    if at is None or at.step is None or at.step + 1 == len(at.talk.script.steps):
        return
    coming = at.talk.script.steps[at.step + 1]
    for found in all_models()[0]:
        if found.name == coming.query.get("model"):
            make_ready(coming.page, found, choice.seed())


def address(told: Talk, step: int) -> str:
    """The link of a step: what its script says, the seed as it stands; of the shipped tour a model only where it is here."""
    here = told.script.steps[step]
    query = dict(here.query)
    if not told.name and query.get("model") not in {one.name for one in all_models()[0]}:
        query.pop("model", None)
    named = {"script": told.name} if told.name else {}
    bound = {name: value for name, value in links.bound().items() if name != "beside"}     # of this step alone
    return links.joined(here.page, {**bound, **query, **named, "tour": str(step + 1)})


def _end() -> None:
    st.query_params.pop("tour", None)

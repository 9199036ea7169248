"""A page of one model, or of two side by side: one below the other where the window is narrow."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mixgan.analysis import twins
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look, states
from mixgan.ui.components.ways import Way, ways_view

__all__ = ["show", "style"]

_STYLE = """<style>
h2.of-two, p.of-two { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
h2.of-two { font-size: 1.375rem; padding: 0 !important; }
h2.of-two small { font-size: 1rem; font-weight: 400; padding-left: 0.4em; }
p.of-two { margin: 0 0 0.4rem !important; color: light-dark(#565a61, #aaa8a2); }
</style>"""
# on a slide nothing stands between the heads and the pictures but what the head's own margin gives
_TALK = """<style>
.stApp p.of-two { margin-bottom: 1rem !important; }
.stApp:has(h2.of-two) { --talk-top: 6.2rem !important; }
</style>"""
# what the hand moves in both at once, where the noise is one
_MOVES = {"Home": "A sample that is chosen in one is chosen in both.", "Tree": "Either pad moves both.",
          "Experts": "Either pad moves both.", "Covariance": "Either slider moves both.",
          "Map": "A sample that is clicked in one is shown in both."}


def show(page: str, found: ModelFolder, body: Callable[[ModelFolder], None]) -> None:
    """`body` draws the page of a model, without the widgets that it could have only once where `beside.brief()`."""
    other = beside.second()
    if other is None:
        body(found)
        return
    style()
    look.heading(_title(found, other), _note(page, found, other))
    for column, one in zip(st.columns(2, gap="medium"), (found, other), strict=True):
        with column, states.answered(page):         # what goes wrong with one leaves the other
            body(one)
    if not look.talking():
        _difference(page, found, other)
        ways_view([Way(f"{one.name} alone", _alone(page, one)) for one in (found, other)], key="alone")


def style() -> None:
    """What headings of class `of-two` look like, on a slide too."""
    st.markdown(_STYLE + (_TALK if look.talking() else ""), unsafe_allow_html=True)


def _difference(page: str, found: ModelFolder, other: ModelFolder) -> None:
    """What else two twins differ in; not on Home, which needs no torch."""
    if twins.twin(found.name) != other.name or page == "Home":
        return
    without, having = sorted((found, other), key=lambda one: not one.name.endswith(twins.PLAIN))
    with states.answered(page):
        st.caption(twins.sentence(without.name, without.config, having.config))


def _alone(page: str, one: ModelFolder) -> str:
    return links.joined(page, {name: value for name, value in links.bound().items() if name != "beside"} | {"model": one.name})


def _title(found: ModelFolder, other: ModelFolder) -> str:
    if not beside.one_noise(found, other):
        return "The same seed, two models"
    if twins.twin(found.name) != other.name:
        return "The same noise, two models"
    return f"The same noise, {twins.head_of(found.name)} and {twins.head_of(other.name).removesuffix(' the head')} it"


def _note(page: str, found: ModelFolder, other: ModelFolder) -> str:
    if beside.one_noise(found, other):
        return f"{found.name} beside {other.name}, {choice.seed_line()}. {_MOVES[page]}"
    here, there = beside.sizes(found, other)
    own = f"{found.name} takes {here} numbers of noise and {other.name} {there}: each draws its own of {choice.seed_line()}"
    return f"{own}. {_MOVES[page]}" if page == "Covariance" else f"{own}, and what moves one leaves the other."

"""The frame around every page: the list of pages, the sidebar with model and seed, and what happens when a page fails.

A `pages` folder beside app.py makes the server run a page file alone until `st.navigation` has run once in the process: a
cold link to /Tree would open without sidebar and title. So every page begins with `ensure()`, which sends such a run
through app.py. The file's stem is the URL: `url_path` is never set.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from mixgan import files
from mixgan.errors import MixganError
from mixgan.store.models import all_models
from mixgan.ui import beside, choice, links, look, states, talk
from mixgan.ui.components.ways import ways_view
from mixgan.ui.home import tour
from mixgan.ui.model import warm
from mixgan.ui.views.answers import is_asked

__all__ = ["PAGES", "ensure", "main", "out_of_the_menu"]

PAGES = {
    "Home": "Home: what the model draws",
    "Ways": "Ways: every family side by side",
    "Tree": "Tree: who decides?",
    "Experts": "Experts: who makes what?",
    "Covariance": "Covariance: how wide?",
    "Mixture": "Mixture: build your own",
    "Map": "Map: what lies near what?",
    "Answers": "Answers: one question, many answers",
    "Learning": "Learning: when did it specialise?",
    "Compare": "Compare: which differ, and where?",
    "Claims": "Claims: what holds?",
    "Train": "Train: your own model",
}
_FRAMED = "_framed"


def _pages() -> list[st.Page]:
    left_out = out_of_the_menu()
    return [st.Page(f"pages/{name}.py", title=name, default=name == "Home", help=about,
                    visibility="hidden" if name in left_out else "visible") for name, about in PAGES.items()]


def out_of_the_menu() -> set[str]:
    """Answers stands there only where a model is asked something; its links open everywhere, and say so."""
    return set() if any(map(is_asked, all_models()[0])) else {"Answers"}


def main() -> None:
    """app.py: frame, then the page."""
    st.set_page_config(page_icon=look.icon(), layout="wide")
    with suppress(MixganError):             # home takes nothing either: whatever writes there says so
        files.temporary_folder()
    page = st.navigation(_pages())
    links.begin_visit(page.title)
    look.style()
    with st.sidebar:
        choice.sidebar(page.title)
        beside.picker(page.title)
        ways_view((), key="history")
        if not look.talking():
            talk.hands(None, None)
    links.go_on()               # after the sidebar: model and seed are widgets, and a widget not drawn is forgotten
    at = tour.place(page.title)
    talk.style(at is not None and at.step is not None)
    tour.bar(at)
    if look.talking():
        talk.hands(*tour.around(at))
    above = st.container(key="said")
    _run(page)
    with above:                 # said above the page, known only after it
        links.say_dropped()
    warm.begin()
    tour.ahead(at)


def ensure() -> None:
    """First line of every page: a page that was started alone goes through app.py."""
    if not st.session_state.get(_FRAMED):
        st.navigation(_pages())
        st.rerun()


def _run(page: st.Page) -> None:
    st.session_state[_FRAMED] = True
    try:
        with states.answered(page.title):
            page.run()
    finally:
        st.session_state[_FRAMED] = False       # of this run, not of the session: the next may start at a page again

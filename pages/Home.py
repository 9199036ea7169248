"""Home: samples, and for one of them who made it. The stored ones open without torch and pandas."""

from mixgan.ui.shell import ensure

ensure()

import streamlit as st  # noqa: E402 - a page that was started alone goes no further

from mixgan.store.models import ModelFolder  # noqa: E402
from mixgan.ui import beside, columns, look, states  # noqa: E402
from mixgan.ui.components.sheet import sheet_view  # noqa: E402
from mixgan.ui.home import figures, one_file, questions, tour  # noqa: E402
from mixgan.ui.home import page as home  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Home"]


@states.part
def sheet_and_story(shown: home.Shelf) -> None:
    if not states.still_there(shown.found):
        home.without_sheet(shown.found)
        return
    picked = home.picked(shown)
    if beside.second() is not None:
        sheet(shown)
        if not look.talking():
            home.story(shown, picked)
        return
    with st.container(key="shelf"):             # wider pictures in a wide window: look.py
        left, right = st.columns([2, 1], gap="medium")
    with left:
        sheet(shown)
    with right:
        home.story(shown, picked)
        if picked < 0:
            tour.invitation()


def sheet(shown: home.Shelf) -> None:
    sheet_view(home.packet(shown), key=home.key(shown.found), on_sample=lambda: home.remember_sample(shown.found))


def of_model(found: ModelFolder) -> None:
    shown = home.shelf(found)
    beside.heading(found, TITLE, home.caption(shown))
    if shown.sheet is None:
        states.still_there(found)
        home.without_sheet(found)
    else:
        sheet_and_story(shown)
    if not beside.brief():
        questions.show(found)
        figures.offer(found)
        one_file.offer(found)


found = states.chosen_model(TITLE, asked=True)
if found is not None:
    columns.show("Home", found, of_model)

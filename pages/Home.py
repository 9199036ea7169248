"""Home: the stored samples, and for one of them who made it. Opens without torch, pandas and plotly."""

from mixgan.ui.shell import ensure

ensure()

import streamlit as st  # noqa: E402 - a page that was started alone goes no further

from mixgan.ui import home, links, look, states, tour  # noqa: E402
from mixgan.ui.components.sheet import sheet_view  # noqa: E402

TITLE = "Many small generators, one picture book"


@st.fragment
def sheet_and_story(found: states.ModelFolder) -> None:
    if not states.still_there(found):
        home.without_sheet(found)
        return
    picked = home.picked(found)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        sheet_view(home.packet(found), key=home.KEY, on_sample=home.remember_sample)
    with right:
        home.story(found, picked)
        if picked < 0:
            tour.invitation()


found = states.chosen_model(TITLE)
if found is not None:
    look.heading(TITLE, home.caption(found))
    if found.samples is None:
        states.still_there(found)
        home.without_sheet(found)
    else:
        sheet_and_story(found)
    links.questions(found)

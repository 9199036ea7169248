"""From one picture to the pages that show it: the same seed and number, which are the same draw on every page."""

from __future__ import annotations

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.model import drawn, measured
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import onward as views

__all__ = ["back_to_first", "first_sample", "show", "show_drawn"]


def show(found: ModelFolder, index: int, *, here: str, expert: int = 0) -> None:
    """Links to sample `index` of the seed on the other pages than `here`; `expert` (from 0) made most of it."""
    asked = choice.label() is not None
    as_drawn = {"label": choice.ALL_CLASSES} if here == "Map" and asked else {}
    ways_view([Way(way.label, links.address(way.page, **way.query, **as_drawn))
               for way in views.onward(found, index, expert, of_class=asked and here != "Map") if way.page != here],
              key=f"picture-{here}")


def show_drawn(found: ModelFolder, opened: Opened, one: drawn.Drawn, *, here: str) -> None:
    """The same of a drawing: pages that show samples of the seed have nothing of it."""
    word, gated = opened.generator.expert_word, opened.generator.about.is_gated
    ways = {"Tree": "Your drawing at every gate"} if gated else {}
    ways["Experts"] = f"Your drawing through every {word}"
    ways_view([Way(label, links.address(page, **drawn.in_link(one))) for page, label in ways.items() if page != here],
              key=f"picture-{here}")


def first_sample(found: ModelFolder) -> int:
    """The sample with which a page of several begins: the link's, as this visit began."""
    return links.at_start("z", links.whole(0, measured.SAMPLES - 1), 0, found.name)


def back_to_first(found: ModelFolder) -> None:
    """Where a link began the page further on: the way back to sample 0."""
    if first_sample(found):
        st.button("Back to sample 0", key="first-sample", type="tertiary", on_click=links.restart, args=(found.name,),
                  kwargs={"z": (0, "0")})

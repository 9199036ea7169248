"""From one picture to the pages that show it: the same seed and number, which are the same draw on every page."""

from __future__ import annotations

import streamlit as st

from mixgan.analysis.words import expert_name
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.model import measured

__all__ = ["back_to_first", "first_sample", "show"]


def show(found: ModelFolder, index: int, *, here: str, expert: int = 0) -> None:
    """Links to sample `index` of the seed on the other pages than `here`; `expert` (from 0) made most of it."""
    figures = found.figures
    depth, word = int(figures.get("tree_depth") or 0), figures.get("expert_word") or "expert"
    path = "".join("LR"[expert >> (depth - 1 - level) & 1] for level in range(depth))
    ways = {"Experts": f"Sample {index} through every {word}", "Covariance": f"Sample {index} narrower and wider",
            "Map": f"Sample {index} among the others"}
    if int(figures.get("n_experts") or 1) < 2:
        del ways["Experts"]
        if choice.classes_of(found):
            ways["Experts"] = f"The noise of sample {index} in every class"
    if choice.label() is not None and here != "Map":
        del ways["Map"]                         # it holds all classes, as drawn
    if depth:
        ways = {"Tree": f"Walk the gates that led to {expert_name(word, expert)}", **ways}
    more = {"Tree": {"node": path}}
    as_drawn = {"label": choice.ALL_CLASSES} if here == "Map" and choice.label() is not None else {}
    ways_view([Way(label, links.address(page, **more.get(page, {}), **as_drawn, z=str(index)))
               for page, label in ways.items() if page != here], key=f"picture-{here}")


def first_sample(found: ModelFolder) -> int:
    """The sample with which a page of several begins: the link's, as this visit began."""
    return links.at_start("z", links.whole(0, measured.SAMPLES - 1), 0, found.name)


def back_to_first(found: ModelFolder) -> None:
    """Where a link began the page further on: the way back to sample 0."""
    if first_sample(found):
        st.button("Back to sample 0", key="first-sample", type="tertiary", on_click=links.restart, args=(found.name,),
                  kwargs={"z": (0, "0")})

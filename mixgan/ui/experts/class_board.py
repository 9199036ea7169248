"""The board of a model that was told classes: every class on the same noise, by each expert that draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, states
from mixgan.ui.components.classes import classes_view
from mixgan.ui.model import picture_links, recipe, strips
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import board as boards

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard

__all__ = ["alone", "board_of", "show", "view_of"]


@st.fragment
def alone(found: ModelFolder, opened: Opened) -> None:
    """The page of a single generator: the board is all there is to tell apart."""
    states.still_there(found)
    first = picture_links.first_sample(found)
    last = first + len(board_of(found, opened, first).rows[0][0].cells) - 1
    beside.heading(
        found, f"The same noise, {len(choice.classes_of(found))} classes",
        f"{choice.model_line(found)} · the noise of samples {first} to {last} of seed {choice.seed()}")
    _board(found, opened, first)
    if beside.brief():
        return
    picture_links.show(found, first, here="Experts")
    picture_links.back_to_first(found)


def show(found: ModelFolder, opened: Opened, first: int) -> None:
    """Below the matrix of a mixture; nothing for a model that was not told classes."""
    if not opened.generator.is_conditional:
        return
    st.subheader(boards.heading(Kept(found, opened, choice.seed())), anchor=False)
    _board(found, opened, first)


def board_of(found: ModelFolder, opened: Opened, first: int) -> ClassBoard:
    return boards.board_of(Kept(found, opened, choice.seed()), first)


def _board(found: ModelFolder, opened: Opened, first: int) -> None:
    board, key = board_of(found, opened, first), f"classes-board-{found.name}{links.step_mark()}"
    if strips.needed(opened):
        strips.classes_strip(found, opened, board, first, boards.note(Kept(found, opened, choice.seed()), board, first), key=key)
    else:
        view = {**view_of(found, opened, board, first), "recipe": recipe.basis(found, opened, "Experts")}
        if opened.generator.n_experts > 1:              # the matrix above has the pad, and the link
            classes_view(opened.program, view, key=key)
            return
        links.unless_named(("z",), ("pad",), found.name)
        view["pad"] = links.at_start("pad", links.pad(), (0.0, 0.0), found.name)
        classes_view(opened.program, view, key=key, on_pad=lambda: _remember(found, key))


def _remember(found: ModelFolder, key: str) -> None:
    state = st.session_state.get(key) or {}
    if state.get("pad") is not None:
        links.keep_pad(state["pad"], found.name)


def view_of(found: ModelFolder, opened: Opened, board: ClassBoard, first: int) -> dict[str, Any]:
    """`first`: the sample whose noise stands first in every group."""
    return boards.view(Kept(found, opened, choice.seed()), board, first)

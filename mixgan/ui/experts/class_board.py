"""The board of a model that was told classes: every class on the same noise, by each expert that draws it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.analysis.words import plural
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look, states
from mixgan.ui.components.classes import classes_view
from mixgan.ui.components.live import draws_of
from mixgan.ui.model import measured, picture_links, strips
from mixgan.ui.model.opened import Opened

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard

__all__ = ["alone", "board_of", "elsewhere", "latent_of", "show", "view_of"]


@st.fragment
def alone(found: ModelFolder, opened: Opened) -> None:
    """The page of a single generator: the board is all there is to tell apart."""
    states.still_there(found)
    first = picture_links.first_sample(found)
    last = first + len(board_of(opened, first).rows[0][0].cells) - 1
    look.heading(f"The same noise, {len(choice.classes_of(found))} classes",
                 f"{choice.model_line(found)} · the noise of samples {first} to {last} of seed {choice.seed()}")
    _board(found, opened, first)
    picture_links.show(found, first, here="Experts")
    picture_links.back_to_first(found)


def show(found: ModelFolder, opened: Opened, first: int) -> None:
    """Below the matrix of a mixture; nothing for a model that was not told classes."""
    if not opened.generator.is_conditional:
        return
    st.subheader(f"Every class, by the {plural(opened.generator.expert_word, 2)} that draw it", anchor=False)
    _board(found, opened, first)


def board_of(opened: Opened, first: int) -> ClassBoard:
    from mixgan.analysis.class_board import WIDE, class_board

    with opened.use() as generator:
        return class_board(generator, measured.rows_of(opened, choice.seed(), first, WIDE))


def _board(found: ModelFolder, opened: Opened, first: int) -> None:
    board, key = board_of(opened, first), f"classes-board-{found.name}"
    if strips.needed(opened):
        strips.classes_strip(found, opened, board, first, note(opened, board, first), key=key)
    else:
        classes_view(opened.program, view_of(found, opened, board, first), key=key)


def view_of(found: ModelFolder, opened: Opened, board: ClassBoard, first: int) -> dict[str, Any]:
    """`first`: the sample whose noise stands first in every group."""
    K, word, names = opened.generator.n_experts, opened.generator.expert_word, choice.classes_of(found)
    rows = [{"name": name, "groups": [asdict(group) for group in groups]} for name, groups in zip(names, board.rows, strict=True)]
    return {
        "model": found.name, "expert_word": word, "colours": look.colours(K), "shapes": look.shapes(K), "rows": rows,
        "draws": draws_of(board.draw), "directions": measured.pad_directions(opened, choice.seed()), "label": opened.label,
        "latent": latent_of(found, opened),
        "note": note(opened, board, first), "alt": f"Every class of {found.name} on the same noise",
    }


def latent_of(found: ModelFolder, opened: Opened) -> str | None:
    """What matrix and board call the noise that they share, so that one pad moves both; None where there is but one of them."""
    return found.name if opened.generator.is_conditional and opened.generator.n_experts > 1 else None


def elsewhere(found: ModelFolder, opened: Opened) -> list[str]:
    """(K) the class that each expert draws, where another one is asked for; "" for those that draw it, and for all classes."""
    from mixgan.analysis.class_board import owners

    K, names = opened.generator.n_experts, choice.classes_of(found)
    if opened.label is None or not names:
        return [""] * K
    with opened.use() as generator:
        of_class = owners(generator, measured.rows_of(opened, choice.seed(), 0, 1))
    return ["" if k in of_class[opened.label] else ", ".join(
        name for name, experts in zip(names, of_class, strict=True) if k in experts) for k in range(K)]


def note(opened: Opened, board: ClassBoard, first: int) -> str:
    """How to read it."""
    n, word = len(board.rows[0][0].cells), opened.generator.expert_word
    noise = f"the noise of sample {first}" if n == 1 else f"the noise of samples {first} to {first + n - 1}"
    if opened.generator.n_experts == 1:
        return f"Each column is one noise vector, asked for every class: {noise}."
    return (f"Each {word} draws one class alone, here from {noise}. Framed: the {word} that chance chooses for this noise when "
            "the class is asked for.")

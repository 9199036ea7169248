"""What the board of classes is given: every class on the same noise, by each expert that draws it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mixgan.analysis.words import plural
from mixgan.figures.palette import colours, shapes
from mixgan.ui.components.live import draws_of
from mixgan.ui.views.basis import Basis
from mixgan.ui.views.facts import classes_of

if TYPE_CHECKING:
    from mixgan.analysis.class_board import ClassBoard

__all__ = ["board_of", "elsewhere", "heading", "latent_of", "note", "view"]


def board_of(basis: Basis, first: int) -> ClassBoard:
    from mixgan.analysis.class_board import WIDE, class_board

    with basis.opened.use() as generator:
        return class_board(generator, basis.rows(first, WIDE))


def view(basis: Basis, board: ClassBoard, first: int) -> dict[str, Any]:
    """`first`: the sample whose noise stands first in every group."""
    found, K, word, names = basis.found, basis.K, basis.word, classes_of(basis.found)
    rows = [{"name": name, "groups": [asdict(group) for group in groups]} for name, groups in zip(names, board.rows, strict=True)]
    return {
        "model": found.name, "expert_word": word, "colours": colours(K), "shapes": shapes(K), "rows": rows,
        "draws": draws_of(board.draw), "directions": basis.directions, "label": basis.opened.label,
        "latent": latent_of(basis), "first": first,
        "note": note(basis, board, first), "alt": f"Every class of {found.name} on the same noise",
    }


def heading(basis: Basis) -> str:
    """Of the board below a matrix; nothing where the board is alone."""
    return f"Every class, by the {plural(basis.word, 2)} that draw it" if basis.K > 1 else ""


def latent_of(basis: Basis) -> str | None:
    """What matrix and board call the noise that they share, so that one pad moves both; None where there is but one of them."""
    return basis.found.name if basis.generator.is_conditional and basis.K > 1 else None


def elsewhere(basis: Basis) -> list[str]:
    """(K) the class that each expert draws, where another one is asked for; "" for those that draw it, and for all classes."""
    from mixgan.analysis.class_board import owners

    K, names, label = basis.K, classes_of(basis.found), basis.opened.label
    if label is None or not names:
        return [""] * K
    with basis.opened.use() as generator:
        of_class = owners(generator, basis.rows(0, 1))
    return ["" if k in of_class[label] else ", ".join(
        name for name, experts in zip(names, of_class, strict=True) if k in experts) for k in range(K)]


def note(basis: Basis, board: ClassBoard, first: int) -> str:
    """How to read it."""
    n, word = len(board.rows[0][0].cells), basis.word
    noise = f"the noise of sample {first}" if n == 1 else f"the noise of samples {first} to {first + n - 1}"
    if basis.K == 1:
        return f"Each column is one noise vector, asked for every class: {noise}."
    return (f"Each {word} draws one class alone, here from {noise}. Framed: the {word} that chance chooses for this noise when "
            "the class is asked for.")

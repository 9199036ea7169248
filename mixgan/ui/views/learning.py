"""What the Learning's component is given: the generator at the steps of its training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mixgan.analysis.words import expert_name, plural
from mixgan.figures.palette import colours, shapes
from mixgan.store.growth import Growth, Moment
from mixgan.ui.components.live import draws_of
from mixgan.ui.views.basis import Basis

__all__ = ["COLUMNS", "facts", "over_steps", "title", "view"]

COLUMNS = 8


def title(word: str, leap: tuple[int, int] | None) -> str:
    """`leap`: the steps between which the experts came apart most."""
    if leap is None:
        return f"When did its {plural(word, 2)} come apart?"
    return f"Its {plural(word, 2)} came apart most between steps {leap[0]:,} and {leap[1]:,}"


def view(basis: Basis, there: Sequence[Moment], leap: tuple[int, int] | None, at: int) -> dict[str, Any]:
    """Of the moments that are `there`; `at`: the number of the one that is shown first. Whole and at rest: the page of a run
    under way says otherwise. `places` are what the programs of the moments are asked for by."""
    K, word, tree = basis.K, basis.word, basis.generator.tree
    return {
        "draws": draws_of(basis.draw(COLUMNS)), "directions": basis.directions,
        "moments": [{"step": one.step, "shares": one.shares} for one in there], "places": list(range(len(there))), "at": at,
        "follows": False, "live": False, "axis": len(there), "show": "experts", "selected": "",
        "modes": [] if tree is None else [["experts", plural(word, 2).capitalize()], ["tree", "Tree"]],
        **over_steps(there, leap, word),
        "rows": [expert_name(word, k) for k in range(K)], "gated": basis.generator.about.is_gated, "expert_word": word,
        "colours": colours(K), "shapes": shapes(K), "of": f"{basis.found.name} {basis.seed}",
        "alt": f"the gates of {basis.found.name}, each node with its own picture",
        "note": "Each column is one noise vector, the same at every step. A frame is as thick as the weight; faint pictures are "
                f"not used. On the right: how many samples each {word} leads in at this step.",
        "treenote": "Every node draws the same noise, as it was at this step. Ribbons and percentages: how many samples are led "
                    "below. Thin lines and the numbers at a fork: how much of this one goes there. Arrow keys walk, L and R "
                    "force a gate, U frees it, Space takes another noise.",
    }


def over_steps(there: Sequence[Moment], leap: tuple[int, int] | None, word: str) -> dict[str, Any]:
    """What a slider over these moments draws on its axis (growth/curve.js)."""
    numbers = [one.step for one in there]
    return {"lines": _lines(there, word), "jump": None if leap is None else [numbers.index(s) for s in leap if s in numbers]}


def _lines(there: Sequence[Moment], word: str) -> list[tuple[str, list[float | None]]]:
    lines: list[tuple[str, list[float | None]]] = [
        (f"the {word} tells the class (NMI)", [one.information for one in there]),
        ("the gate hesitates (entropy)", [one.entropy for one in there]),
        (f"variance between {plural(word, 2)}", [one.explained for one in there])]
    return [(name, values) for name, values in lines if any(value is not None for value in values)]


def facts(growth: Growth, word: str) -> str:
    """What the numbers rest on."""
    read = f" Classes are those that the checker reads ({growth.features})." if growth.features else ""
    return ("Steps lie evenly in the logarithm; weights are the running mean that is kept, rounded to 8 bits for the page. Each "
            f"number rests on the same {growth.n:,} samples of seed 0.{read} NMI: 1 if the {word} says the class. Entropy: 1 if "
            f"every {word} has the same weight. Variance: the share of all pixels' that lies between the mean pictures of "
            f"{plural(word, 2)}.")

"""What the Learning's component is given: the generator at the steps of its training."""

from __future__ import annotations

from typing import Any

from mixgan.analysis.words import expert_name, plural
from mixgan.figures.palette import colours, shapes
from mixgan.store.growth import Growth
from mixgan.ui.components.live import draws_of
from mixgan.ui.views.basis import Basis

__all__ = ["COLUMNS", "facts", "title", "view"]

COLUMNS = 8


def title(word: str, leap: tuple[int, int] | None) -> str:
    """`leap`: the steps between which the experts came apart most."""
    if leap is None:
        return f"When did its {plural(word, 2)} come apart?"
    return f"Its {plural(word, 2)} came apart most between steps {leap[0]:,} and {leap[1]:,}"


def view(basis: Basis, growth: Growth, leap: tuple[int, int] | None, at: int) -> dict[str, Any]:
    """`at`: the number of the moment that is shown first. Its page adds `places`."""
    K, word = basis.K, basis.word
    steps = [one.step for one in growth.moments]
    return {
        "draws": draws_of(basis.draw(COLUMNS)), "directions": basis.directions,
        "moments": [{"step": one.step, "shares": one.shares} for one in growth.moments], "at": at,
        "lines": _lines(growth, word), "jump": None if leap is None else [steps.index(one) for one in leap],
        "rows": [expert_name(word, k) for k in range(K)], "gated": basis.generator.about.is_gated,
        "colours": colours(K), "shapes": shapes(K),
        "note": "Each column is one noise vector, the same at every step. A frame is as thick as the weight; faint pictures are "
                f"not used. On the right: how many samples each {word} leads in at this step.",
    }


def _lines(growth: Growth, word: str) -> list[tuple[str, list[float | None]]]:
    lines: list[tuple[str, list[float | None]]] = [
        (f"the {word} tells the class (NMI)", [one.information for one in growth.moments]),
        ("the gate hesitates (entropy)", [one.entropy for one in growth.moments]),
        (f"variance between {plural(word, 2)}", [one.explained for one in growth.moments])]
    return [(name, values) for name, values in lines if any(value is not None for value in values)]


def facts(growth: Growth, word: str) -> str:
    """What the numbers rest on."""
    read = f" Classes are those that the checker reads ({growth.features})." if growth.features else ""
    return ("Steps lie evenly in the logarithm; weights are the running mean that is kept, rounded to 8 bits for the page. Each "
            f"number rests on the same {growth.n:,} samples of seed 0.{read} NMI: 1 if the {word} says the class. Entropy: 1 if "
            f"every {word} has the same weight. Variance: the share of all pixels' that lies between the mean pictures of "
            f"{plural(word, 2)}.")

"""From one sample to the pages that show it: the same seed and number, which are the same draw on every page."""

from __future__ import annotations

from dataclasses import dataclass

from mixgan.analysis.words import expert_name
from mixgan.store.models import ModelFolder
from mixgan.ui.views.facts import classes_of

__all__ = ["Onward", "onward"]


@dataclass(frozen=True)
class Onward:
    """A page, what its link says beside model and seed, and the words of that link."""

    label: str
    page: str
    query: dict[str, str]


def onward(found: ModelFolder, index: int, expert: int, of_class: bool = False) -> list[Onward]:
    """Where sample `index` can be seen; `expert` (from 0) made most of it. `of_class`: it is of a class that was asked for."""
    figures = found.figures
    depth, word = int(figures.get("tree_depth") or 0), figures.get("expert_word") or "expert"
    path = "".join("LR"[expert >> (depth - 1 - level) & 1] for level in range(depth))
    ways = {"Experts": f"Sample {index} through every {word}", "Covariance": f"Sample {index} narrower and wider",
            "Map": f"Sample {index} among the others"}
    if int(figures.get("n_experts") or 1) < 2:
        del ways["Experts"]
        if classes_of(found):
            ways["Experts"] = f"The noise of sample {index} in every class"
    if of_class:
        del ways["Map"]                         # it holds all classes, as drawn
    if depth:
        ways = {"Tree": f"Walk the gates that led to {expert_name(word, expert)}", **ways}
    return [Onward(label, page, {**({"node": path} if page == "Tree" else {}), "z": str(index)}) for page, label in ways.items()]

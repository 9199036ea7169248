"""What the Answers page says below its answers: what a perfect model would have found, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from mixgan.measures.coloured import expected_coverage
from mixgan.store.models import ModelFolder
from mixgan.ui import look
from mixgan.ui.views import answerers
from mixgan.ui.views.answers import SHOWN, Answers, Palette

__all__ = ["measured", "tell"]


def tell(whole: Answers, other: ModelFolder | None) -> None:
    seeking = look.term("Mode seeking", "In training a second answer is drawn to every question, and the model pays for two "
                                        "noises that lead to one picture (Mao et al. 2019).")
    said = [f"{seeking} is all in which the two models differ: same question, same noise in the same place." if other else
            f"{seeking} would be seen here beside its absence; no model here differs from this one in that alone."]
    if whole.palette is not None:
        said.append(_of_colours(whole.palette))
    if whole.said is not None:
        said.append(_of_words(whole.said))
    look.paragraph(*said)


def _of_colours(known: Palette) -> str:
    n = len(known.names) * len(known.grounds)
    counted = look.term("found", "The colour of an answer is that of its bright pixels, whatever their shade, and the "
                                 "nearest of the known ones. It says nothing of whether " + f"the {known.asks} was kept.")
    return (f"Every {known.asks} has {n} {known.right}, each as likely. Of them a perfect model would have {counted} "
            f"{expected_coverage(n, SHOWN):.1f} after {SHOWN} draws, {expected_coverage(n, 2 * SHOWN):.1f} after "
            f"{2 * SHOWN}, in the mean.")


def _of_words(said: Mapping[str, Any]) -> str:
    if said["rules"] is None:
        return "The words are those of the model's own captions: which answers are right is not known here, and none are counted."
    read = look.term("read", "By rules, not by a network: the ground by the border, the hue by what is not ground, the figure "
                             "by the nearest of six of its area and middle. So a blot is read as something too: what differs "
                             "plainly from the figure that is read is no whole figure, and counts as nothing found.")
    kept = f"Every answer is {read} in the page; a dashed frame marks one that does not show what is said."
    sizes = {one["name"]: len(one["values"]) for one in said["attributes"] if one["asked"] is None}
    if not sizes:
        return f"{kept} This sentence leaves nothing open but the exact spot."
    expected = ", ".join(f"{name} {expected_coverage(n, SHOWN):.1f} of {n}" for name, n in sizes.items())
    return f"{kept} Of what is left open a perfect model would have found after {SHOWN} draws, in the mean: {expected}."


def measured(models: Sequence[ModelFolder]) -> None:
    lines = [f"- {look.plain(line)}" for line in answerers.measured(models)]
    if lines:
        st.markdown("Measured:\n\n" + "\n".join(lines))

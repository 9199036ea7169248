"""What is measured of answers to a picture or to a sentence, by name. No torch, so that a table can be read without it."""

from __future__ import annotations

from collections.abc import Collection

from mixgan.analysis.group_names import GROUP_MEASURES
from mixgan.measures.toy import TOY_MEASURES

__all__ = ["ANSWER_MEASURES", "APART", "EDGES", "EVEN", "EXPERT", "FOUND", "HUED", "HUES", "KEPT", "NEW", "OPEN", "READ", "RIGHT",
           "SAID_MEASURES", "STATED", "STYLE_MEASURES", "WHOLE", "WIDTHS", "n_in_words"]

FOUND, RIGHT, EVEN, EDGES, APART = ("right answers found", "answers that are right", "divergence of right answers", "edge F1",
                                    "distance of two answers")
EXPERT, READ = "NMI of expert and right answer", "answers read as their picture"
ANSWER_MEASURES = (FOUND, RIGHT, EVEN, EDGES, APART, EXPERT, READ)
STATED, OPEN, WHOLE, NEW = ("stated attributes shown", "openness of what is not stated", "answers that are whole figures",
                            "stated attributes shown, never seen together")
SAID_MEASURES = (STATED, OPEN, WHOLE, NEW)
KEPT, HUED, HUES, WIDTHS = "digit kept", "answers of one hue", "evenness of hues", "spread of stroke widths"
STYLE_MEASURES = (KEPT, HUED, HUES, WIDTHS)


def n_in_words(n: int, measures: Collection[str]) -> str:
    """What the n of a table counts, by what it measures."""
    if set(measures) <= {*GROUP_MEASURES}:
        return "every held-out picture, grouped"
    if set(measures) <= {*TOY_MEASURES}:
        return f"{n:,} generated points"
    if {*ANSWER_MEASURES, *SAID_MEASURES, *STYLE_MEASURES}.isdisjoint(measures):
        return f"{n:,} generated pictures beside {n:,} held-out ones"
    return f"answers to {n:,} held-out questions"

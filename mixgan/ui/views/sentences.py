"""A sentence that asks, of the grammar of data/captions.py: as the boxes of the page, its link and its component have it.

    asked = parse("a-red-star")              # of each attribute the value that is said, or SILENT
    link_text(asked), sentence(asked)
    said_of(asked), codes([opened, ...], sentence(asked))

One in a model's own words is views/own_words.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mixgan.data import captions, words
from mixgan.data.captions import ATTRIBUTES, SILENT
from mixgan.errors import DataError

if TYPE_CHECKING:
    from mixgan.config import DataFacts
    from mixgan.ui.views.opening import Opened

__all__ = ["ALLOWED", "Asked", "codes", "is_known", "link_text", "near", "never_together", "parse", "said_of", "sentence",
           "stored"]

Asked = tuple[int, ...]         # of each of ATTRIBUTES, in their order
ALLOWED = "a sentence of the words in the boxes, joined by '-'"
MOST_STORED = 12                # questions that are offered
VALUES = {word for values in ATTRIBUTES.values() for value in values for word in value.split()}


def is_known(facts: DataFacts) -> bool:
    """Whether a model is asked in this grammar, and not in words of its own."""
    return facts.vocabulary == captions.VOCABULARY and facts.condition_shape == (captions.LENGTH,)


def sentence(asked: Asked) -> str:
    return captions.captions(np.array([asked]))[0]


def link_text(asked: Asked) -> str:
    """`a-red-star`."""
    return sentence(asked).replace(" ", "-")


def parse(text: str) -> Asked | None:
    """The inverse of `link_text`; None for other words, and for words that say two values of one attribute, or half of one."""
    spoken = text.replace("-", " ")
    try:
        asked = _named(spoken)
    except DataError:
        return None
    return asked if VALUES & set(words.split(spoken)) == VALUES & set(sentence(asked).split()) else None


def near(text: str) -> str:
    """Of a text that `parse` refuses the words nearest to its unknown ones, else the sentence that it is near to."""
    spoken = words.split(text.replace("-", " "))
    unknown = [word for word in dict.fromkeys(spoken) if word not in captions.VOCABULARY]
    nearest = {word: difflib.get_close_matches(word, captions.VOCABULARY[1:], 1, 0.5) for word in unknown}
    pairs = [f"'{match[0]}' is nearest to '{word}'" for word, match in nearest.items() if match]
    if unknown or not spoken:
        return f"; {' and '.join(pairs)}" if pairs else ""
    return f"; the nearest is '{link_text(_named(' '.join(spoken[: captions.LENGTH])))}'"


def _named(spoken: str) -> Asked:
    """What is said, of two values of an attribute the first one in its list. Raises DataError."""
    tokens = words.encode([spoken], captions.VOCABULARY, captions.LENGTH)
    return tuple(captions.asked_of(tokens)[0].tolist())


def stored(opened: Opened) -> list[Asked]:
    """Some of the questions that the model is kept with, each once."""
    questions = opened.generator.questions
    assert questions is not None
    kept = captions.asked_of(questions.cpu().numpy())
    return list(dict.fromkeys(tuple(row) for row in kept.tolist()))[:MOST_STORED]


def codes(openeds: Sequence[Opened], spoken: str) -> NDArray[np.float32]:
    """(models, 2 C): what the program of each reads of a sentence, in its register `condition`. Raises DataError."""
    from mixgan.analysis.question import asked_with, tokens_of

    rows = []
    for opened in openeds:
        with opened.use() as generator:
            rows.append(generator.for_program(asked_with(tokens_of(spoken, generator), 1))[0].float().cpu().numpy())
    return np.stack(rows)


def never_together(asked: Asked) -> bool:
    """Whether no picture of the set shows shape, hue and place of a sentence together."""
    _, hue, shape, place, _ = asked
    return SILENT not in (hue, shape, place) and bool(captions.held_out()[shape, hue, place])


def said_of(asked: Asked) -> dict[str, Any]:
    """What the component is told: the sentence, what it says of each attribute, and the rules by which answers are read."""
    from mixgan.data import shapes
    from mixgan.measures import captions as measures
    from mixgan.measures.hues import LIT

    return {
        "sentence": sentence(asked),
        "attributes": [{"name": name, "values": list(values), "asked": None if value == SILENT else value}
                       for (name, values), value in zip(ATTRIBUTES.items(), asked, strict=True)],
        "rules": {"side": shapes.SIDE, "lit": LIT / 255, "faint": measures.FAINT, "plainly": measures.PLAINLY,
                  "clean": measures.CLEAN, "least": measures.LEAST, "radius": sum(captions.RADII) / 2, "soft": shapes.SOFT,
                  "cells": list(measures.CELLS), "colours": shapes.COLOURS.tolist(), "grounds": captions.GROUNDS.tolist(),
                  "figures": list(shapes.SHAPES), "areas": measures.areas().tolist()}}

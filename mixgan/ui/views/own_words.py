"""A sentence in words that a model has of its own captions: as its link has it, and what is said of one that it cannot read.

    read("A cat-like thing", opened)         # "a cat-like thing", or DataError that names the nearest known words
    link_text("a cat-like thing")            # "a_cat-like_thing": a word may have a hyphen, and none has an underscore
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mixgan.data import words
from mixgan.errors import DataError

if TYPE_CHECKING:
    from mixgan.ui.views.opening import Opened

__all__ = ["ALLOWED", "link_text", "near", "parser", "read", "said_of", "stored"]

ALLOWED = "a sentence of the words that the model has learned, joined by '_'"
MOST_STORED = 64                # questions that are offered


def read(text: str, opened: Opened) -> str:
    """The sentence as the model reads it. Raises DataError for unknown words, for none, and for too many."""
    from mixgan.analysis.question import tokens_of

    (spoken,) = words.decode(tokens_of(text, opened.generator)[None], opened.generator.vocabulary)
    return spoken


def link_text(spoken: str) -> str:
    return spoken.replace(" ", "_")


def parser(opened: Opened) -> Callable[[str], str | None]:
    """The inverse of `link_text`; None for what the model cannot read."""
    def parse(text: str) -> str | None:
        try:
            return read(text, opened)
        except DataError:
            return None

    return parse


def near(opened: Opened) -> Callable[[str], str]:
    """Of a text that `parser` refuses: why."""
    def said(text: str) -> str:
        try:
            read(text, opened)
        except DataError as err:
            return f". {err.problem.rstrip('.')}"
        return ""

    return said


def stored(opened: Opened) -> list[str]:
    """The questions that the model is kept with, each once."""
    generator = opened.generator
    assert generator.questions is not None
    return list(dict.fromkeys(words.decode(generator.questions.cpu().numpy(), generator.vocabulary)))[:MOST_STORED]


def said_of(spoken: str) -> dict[str, Any]:
    """What the component is told: of its right answers nothing is known."""
    return {"sentence": spoken, "attributes": [], "rules": None}

"""Facts of data that ask, for families that are asked: what a test of all families needs beside its own facts."""

from __future__ import annotations

from typing import Any

from mixgan import families
from mixgan.config import DataFacts
from mixgan.data.known import asking

__all__ = ["facts_for", "is_asked", "set_for"]

ASKED: dict[str, dict[str, Any]] = {
    "pairs": {"n_questions": 3}, "two sets": {"n_questions": 3, "unpaired": True},
    "words": {"condition_shape": (4,), "vocabulary": ("", "a", "red", "ring"), "n_questions": 3}}


def is_asked(family: str) -> bool:
    return families.family(family).needs in ASKED


def facts_for(family: str, facts: DataFacts) -> DataFacts:
    """With questions, where the family is asked."""
    more = ASKED.get(families.family(family).needs, {})
    size = {"condition_shape": (1, *facts.image_shape[1:])} if more else {}
    return facts.model_copy(update={**size, **more})


def set_for(family: str, usual: str) -> str:
    """A known set that the family learns from."""
    needs = families.family(family).needs
    return asking(needs)[0] if needs in ASKED else usual

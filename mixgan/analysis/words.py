"""The words for experts, as pages, cards and commands say them. No torch here."""

from __future__ import annotations

__all__ = ["plural"]


def plural(word: str, n: int) -> str:
    """The word for n experts: `leaf` for 1, `leaves` for 8."""
    if n == 1:
        return word
    return {"leaf": "leaves"}.get(word, word + "s")

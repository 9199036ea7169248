"""Captions as numbers: lower-case words, each its place in a vocabulary; place 0 is padding, behind the last word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError

__all__ = ["PADDING", "Tokens", "decode", "encode", "split", "vocabulary_of"]

PADDING = ""
MOST_LISTED = 40                # words of a vocabulary that a message lists
WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")          # either apostrophe
Tokens = NDArray[np.int64]


def split(caption: str) -> list[str]:
    """The words of a caption in lower case: letters and digits, with ' and - inside a word; nothing else counts."""
    return WORD.findall(caption.lower())


def vocabulary_of(captions: Iterable[str]) -> tuple[str, ...]:
    """Padding, then every word that occurs, sorted."""
    return (PADDING, *sorted({word for caption in captions for word in split(caption)}))


def encode(captions: Sequence[str], vocabulary: Sequence[str], length: int) -> Tokens:
    """(n,) captions -> int64 (n, length) into `vocabulary`, padded with 0.

    Raises DataError for a word that is not in it, with the nearest that is; for a caption without words, or of more than
    `length`.
    """
    place = {word: index for index, word in enumerate(vocabulary)}
    tokens = np.zeros((len(captions), length), np.int64)
    for row, caption in zip(tokens, captions, strict=True):
        words = split(caption)
        strange = [word for word in words if word not in place]
        if strange:
            raise DataError(*_unknown(strange, vocabulary[1:]))
        if not 0 < len(words) <= length:
            raise DataError(f"The caption '{caption}' has {len(words)} words: 1 to {length} are read.",
                            "Give a shorter one." if words else "Write what the picture should show.")
        row[:len(words)] = [place[word] for word in words]
    return tokens


def decode(tokens: NDArray, vocabulary: Sequence[str]) -> list[str]:
    """(n, T) -> n captions, of words with blanks between."""
    return [" ".join(vocabulary[index] for index in row if index) for row in tokens]


def _unknown(strange: Sequence[str], known: Sequence[str]) -> tuple[str, str]:
    """What is wrong, and what to do."""
    near = {word: difflib.get_close_matches(word, known, n=1, cutoff=0.5) for word in dict.fromkeys(strange)}
    named = ", ".join(f"'{word}'" + (f" (nearest: '{match[0]}')" if match else "") for word, match in near.items())
    listed = ": " + ", ".join(known) if len(known) <= MOST_LISTED else " of the training captions"
    return f"Unknown word{'s' if len(near) > 1 else ''} {named}.", f"Use the {len(known):,} known words{listed}."

"""Captions as numbers, and what is said of words that nobody knows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.data import words
from mixgan.errors import DataError

KNOWN = words.vocabulary_of(["a small red star", "A RED disc, at the top-left!"])


def test_a_vocabulary_is_padding_and_every_word_once() -> None:
    assert KNOWN == ("", "a", "at", "disc", "red", "small", "star", "the", "top-left")


def test_words_are_lower_case_and_marks_do_not_count() -> None:
    assert words.split("A bird's  (red) wing_tip; 3 of them.") == ["a", "bird's", "red", "wing", "tip", "3", "of", "them"]


def test_padding_stands_behind_the_last_word() -> None:
    tokens = words.encode(["a red star", "DISC!"], KNOWN, 5)
    assert tokens.dtype == np.int64
    assert tokens.tolist() == [[1, 4, 6, 0, 0], [3, 0, 0, 0, 0]]


@given(st.lists(st.lists(st.sampled_from(KNOWN[1:]), min_size=1, max_size=7), max_size=5))
def test_decoding_gives_the_words_again(sentences: list[list[str]]) -> None:
    captions = [" ".join(one) for one in sentences]
    assert words.decode(words.encode(captions, KNOWN, 7), KNOWN) == captions


@pytest.mark.parametrize(("caption", "said"), [
    ("a rad star", "Unknown word 'rad' (nearest: 'red'). Use the 8 known words: a, at, disc, red, small, star, the, top-left."),
    ("a rad rad zzz", "Unknown words 'rad' (nearest: 'red'), 'zzz'. Use the 8 known words"),
    ("a red red red red star", "The caption 'a red red red red star' has 6 words: 1 to 5 are read. Give a shorter one."),
    ("?!", "The caption '?!' has 0 words: 1 to 5 are read. Write what the picture should show."),
])
def test_what_cannot_be_read_is_said_in_a_sentence(caption: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        words.encode(["a red star", caption], KNOWN, 5)
    assert str(caught.value).startswith(said)


def test_a_large_vocabulary_is_not_listed() -> None:
    many = ("", *(f"word{i}" for i in range(1000)))
    with pytest.raises(DataError, match=r"\(nearest: 'word99'\)\. Use the 1,000 known words of the training captions\."):
        words.encode(["word99x"], many, 3)

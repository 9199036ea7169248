"""Sentences in a link, in boxes, and as each model reads them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mixgan import families
from mixgan.config import DataFacts
from mixgan.data import captions, words
from mixgan.ui.views import numbers, sentences
from mixgan.ui.views.opening import Opened
from mixgan.ui.views.sentences import link_text, near, never_together, parse
from tests.node import run_program

FACTS = DataFacts(image_shape=(3, 32, 32), condition_shape=(captions.LENGTH,), n_questions=4, vocabulary=captions.VOCABULARY)
SMALL = {"noise_dim": 3, "code_dim": 4, "widths": "6,4", "critic_widths": "4"}


def test_every_sentence_of_the_grammar_comes_back() -> None:
    sizes = [len(values) + 1 for values in captions.ATTRIBUTES.values()]
    for asked in np.ndindex(*sizes):
        values = tuple(value - 1 for value in asked)
        assert parse(link_text(values)) == values
    assert link_text((1, 0, 5, 2, -1)) == "a-large-red-star-at-the-top-right"


def test_a_link_may_be_shorter_than_its_sentence() -> None:
    assert link_text(parse("red-star") or ()) == "a-red-star"
    assert parse("Star-red") == parse("a-red-star")
    assert parse("star-black") == parse("a-star-on-a-black-background")
    assert parse("a-thing") == (-1,) * 5


@pytest.mark.parametrize(("text", "said"), [
    ("a-rde-star", "; 'red' is nearest to 'rde'"),
    ("a-lage-rde-star", "; 'large' is nearest to 'lage' and 'red' is nearest to 'rde'"),
    ("a-red-blue-star", "; the nearest is 'a-red-star'"),
    ("a-star-at-the-top", "; the nearest is 'a-star'"),
    ("-".join(["red"] * 13), "; the nearest is 'a-red-thing'"),
    ("xyzzy", ""), ("", ""), ("0", ""), ("<b>", "")])
def test_what_no_sentence_is(text: str, said: str) -> None:
    assert parse(text) is None
    assert near(text) == said


def test_what_was_never_seen_together() -> None:
    _, hue, shape, place, _ = captions.held_out_questions()[0].tolist()
    assert never_together((1, hue, shape, place, 0))
    assert not never_together((1, hue, shape, -1, 0))
    seen = captions.factors("train").values[0].tolist()
    assert not never_together(tuple(seen))


def test_each_model_reads_the_sentence_by_its_own_words() -> None:
    """What the component gets, run by the page's engine, is what the generator answers."""
    opened = []
    for scale in (1.0, 2.0):
        generator = families.build(families.configure("words", captions.NAME, FACTS, overrides=SMALL)).eval()
        with torch.no_grad():
            for parameter in generator.parameters():
                parameter.mul_(scale)
        program = generator.program()
        assert program is not None
        opened.append(Opened(generator, program.to_bytes("float32")))
    asked = (-1, 0, 5, -1, 1)
    codes = sentences.codes(opened, sentences.sentence(asked))
    assert codes.shape == (2, 8)
    assert not np.allclose(codes[0], codes[1])
    draw = numbers.draw_of(opened[1], 5, 2)
    tokens = torch.from_numpy(words.encode(["a red star on a white background"], captions.VOCABULARY, captions.LENGTH))
    with torch.inference_mode():
        expected = opened[1].generator(replace(draw, condition=tokens.expand(2, -1))).permute(0, 2, 3, 1).flatten(1)
    for i in range(2):
        got = run_program(opened[1].program, {"noise": draw.noise[i].tolist(), "condition": codes[1].tolist()}, ["images"])
        np.testing.assert_allclose(got["images"], expected[i], atol=2e-5)


def test_a_model_of_other_words_is_told_apart() -> None:
    assert sentences.is_known(FACTS)
    assert not sentences.is_known(FACTS.model_copy(update={"vocabulary": ("", "bird")}))

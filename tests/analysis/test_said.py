"""Figures of a model that is asked by sentences, where its answers are planted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import families
from mixgan.analysis import said
from mixgan.analysis.answer_names import SAID_MEASURES
from mixgan.data import captions
from mixgan.families.contract import Draw, Generator
from mixgan.measures.captions import expected_openness
from mixgan.measures.records import Figure
from mixgan.rng import Stream


@pytest.fixture(scope="module")
def generator() -> Generator:
    facts = captions.load("test").facts()
    small = {"noise_dim": 4, "code_dim": 4, "widths": (4, 4, 4), "critic_widths": (4, 4, 4)}
    return families.build(families.configure("words", "captions-shapes", facts, overrides=small)).eval()


def planted(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """`answer`: questions (n, 5), one for each row of the draw -> what is drawn."""
    def observe(_: Generator, draw: Draw) -> Any:
        assert draw.condition is not None
        return SimpleNamespace(pictures=captions.draw(answer(captions.asked_of(draw.condition.numpy()))))

    monkeypatch.setattr(said, "observe", observe)


def figures(generator: Generator) -> dict[str, Figure]:
    return {figure.name: figure for figure in said.said_figures(generator, 0, 40)}


def true_answers(asked: np.ndarray) -> captions.Factors:
    return captions.with_open_ones(asked, Stream(1).child(len(asked)))


def test_the_truth_is_faithful_open_and_whole(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, true_answers)
    found = figures(generator)
    assert tuple(found) == SAID_MEASURES
    assert [found[name].value for name in (said.STATED, said.WHOLE, said.NEW)] == [1, 1, 1]
    assert found[said.NEW].note.endswith("all three at once 1.000")
    low, high = (expected_openness(n, said.ANSWERS) for n in (9, 2))
    assert low - 0.02 < found[said.OPEN].value < high + 0.02
    assert (found[said.STATED].n_fake, found[said.STATED].n_real) == (40 * 32, 40)
    assert (found[said.NEW].n_fake, found[said.NEW].n_real) == (32 * 16, 32)
    assert "place" in found[said.OPEN].note


def test_one_answer_to_each_sentence_is_faithful_and_closed(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, lambda asked: true_answers(np.where(asked == captions.SILENT, 0, asked)))
    found = figures(generator)
    assert (found[said.STATED].value, found[said.OPEN].value) == (1, 0)


def test_a_hue_turned_and_a_triple_never_learned_show_where_they_belong(
    generator: Generator, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of sentences that state shape, hue and place together the shape is that of the next: seen in NEW, hardly in STATED."""
    def answer(asked: np.ndarray) -> captions.Factors:
        known = true_answers(asked)
        all_three = (asked[:, 1:4] != captions.SILENT).all(1) & captions.held_out()[asked[:, 2], asked[:, 1], asked[:, 3]]
        known.values[all_three, 2] = (known.values[all_three, 2] + 1) % 6
        return known

    planted(monkeypatch, answer)
    found = figures(generator)
    assert found[said.STATED].value == 1
    assert found[said.NEW].value == pytest.approx(2 / 3)
    assert "shape 0.000" in found[said.NEW].note


def test_answers_are_those_of_the_question_and_repeat(generator: Generator) -> None:
    asked = captions.factors("test").asked[:2]
    first = said.answers_to(generator, asked, 3, Stream(0))
    assert first.shape == (2, 3, 32, 32, 3)
    assert np.array_equal(first, said.answers_to(generator, asked, 3, Stream(0)))
    alone = said.answers_to(generator, asked[:1], 3, Stream(0))
    with torch.no_grad():
        assert np.abs(first[0].astype(int) - alone[0]).max() <= 1

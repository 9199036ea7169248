"""Reconstruction, and questions in the step: pairs of answers, the first of which should be the real one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator

from mixgan import data, families
from mixgan.config import RunConfig
from mixgan.errors import ConfigError, RunError
from mixgan.families.contract import Draw, Sample
from mixgan.rng import Stream
from mixgan.training.terms import Reconstruction, make_terms
from mixgan.training.trainer import Trainer

TINY = {"steps": 3, "batch": 6, "widths": "4,6", "critic_widths": "4", "noise_dim": 3, "device": "cpu"}


def few(n: int = 24) -> data.ImageSet:
    """Pictures of one grey level each, asked by a picture of the same level: row i is told from every other."""
    levels = np.arange(n, dtype=np.uint8)[:, None, None, None]
    images = np.broadcast_to(10 * levels, (n, 8, 8, 3)).copy()
    asked = np.broadcast_to(10 * levels, (n, 8, 8, 1)).copy()
    return data.ImageSet(images, None, (), "few", "0" * 32, conditions=asked, questions=asked[:5] + 5)


def config(found: data.ImageSet, **more: Any) -> RunConfig:
    return families.configure("pix", "few", found.facts(), overrides={**TINY, **more})


def sample(images: torch.Tensor) -> Sample:
    n = len(images)
    return Sample(Draw(torch.zeros(n, 2)), images, torch.ones(n, 1), None)


def test_the_first_of_two_answers_is_compared_with_its_own_real_one() -> None:
    real = torch.tensor([0.0, 1.0, -1.0, 0.5])[:, None, None, None]
    answers = torch.tensor([0.5, -9.0, 1.25, 9.0])[:, None, None, None]         # rows 0 and 2 answer the questions of 0 and 1
    value = Reconstruction(10.0, of_two=True).generator_term(sample(answers), real, 0, Stream(0))
    assert value.item() == pytest.approx(10 / 2 * (0.5 + 0.25) / 2)
    alone = Reconstruction(10.0).generator_term(sample(answers), real, 0, Stream(0))
    assert alone.item() == pytest.approx(10 * (0.5 + 10 + 2.25 + 8.5) / 4)


@pytest.mark.parametrize(("seeking", "of_two"), [(0.0, False), (0.1, True)])
def test_it_knows_whether_answers_come_in_twos(seeking: float, of_two: bool) -> None:
    made = config(few(), mode_seeking=seeking)
    terms = {term.name: term for term in make_terms(made, families.build(made))}
    assert terms["reconstruct"].of_two is of_two                    # type: ignore[attr-defined]
    assert set(terms) == {"reconstruct", *(["mode_seeking"] if seeking else [])}


def trainer(found: data.ImageSet, **more: Any) -> Trainer:
    return Trainer(config(found, **more), found, Accelerator(cpu=True))


def test_fakes_are_asked_what_the_real_rows_answer() -> None:
    found = few()
    made = trainer(found)
    batch = made._real(0)
    assert batch.condition is not None
    assert torch.equal(batch.condition[:, 0], batch.images[:, 0]), "a question comes with its own answer"
    draw = made._draw(made.stream.child("critic", 0), batch)
    assert draw.condition is not None
    assert torch.equal(draw.condition, batch.condition)
    paired = draw.in_pairs().condition
    assert paired is not None
    assert torch.equal(paired, batch.condition[[0, 0, 1, 1, 2, 2]])


def test_a_question_and_its_answer_are_mirrored_together() -> None:
    found = few()
    found.images[:, :, :4], found.conditions[:, :, :4] = 255, 255               # type: ignore[index]
    batch = trainer(found, mirrored=True)._real(0)
    assert batch.condition is not None
    assert torch.equal(batch.condition[:, 0], batch.images[:, 0])
    turned = batch.images[:, 0, 0, 0] < 0.9
    assert 0 < int(turned.sum()) < len(turned)


def test_held_out_questions_are_kept_with_the_model_and_asked_where_none_is_given() -> None:
    found = few()
    made = trainer(found)
    made.train_step()
    kept = made.ema.model.questions
    assert kept is not None
    assert np.array_equal(kept.numpy(), found.questions)            # type: ignore[arg-type]
    draw = made.ema.model.draw(48, Stream(0))
    assert draw.condition is not None
    asked = [round(float(one) * 127.5 + 127.5) for one in draw.condition[:, 0, 0, 0]]
    assert asked == [5] * 8 + [15] * 8 + [25] * 8 + [35] * 8 + [45] * 8 + [5] * 8


def test_other_questions_than_the_runs_are_refused() -> None:
    found = few()
    made = config(found)
    for questions in (None, np.zeros((4, 8, 8, 1), np.uint8)):
        with pytest.raises(RunError, match=r"questions should be \(5, 8, 8, 1\)"):
            Trainer(made, replace(found, questions=questions), Accelerator(cpu=True))


def test_what_asks_nothing_is_refused_in_a_sentence() -> None:
    plain = data.load("digits").facts()
    with pytest.raises(ConfigError, match="learns from pairs of pictures, a question and its answer, and digits has none"):
        families.configure("pix", "digits", plain)
    with pytest.raises(ConfigError, match="reconstruct compares an answer with the real one, and these data have no pairs"):
        families.configure("gan", "digits", plain, overrides={"reconstruct": 1})

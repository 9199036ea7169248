"""A run on own pairs: it is stopped and goes on to the same bits, and what is looked at shows questions and answers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from PIL import Image

from mixgan import data, families, jobs
from mixgan.families.contract import ANSWERS, Draw, Sample
from mixgan.pictures import to_float, to_uint8
from mixgan.store import runs
from mixgan.store.runs import RunFolder
from mixgan.training import cost, loop
from mixgan.training.processes import Processes
from mixgan.training.watch import Reals, answers_apart, sheet_of
from tests.data.planted import encoded, noise, write_folder

TINY: dict[str, Any] = {"steps": 4, "batch": 4, "widths": "4,6", "critic_widths": "4", "noise_dim": 3, "device": "cpu",
                        "threads": 1, "evaluate_every": 2, "checkpoint_every": 2, "mode_seeking": 0.1, "reconstruct": 10}


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> data.ImageSet:
    """20 grey questions of 8 px with coloured answers."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    files = {f"A/{i}.png": encoded(noise(8, 8, seed=i)) for i in range(20)}
    files |= {f"B/{i}.png": encoded(noise(8, 8, 3, seed=100 + i)) for i in range(20)}
    return data.load(f"{write_folder(tmp_path / 'own', files)}#A:B")


def made(name: str, found: data.ImageSet) -> RunFolder:
    return runs.create(name, families.configure("pix", found.source, found.facts(), overrides=TINY))


def go(run: RunFolder, found: data.ImageSet) -> str:
    return loop.run(run, found, processes=Processes(Accelerator(cpu=True)), beside=True)


def test_a_run_that_is_stopped_goes_on_to_the_same_bits(pairs: data.ImageSet, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    whole, stopped = made("whole", pairs), made("stopped", pairs)
    assert go(whole, pairs) == "finished"
    train_step = loop.Trainer.train_step

    def asked(trainer: loop.Trainer) -> Any:
        losses = train_step(trainer)
        if trainer.step == 3:
            jobs.ask(stopped.path, "stop")
        return losses

    with monkeypatch.context() as patch:
        patch.setattr(loop.Trainer, "train_step", asked)
        assert go(stopped, pairs) == "stopped"
    assert stopped.points()[-1] == 3
    assert go(stopped, pairs) == "finished"
    one, other = (run.load_point(4)[0] for run in (whole, stopped))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[group][name], other[group][name]) for group in one for name in one[group])
    assert torch.equal(one["model.ema"]["questions"], torch.from_numpy(pairs.questions))
    assert [line["answers"] for line in whole.metrics.read()] == [line["answers"] for line in stopped.metrics.read()]


def test_what_it_takes_is_measured(pairs: data.ImageSet, monkeypatch: pytest.MonkeyPatch) -> None:
    config = families.configure("pix", pairs.source, pairs.facts(), overrides=TINY)
    assert cost.measure(config, pairs, 0.0, clock=iter(np.arange(0, 1000, 5.0)).__next__).step_s > 0


# --- what is looked at -------------------------------------------------------------------------------------------------------


def looked_at(images: torch.Tensor, asked: torch.Tensor | None) -> Sample:
    return Sample(Draw(torch.zeros(len(images), 2), condition=asked), images, torch.ones(len(images), 1), None)


def test_answers_that_are_one_are_not_apart_and_the_other_questions_do_not_count() -> None:
    reals = Reals(np.zeros((2, 12), np.float32), apart=2.0)
    levels = torch.linspace(-1, 1, 4).repeat_interleave(ANSWERS)[:, None, None, None]
    one = levels.expand(-1, 3, 2, 2)                                # as different as can be, from question to question
    assert answers_apart(looked_at(one, None), reals) == 0
    other = one.clone()
    other[ANSWERS // 2 :: ANSWERS] += 2.0                           # one of eight is 2 sqrt(12) from the others
    expected = 2 * 12**0.5 * 2 / ANSWERS / reals.apart
    assert answers_apart(looked_at(other, None), reals) == pytest.approx(expected, abs=1e-4)


def test_a_sheet_shows_each_question_in_front_of_its_answers() -> None:
    chance = np.random.default_rng(0)
    asked = torch.from_numpy(np.repeat(chance.integers(0, 256, (8, 4, 4, 1), np.uint8), ANSWERS, 0))
    images = torch.from_numpy(chance.integers(0, 256, (8 * ANSWERS, 4, 4, 3), np.uint8))
    sample = looked_at(to_float(images), to_float(asked))
    written: list[np.ndarray] = []
    with pytest.MonkeyPatch.context() as patch:                     # WebP would change pixels
        patch.setattr("mixgan.training.watch.webp", lambda picture: written.append(picture) or b"")
        sheet_of(sample)
        sheet_of(looked_at(to_float(images), None))
    with_questions, plain = written
    assert with_questions.shape == (32, 36, 3)
    assert plain.shape == (32, 32, 3)
    assert np.array_equal(with_questions[:, 4:], plain)
    questions = to_uint8(to_float(asked[::ANSWERS])).reshape(32, 4, 1)
    assert np.array_equal(with_questions[:, :4], np.broadcast_to(questions, (32, 4, 3)))


def test_a_sheet_with_questions_is_a_picture(pairs: data.ImageSet) -> None:
    generator = families.build(families.configure("pix", pairs.source, pairs.facts(), overrides=TINY))
    generator.questions.copy_(torch.from_numpy(pairs.questions))
    from mixgan.training.watch import fixed_draw, look

    with Image.open(io.BytesIO(sheet_of(look(generator.eval(), fixed_draw(generator, 0))))) as picture:
        assert picture.size == (8 * (1 + ANSWERS), 64)

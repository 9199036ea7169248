"""The judge of the data looks at a run and changes nothing in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator

from mixgan import data, families
from mixgan.config import DataFacts
from mixgan.errors import StoreError
from mixgan.families.contract import Sample
from mixgan.measures import judges
from mixgan.pictures import to_float
from mixgan.store import runs
from mixgan.training import loop
from mixgan.training.processes import Processes
from mixgan.training.watch import classes, judge_of
from tests.training.small import TINY, bars, config_of

DIGITS = DataFacts(image_shape=(1, 8, 8), class_names=tuple("0123456789"))
STEPS = 6


def trained(name: str) -> tuple[bytes, list[dict[str, Any]]]:
    known = {**TINY, "steps": STEPS, "evaluate_every": 2, "checkpoint_every": 2}
    run = runs.create(name, families.configure("gan", "digits", DIGITS, "digits", known))
    assert loop.run(run, bars(), processes=Processes(Accelerator(cpu=True))) == "finished"
    lines = [{key: value for key, value in line.items() if key not in ("rate", "minutes")} for line in run.metrics.read()]
    return (run.model / "model.safetensors").read_bytes(), lines


def test_a_run_that_is_watched_is_bit_for_bit_one_that_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    weights, lines = trained("watched")
    monkeypatch.setattr(loop, "judge_of", lambda config: None)
    other, unwatched = trained("unwatched")
    assert weights == other
    read = [line.pop("classes") for line in lines]
    assert lines == unwatched
    assert len(read) == 1 + STEPS // 2
    for one in read:
        assert [*one["shares"]] == [*DIGITS.class_names]
        assert sum(one["shares"].values()) == pytest.approx(1, abs=1e-3)
        assert 0.1 <= one["confidence"] <= 1


def test_the_shares_are_those_of_the_pictures() -> None:
    held_out = data.load("digits", split="test")
    images = to_float(torch.from_numpy(np.ascontiguousarray(held_out.images)))
    judge = judges.load("digits")
    found = classes(judge, Sample(None, images, None, None))  # type: ignore[arg-type]
    real = np.bincount(held_out.labels, minlength=10) / len(held_out.labels)
    assert list(found["shares"].values()) == pytest.approx(real, abs=0.01)                  # of which it reads 99 % right
    assert found["confidence"] == pytest.approx(judge.config.confidence, abs=1e-3)


def test_nobody_watches_where_nobody_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge_of(families.configure("gan", "digits", DIGITS, "digits", TINY)) is not None
    assert judge_of(config_of("gan")) is None                       # bars
    few = DIGITS.model_copy(update={"class_names": ("odd", "even")})
    assert judge_of(families.configure("gan", "digits", few, "digits", TINY)) is None       # other classes than the judge's

    def torn(config: Any) -> None:
        raise StoreError("torn")

    monkeypatch.setattr(judges, "of", torn)
    assert judge_of(families.configure("gan", "digits", DIGITS, "digits", TINY)) is None

"""What the critic's named heads say of fakes: logged at each look, kept with the model, and nothing moves by it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from mixgan import families
from mixgan.families.contract import Adversary, Draw, Verdict
from mixgan.rng import Stream
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.processes import Processes
from mixgan.training.watch import look, right, told
from tests.training.small import bars, config_of, trainer_of


class Knows(Adversary):
    """A critic that names expert 0 always, or the true one; its norm would remember what it sees."""

    tells = ("expert",)

    def __init__(self, names: Tensor) -> None:
        super().__init__()
        self.names, self.norm = names, nn.BatchNorm1d(1)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        self.norm(images.flatten(1).mean(1, keepdim=True))
        return Verdict((), {"expert": torch.nn.functional.one_hot(self.names, 10).float()})


def test_shares_on_the_diagonal() -> None:
    generator = trainer_of("madgan").generator.eval()
    sample = look(generator, generator.draw(100, Stream(0)))
    who = sample.weights.argmax(1)
    sees = Knows(who)
    assert right(told(sees, sample)["expert"]) == 1
    assert sees.training
    assert float(sees.norm.running_mean) == 0                       # a look changes nothing
    one = told(Knows(torch.zeros_like(who)), sample)["expert"]
    assert one.shape == (10, 10)
    assert one[:, 0].tolist() == torch.bincount(who, minlength=10).tolist()
    assert right(one) == pytest.approx(float((who == 0).float().mean()))


@pytest.mark.parametrize("family", families.names())
def test_every_head_that_a_family_names_is_there(family: str) -> None:
    trainer = trainer_of(family)
    before = copy.deepcopy(trainer.adversary.state_dict())
    sample = look(trainer.ema.model, trainer.generator.draw(50, Stream(0)))
    found = told(trainer.adversary, sample)
    assert set(found) == set(trainer.adversary.tells)
    assert all(counts.sum() == 50 for counts in found.values())
    assert all(torch.equal(value, before[name]) for name, value in trainer.adversary.state_dict().items())


def test_a_run_logs_and_keeps_it(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    config = config_of("madgan", steps=10, evaluate_every=5)
    (folder.path / "config.json").write_text(json.dumps({**config.model_dump(mode="json"), "version": 1}))
    loop.run(folder, bars(), processes=Processes(Accelerator(cpu=True)))
    assert all(0 <= line["told"]["expert"] <= 1 for line in folder.metrics.read())
    kept = np.array(json.loads((folder.model / "told.json").read_text())["expert"])
    assert kept.shape == (10, 10)
    assert kept.sum() == loop.N_TOLD

"""What is logged of a loss is its mean over all updates since the last line, the rare ones over the times they came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator

from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.processes import Processes
from mixgan.training.tally import Tally
from tests.training.small import bars, config_of, losses_of, trainer_of


def test_means_are_over_the_times_that_a_name_came() -> None:
    tally = Tally()
    for step in range(4):
        rare = {"r1": torch.tensor(8.0)} if step == 2 else {}
        tally.add({"critic": torch.tensor(float(step)), **rare})
    assert tally.take() == {"critic": 1.5, "r1": 8.0}
    assert tally.take() == {}


def test_names_keep_their_order_through_a_file() -> None:
    tally, again = Tally(), Tally()
    for name in ("critic", "r1", "generator", "balance"):
        tally.add({name: torch.tensor(1.0)})
    again.restore(dict(sorted(tally.state().items(), reverse=True)), torch.device("cpu"))
    assert list(again.take()) == ["critic", "r1", "generator", "balance"]


def test_a_trainer_counts_every_critic_update_of_a_step() -> None:
    trainer = trainer_of("gan", critic_steps=3, r1_every=6)
    seen = losses_of(trainer, 4)                                    # updates 0 to 11, the penalty at 0 and 6
    said = trainer.tally.take()
    assert list(said)[:2] == ["critic", "r1"]
    assert said["r1"] == pytest.approx((seen[0]["r1"] + seen[2]["r1"]) / 2, rel=1e-5)
    assert [set(step) for step in seen] == [{"critic", "generator"} | ({"r1"} if i in (0, 2) else set()) for i in range(4)]
    assert said["generator"] == pytest.approx(sum(step["generator"] for step in seen) / 4, rel=1e-5)


def test_a_lazy_penalty_is_seen_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With r1 every 16 updates no logged step was one of those: it was never seen."""
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    config = config_of("gan", r1_every=16, steps=20, evaluate_every=10)
    (folder.path / "config.json").write_text(json.dumps({**config.model_dump(mode="json"), "version": 1}))
    loop.run(folder, bars(), processes=Processes(Accelerator(cpu=True)))
    lines = {line["step"]: line["loss"] for line in folder.metrics.read()}
    assert lines[10]["r1"] > 0                                      # taken at update 0
    assert lines[20]["r1"] > 0                                      # and at 16

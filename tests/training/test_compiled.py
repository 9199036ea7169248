"""Compiled parts of a step give the recorded losses and the same states; "aot_eager" traces and differentiates as on a GPU,
without making machine code, which takes minutes."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch._dynamo.utils import counters

from mixgan.training.trainer import Groups, Trainer
from tests.training.small import losses_of, trainer_of, warm
from tests.training.test_golden import CASES, recorded


@pytest.mark.filterwarnings("ignore::UserWarning")                  # of torch's own tracing
@pytest.mark.parametrize("case", ["hmog", "megan", "gan-wgan-gp", "gan-hinge-spectral", "gan-rpgan",
                                  "hmog-augmented"])
def test_compiled_parts_give_the_recorded_losses(case: str) -> None:
    torch._dynamo.reset()
    counters.clear()
    family, overrides = CASES[case]
    trainer = trainer_of(family, **overrides)
    names = {name: list(group) for name, group in trainer.state().items()}
    trainer.compile("aot_eager")
    warm(trainer)
    seen: list[int] = []
    for step, theirs in enumerate(recorded(case)):
        (mine,) = losses_of(trainer, 1)
        assert mine == pytest.approx(theirs, rel=2e-3, abs=2e-3), f"step {step}"
        seen.append(counters["stats"]["unique_graphs"])
    # pictures with and without a gradient, scores, of real ones too where they are compared; and no more at a later step
    assert seen == [4 if case == "gan-rpgan" else 3] * len(seen)
    assert not counters["graph_break"]
    assert {name: list(group) for name, group in trainer.state().items() if name.startswith("model")} == {
        name: group for name, group in names.items() if name.startswith("model")}


def compiled_trainer(family: str) -> Trainer:
    trainer = trainer_of(family)
    trainer.compile("aot_eager")
    return trainer


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_compiled_run_goes_on_bit_for_bit_and_a_plain_one_takes_up_its_state() -> None:
    torch._dynamo.reset()
    alone = compiled_trainer("megan")
    warm(alone)
    losses_of(alone, 3)
    kept: Groups = deepcopy(alone.state())
    losses = losses_of(alone, 3)
    resumed, plain = compiled_trainer("megan"), trainer_of("megan")
    for trainer in (resumed, plain):
        trainer.restore(deepcopy(kept), 3)
    assert losses_of(resumed, 3) == losses
    for name, group in alone.state().items():
        assert all(torch.equal(value, resumed.state()[name][key]) for key, value in group.items()), name
    for mine, theirs in zip(losses_of(plain, 3), losses, strict=True):
        assert mine == pytest.approx(theirs, rel=2e-3, abs=2e-3)

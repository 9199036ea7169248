"""Learning rates that fall towards the end of a run: by the step alone, so that a resume meets the same ones."""

from __future__ import annotations

import copy

import pytest
import torch

from mixgan.training.trainer import Trainer
from tests.training.small import losses_of, trainer_of


def rates(trainer: Trainer, name: str) -> list[float]:
    return [group["lr"] for group in trainer.optimisers[name].param_groups]


def fallen(trainer: Trainer, name: str, steps: int) -> list[list[float]]:
    """The rates that each step was made with."""
    out = []
    for _ in range(steps):
        trainer.train_step()
        out.append(rates(trainer, name))
    return out


@pytest.mark.parametrize("player", ["generator", "critic"])
def test_they_stay_and_then_fall_in_a_straight_line(player: str) -> None:
    trainer = trainer_of("gan", steps=8, lr_generator=4e-3, lr_critic=4e-3, lr_decay=0.5)
    assert [one for (one,) in fallen(trainer, player, 8)] == pytest.approx([4e-3] * 5 + [3e-3, 2e-3, 1e-3])


def test_without_it_they_stay() -> None:
    trainer = trainer_of("gan", steps=3, lr_generator=4e-3)
    assert fallen(trainer, "generator", 3) == [[4e-3]] * 3


def test_a_group_of_another_scale_falls_with_the_rest() -> None:
    trainer = trainer_of("gmgan", steps=4, lr_generator=4e-3, lr_decay=1.0, dynamic=True, self_label=0.0)
    first, *_, last = fallen(trainer, "generator", 4)
    assert len(set(first)) == 2                                     # the means have a rate of their own
    assert last == pytest.approx([one / 4 for one in first])


def test_a_head_keeps_its_own_rate() -> None:
    trainer = trainer_of("hmog", steps=4, lr_decay=1.0, warm_up_steps=0)
    (term,) = (term.name for term in trainer.terms if term.learns_beside)
    assert len({tuple(one) for one in fallen(trainer, term, 4)}) == 1


def test_going_on_half_way_down_ends_in_the_same_bits() -> None:
    settings = {"steps": 8, "lr_decay": 0.75}
    whole = trainer_of("gan", **settings)
    losses_of(whole, 5)
    point = copy.deepcopy(whole.state())
    said = losses_of(whole, 3)
    again = trainer_of("gan", **settings)
    again.restore(point, 5)
    assert losses_of(again, 3) == said
    for name, tensor in whole.generator.state_dict().items():
        assert torch.equal(tensor, again.generator.state_dict()[name]), name

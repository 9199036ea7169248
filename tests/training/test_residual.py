"""Every family trains on residual networks: penalties pass through them, and every parameter of both sides moves."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from mixgan import families
from tests.families.asked import is_asked
from tests.training.small import losses_of, trainer_of, warm

RESIDUAL: dict[str, Any] = {"decoder": "residual", "critic": "residual"}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in families.names() if not is_asked(name)},     # those have networks of their own
    "megan-whole": ("megan", {"share_decoder": False}),
    "mgan-whole": ("mgan", {"share_decoder": False}),
    "hmog-no-norm": ("hmog", {"decoder_norm": "none"}),
    "gan-wgan-gp": ("gan", {"loss": "wgan-gp"}),
    "gan-hinge-spectral": ("gan", {"loss": "hinge", "critic_norm": "spectral", "r1": 0.0}),
}


@pytest.mark.parametrize("case", list(CASES))
def test_every_parameter_moves(case: str) -> None:
    family, more = CASES[case]
    trainer = trainer_of(family, **RESIDUAL, **more)
    warm(trainer)
    networks = {"generator": trainer.generator, "adversary": trainer.adversary}
    before = {(side, name): value.detach().clone() for side, network in networks.items()
              for name, value in network.named_parameters()}
    assert any(".blocks.0.bypass" in name for _, name in before)    # or it would be DCGAN's decoder that is tried
    assert any(".1.bypass" in name for side, name in before if side == "adversary")
    for step in losses_of(trainer, 4):                              # two of them with the lazy penalty
        assert all(map(torch.isfinite, torch.tensor(list(step.values()))))
    for side, network in networks.items():
        for name, value in network.named_parameters():
            shifts_all = case == "gan-wgan-gp" and name == "critic.4.bias"      # of no effect on a difference of means
            assert torch.equal(before[side, name], value) == shifts_all, (side, name)

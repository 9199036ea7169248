"""Twenty steps of every family give the losses they gave when they were recorded.

A change here is a change of the mathematics, or of an order of random numbers: record again with
`python -m tests.training.test_golden`, and say in the commit why. Tolerance 2e-3: processors round differently, and twenty
steps of a GAN magnify that; on one machine the numbers are equal.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mixgan import families
from tests.training.small import Losses, losses_of, trainer_of, warm

FILE = Path(__file__).parent / "golden" / "losses.json"
CASES = {
    **{name: (name, {}) for name in families.names()},
    "gmgan-dynamic": ("gmgan", {"dynamic": True}),
    "gmgan-chol": ("gmgan", {"dynamic": True, "dynamic_lr": 1.0, "covariance": "chol", "floor": 0.3}),
    "gmgan-full": ("gmgan", {"dynamic": True, "dynamic_lr": 1.0, "covariance": "full", "floor": 0.3}),
    "megan-shared": ("megan", {"share_decoder": True}),
    "madgan-shared": ("madgan", {"share_decoder": True}),
    "cgan-projection": ("cgan", {"join": "projection"}),
    "gmgan-supervised-softmax": ("gmgan-supervised", {"head": "softmax_fake"}),
    "acgan-mode-seeking": ("acgan", {"mode_seeking": 1.0}),
    "gan-wgan-gp": ("gan", {"loss": "wgan-gp", "critic_steps": 2}),
    "gan-hinge-spectral": ("gan", {"loss": "hinge", "critic_norm": "spectral", "r1": 0.0}),
    "gan-lsgan": ("gan", {"loss": "lsgan"}),
    "hmog-residual": ("hmog", {"decoder": "residual", "critic": "residual"}),
    "megan-residual": ("megan", {"decoder": "residual", "share_decoder": False}),
    "gmgan-residual": ("gmgan", {"critic": "residual"}),
    "gan-rpgan": ("gan", {"loss": "rpgan"}),
    "cgan-rpgan-mode-seeking": ("cgan", {"loss": "rpgan", "mode_seeking": 1.0}),
    "pix-hmog-mode-seeking": ("pix", {"mixture": "hmog", "n_experts": 4, "mode_seeking": 0.1}),
    "pix-encoder": ("pix", {"encoder": True, "reconstruct": 0.0}),
    "hmog-augmented": ("hmog", {"augment": "translation,brightness,contrast,cutout", "mirrored": True}),
}


def losses(case: str) -> Losses:
    family, overrides = CASES[case]
    trainer = trainer_of(family, **overrides)
    warm(trainer)
    return losses_of(trainer, 20)


def recorded(case: str) -> Losses:
    found: Losses = json.loads(FILE.read_text())[case]
    return found


@pytest.mark.parametrize("case", list(CASES))
def test_losses_are_those_recorded(case: str) -> None:
    for step, (mine, theirs) in enumerate(zip(losses(case), recorded(case), strict=True)):
        assert mine == pytest.approx(theirs, rel=2e-3, abs=2e-3), f"step {step}"


def test_every_family_is_recorded() -> None:
    assert set(json.loads(FILE.read_text())) == set(CASES)


if __name__ == "__main__":
    rounded = {case: [{name: round(value, 6) for name, value in step.items()} for step in losses(case)] for case in CASES}
    FILE.write_text(json.dumps(rounded) + "\n")

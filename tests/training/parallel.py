"""What one of several processes does in test_processes.py: `torchrun ... -m tests.training.parallel FOLDER`.

In float64, so that nothing but the order of sums differs from one process alone; and what is left is far below any mistake.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import nn

from mixgan.families.contract import Batch, Draw
from mixgan.rng import Stream
from mixgan.training.trainer import Trainer
from tests.training.small import bars, config_of

STEPS = 4
# no batch statistics, which each process takes of its own rows; every term that is a function of the whole batch is on
SETTINGS: dict[str, dict[str, Any]] = {
    "hmog": {"decoder_norm": "none", "r1_every": 1, "augment": "translation,brightness,contrast,cutout",
             "mirrored": True},
    "megan": {"decoder_norm": "none", "r1_every": 1, "loss": "rpgan"},
    "gmgan": {"decoder_norm": "none", "loss": "wgan-gp", "r1": 0.0, "critic_steps": 2},
}


class Exact(Trainer):
    """A trainer in float64 that remembers which pictures it saw."""

    def __init__(self, family: str) -> None:
        super().__init__(config_of(family, **SETTINGS[family]), bars(), Accelerator(cpu=True))
        for module in self._modules().values():
            _without_batch_statistics(module.double())
        self.seen: list[list[int]] = []

    def _draw(self, stream: Stream, batch: Batch) -> Draw:
        draw = super()._draw(stream, batch)
        return replace(draw, noise=draw.noise.double(), chance=None if draw.chance is None else draw.chance.double())

    def _real(self, index: int) -> Batch:
        real = super()._real(index)
        self.seen.append(self.batches._order[index % self.batches.per_epoch * self.batch :][: self.batch][self.rows].tolist())
        return replace(real, images=real.images.double())


def _without_batch_statistics(module: nn.Module) -> None:
    for name, part in module.named_children():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)):
            setattr(module, name, nn.Identity())
        else:
            _without_batch_statistics(part)


def trained(family: str) -> dict[str, np.ndarray]:
    """Weights and losses after a few steps, and the pictures that this process saw."""
    torch.set_num_threads(1)
    trainer = Exact(family)
    for term in trainer.terms:
        for index in range(term.warm_up_steps):
            trainer.warm_up(term, index)
    losses = [[float(value) for _, value in sorted(trainer.train_step().items())] for _ in range(STEPS)]
    weights = {f"{group}/{name}": value.numpy().copy() for group, module in trainer._modules().items()
               for name, value in module.state_dict().items()}
    return {"losses": np.array(losses), "seen": np.array(trainer.seen), **weights}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for family in SETTINGS:
        found = trained(family)
        np.savez(folder / f"{family}-{Accelerator(cpu=True).process_index}.npz", **found)
    # as the command does: one that left while the other still held its connections was seen to end it by SIGABRT
    Accelerator(cpu=True).wait_for_everyone()
    Accelerator(cpu=True).end_training()

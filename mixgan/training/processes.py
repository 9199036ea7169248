"""Several processes of one run (started by `torchrun`): who goes first, who has which rows, and sums over all of them.

Every process holds the whole model; each has its own rows of every batch. With one process all of this does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from accelerate import Accelerator
from torch import Tensor

from mixgan.errors import ConfigError, RunError

__all__ = ["Processes"]


class Processes:
    """The processes of `accelerator`."""

    def __init__(self, accelerator: Accelerator) -> None:
        self.accelerator = accelerator
        self.index, self.count = accelerator.process_index, accelerator.num_processes
        self.is_first = accelerator.is_main_process

    @contextmanager
    def one_after_another(self) -> Iterator[None]:
        """The first process goes first, the others when it is through: it makes a folder, they find it. Raises RunError in the
        others when the first one fails."""
        if not self.is_first and self.any(False):                   # waits for its answer
            raise RunError("The first process could not go on; it has said why.")
        try:
            yield
        except BaseException:
            if self.is_first:
                self.any(True)
            raise
        if self.is_first:
            self.any(False)

    def rows(self, batch: int) -> slice:
        """This process's rows of a batch; together the processes see each row once. Raises ConfigError."""
        if batch % self.count:
            fitting = max(1, round(batch / self.count)) * self.count
            raise ConfigError(f"A batch of {batch} cannot be shared evenly by {self.count} processes.", f"Use --batch {fitting}.")
        each = batch // self.count
        return slice(self.index * each, (self.index + 1) * each)

    def mean(self, value: Tensor) -> Tensor:
        """The mean over the processes, with a gradient: equal shares, so a mean of means is the batch's mean."""
        return value if self.count == 1 else _Sum.apply(value) / self.count

    def average_gradients(self, optimiser: torch.optim.Optimizer) -> None:
        """One reduction for all gradients of an optimiser: each process then takes the same step."""
        if self.count == 1:
            return
        gradients = [p.grad for group in optimiser.param_groups for p in group["params"] if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        for gradient, part in zip(gradients, (flat / self.count).split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(part.view_as(gradient))

    def any(self, value: bool) -> bool:
        """Whether it is so in any process: what one has seen (a NaN, Ctrl-C) all must act on, or the others wait for ever."""
        if self.count == 1:
            return value
        flag = torch.tensor([float(value)], device=self.accelerator.device)
        dist.all_reduce(flag)
        return bool(flag)


class _Sum(torch.autograd.Function):
    """Sum over the processes. Each computes the same loss of it, so the gradients of all are summed on the way back."""

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Tensor:
        total = value.detach().clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return _Sum.forward(ctx, gradients[0])

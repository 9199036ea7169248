"""What may be added to any family's loss. The loop knows the kind, not the members.

    generator_term(sample, real, step, stream)   added to the generator's loss
    own_term(real, stream)                       minimised by the term's own network alone
    warm_up_steps                                updates of own_term before the generator's first step; then no more
    network                                      its own parameters, with their own optimiser; or None
    in_pairs                                     the generator's step draws two answers to each question (`Draw.in_pairs`)
    over_all                                     mean over the processes of what is a mean over this one's rows
    state, restore                               what it remembers beside its network's weights
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mixgan.families.contract import Sample
from mixgan.rng import Stream

__all__ = ["Mean", "Term", "entropy"]

Mean = Callable[[Tensor], Tensor]


def entropy(logits: Tensor) -> Tensor:
    """Entropy of softmax over the last axis, nats.

    From logits: a saturated probability of exactly 0 has an infinite derivative of p log p, and the run would end in NaN.
    """
    log_p = torch.log_softmax(logits, -1)
    return -(log_p.exp() * log_p).sum(-1)


@dataclass
class Term:
    """A term without a network of its own."""

    weight: float
    name: str = ""
    network: nn.Module | None = None
    in_pairs: bool = False
    learning_rate: float = 0.0
    warm_up_steps: int = 0
    over_all: Mean = lambda mean: mean

    @property
    def learns_beside(self) -> bool:
        """Whether its network learns in the generator's steps. One that warmed up is held fixed: what experts mean stays."""
        return self.network is not None and not self.warm_up_steps

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        return sample.images.new_zeros(())

    def own_term(self, real: Tensor, stream: Stream) -> Tensor:
        raise NotImplementedError

    def state(self) -> dict[str, Tensor]:
        return {}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        pass

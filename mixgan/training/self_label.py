"""The self-labelling head Q (ours; InfoGAN's recovery with IMSAT's and RIM's agreement). No label is used anywhere."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import functional_call

from mixgan.families.contract import Sample
from mixgan.rng import Stream
from mixgan.training.affine import FULL, LIGHT, random_view
from mixgan.training.term import Term, entropy

__all__ = ["RAMP_STEPS", "SelfLabel"]

RAMP_STEPS = 300


@dataclass
class SelfLabel(Term):
    """A small network that sorts real pictures into K kinds, and an extra loss that makes expert k draw kind k.

        agree    = - sum_k stopgrad(Q_k(x)) log Q_k(T(x)),  x real         trains Q
        decide   = H(Q(x)) per sample, mean  -  2 H(mean over the batch of Q(x))
        recover  = - sum_k w_k(z) log Q_k(T'(G(z)))                        trains generator and gate; Q is held fixed

    InfoGAN's Q learns from fakes, since it has no other teacher. Ours must not: it would learn to accept whatever an expert
    happens to draw, and a kind that no expert draws would be lost for good.
    It assumes K groups of equal size and that T keeps a picture's kind; both are prior knowledge, and cards say so.
    """

    name: str = "self_label"
    learning_rate: float = 5e-4

    def logits(self, images: Tensor) -> Tensor:
        assert self.network is not None
        return torch.as_tensor(self.network(images))

    def fixed_logits(self, images: Tensor) -> Tensor:
        """Q's answer with a gradient to the pictures alone; neither its weights nor its norms' memory change."""
        assert self.network is not None
        held = {name: value.detach() for name, value in self.network.named_parameters()}
        held |= {name: value.clone() for name, value in self.network.named_buffers()}
        return torch.as_tensor(functional_call(self.network, held, (images,)))

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        view = random_view(sample.images, LIGHT, stream.child("recover"))
        log_q = torch.log_softmax(self.fixed_logits(view), 1)
        return self.weight * -(sample.weights * log_q).sum(1).mean()

    def own_term(self, real: Tensor, step: int, stream: Stream) -> Tensor:
        plain = self.logits(real)
        q = torch.softmax(plain, 1)
        moved = torch.log_softmax(self.logits(random_view(real, FULL, stream.child("agree"))), 1)
        agree = -(q.detach() * moved).sum(1).mean()
        decide = entropy(plain).mean() - 2 * entropy(self.over_all(q.mean(0)).clamp_min(1e-12).log())
        return min(1.0, (step + 1) / RAMP_STEPS) * (agree + decide)

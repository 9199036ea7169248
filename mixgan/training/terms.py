"""What may be added to any family's loss. The loop knows the kind, not the members.

    generator_term(sample, real, step, stream)   added to the generator's loss
    own_term(real, step, stream)                 minimised by the term's own network alone
    warm_up_steps                                updates of own_term before the generator's first step
    network                                      its own parameters, with their own optimiser; or None
    in_pairs                                     the generator's step draws two answers to each question (`Draw.in_pairs`)
    over_all                                     mean over the processes of what is a mean over this one's rows
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mixgan.config import RunConfig
from mixgan.families.contract import Generator, Sample
from mixgan.networks.initialise import initialise
from mixgan.networks.labeller import make_labeller
from mixgan.rng import Stream
from mixgan.training.affine import FULL, LIGHT, random_view

__all__ = ["Balance", "ModeSeeking", "SampleEntropy", "SelfLabel", "Term", "distance_ratio", "entropy", "make_terms"]

RAMP_STEPS = 300
EPS = 1e-5
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

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        return sample.images.new_zeros(())

    def own_term(self, real: Tensor, step: int, stream: Stream) -> Tensor | None:
        return None


@dataclass
class Balance(Term):
    """K sum_k (mean weight_k)^2 - 1 over the batch: 0 for equal use, K - 1 for one expert alone.

    On the gate's probabilities, not on the hard choice: less variance (multi-generator notes, 2).
    """

    name: str = "balance"

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        if sample.gate is None:
            return sample.images.new_zeros(())
        used = self.over_all(sample.gate.probabilities.mean(0))
        return self.weight * (len(used) * used.square().sum() - 1)


@dataclass
class SampleEntropy(Term):
    """Mean entropy of each sample's gate probabilities, nats: pushes the gate to decide."""

    name: str = "sample_entropy"

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        if sample.gate is None:
            return sample.images.new_zeros(())
        return self.weight * entropy(sample.gate.logits).mean()


@dataclass
class SelfLabel(Term):
    """The self-labelling head Q (ours; InfoGAN's recovery with IMSAT's and RIM's agreement). No label is used anywhere.

        recover  = - sum_k w_k(z) log Q_k(T'(G(z)))                        trains generator, gate and Q
        agree    = - sum_k stopgrad(Q_k(x)) log Q_k(T(x)),  x real         trains Q
        decide   = H(Q(x)) per sample, mean  -  2 H(mean over the batch of Q(x))

    It assumes K groups of equal size and that T keeps a picture's kind; both are prior knowledge, and cards say so.
    """

    name: str = "self_label"
    learning_rate: float = 5e-4

    def logits(self, images: Tensor) -> Tensor:
        assert self.network is not None
        return torch.as_tensor(self.network(images))

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        view = random_view(sample.images, LIGHT, stream.child("recover"))
        log_q = torch.log_softmax(self.logits(view), 1)
        return self.weight * -(sample.weights * log_q).sum(1).mean()

    def own_term(self, real: Tensor, step: int, stream: Stream) -> Tensor:
        plain = self.logits(real)
        q = torch.softmax(plain, 1)
        moved = torch.log_softmax(self.logits(random_view(real, FULL, stream.child("agree"))), 1)
        agree = -(q.detach() * moved).sum(1).mean()
        decide = entropy(plain).mean() - 2 * entropy(self.over_all(q.mean(0)).clamp_min(1e-12).log())
        return min(1.0, (step + 1) / RAMP_STEPS) * (agree + decide)


def distance_ratio(images: Tensor, noise: Tensor) -> Tensor:
    """mean |x2 - x1| / mean |z2 - z1|, means over everything: one number of the whole batch.

    Rows 2i and 2i + 1 are a pair; an odd last row is left out. Not a mean of ratios: that gives close noises all the say.
    """
    even = len(images) // 2 * 2
    apart = [(values[1:even:2] - values[:even:2]).abs().mean() for values in (images, noise)]
    return apart[0] / apart[1]


@dataclass
class ModeSeeking(Term):
    """Mode seeking (Mao et al., CVPR 2019; the form is that of the authors' code, which adds eps to the ratio).

        r = mean |G(c, z2) - G(c, z1)| / mean |z2 - z1|          L = 1 / (r + 1e-5)

    Two draws share class, condition and drawn expert, and differ in noise. The published loss sums the adversarial losses of
    both answers, ours is their mean, so this is halved: the weight means what the paper's does. `neg_ratio` is -r (as in DSGAN),
    without the gradient that grows without bound when answers coincide; `clamp` limits 1 / (r + eps), or r. Ours alone: both
    answers are rows of the step's own batch, so that a step costs what it did.
    """

    name: str = "mode_seeking"
    in_pairs: bool = True
    form: str = "reciprocal"
    clamp: float = math.inf

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        ratio = distance_ratio(sample.images, sample.draw.noise)
        loss = 1 / (ratio + EPS) if self.form == "reciprocal" else ratio
        loss = loss.clamp_max(self.clamp)
        return self.weight / 2 * (loss if self.form == "reciprocal" else -loss)


def make_terms(config: RunConfig, generator: Generator, over_all: Mean = Term.over_all) -> list[Term]:
    """The terms that the settings switch on."""
    s = config.training
    terms: list[Term] = []
    if s.balance > 0 and generator.about.is_gated:
        terms.append(Balance(s.balance, over_all=over_all))
    if s.sample_entropy > 0 and generator.about.is_gated:
        terms.append(SampleEntropy(s.sample_entropy, over_all=over_all))
    if s.mode_seeking > 0:
        terms.append(ModeSeeking(s.mode_seeking, form=s.mode_seeking_form, clamp=s.mode_seeking_clamp or math.inf))
    if s.self_label > 0:
        network = make_labeller(config.facts.image_shape, generator.n_experts)
        initialise(network, Stream(s.seed).child("init", "self_label"))
        terms.append(SelfLabel(s.self_label, network=network, warm_up_steps=s.warm_up_steps, over_all=over_all))
    return terms

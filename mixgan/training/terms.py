"""The terms that the settings switch on, beside the self-labelling head (`self_label.py`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from mixgan.config import RunConfig
from mixgan.families.contract import Generator, Sample
from mixgan.families.head import labeller_of
from mixgan.rng import Stream
from mixgan.training.self_label import SelfLabel
from mixgan.training.term import Mean, Term, entropy
from mixgan.training.views import View

__all__ = ["Balance", "ModeSeeking", "Reconstruction", "SampleEntropy", "distance_ratio", "make_terms"]

EPS = 1e-5
LEAST_SHARE = 1e-3             # an expert that is asked for nothing would otherwise cost without bound


@dataclass
class Balance(Term):
    """sum_k (mean weight_k)^2 / share_k - 1 over the batch: 0 where each expert is used as its share says.

    With equal shares it is K sum_k (mean weight_k)^2 - 1, and K - 1 for one expert alone. `asked` gives other shares (K,). On the
    gate's probabilities, not on the hard choice: less variance (multi-generator notes, 2).
    """

    name: str = "balance"
    asked: Callable[[], Tensor] | None = None

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        if sample.gate is None:
            return sample.images.new_zeros(())
        used = self.over_all(sample.gate.probabilities.mean(0))
        if self.asked is None:
            return self.weight * (len(used) * used.square().sum() - 1)
        return self.weight * ((used.square() / self.asked().to(used).clamp_min(LEAST_SHARE)).sum() - 1)


@dataclass
class SampleEntropy(Term):
    """Mean entropy of each sample's gate probabilities, nats: pushes the gate to decide."""

    name: str = "sample_entropy"

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        if sample.gate is None:
            return sample.images.new_zeros(())
        return self.weight * entropy(sample.gate.logits).mean()


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
    without the gradient that grows without bound when answers coincide; `clamp` limits 1 / (r + eps), or r. `n_sought`:
    the first numbers of the noise, whose distance it is divided by; None: all. Ours alone: both answers are rows of the step's
    own batch, so that a step costs what it did.
    """

    name: str = "mode_seeking"
    in_pairs: bool = True
    form: str = "reciprocal"
    clamp: float = math.inf
    n_sought: int | None = None

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        ratio = distance_ratio(sample.images, sample.draw.noise[:, : self.n_sought])
        loss = 1 / (ratio + EPS) if self.form == "reciprocal" else ratio
        loss = loss.clamp_max(self.clamp)
        return self.weight / 2 * (loss if self.form == "reciprocal" else -loss)


@dataclass
class Reconstruction(Term):
    """mean |G(c, z) - x|: the answer should be the one that the data have (L1 of pix2pix, Isola et al., CVPR 2017, eq. 4).

    `of_two`: rows 2i and 2i + 1 are answers to the question of real row i, and the term sees the first alone, as in Mao et al.'s
    code; it is halved there, since the published loss sums the adversarial losses of both answers and ours is their mean.
    """

    name: str = "reconstruct"
    of_two: bool = False

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        if not self.of_two:
            return self.weight * (sample.images - real).abs().mean()
        first = sample.images[::2]
        return self.weight / 2 * (first - real[: len(first)]).abs().mean()


def make_terms(config: RunConfig, generator: Generator, over_all: Mean = Term.over_all) -> list[Term]:
    """The terms that the settings switch on."""
    s = config.training
    head = _head(config, generator, over_all) if s.self_label > 0 else None
    terms: list[Term] = []
    if s.balance > 0 and generator.about.is_gated:
        asked = None if head is None or s.shares == "equal" else lambda: head.kind_shares
        terms.append(Balance(s.balance, over_all=over_all, asked=asked))
    if s.sample_entropy > 0 and generator.about.is_gated:
        terms.append(SampleEntropy(s.sample_entropy, over_all=over_all))
    if s.mode_seeking > 0:
        terms.append(ModeSeeking(s.mode_seeking, form=s.mode_seeking_form, clamp=s.mode_seeking_clamp or math.inf,
                                 n_sought=generator.n_sought))
    if s.reconstruct > 0:
        terms.append(Reconstruction(s.reconstruct, of_two=any(term.in_pairs for term in terms)))
    return terms if head is None else [*terms, head]


def _head(config: RunConfig, generator: Generator, over_all: Mean) -> SelfLabel:
    s = config.training
    head = SelfLabel(s.self_label, network=labeller_of(config, generator),
                     learning_rate=s.lr_head, view=View(s.views), light=View(s.views, light=True),
                     both_sides=s.view_sides == "both", found_shares=s.shares == "found", margin=s.recover_margin,
                     warm_up_steps=s.warm_up_steps, over_all=over_all)
    head.begin(Stream(s.seed).child("init", "self_label"))
    return head

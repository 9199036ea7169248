"""Supervised GM-GAN: each Gaussian belongs to a class (Ben-Yosef & Weinshall 2018, supervised variant).

Component k draws class f(k) = k mod C. A class is drawn first, then one of its components, all alike; for equal classes and K a
multiple of C this is the paper's uniform draw. The critic has one sigmoid per class; real y is wanted at y alone, a fake nowhere,
and the generator wants its fake at f(k) alone:

    L_D = sum_n BCE(D_n(x), [n = y]) + sum_n BCE(D_n(G(z)), 0)          L_G = sum_n BCE(D_n(G(z)), [n = f(k)])

or (head = softmax_fake) one softmax over C + 1 classes, of which the last is "fake". Both are written as a score, the own class's
log-odds, and the rest as a head's loss; with the non-saturating loss the sums are exactly those above.
"""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.nn.functional import one_hot, softplus

from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families import gmgan
from mixgan.families.common import Preset
from mixgan.families.contract import Adversary, Batch, Draw, GateTrace, Generator, Sample, Verdict
from mixgan.families.gmgan import GMGAN
from mixgan.families.labelled import label_of
from mixgan.families.program import ProgramBuilder
from mixgan.families.recipes import with_changes
from mixgan.families.registry import FAMILIES
from mixgan.networks.critics import make_critic

losses = ("ns",)
parameter_groups = gmgan.parameter_groups
NOT_ITS_CLASS = -1e4            # not -infinity: where every component of a class is switched off, another may still answer


class Options(gmgan.Options):
    """Gaussians in the latent space, each of one class."""

    n_experts: int = Field(20, ge=2, le=256, description="Gaussian components, at least one for each class")
    head: Literal["sigmoid", "softmax_fake"] = Field("sigmoid",
        description="what the critic says: one sigmoid per class, or a softmax with a class for fakes")


class SupervisedGMGAN(GMGAN):
    about = FAMILIES["gmgan-supervised"]

    def __init__(self, options: Options, facts: DataFacts) -> None:
        if options.n_experts < len(facts.class_names):
            raise ConfigError(f"{options.n_experts} components cannot draw {len(facts.class_names)} classes.",
                              f"Give n_experts {len(facts.class_names)} or more.")
        super().__init__(options, facts)
        self.class_shares = facts.class_shares

    def owner(self) -> Tensor:
        """(K,) the class that each component draws."""
        return torch.arange(self.n_experts, device=self.temperature.device) % len(self.class_shares)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        logits = self._of_class().T[label_of(draw)]
        return GateTrace(logits, torch.softmax(logits, 1))

    def _of_class(self) -> Tensor:
        """(K, C) 0 where the component draws the class."""
        own = one_hot(self.owner(), len(self.class_shares)).to(self.temperature.dtype)
        return NOT_ITS_CLASS * (1 - own)

    def emit_choice(self, builder: ProgramBuilder) -> None:
        builder.add("linear", "label", "logits", n_in=len(self.class_shares), n_out=self.n_experts, groups=1, act=None,
                    w=builder.tensor(self._of_class().T), b=None)
        builder.add("choose", "logits", "weights")


class ClassCritic(Adversary):
    """Logits of the classes; `softmax_fake`: and of one more, for fakes."""

    tells = ("label",)

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.n_classes, self.with_fake = len(facts.class_names), options.head == "softmax_fake"
        self.critic = make_critic(options.critic_widths, facts.image_shape, options.critic_norm,
                                  self.n_classes + self.with_fake, kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        logits, label = self.critic(images), label_of(draw)                      # (n, C) or (n, C + 1)
        own = logits.gather(1, label[:, None])[:, 0]
        score = own - _others(logits, label) if self.with_fake else own
        return Verdict((score,), {"all": logits, "label": logits[:, : self.n_classes]})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        label, logits = label_of(sample.draw), fake.heads["all"]                 # of real and fake alike
        if self.with_fake:                                                       # -log p(fake), but for its part in the score
            return {"other_classes": (_others(logits, label) - logits[:, -1]).mean()}
        return {"other_classes": self._off(real.heads["all"], label) + self._off(logits, label)}

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        if self.with_fake:                                                       # -log p(own class) is all in the score
            return {}
        return {"other_classes": self._off(fake.heads["all"], label_of(sample.draw))}

    def _off(self, logits: Tensor, label: Tensor) -> Tensor:
        """sum over the other classes of -log(1 - D_n), mean over the batch."""
        return (softplus(logits) * (1 - one_hot(label, self.n_classes))).sum(1).mean()


def _others(logits: Tensor, label: Tensor) -> Tensor:
    """(n,) logsumexp over all but the own class."""
    return torch.logsumexp(logits.masked_fill(one_hot(label, logits.shape[1]).bool(), -torch.inf), 1)


def presets() -> dict[str, Preset]:
    out = {name: with_changes(preset, {"n_experts": max(20, preset.options.get("n_experts", 0))})
           for name, preset in gmgan.plain_presets().items()}
    out["dynamic"] = with_changes(out["mnist"], {"dynamic": True, "floor": gmgan.FLOOR}, note=gmgan.DYNAMIC)
    out["published"] = with_changes(out["published"], deviations=(
        "The loss is recalled: a sigmoid for each class.",
        "A class is drawn first, then one of its components: the paper's draw where classes are equal and divide K.",
        *out["published"].deviations))
    for name, modes in (("ring", 16), ("grid", 50), ("points", 16)):     # two numbers leave 16 Gaussians no room: 6 modes of 8
        out[name] = with_changes(out[name], {"n_experts": modes, "noise_dim": 8})
    return out


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return SupervisedGMGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return ClassCritic(options, facts)

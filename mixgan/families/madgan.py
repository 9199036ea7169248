"""MADGAN: the critic must say which of K generators made a fake (Ghosh et al., CVPR 2018, MAD-GAN).

The critic has K + 1 classes D_0 .. D_K, of which 0 is real (the paper counts it last):

    L_D = -log D_0(x) - log D_i+1(G_i(z))          L_G = -log D_0(G_i(z))          (non-saturating)

Written as a score and a head, which is the same loss: with s = l_0 - logsumexp(l_1 .. l_K), -log D_0 is softplus(-s), and
-log D_i+1 is softplus(s) plus the cross-entropy of i among l_1 .. l_K. So penalties, logs and the read-out "which generator made
it" are those of every family. Nothing here rewards different generators at the optimum: they part by the way they learn.
Real and fake weigh the same; the paper's sum over the generators weighs fakes K times.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from mixgan.config import DataFacts
from mixgan.families.common import AVERAGED, NO_KAIMING, NORM_BY_CHANNEL, NORM_FIRST, Preset, one_group
from mixgan.families.contract import Adversary, Batch, Draw, Generator, Sample, Verdict
from mixgan.families.drawn_bank import BankOptions, DrawnBank, bank_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.critics import make_critic

losses = ("ns",)
parameter_groups = one_group


class Options(BankOptions):
    """Generators that a critic tells apart."""


class MADGAN(DrawnBank):
    about = FAMILIES["madgan"]


class WhichCritic(Adversary):
    """K + 1 classes: real, and each generator."""

    tells = ("expert",)

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.critic = make_critic(options.critic_widths, facts.image_shape, options.critic_norm, 1 + options.n_experts,
                                  kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        logits = self.critic(images)                                             # (n, K + 1)
        return Verdict((logits[:, 0] - torch.logsumexp(logits[:, 1:], 1),), {"expert": logits[:, 1:]})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        return {"expert": cross_entropy(fake.heads["expert"], sample.weights.argmax(1))}


# nothing rewards generators for differing: those that share a decoder stay alike (2.06 of 2.30 nats on digits, whole ones 1.32)
WHOLE = {"share_decoder": False, "widths": (24, 16)}


def presets() -> dict[str, Preset]:
    return bank_presets(options=WHOLE, published=Preset(
        {"noise_dim": 100, "widths": (256, 128, 64), "critic_widths": (64, 128, 256), "critic_norm": "batch", "init": "normal",
         "n_experts": 4, "same_noise": True},
        {"steps": 23_400, "batch": 128, "r1": 0.0, "lr_generator": 1e-4, "lr_critic": 1e-4, "beta1": 0.5, "beta2": 0.999,
         "amsgrad": True},
        "MNIST at 32 px as the authors of HMoG re-implemented it; the paper's own settings could not be read.", 32,
        ("A step has 128 fakes in all; theirs has 128 of each generator.", NORM_FIRST, NORM_BY_CHANNEL, NO_KAIMING,
         "Real and fake weigh the same in the critic's loss, as there; the paper's sum weighs fakes K times.", AVERAGED)))


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return MADGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return WhichCritic(options, facts)

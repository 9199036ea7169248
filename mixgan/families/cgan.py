"""cGAN: generator and critic are both told the class (Mirza & Osindero 2014).

    join = maps           one-hot maps join the picture at the critic's input (the DCGAN form of Mao et al. 2019)
    join = projection     D(x, y) = w h(x) + e_y h(x) on the last features h (Miyato & Koyama, ICLR 2018, eq. 3)

A wrong label shows nowhere in the loss: it only makes real and fake easier to tell.
"""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.nn.functional import one_hot

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, AVERAGED, Preset, SharedOptions, one_group
from mixgan.families.contract import Adversary, Draw, Generator, Verdict
from mixgan.families.labelled import LabelledGAN, label_of
from mixgan.families.recipes import base_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.critics import make_critic

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A generator and a critic told the class."""

    join: Literal["maps", "projection"] = Field("maps",
        description="how the critic is told: one-hot maps beside the picture, or a product of its features with the class")


class CGAN(LabelledGAN):
    about = FAMILIES["cgan"]


class ToldCritic(Adversary):
    """One score of picture and class."""

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.projects, self.n_classes = options.join == "projection", len(facts.class_names)
        channels, *sides = facts.image_shape
        told = 0 if self.projects else self.n_classes
        self.critic = make_critic(options.critic_widths, (channels + told, *sides), options.critic_norm,
                                  1 + self.n_classes if self.projects else 1, kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        label = label_of(draw)
        if self.projects:                                                        # w and every e_y are rows of one last layer
            said = self.critic(images)
            return Verdict((said[:, 0] + said[:, 1:].gather(1, label[:, None])[:, 0],), {})
        maps = one_hot(label, self.n_classes).to(images.dtype).view(-1, self.n_classes, *[1] * (images.ndim - 2))
        joined = torch.cat([images, maps.expand(-1, -1, *images.shape[2:])], 1)
        return Verdict((self.critic(joined)[:, 0],), {})


def presets() -> dict[str, Preset]:
    out = base_presets()
    out["published"] = Preset(
        {"noise_dim": 100, "widths": (512, 256, 128), "critic_widths": (128, 256, 512), "critic_norm": "batch", "init": "normal"},
        {"steps": 50_000, "batch": 32, "r1": 0.0, "lr_generator": 2e-4, "lr_critic": 2e-4, "beta1": 0.5, "beta2": 0.999},
        "CIFAR-10 at 32 px: the conditional DCGAN of the mode-seeking paper's code; --mode_seeking 1 adds its term.",
        32, ("No weight decay; theirs is 1e-4 in both networks.",
             "The generator's step draws new fakes; theirs takes those that the critic has just seen.",
             "50,000 steps are 32 epochs of CIFAR-10; theirs are 200.", AVERAGED))
    return out


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return CGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return ToldCritic(options, facts)

"""AC-GAN: the critic also names the class, and the generator wants its class named (Odena, Olah & Shlens, ICML 2017).

    L_D = adversarial + w_real CE(C(x), y) + w_fake CE(C(G(z, c)), c)          L_G = adversarial + w CE(C(G(z, c)), c)

It rewards pictures that are easily classified, and loses variety within a class by it: look at both.
"""

from __future__ import annotations

from pydantic import Field
from torch import Tensor
from torch.nn.functional import cross_entropy

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, AVERAGED, Preset, SharedOptions, one_group
from mixgan.families.contract import Adversary, Batch, Draw, Generator, Sample, Verdict
from mixgan.families.labelled import LabelledGAN, label_of
from mixgan.families.recipes import base_presets, with_changes
from mixgan.families.registry import FAMILIES
from mixgan.networks.critics import make_critic

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A generator told the class, a critic that names it."""

    class_real: float = Field(1.0, ge=0, le=100, description="weight of naming real pictures, in the critic's loss")
    class_fake: float = Field(0.0, ge=0, le=100,
        description="weight of naming fakes, in the critic's loss; the paper's is 1, WGAN-GP's variant has 0")
    class_generator: float = Field(0.1, ge=0, le=100,
        description="weight of being named, in the generator's loss; the paper's is 1, WGAN-GP's variant has 0.1")


class ACGAN(LabelledGAN):
    about = FAMILIES["acgan"]


class NamingCritic(Adversary):
    """A score and C class logits on one trunk."""

    tells = ("label",)

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.options = options
        self.critic = make_critic(options.critic_widths, facts.image_shape, options.critic_norm, 1 + len(facts.class_names),
                                  kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        said = self.critic(images)                                               # (n, 1 + C)
        return Verdict((said[:, 0],), {"label": said[:, 1:]})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        assert batch.label is not None, "checked with the config: this family needs labels"
        of = self.options
        return {"label_real": of.class_real * cross_entropy(real.heads["label"], batch.label),
                "label_fake": of.class_fake * cross_entropy(fake.heads["label"], label_of(sample.draw))}

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        return {"label": self.options.class_generator * cross_entropy(fake.heads["label"], label_of(sample.draw))}


def presets() -> dict[str, Preset]:
    out = base_presets()
    out["published"] = with_changes(
        out["mnist"], {"noise_dim": 100, "class_real": 1.0, "class_fake": 1.0, "class_generator": 1.0, "critic_norm": "batch"},
        {"r1": 0.0, "lr_generator": 2e-4, "lr_critic": 2e-4, "beta1": 0.5, "beta2": 0.999},
        "The paper's loss and rates.",
        ("The networks are small ones of ours for 28 px; the paper's are for 32 and 128 px in colour.",
         "5,000 steps of 64 pictures are our choice; the paper's could not be read.", AVERAGED))
    return out


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return ACGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return NamingCritic(options, facts)

"""MGAN: generators that cooperate with a classifier to be told apart (Hoang et al., ICLR 2018).

One trunk with two heads, a critic D and a classifier C over the K generators, which sees fakes alone:

    L_D = adversarial + CE(C(G_k(z)), k)          L_G = adversarial + beta CE(C(G_k(z)), k)

beta stands on the generators' side only. Unlike in MADGAN, differing is rewarded: at the optimum JSD among the generators is as
large as it can be (theorem 2). A large beta makes them differ by artefacts that only a classifier sees.
"""

from __future__ import annotations

from pydantic import Field
from torch import Tensor
from torch.nn.functional import cross_entropy

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, AVERAGED, NO_FIRST_NORM, Preset, one_group
from mixgan.families.contract import Adversary, Batch, Draw, Generator, Sample, Verdict
from mixgan.families.drawn_bank import BankOptions, DrawnBank, bank_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.critics import make_critic

losses = ALL_LOSSES
parameter_groups = one_group


class Options(BankOptions):
    """Generators that a classifier tells apart."""

    same_noise: bool = Field(True, description="every generator gets the same noise vectors in a step, as released")
    beta: float = Field(0.1, ge=0, le=10,
        description="weight of the classifier's cross-entropy in the generators' loss; the paper's for CIFAR-10 is 0.01")


class MGAN(DrawnBank):
    about = FAMILIES["mgan"]


class CriticAndClassifier(Adversary):
    """A score and K logits on one trunk."""

    tells = ("expert",)

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.beta = options.beta
        self.critic = make_critic(options.critic_widths, facts.image_shape, options.critic_norm, 1 + options.n_experts,
                                  kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        said = self.critic(images)                                               # (n, 1 + K)
        return Verdict((said[:, 0],), {"expert": said[:, 1:]})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        return {"expert": self._told(fake, sample)}

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        return {"expert": self.beta * self._told(fake, sample)}

    def _told(self, fake: Verdict, sample: Sample) -> Tensor:
        return cross_entropy(fake.heads["expert"], sample.weights.argmax(1))


def presets() -> dict[str, Preset]:
    return bank_presets(published=Preset(
        {"noise_dim": 100, "widths": (512, 256, 128), "critic_widths": (128, 256, 512), "critic_norm": "batch", "init": "normal",
         "n_experts": 10, "same_noise": True, "beta": 0.01},
        {"steps": 50_000, "batch": 120, "r1": 0.0, "lr_generator": 2e-4, "lr_critic": 2e-4, "beta1": 0.5, "beta2": 0.999},
        "CIFAR-10 at 32 px as the authors released it.", 32,
        ("Convolutions have kernels of 4; theirs have 5.", "Noise is normal; theirs is uniform from -1 to 1.",
         "A step has 120 real pictures and 120 fakes; theirs has 64 and 120.",
         "50,000 steps are 120 epochs of CIFAR-10; theirs are 500.", NO_FIRST_NORM,
         "The decoder's norms learn a shift as well; theirs learn a scale alone.", AVERAGED)))


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return MGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return CriticAndClassifier(options, facts)

"""Styles of a picture: what it shows is kept, how it is drawn is the noise's; learned from two sets that are no pairs (DRIT, Lee
et al., ECCV 2018, with the term of Mao et al., CVPR 2019).

    c = content(x)       a = mu + exp(logvar / 2) eps of attributes(x)       x' = decoder(c, a)       one of each for both sets
    answer of x_A:       B(c_A, z)
    swapped:             u = A(c_B, a_A)      v = B(c_A, a_B)
    loss = adversarial of answer, u and v + content, that a critic cannot tell which set c is of
         + cycle (|A(c_A, a_A) - x_A| + |B(c_B, a_B) - x_B|                                           self
                + |A(c(v), a(u)) - x_A| + |B(c(u), a(v)) - x_B|)                                      cross-cycle
         + latent |mu(answer) - z| + kl (KL(a) + mean c^2) + mode_seeking / (|answer1 - answer2| / |z1 - z2|)

What is drawn is the way from A, which asks, to B. As in theirs half of a batch takes the swap, whatever the answers ask.
Simplified: answers are drawn from A to B alone, so mode seeking and latent too; theirs go both ways. One critic for each set,
with a score for every patch; theirs are two, one for encoded attributes and one for the noise. Least squares, where theirs is a
cross-entropy. All is learned in one update, where theirs are two, and the content's critic with the others, not twice as often,
its gradient not clipped. That critic has no norm, and no noise is added to a content. Small networks: one residual block, and no
layer beyond those that halve and double.
"""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor
from torch.nn.functional import softplus

from mixgan.config import DataFacts
from mixgan.families.common import Preset, Sizes, Width, one_group, start_program
from mixgan.families.contract import Adversary, Batch, Draw, GateTrace, Generator, Parts, Sample, Verdict
from mixgan.families.encoded import apart, drawn, kl, off, read_back
from mixgan.families.program import Program
from mixgan.families.registry import FAMILIES
from mixgan.networks.styled import AttributeEncoder, ContentCritic, ContentEncoder, Shared, StyledDecoder, smallest
from mixgan.networks.unet import PatchCritic
from mixgan.rng import Stream

losses = ("lsgan",)             # u and v are judged in its form
parameter_groups = one_group


class Options(Sizes):
    """Two encoders and a decoder for each set, and the weights of what holds them together."""

    noise_dim: int = Field(8, ge=1, le=512, description="numbers of the noise, and of a picture's attributes")
    widths: tuple[Width, ...] = Field((24, 48), min_length=1, max_length=6, description="channels after each halving")
    critic_widths: tuple[Width, ...] = Field((24, 48), min_length=1, max_length=6,
        description="channels of the critics after each halving")
    cycle: float = Field(10.0, ge=0, le=1000, description="weight of pictures that should come back, at once and from a swap")
    latent: float = Field(10.0, ge=0, le=1000, description="weight of the noise that should be read from an answer again")
    kl: float = Field(0.01, ge=0, le=100,
        description="weight of the attributes' distance to a standard normal, and of the content's size")
    content: float = Field(1.0, ge=0, le=100, description="weight of contents that should not tell which set they are of")


class Styles(Generator):
    about = FAMILIES["styles"]
    n_experts = 1

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.image_shape, self.noise_dim, self.options = facts.image_shape, options.noise_dim, options
        self.asks(facts)
        widths, asked, answer = options.widths, facts.condition_shape[0], facts.image_shape[0]
        self.size = smallest(widths, facts.image_shape)
        self.shared = Shared(widths[-1])
        self.content_a, self.content_b = ContentEncoder(widths, asked), ContentEncoder(widths, answer)
        Z = options.noise_dim
        self.attributes_a, self.attributes_b = AttributeEncoder(widths, asked, Z), AttributeEncoder(widths, answer, Z)
        self.draw_a, self.draw_b = StyledDecoder(widths, asked, Z), StyledDecoder(widths, answer, Z)

    def parts(self, draw: Draw, spread: Tensor | None) -> Parts:
        """The answers (n, C, H, W)."""
        assert draw.condition is not None, "this family is asked by a picture: make the draw with generator.draw"
        noise = draw.noise if spread is None else draw.noise * spread
        return self.draw_b(self.content_a(draw.condition, self.shared), noise)

    def route(self, draw: Draw, parts: Parts) -> GateTrace | None:
        return None

    def blend(self, parts: Parts, weights: Tensor) -> Tensor:
        answers: Tensor = parts
        return answers[:, None].expand(-1, weights.shape[1], *self.image_shape)

    # --- a step ---------------------------------------------------------------------------------------------------------

    def step_sample(self, draw: Draw, batch: Batch, stream: Stream) -> Sample:
        """With what the first half of the real rows comes to: contents, attributes, and the swapped pictures u and v."""
        sample, (x_a, x_b) = self.sample(draw), _encoded(batch)
        c_a, c_b = self.content_a(x_a, self.shared), self.content_b(x_b, self.shared)
        codes_a, codes_b = self.attributes_a(x_a), self.attributes_b(x_b)
        a_a, a_b = drawn(codes_a, stream.child("a")), drawn(codes_b, stream.child("b"))
        beside = {"c_a": c_a, "c_b": c_b, "a_a": a_a, "a_b": a_b, "u": self.draw_a(c_b, a_a), "v": self.draw_b(c_a, a_b),
                  "mu": torch.cat([codes_a[0], codes_b[0]]), "logvar": torch.cat([codes_a[1], codes_b[1]])}
        return Sample(sample.draw, sample.images, sample.weights, sample.gate, beside)

    def own_losses(self, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        o, made, (x_a, x_b) = self.options, sample.beside, _encoded(batch)
        u, v = made["u"], made["v"]
        itself = (apart(self.draw_a(made["c_a"], made["a_a"]), x_a) + apart(self.draw_b(made["c_b"], made["a_b"]), x_b))
        back_a = self.draw_a(self.content_b(v, self.shared), self.attributes_a(u)[0])
        back_b = self.draw_b(self.content_a(u, self.shared), self.attributes_b(v)[0])
        return {"itself": o.cycle * itself, "cycle": o.cycle * (apart(back_a, x_a) + apart(back_b, x_b)),
                "latent": o.latent * self.regression(sample),
                "kl": o.kl * (kl(made["mu"], made["logvar"]) + made["c_a"].square().mean() + made["c_b"].square().mean())}

    def regression(self, sample: Sample) -> Tensor:
        """Of every second answer: of two to one question the first, as in theirs."""
        return read_back(self.attributes_b, sample.images[::2], sample.draw.noise[::2])

    # --- in the page ----------------------------------------------------------------------------------------------------

    def program(self) -> Program:
        builder = start_program(self)
        builder.add("scale", "noise", "scaled")
        _, height, width = self.image_shape
        content = self.content_a.emit(builder, (height, width), self.shared)
        self.draw_b.emit(builder, content, "scaled", self.size)
        return builder.build()


def _encoded(batch: Batch) -> tuple[Tensor, Tensor]:
    """Of the real rows those that are swapped: half of them, what asks and what does not answer it."""
    assert batch.condition is not None
    half = -(-len(batch) // 2)
    return batch.condition[:half], batch.images[:half]


class SetCritics(Adversary):
    """One critic for each set, whose scores are of patches, and one that says which set a content is of: A is 0.

    Without a norm: that of each channel hides a white ground where it should be black, and here no question stands beside it.
    """

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.weight = options.content
        self.critic_a, self.critic_b = (PatchCritic(options.critic_widths, shape[0], normed=False)
                                        for shape in (facts.condition_shape, facts.image_shape))
        self.of_content = ContentCritic(options.widths[-1])

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        return Verdict((self.critic_b(images).flatten(1),), {})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        made = sample.beside
        assert batch.condition is not None
        of_a = off(self.critic_a(batch.condition), 1) + off(self.critic_a(made["u"]), 0)
        told = softplus(self.of_content(made["c_a"])).mean() + softplus(-self.of_content(made["c_b"])).mean()
        return {"back": of_a, "swapped": off(self.critic_b(made["v"]), 0), "content": told}

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        made = sample.beside
        told = torch.cat([self.of_content(made[name]) for name in ("c_a", "c_b")])
        # cross-entropy to one half: a content is of either set
        either = (softplus(told) + softplus(-told)).mean() / 2
        return {"back": off(self.critic_a(made["u"]), 1), "swapped": off(self.critic_b(made["v"]), 1),
                "content": self.weight * either}


# weights of theirs, but for two: at this size and in so few steps the noise swings the ground, which is read again most easily,
# where latent weighs 10 and mode seeking 1
_PICTURES = Preset(
    {"latent": 0.5},
    {"steps": 6000, "batch": 16, "loss": "lsgan", "r1": 0.0, "lr_generator": 1e-3, "lr_critic": 5e-4, "beta1": 0.5,
     "beta2": 0.999, "ema": 0.999, "mode_seeking": 0.02, "evaluate_every": 200, "checkpoint_every": 500})


def presets() -> dict[str, Preset]:
    return {"pictures": _PICTURES,
            "small-pictures": _PICTURES._replace(options={"latent": 0.5, "widths": (16, 32), "critic_widths": (16, 32)})}


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return Styles(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return SetCritics(options, facts)

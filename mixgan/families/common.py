"""What every family declares alike: sizes of the networks, the plain critic, parameter groups, presets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import Strict
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator, Verdict
from mixgan.families.program import ProgramBuilder
from mixgan.networks.critics import CriticKind, CriticNorm, make_critic, score_of
from mixgan.networks.decoders import DecoderKind, Norm

__all__ = ["ALL_LOSSES", "AVERAGED", "NORM_BY_CHANNEL", "NORM_FIRST", "NO_FIRST_NORM", "NO_KAIMING", "ParameterGroup",
           "PlainAdversary", "Preset", "SharedOptions", "Sizes", "emit_prior", "one_group", "prior_gate", "start_program"]

Width = Annotated[int, Field(ge=1, le=4096)]       # channels, or units, of one layer
ALL_LOSSES = ("ns", "hinge", "wgan-gp", "lsgan", "rpgan")


class Sizes(Strict):
    """What every family has."""

    noise_dim: int = Field(64, ge=1, le=512, description="numbers in the noise vector")
    widths: tuple[Width, ...] = Field((32, 24), max_length=6,
        description="channels of the decoder before each doubling; for points, units of its layers")
    critic_widths: tuple[Width, ...] = Field((24, 48), max_length=6,
        description="channels of the critic after each halving; for points, units of its layers")
    init: Literal["torch", "normal"] = Field("torch",
        description="first weights: PyTorch's uniform rule, or N(0, 0.02^2)")


class SharedOptions(Sizes):
    """What every family has that draws from noise alone, or from noise and a class."""

    decoder: DecoderKind = Field("dcgan",
        description="what doubles a picture: one convolution, or a residual block (slower); the same for points")
    decoder_norm: Norm = Field("batch", description="normalisation in the decoder")
    critic: CriticKind = Field("dcgan",
        description="what halves a picture: one convolution, or a residual block (slower); the same for points")
    critic_norm: CriticNorm = Field("none",
        description="normalisation in the critic; spectral suits hinge, batch is refused where a gradient "
        "penalty is taken")


class Preset(NamedTuple):
    """Options of the family and training settings that go together. `side`: of the pictures that it is for, in px; 0: of any.

    `note`: what it is. `deviations`: of a published setting, everything that we know to be otherwise here, a sentence each; shown
    wherever the note is (`train --settings`, the form, the card).
    """

    options: dict[str, Any]
    training: dict[str, Any]
    note: str = ""
    side: int = 0
    deviations: tuple[str, ...] = ()


# of a published setting, what is otherwise in several families
AVERAGED = "The generator that is sampled, measured and kept is an average over its steps; --ema 0 switches that off."
NORM_FIRST = "Batch norm stands before each ReLU; theirs comes after it."
NORM_BY_CHANNEL = "The norm behind a head's linear map has one scale per channel and expert; theirs has one per feature."
NO_KAIMING = "Heads start from N(0, 0.02^2) like every layer; theirs start from Kaiming's rule, with no bias."
NO_FIRST_NORM = "The critic's first layer has no batch norm; theirs has."


class ParameterGroup(NamedTuple):
    """Parameters that share a learning rate: `scale` times the generator's."""

    parameters: list[nn.Parameter]
    scale: float = 1.0


class PlainAdversary(Adversary):
    """One critic with one score: what most families play against."""

    def __init__(self, options: SharedOptions, image_shape: tuple[int, ...]) -> None:
        super().__init__()
        self.critic = make_critic(options.critic_widths, image_shape, options.critic_norm, kind=options.critic)

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        return Verdict((score_of(self.critic, images),), {})


def start_program(generator: Generator) -> ProgramBuilder:
    """A builder with the header that every family fills alike."""
    header = {
        "family": generator.about.name,
        "shape": list(generator.image_shape),
        "n_experts": generator.n_experts,
        "noise": generator.noise_dim,
        "chooses": generator.chooses,
        "tree": generator.tree.depth if generator.tree else None,
        "expert_word": generator.expert_word,
    }
    if generator.is_conditional:
        header["classes"] = len(generator.class_shares)
    if generator.reads_conditions:
        header["condition"] = list(generator.condition_shape)
    return ProgramBuilder(header)


def prior_gate(draw: Draw, generator: Generator) -> GateTrace:
    """The noise has no say: every expert is as likely as any other, or as its share says."""
    n, K = draw.noise.shape[0], generator.n_experts
    logits = draw.noise.new_zeros(n, K) if generator.prior is None else generator.prior.expand(n, K)
    return GateTrace(logits, torch.softmax(logits, 1))


def emit_prior(builder: ProgramBuilder, generator: Generator) -> None:
    """Operations from `noise` and `chance` to `weights`, of a prior."""
    Z, K = generator.noise_dim, generator.n_experts
    builder.add("linear", "noise", "logits", n_in=Z, n_out=K, groups=1, act=None, w=builder.tensor(torch.zeros(Z, K)),
                b=builder.tensor(torch.zeros(K) if generator.prior is None else generator.prior))
    builder.add("choose", "logits", "weights")


def one_group(generator: nn.Module) -> Iterator[ParameterGroup]:
    """All parameters at the generator's learning rate."""
    yield ParameterGroup([p for p in generator.parameters() if p.requires_grad])

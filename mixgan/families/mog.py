"""MoG: HMoG's flat counterpart, one softmax over the leaves in place of the tree (Ahmetoglu & Alpaydin 2020).

    w = softmax(U z + u),  h = sum_l w_l(z) (W_l z + b_l)  ->  decoder(h)
"""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, PlainAdversary, Preset, SharedOptions, one_group, start_program
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator
from mixgan.families.program import Program
from mixgan.families.recipes import soft_mixture_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.decoders import make_decoder
from mixgan.networks.initialise import fill
from mixgan.networks.soft_tree import LinearLeaves, emit_leaves, mix_leaves
from mixgan.rng import Stream

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A flat gate over linear leaves."""

    n_experts: int = Field(8, ge=1, le=64, description="leaves")
    gate_gain: float = Field(8.0, gt=0, le=100,
        description="first gate weights have gain^2 times Xavier's variance; 1 is the paper's")
    entry: bool = Field(True, description="normalisation and ReLU between mixture and decoder; the paper has none")


class FlatGate(nn.Module):
    """K linear logits of the noise."""

    def __init__(self, noise_dim: int, n_experts: int, gain: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_experts, noise_dim))
        self.bias = nn.Parameter(torch.empty(n_experts))
        self.gain = gain

    def reset(self, stream: Stream) -> None:
        K, Z = self.weight.shape
        fill(self.weight, stream.normal(K, Z) * (self.gain * (2 / (Z + K)) ** 0.5))
        fill(self.bias, torch.zeros(K))

    def forward(self, noise: Tensor) -> Tensor:
        return noise @ self.weight.T + self.bias


class MoG(Generator):
    about = FAMILIES["mog"]
    spaces = ("noise", "features")

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = options.n_experts, options.noise_dim, facts.image_shape
        self.gates = FlatGate(options.noise_dim, options.n_experts, options.gate_gain)
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm, kind=options.decoder,
                                    entry=options.entry)
        self.leaves = LinearLeaves(self.n_experts, options.noise_dim, self.decoder.features)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        noise = draw.noise[:, None, :]
        return noise if spread is None else noise * spread[:, None]              # (n, 1 or K, Z)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        logits = self.gates(draw.noise)
        return GateTrace(logits, torch.softmax(logits, 1))

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        n, m, _ = weights.shape
        mixed = mix_leaves(self.leaves, parts, weights)
        return self.decoder(mixed.flatten(0, 1)[:, None]).view(n, m, *self.image_shape)

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "features":
            return super().latent(draw, space)
        return mix_leaves(self.leaves, self.parts(draw, None), self.weights(draw)[:, None])[:, 0]

    def program(self) -> Program:
        builder = start_program(self)
        K, Z = self.gates.weight.shape
        builder.add("linear", "noise", "logits", n_in=Z, n_out=K, groups=1, act=None,
                    w=builder.tensor(self.gates.weight.T), b=builder.tensor(self.gates.bias))
        builder.add("softmax", "logits", "weights")
        emit_leaves(builder, self.leaves, self.decoder)
        self.decoder.emit(builder, "mixed", "images")
        return builder.build()


def presets() -> dict[str, Preset]:
    return soft_mixture_presets({"n_experts": 32}, {"n_experts": 16})


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return MoG(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

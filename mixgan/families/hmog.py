"""HMoG: a soft binary tree of linear generators before a shared decoder (Ahmetoglu & Alpaydin, ICPR 2020).

    z ~ N(0, I) -> gates g_i = sigmoid(v_i z + c_i), leaves G_l(z) = W_l z + b_l
    h = sum_l w_l(z) G_l(z),  w_l the product of the gates on the way to leaf l  ->  decoder(h)

Every leaf contributes to every sample; nothing is drawn but z. Ours: tanh at the end, batch norm in the presets but
`published`, and `gate_gain`, which starts the gates decided (8) where the paper's (1) start and stay undecided.
"""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, PlainAdversary, Preset, SharedOptions, one_group, start_program
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator, TreeShape
from mixgan.families.program import Program
from mixgan.families.recipes import soft_mixture_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.decoders import make_decoder
from mixgan.networks.initialise import fill
from mixgan.networks.soft_tree import LinearLeaves, emit_leaves, leaf_log_masses, mix_leaves
from mixgan.rng import Stream

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A tree of gates over linear leaves."""

    depth: int = Field(3, ge=1, le=6, description="levels of the tree; 2**depth leaves")
    gate_gain: float = Field(8.0, gt=0, le=100,
        description="first gate weights are N(0, gain^2/Z); 1 is the paper's, 8 lets the leaves differ from the start")
    init_gain: float = Field(1.0, gt=0, le=10, description="first leaf weights are N(0, gain^2/Z)")
    entry: bool = Field(True, description="normalisation and ReLU between tree and decoder; the paper has none")


class Gates(nn.Module):
    """N linear gates of the noise."""

    def __init__(self, noise_dim: int, n_gates: int, gain: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_gates, noise_dim))
        self.bias = nn.Parameter(torch.empty(n_gates))
        self.gain = gain

    def reset(self, stream: Stream) -> None:
        N, Z = self.weight.shape
        fill(self.weight, stream.normal(N, Z) * (self.gain * Z**-0.5))
        fill(self.bias, torch.zeros(N))

    def forward(self, noise: Tensor) -> Tensor:
        return noise @ self.weight.T + self.bias


class HMoG(Generator):
    about = FAMILIES["hmog"]
    spaces = ("noise", "features")

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.tree = TreeShape(options.depth)
        self.n_experts, self.noise_dim, self.image_shape = self.tree.n_leaves, options.noise_dim, facts.image_shape
        self.gates = Gates(options.noise_dim, self.tree.n_gates, options.gate_gain)
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm, kind=options.decoder,
                                    entry=options.entry)
        self.leaves = LinearLeaves(self.n_experts, options.noise_dim, self.decoder.features, options.init_gain)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        # the leaves are not computed here: form C multiplies them with weights and noise in one product
        noise = draw.noise[:, None, :]
        return noise if spread is None else noise * spread[:, None]              # (n, 1 or L, Z)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        nodes = self.gates(draw.noise)                                                # (n, N)
        log_masses = leaf_log_masses(nodes)
        return GateTrace(log_masses, log_masses.exp(), nodes=nodes)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        n, m, _ = weights.shape
        mixed = mix_leaves(self.leaves, parts, weights)                          # (n, m, H)
        return self.decoder(mixed.flatten(0, 1)[:, None]).view(n, m, *self.image_shape)

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "features":
            return super().latent(draw, space)
        return mix_leaves(self.leaves, self.parts(draw, None), self.weights(draw)[:, None])[:, 0]

    def program(self) -> Program:
        builder = start_program(self)
        N, Z = self.gates.weight.shape
        builder.add("linear", "noise", "logits", n_in=Z, n_out=N, groups=1, act=None,
                    w=builder.tensor(self.gates.weight.T), b=builder.tensor(self.gates.bias))
        builder.add("tree", "logits", "weights")
        emit_leaves(builder, self.leaves, self.decoder)
        self.decoder.emit(builder, "mixed", "images")
        return builder.build()


def presets() -> dict[str, Preset]:
    return soft_mixture_presets({"depth": 5}, {"depth": 4})


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return HMoG(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

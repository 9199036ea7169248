"""GAN: one generator, no mixture. The baseline of every comparison (Goodfellow et al. 2014; nets after DCGAN)."""

from __future__ import annotations

from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, PlainAdversary, Preset, SharedOptions, one_group, start_program
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator
from mixgan.families.program import Program
from mixgan.families.recipes import base_presets
from mixgan.families.registry import FAMILIES
from mixgan.networks.decoders import make_decoder

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A plain generator: linear map, decoder."""


class GAN(Generator):
    about = FAMILIES["gan"]
    n_experts = 1
    spaces = ("noise", "features")

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.noise_dim, self.image_shape = options.noise_dim, facts.image_shape
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm)
        # a bias before batch norm would have no effect
        normed = options.decoder_norm == "batch" and not facts.is_points
        self.first = nn.Linear(options.noise_dim, self.decoder.features, bias=not normed)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return self.first(draw.noise if spread is None else draw.noise * spread)          # (n, features)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace | None:
        return None

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        images = self.decoder(parts[:, None])                                   # (n, 1, ...)
        return images.expand(-1, weights.shape[1], *self.image_shape)

    def latent(self, draw: Draw, space: str) -> Tensor:
        return self.parts(draw, None) if space == "features" else super().latent(draw, space)

    def program(self) -> Program:
        builder = start_program(self)
        builder.add("scale", "noise", "scaled")
        weight = self.decoder.channel_last(self.first.weight.T)
        bias = None if self.first.bias is None else builder.tensor(self.decoder.channel_last(self.first.bias))
        builder.add("linear", "scaled", "features", n_in=self.noise_dim, n_out=self.decoder.features, groups=1,
                    w=builder.tensor(weight), b=bias, act=None)
        builder.add("mix", "features", "mixed", w="mixtures")
        self.decoder.emit(builder, "mixed", "images")
        return builder.build()


def presets() -> dict[str, Preset]:
    return base_presets()


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return GAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

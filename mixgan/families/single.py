"""One generator and no mixture: a linear map of what it is given, then a decoder. What GAN, AC-GAN and cGAN are made of."""

from __future__ import annotations

from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import SharedOptions, start_program
from mixgan.families.contract import Draw, GateTrace, Generator
from mixgan.families.program import Program, ProgramBuilder
from mixgan.networks.decoders import make_decoder

__all__ = ["SingleGenerator"]


class SingleGenerator(Generator):
    """It is given the noise; a subclass may give it `more` numbers beside, by `given` and, in the page, `emit_given`."""

    n_experts = 1
    spaces = ("noise", "features")

    def __init__(self, options: SharedOptions, facts: DataFacts, more: int = 0) -> None:
        super().__init__()
        self.noise_dim, self.image_shape = options.noise_dim, facts.image_shape
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm, kind=options.decoder)
        # a bias before batch norm would have no effect
        normed = options.decoder_norm == "batch" and not facts.is_points
        self.first = nn.Linear(options.noise_dim + more, self.decoder.features, bias=not normed)

    def given(self, draw: Draw, noise: Tensor) -> Tensor:
        """(n, Z + more): the noise, and what stands beside it."""
        return noise

    def emit_given(self, builder: ProgramBuilder) -> str:
        """The name of the same in the program, made of `scaled`, the noise there."""
        return "scaled"

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return self.first(self.given(draw, draw.noise if spread is None else draw.noise * spread))      # (n, features)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace | None:
        return None

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        images = self.decoder(parts[:, None])                                    # (n, 1, ...)
        return images.expand(-1, weights.shape[1], *self.image_shape)

    def latent(self, draw: Draw, space: str) -> Tensor:
        return self.parts(draw, None) if space == "features" else super().latent(draw, space)

    def program(self) -> Program:
        builder = start_program(self)
        builder.add("scale", "noise", "scaled")
        given = self.emit_given(builder)
        weight = self.decoder.channel_last(self.first.weight.T)
        bias = None if self.first.bias is None else builder.tensor(self.decoder.channel_last(self.first.bias))
        builder.add("linear", given, "features", n_in=self.first.in_features, n_out=self.decoder.features, groups=1,
                    w=builder.tensor(weight), b=bias, act=None)
        builder.add("mix", "features", "mixed", w="mixtures")
        self.decoder.emit(builder, "mixed", "images")
        return builder.build()

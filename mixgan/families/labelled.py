"""A generator that is told the class: the label joins the noise. What AC-GAN and cGAN train against their critics."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from mixgan.config import DataFacts
from mixgan.families.common import SharedOptions, start_program
from mixgan.families.contract import Draw, GateTrace, Generator
from mixgan.families.program import Program
from mixgan.networks.decoders import make_decoder

__all__ = ["LabelledGAN", "label_of"]


def label_of(draw: Draw) -> Tensor:
    """(n,) the classes that are asked for."""
    assert draw.label is not None, "this family reads labels: make the draw with generator.draw"
    return draw.label


class LabelledGAN(Generator):
    """One generator: a linear map of [noise, one-hot label], then a decoder."""

    n_experts = 1
    spaces = ("noise", "features")

    def __init__(self, options: SharedOptions, facts: DataFacts) -> None:
        super().__init__()
        self.noise_dim, self.image_shape, self.class_shares = options.noise_dim, facts.image_shape, facts.class_shares
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm)
        # a bias before batch norm would have no effect
        normed = options.decoder_norm == "batch" and not facts.is_points
        self.first = nn.Linear(options.noise_dim + len(self.class_shares), self.decoder.features, bias=not normed)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        noise = draw.noise if spread is None else draw.noise * spread
        label = one_hot(label_of(draw), len(self.class_shares)).to(noise.dtype)
        return self.first(torch.cat([noise, label], 1))                          # (n, features)

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
        builder.add("concat", "scaled", "input", xs=["scaled", "label"])
        weight = self.decoder.channel_last(self.first.weight.T)
        bias = None if self.first.bias is None else builder.tensor(self.decoder.channel_last(self.first.bias))
        builder.add("linear", "input", "features", n_in=self.first.in_features, n_out=self.decoder.features, groups=1,
                    w=builder.tensor(weight), b=bias, act=None)
        builder.add("mix", "features", "mixed", w="mixtures")
        self.decoder.emit(builder, "mixed", "images")
        return builder.build()

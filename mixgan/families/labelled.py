"""A generator that is told the class: the label joins the noise. What AC-GAN and cGAN train against their critics."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from mixgan.config import DataFacts
from mixgan.families.common import SharedOptions
from mixgan.families.contract import Draw
from mixgan.families.program import ProgramBuilder
from mixgan.families.single import SingleGenerator

__all__ = ["LabelledGAN", "label_of"]


def label_of(draw: Draw) -> Tensor:
    """(n,) the classes that are asked for."""
    assert draw.label is not None, "this family reads labels: make the draw with generator.draw"
    return draw.label


class LabelledGAN(SingleGenerator):
    """One generator, given [noise, one-hot label]."""

    def __init__(self, options: SharedOptions, facts: DataFacts) -> None:
        super().__init__(options, facts, more=len(facts.class_shares))
        self.class_shares = facts.class_shares

    def given(self, draw: Draw, noise: Tensor) -> Tensor:
        return torch.cat([noise, one_hot(label_of(draw), len(self.class_shares)).to(noise.dtype)], 1)

    def emit_given(self, builder: ProgramBuilder) -> str:
        builder.add("concat", "scaled", "input", xs=["scaled", "label"])
        return "input"

"""The self-labelling head's network for a run: one rule for those who train it and those who read it."""

from __future__ import annotations

from torch import nn

from mixgan.config import RunConfig
from mixgan.families.contract import Generator
from mixgan.networks.labeller import make_labeller

__all__ = ["labeller_of"]

FINER = 2       # outputs for each kind where shares are found; a tree has leaves to spare, and needs none


def labeller_of(config: RunConfig, generator: Generator) -> nn.Sequential:
    """(n, *image_shape) -> (n, K) logits, not yet initialised."""
    outputs = FINER if config.training.shares == "found" and generator.tree is None else 1
    return make_labeller(config.facts.image_shape, generator.n_experts, config.training.head_widths, outputs)

"""GAN: one generator, no mixture. The baseline of every comparison (Goodfellow et al. 2014; nets after DCGAN)."""

from __future__ import annotations

from mixgan.config import DataFacts
from mixgan.families.common import ALL_LOSSES, PlainAdversary, Preset, SharedOptions, one_group
from mixgan.families.contract import Adversary, Generator
from mixgan.families.recipes import base_presets
from mixgan.families.registry import FAMILIES
from mixgan.families.single import SingleGenerator

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """A plain generator: linear map, decoder."""


class GAN(SingleGenerator):
    about = FAMILIES["gan"]


def presets() -> dict[str, Preset]:
    return base_presets()


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return GAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

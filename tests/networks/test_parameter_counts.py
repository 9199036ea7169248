"""Golden counts of hmog.md 3, losses-backbones.md 6 and multi-generator.md 1, on the meta device: shapes without memory."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from mixgan import families
from mixgan.config import DataFacts

FACTS_32 = DataFacts(image_shape=(1, 32, 32))
FACTS_28 = DataFacts(image_shape=(1, 28, 28))
DECODER, CRITIC = 656_577, 718_273
TREES = [(1, 827_493, 827_594), (2, 1_655_087, 1_655_188), (3, 3_310_275, 3_310_376), (4, 6_620_651, 6_620_752),
         (5, 13_241_403, 13_241_504)]


def networks(family: str, facts: DataFacts, preset: str, **overrides: Any) -> tuple[nn.Module, nn.Module]:
    config = families.configure(family, "", facts, preset, overrides)
    options = families.validate(config)
    with torch.device("meta"):
        made = families.module(family)
        return made.build_generator(options, facts), made.build_adversary(options, facts)


def count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


@pytest.mark.parametrize(("depth", "tree", "flat"), TREES)
def test_tree_and_flat_mixture(depth: int, tree: int, flat: int) -> None:
    """Z = 100, H = 4096: the published presets."""
    hmog, critic = networks("hmog", FACTS_32, "published", depth=depth)
    mog, _ = networks("mog", FACTS_32, "published", n_experts=2**depth)
    assert count(hmog) == tree + DECODER
    assert count(mog) == flat + DECODER
    assert count(mog) - count(hmog) == 101
    assert count(critic) == CRITIC


def test_the_parts_of_the_published_tree() -> None:
    hmog, _ = networks("hmog", FACTS_32, "published", depth=5)
    assert count(hmog.get_submodule("gates")) == 3_131
    assert count(hmog.get_submodule("leaves")) == 32 * 413_696
    assert count(hmog.get_submodule("decoder")) == DECODER


@pytest.mark.parametrize(("c", "generator", "critic"), [(32, 234_177, 36_513), (64, 533_889, 138_561)])
def test_small_28_px(c: int, generator: int, critic: int) -> None:
    """Linear without bias, batch norm, two transposed convolutions; two convolutions and a linear map. z = 64."""
    made = networks("gan", FACTS_28, "mnist", noise_dim=64, widths=(2 * c, c), critic_widths=(c, 2 * c))
    assert (count(made[0]), count(made[1])) == (generator, critic)


def test_megan_as_the_authors_of_hmog_write_it() -> None:
    """K = 4 heads of H (Z+1) and the decoder, without norm; projector H m + m with m = Z; gate (K+1) Z K + K."""
    megan, _ = networks("megan", FACTS_32, "published", decoder_norm="none")
    assert count(megan) == 1_654_784 + DECODER + (4096 * 100 + 100) + (5 * 100 * 4 + 4)


def test_gmgan_learns_means_and_scales_only_when_dynamic() -> None:
    static, _ = networks("gmgan", FACTS_28, "mnist")
    dynamic, _ = networks("gmgan", FACTS_28, "mnist", dynamic=True)
    assert count(dynamic) - count(static) == 2 * 10 * 64

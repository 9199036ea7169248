"""Picture to picture: where the noise goes in, and what a mixture at the smallest map takes over of its family."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from mixgan import families
from mixgan.config import DataFacts
from mixgan.families.pix import Pix
from mixgan.rng import Stream

FACTS = DataFacts(image_shape=(3, 16, 16), condition_shape=(1, 16, 16), n_questions=3)
MIXTURES = ("hmog", "mog", "megan", "gmgan")


def build(**options: Any) -> Pix:
    made = families.build(families.configure("pix", "", FACTS, overrides={"widths": "4,6,8", "noise_dim": 3, **options}))
    assert isinstance(made, Pix)
    return made.eval()


@torch.no_grad()
def test_without_a_mixture_the_noise_is_in_every_map_and_with_one_in_none() -> None:
    draw = build().draw(2, Stream(0))
    assert draw.condition is not None
    plain = build()
    maps, others = (plain.unet.encode(draw.condition, noise) for noise in (draw.noise, -draw.noise))
    assert all((a - b).abs().max() > 1e-4 for a, b in zip(maps, others, strict=True))
    mixed = build(mixture="hmog", n_experts=4)
    _, maps = mixed.parts(draw, None)
    _, others = mixed.parts(draw.with_noise(-draw.noise), None)
    assert all(torch.equal(a, b) for a, b in zip(maps, others, strict=True))
    assert (mixed(draw) - mixed(draw.with_noise(-draw.noise))).abs().max() > 1e-4


@pytest.mark.parametrize("mixture", MIXTURES)
def test_a_mixture_brings_what_its_family_is(mixture: str) -> None:
    made, inner = build(mixture=mixture, n_experts=8), families.family(mixture)
    assert (made.about.divides, made.about.gate, made.expert_word) == (inner.divides, inner.gate, inner.expert_word)
    assert (made.about.name, made.about.needs) == ("pix", "pairs")
    assert made.n_experts == 8
    assert (made.tree is not None) == (mixture == "hmog")
    assert made.chooses == (mixture in ("megan", "gmgan"))


def test_a_tree_has_a_power_of_two_of_leaves() -> None:
    assert [build(mixture="hmog", n_experts=n).n_experts for n in (2, 3, 4, 5, 9)] == [2, 4, 4, 8, 16]


def test_a_gates_temperature_falls_here_too() -> None:
    made = build(mixture="megan", n_experts=3)
    made.anneal(0.0)
    assert made.temperature.item() == 1
    made.anneal(0.5)
    assert made.mixture is not None
    assert made.temperature.item() == made.mixture.temperature.item() < 1


@torch.no_grad()
def test_the_critic_is_told_the_question() -> None:
    config = families.configure("pix", "", FACTS)
    critic, draw = families.build_adversary(config), build().draw(2, Stream(0))
    pictures = build()(draw)
    (scores,) = critic(pictures, draw).scores
    assert scores.shape == (2, 16)
    other = build().draw(2, Stream(0), condition=-draw.condition)   # type: ignore[operator]
    assert (critic(pictures, other).scores[0] - scores).abs().max() > 1e-4

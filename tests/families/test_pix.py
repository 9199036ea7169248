"""Picture to picture: where the noise goes in, and what a mixture at the smallest map takes over of its family."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from mixgan import families
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.contract import Batch, Sample
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


# --- with an encoder of answers --------------------------------------------------------------------------------------------


def step_of(made: Pix, batch: Batch) -> Sample:
    draw = replace(made.step_draw(len(batch), Stream(3)), condition=batch.condition)
    return made.step_sample(draw, batch, Stream(4))


@pytest.fixture
def batch() -> Batch:
    pictures = torch.from_numpy(Stream(0).uniform(5, 4, 16, 16)) * 2 - 1
    return Batch(pictures[:, :3], condition=pictures[:, 3:])


def test_what_is_read_of_a_real_answer_draws_it_again_and_only_the_first_half_is_read(batch: Batch) -> None:
    made = build(encoder=True)
    assert made.encoder is not None
    found = step_of(made, batch).beside
    assert found["again"].shape == (3, 3, 16, 16)
    mu, logvar = made.encoder(batch.images[:3])
    assert torch.equal(found["mu"], mu)
    eps = torch.from_numpy(Stream(4).child("encoder").normal(3, 3))
    assert batch.condition is not None
    again = made.unet.decode(made.unet.encode(batch.condition[:3], mu + (logvar / 2).exp() * eps))
    torch.testing.assert_close(found["again"], again)
    assert not build().step_sample(made.step_draw(5, Stream(3)), batch, Stream(4)).beside


def test_its_losses_in_closed_form(batch: Batch) -> None:
    made = build(encoder=True, redraw=3.0, latent=5.0, kl=7.0)
    assert made.encoder is not None
    sample = step_of(made, batch)
    found, again = made.own_losses(sample, batch), sample.beside["again"]
    assert found["redraw"].item() == pytest.approx(3 * (again - batch.images[:3]).abs().mean().item(), rel=1e-5)
    mu, logvar = sample.beside["mu"], sample.beside["logvar"]
    assert found["kl"].item() == pytest.approx(7 * ((mu**2 + logvar.exp() - 1 - logvar).sum(1) / 2).mean().item(), rel=1e-5)
    read = made.encoder(sample.images[::2])[0]
    assert found["latent"].item() == pytest.approx(5 * (read - sample.draw.noise[::2]).abs().mean().item(), rel=1e-5)
    assert build().own_losses(sample, batch) == {}


def test_the_encoder_learns_from_what_is_drawn_again_and_not_from_what_is_read_back(batch: Batch) -> None:
    made = build(encoder=True)
    assert made.encoder is not None
    weight = made.encoder.last.weight
    losses = made.own_losses(step_of(made, batch), batch)
    for name, learns in (("redraw", True), ("kl", True), ("latent", False)):
        (found,) = torch.autograd.grad(losses[name], weight, retain_graph=True, allow_unused=True, materialize_grads=True)
        assert bool(found.abs().sum() > 0) == learns, name
    drawn, = torch.autograd.grad(losses["latent"], made.unet.ups[-1].weight)
    assert drawn.abs().sum() > 0


def test_the_critic_judges_what_was_drawn_again(batch: Batch) -> None:
    made = build(encoder=True)
    critic = families.build_adversary(families.configure("pix", "", FACTS, overrides={"critic_widths": "4"}))
    sample = step_of(made, batch)
    assert batch.condition is not None
    of_again = critic(sample.beside["again"], replace(sample.draw[:3], condition=batch.condition[:3])).scores[0]
    fake = critic(sample.images, sample.draw)
    told = critic.critic_heads(fake, fake, sample, batch), critic.generator_heads(fake, sample)
    assert told[0]["again"].item() == pytest.approx((of_again**2).mean().item() / 2, rel=1e-5)
    assert told[1]["again"].item() == pytest.approx(((of_again - 1) ** 2).mean().item() / 2, rel=1e-5)
    plain = replace(sample, beside={})
    assert critic.critic_heads(fake, fake, plain, batch) == critic.generator_heads(fake, plain) == {}


def test_an_encoder_reads_no_mixture_s_noise() -> None:
    with pytest.raises(ConfigError, match="encoder reads noise that goes into every layer: take mixture none"):
        build(encoder=True, mixture="gmgan")

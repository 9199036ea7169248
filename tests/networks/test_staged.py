"""Stages drawn one upon the other, and critics that see the picture alone and with a sentence."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate
from torch.testing import assert_close

from mixgan.errors import ConfigError
from mixgan.networks.initialise import initialise
from mixgan.networks.staged import StagedDecoder, TalkedCritic
from mixgan.rng import Stream


def values(seed: int, *shape: int) -> Tensor:
    return torch.from_numpy(Stream(seed).normal(*shape))


def decoder(stages: int) -> StagedDecoder:
    made = StagedDecoder((12, 8, 6), (3, 16, 24), 4, 5, stages)
    initialise(made, Stream(0))
    made.train()
    made(values(8, 40, 4), values(9, 40, 5))                        # batch statistics
    return made.eval()


@pytest.mark.parametrize("stages", [1, 2, 3])
@torch.no_grad()
def test_each_stage_is_twice_as_large_and_the_last_is_the_picture(stages: int) -> None:
    made = decoder(stages)
    out = made.pictures(values(1, 2, 4), values(2, 2, 5))
    assert [one.shape for one in out] == [(2, 3, 16 >> back, 24 >> back) for back in reversed(range(stages))]
    assert torch.equal(made(values(1, 2, 4), values(2, 2, 5)), out[-1])


@torch.no_grad()
def test_a_stage_is_drawn_upon_the_one_before() -> None:
    """With the last stage's own picture taken away, what is left is the first stage's, enlarged."""
    made = decoder(2)
    nn.init.zeros_(made.ups[-1].weight)
    nn.init.zeros_(made.ups[-1].bias)
    first, last = made.pictures(values(1, 2, 4), values(2, 2, 5))
    assert_close(last, interpolate(first, scale_factor=2), atol=1e-6, rtol=0)


@torch.no_grad()
def test_the_noise_enters_the_first_stage_alone_and_the_code_every_one() -> None:
    """With the first layer off, noise changes nothing, and the code still changes the last stage."""
    made = decoder(2)
    nn.init.zeros_(made.first.weight)
    still = made.pictures(values(1, 2, 4), values(2, 2, 5))
    noised, told = made.pictures(values(3, 2, 4), values(2, 2, 5)), made.pictures(values(1, 2, 4), values(4, 2, 5))
    assert_close(noised, still)
    assert_close(told[0], still[0])
    assert (told[1] - still[1]).abs().max() > 1e-3


@pytest.mark.parametrize(("widths", "shape", "stages", "said"), [
    ((8, 8), (3, 18, 18), 2, "cannot be divided by 4"), ((8,), (3, 16, 16), 2, "2 stages need as many widths at least")])
def test_what_cannot_be_staged_is_refused(widths: tuple[int, ...], shape: tuple[int, ...], stages: int, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        StagedDecoder(widths, shape, 4, 5, stages)


def critic(halvings: int = 0) -> TalkedCritic:
    made = TalkedCritic((4, 6), (3, 16, 16), 5, halvings)
    initialise(made, Stream(0))
    return made


@torch.no_grad()
def test_the_first_score_knows_no_sentence_and_the_others_theirs() -> None:
    images, one, two = values(1, 3, 3, 16, 16), values(2, 3, 5), values(3, 3, 5)
    alone, first, second, _ = critic()(images, one, two)
    swapped = critic()(images, two, one)
    assert torch.equal(alone, swapped[0])
    assert_close((first, second), (swapped[2], swapped[1]))
    assert (first - second).abs().min() > 1e-4
    assert alone.shape == first.shape == (3,)


@torch.no_grad()
def test_every_picture_is_held_against_every_sentence_of_the_first() -> None:
    """The product that stands in the score of a pair is that of the whole table's diagonal."""
    images, one, made = values(1, 3, 3, 16, 16), values(2, 3, 5), critic()
    _, told, among = made(images, one)
    torch.nn.init.zeros_(made.meant.weight)
    _, plain, none = made(images, one)
    assert among.shape == (3, 3)
    assert_close(told - plain, among.diagonal(), atol=1e-4, rtol=1e-3)
    assert bool((none == 0).all())
    assert_close(critic()(images[[1]], one[[2]])[2][0, 0], among[1, 2])


@torch.no_grad()
def test_rows_do_not_influence_each_other_and_a_halved_critic_sees_means() -> None:
    images, said = values(1, 3, 3, 16, 16), values(2, 3, 5)
    assert_close(critic()(images, said)[1][:1], critic()(images[:1], said[:1])[1])
    made, plus = critic(1), images.clone()
    plus[:, :, ::2, ::2] += 1
    plus[:, :, 1::2, 1::2] -= 1                                     # no 2 by 2 px changes its mean
    assert_close(made(plus, said), made(images, said), atol=1e-5, rtol=1e-4)
    assert (critic()(plus, said)[0] - critic()(images, said)[0]).abs().max() > 1e-2

"""Sentences as codes: padding has no say, order has where a GRU reads."""

from __future__ import annotations

import pytest
import torch
from torch.testing import assert_close

from mixgan.networks.initialise import initialise
from mixgan.networks.text import EncoderKind, TextEncoder, kl_to_standard
from mixgan.rng import Stream

KINDS: tuple[EncoderKind, ...] = ("gru", "bag")


def encoder(kind: EncoderKind) -> TextEncoder:
    made = TextEncoder(9, kind)
    initialise(made, Stream(0))
    return made.eval()


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_padding_has_no_say_and_words_have(kind: EncoderKind) -> None:
    short, padded, other = (torch.tensor([row]) for row in ([3, 1, 4], [3, 1, 4, 0, 0], [3, 1, 5, 0, 0]))
    said = encoder(kind)
    assert_close(said(short), said(padded), atol=1e-6, rtol=0)
    assert (said(padded) - said(other)).abs().max() > 1e-2
    assert said(padded).shape == (1, said.width)
    assert torch.isfinite(said(torch.zeros(1, 5, dtype=torch.int64))).all()


@torch.no_grad()
def test_order_matters_to_a_gru_alone() -> None:
    one, turned = torch.tensor([[3, 1, 4, 0]]), torch.tensor([[4, 1, 3, 0]])
    assert_close(encoder("bag")(one), encoder("bag")(turned), atol=1e-6, rtol=0)
    assert (encoder("gru")(one) - encoder("gru")(turned)).abs().max() > 1e-2


@torch.no_grad()
def test_a_gru_is_its_equations() -> None:
    """r, u, n of Cho et al. 2014 as PyTorch writes them, word by word."""
    said = encoder("gru")
    assert said.gru is not None
    of_input, of_state = said.gru.weight_ih_l0, said.gru.weight_hh_l0
    h = torch.zeros(said.width)
    for word in (3, 1, 4):
        a = of_input @ said.embed.weight[word] + said.gru.bias_ih_l0
        b = of_state @ h + said.gru.bias_hh_l0
        (ar, au, an), (br, bu, bn) = a.chunk(3), b.chunk(3)
        reset, keep = torch.sigmoid(ar + br), torch.sigmoid(au + bu)
        h = (1 - keep) * torch.tanh(an + reset * bn) + keep * h
    assert_close(said(torch.tensor([[3, 1, 4, 0]]))[0], h, atol=1e-6, rtol=1e-5)


@torch.no_grad()
def test_a_bag_is_the_mean_of_its_words() -> None:
    said = encoder("bag")
    assert_close(said(torch.tensor([[3, 3, 4, 0]]))[0], (2 * said.embed.weight[3] + said.embed.weight[4]) / 3)


def test_the_kl_is_that_of_torch_averaged_over_numbers() -> None:
    mu, logvar = (torch.from_numpy(Stream(i).normal(5, 3)) for i in (1, 2))
    normal = torch.distributions.Normal
    whole = torch.distributions.kl_divergence(normal(mu, (logvar / 2).exp()), normal(0, 1))
    assert_close(kl_to_standard(mu, logvar), whole.mean())
    assert kl_to_standard(torch.zeros(2, 3), torch.zeros(2, 3)) == 0

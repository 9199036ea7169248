from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from mixgan.errors import ConfigError
from mixgan.networks.initialise import initialise
from mixgan.networks.unet import PatchCritic, UNet
from mixgan.rng import Stream


def made(network: nn.Module) -> nn.Module:
    initialise(network, Stream(0))
    return network.eval()


def normal(*shape: int) -> torch.Tensor:
    return torch.from_numpy(Stream(1).child(*shape).normal(shape[0], int(torch.tensor(shape[1:]).prod()))).view(shape)


@torch.no_grad()
def test_it_is_the_published_one_written_out() -> None:
    net = made(UNet((4, 6, 8), (1, 16, 16), (3, 16, 16), noise_dim=2))
    assert isinstance(net, UNet)
    question, noise = normal(2, 1, 16, 16), normal(2, 2)

    def with_noise(x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, noise.view(2, 2, 1, 1).repeat(1, 1, *x.shape[2:])], 1)

    def norm(x: torch.Tensor) -> torch.Tensor:
        m = x.mean((2, 3), keepdim=True)
        return (x - m) / ((x - m).square().mean((2, 3), keepdim=True) + 1e-5).sqrt()

    one = F.leaky_relu(net.downs[0](with_noise(question)), 0.2)
    two = F.leaky_relu(norm(net.downs[1](with_noise(one))), 0.2)
    three = F.leaky_relu(net.downs[2](with_noise(two)), 0.2)
    assert three.shape == (2, 8, 2, 2)
    up = torch.cat([F.relu(norm(net.ups[0](three))), two], 1)
    up = torch.cat([F.relu(norm(net.ups[1](up))), one], 1)
    expected = torch.tanh(net.ups[2](up))
    assert torch.allclose(net.decode(net.encode(question, noise)), expected, atol=1e-6)


@torch.no_grad()
def test_a_code_stands_beside_the_smallest_map() -> None:
    net = made(UNet((4, 6), (3, 8, 8), (3, 8, 8), code=5))
    assert isinstance(net, UNet)
    maps = net.encode(normal(2, 3, 8, 8))
    first, second = (net.decode(maps, normal(2, 5, 2, 2) * scale) for scale in (0.0, 3.0))
    assert first.shape == (2, 3, 8, 8)
    assert (first - second).abs().max() > 1e-3
    assert net.smallest == (2, 2)


@pytest.mark.parametrize("widths", [(), (4, 4, 4)])
def test_a_picture_that_cannot_be_halved_so_often_is_a_sentence(widths: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="12 x 12 px cannot be divided by"):
        UNet(widths, (1, 12, 12), (3, 12, 12))


@torch.no_grad()
def test_a_patch_has_its_own_score_and_a_row_none_of_anothers() -> None:
    critic = made(PatchCritic((4, 8), 4))
    pair = normal(3, 4, 32, 32)
    scores = critic(pair)
    assert scores.shape == (3, 1, 8, 8)
    assert torch.allclose(critic(pair[1:2]), scores[1:2], atol=1e-6)

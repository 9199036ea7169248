"""Pictures to scores by residual blocks, each of which halves the picture (He et al. 2016, as in SN-GAN).

    x -> LeakyReLU, conv 3 x 3, LeakyReLU, conv 3 x 3, halve  +  halve, conv 1 x 1 of x itself

The first halving is DCGAN's convolution 4/2/1: with a block at the size of the picture a critic would take five times as long
in training as DCGAN's; so it is about twice. Then blocks, LeakyReLU and one linear map. With one width there is no block.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from mixgan.networks.leaky import LeakyReLU
from mixgan.networks.resampled import HalvingConv

__all__ = ["residual_critic"]


class _Block(nn.Module):
    """(n, a, h, w) -> (n, b, h // 2, w // 2)."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__()
        self.main = nn.Sequential(LeakyReLU(), nn.Conv2d(a, a, 3, padding=1), LeakyReLU(), HalvingConv(a, b))
        self.bypass = nn.Conv2d(a, b, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.add(self.main(x), self.bypass(F.avg_pool2d(x, 2)))


def residual_critic(
    widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Literal["none", "spectral"], outputs: int
) -> nn.Sequential:
    """(n, *image_shape) -> (n, outputs). `widths`: channels after each halving; spectral norm is on every layer or on none."""
    channels, height, width = image_shape
    layers: list[nn.Module] = []
    for i, out in enumerate(widths):
        layers.append(_Block(channels, out) if i else nn.Conv2d(channels, out, 4, 2, 1))
        channels, height, width = out, height // 2, width // 2
    if widths:
        layers.append(LeakyReLU())
    critic = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * height * width, outputs))
    if norm == "spectral":
        for layer in [part for part in critic.modules() if isinstance(part, nn.Conv2d | nn.Linear)]:
            spectral_norm(layer)
    return critic

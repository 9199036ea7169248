"""Critics: pictures, or points, to one score per row, and to whatever heads stand beside it on the same trunk."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from mixgan.networks.leaky import LeakyReLU
from mixgan.networks.residual_critic import residual_critic

__all__ = ["CriticKind", "CriticNorm", "make_critic"]

CriticKind = Literal["dcgan", "residual"]
CriticNorm = Literal["none", "layer", "spectral", "batch"]


def make_critic(
    widths: tuple[int, ...], image_shape: tuple[int, ...], norm: CriticNorm, outputs: int = 1, *, kind: CriticKind = "dcgan"
) -> nn.Sequential:
    """(n, *image_shape) -> (n, outputs). Convolutions 4/2/1 or residual blocks (layers for points, of one kind), LeakyReLU 0.2,
    one linear map. A residual critic is not normalised by layer or batch: `families.sound` refuses it.

    Batch norm is left out of the first layer and the last (DCGAN). `families.sound` refuses a picture that is halved away.
    """
    if len(image_shape) == 1:
        return _point_critic(widths, image_shape[0], norm, outputs)
    if kind == "residual":
        assert norm in ("none", "spectral")
        return residual_critic(widths, image_shape, norm, outputs)
    channels, height, width = image_shape
    layers: list[nn.Module] = []
    for i, out in enumerate(widths):
        channels, height, width = out, height // 2, width // 2
        before = image_shape[0] if i == 0 else widths[i - 1]
        conv = nn.Conv2d(before, out, 4, 2, 1, bias=not (norm == "batch" and i > 0))
        layers.append(_spectral(conv, norm))
        if norm == "layer":
            layers.append(nn.LayerNorm([out, height, width]))
        if norm == "batch" and i > 0:
            layers.append(nn.BatchNorm2d(out))
        layers.append(LeakyReLU())
    return nn.Sequential(*layers, nn.Flatten(), _spectral(nn.Linear(channels * height * width, outputs), norm))


def _point_critic(widths: tuple[int, ...], n_in: int, norm: CriticNorm, outputs: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, n_out in zip((n_in, *widths[:-1]), widths, strict=True):
        layers.append(_spectral(nn.Linear(before, n_out), norm))
        if norm == "layer":
            layers.append(nn.LayerNorm([n_out]))
        layers.append(LeakyReLU())
    return nn.Sequential(*layers, _spectral(nn.Linear(widths[-1], outputs), norm))


def _spectral(layer: nn.Module, norm: CriticNorm) -> nn.Module:
    """W / sigma(W), W reshaped to (out, rest), one power iteration per forward in training (Miyato et al. 2018)."""
    return spectral_norm(layer) if norm == "spectral" else layer


def score_of(critic: nn.Module, images: Tensor) -> Tensor:
    """(n,) scores."""
    return torch.as_tensor(critic(images)).squeeze(1)

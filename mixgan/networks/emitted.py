"""Layers of torch as operations of a program: what a network that is not a decoder of features (a U-Net) writes itself with.

`size` is height and width of what goes in. Sources: `families/program.py` states the operations.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mixgan.networks.decoding import Emitter, emit_up

__all__ = ["emit_conv", "emit_conv_with_noise", "emit_convt", "emit_instance_norm", "emit_join", "emit_whole_norm"]

Size = tuple[int, int]


def emit_conv(builder: Emitter, x: str, y: str, size: Size, conv: nn.Conv2d, act: str | None = None) -> str:
    """A convolution of side 1, 3 or 4 and stride 1 or 2, padded by (side - 1) // 2, with its groups."""
    assert conv.padding == ((conv.kernel_size[0] - 1) // 2,) * 2
    return _conv(builder, x, y, size, conv, conv.weight, conv.bias, act)


def emit_conv_with_noise(
    builder: Emitter, x: str, noise: str, y: str, size: Size, conv: nn.Conv2d, n_noise: int, act: str | None = None
) -> str:
    """`conv` of the channels of x and, after them, the register `noise` (1 x n_noise) in every pixel.

    Being linear it is the sum of two: where x comes from the condition alone its part is computed once for many noises, and
    the noise's part once for each kind of pixel.
    """
    assert conv.groups == 1
    own, rest = conv.weight.split([conv.in_channels - n_noise, n_noise], dim=1)
    of_x = _conv(builder, x, f"{y}_x", size, conv, own, conv.bias, None)
    tile = builder.add("tile", noise, f"{y}_tile", h=size[0], width=size[1])
    of_noise = _conv(builder, tile, f"{y}_noise", size, conv, rest, None, None)
    return builder.add("add", of_x, y, xs=[of_x, of_noise], act=act)


def emit_convt(builder: Emitter, x: str, y: str, size: Size, conv: nn.ConvTranspose2d, act: str | None = None) -> str:
    """A transposed convolution 4/2/1 with its groups."""
    assert (conv.kernel_size, conv.stride, conv.padding) == ((4, 4), (2, 2), (1, 1))
    return emit_up(builder, x, y, size, conv.weight, conv.bias, None, conv.groups, act)


def emit_instance_norm(builder: Emitter, x: str, y: str, norm: nn.InstanceNorm2d, act: str | None = None) -> str:
    """Instance normalisation without affine part and without running statistics."""
    assert not norm.affine
    assert not norm.track_running_stats
    return builder.add("instance_norm", x, y, channels=norm.num_features, eps=norm.eps, act=act)


def emit_whole_norm(builder: Emitter, x: str, y: str, norm: nn.GroupNorm, act: str | None = None) -> str:
    """Normalisation over all pixels and channels together, without affine part: of one channel, however they lie."""
    assert (norm.num_groups, norm.affine) == (1, False)
    return builder.add("instance_norm", x, y, channels=1, eps=norm.eps, act=act)


def emit_join(builder: Emitter, y: str, maps: Sequence[tuple[str, int]], act: str | None = None) -> str:
    """Maps of one size, (register, channels) each, as one of all their channels."""
    names, channels = zip(*maps, strict=True)
    return builder.add("join", names[0], y, xs=list(names), channels=list(channels), act=act)


def _conv(
    builder: Emitter, x: str, y: str, size: Size, conv: nn.Conv2d, weight: Tensor, bias: Tensor | None, act: str | None
) -> str:
    G, k, (co, ci) = conv.groups, conv.kernel_size[0], (weight.shape[0] // conv.groups, weight.shape[1])
    return builder.add("conv", x, y, h=size[0], width=size[1], ci=ci, co=co, side=k, groups=G, act=act,
                       **({"stride": conv.stride[0]} if conv.stride[0] > 1 else {}),
                       w=builder.tensor(weight.reshape(G, co, ci, k, k).permute(0, 2, 3, 4, 1)),
                       b=builder.tensor(torch.zeros(G * co) if bias is None else bias))

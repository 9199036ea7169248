"""What a picture shows and how it is drawn, apart: encoders of content and of attributes, a decoder of both (DRIT, Lee et al.,
ECCV 2018, in small).

    content      relu(norm(conv 4/2/1)) for every width       then, shared by both domains, x + conv(relu(norm(conv x)))
    attributes   leaky(conv 4/2/1) for every width            mean over all pixels, linear: mu and logvar
    decoder      relu(conv 3/1/1 of [content, z in every pixel]), relu(norm(conv 3/1/1)), then back up by convt 4/2/1, tanh

Content has an instance norm: it takes away what is the same in every pixel of a channel, as a hue is. For the same reason
attributes have none, and the decoder's is over all channels together (as a layer norm), or what z says would be lost again.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from mixgan.errors import ConfigError
from mixgan.networks.decoding import Emitter
from mixgan.networks.emitted import emit_conv, emit_conv_with_noise, emit_convt, emit_instance_norm, emit_whole_norm
from mixgan.networks.leaky import LeakyReLU

__all__ = ["AttributeEncoder", "ContentCritic", "ContentEncoder", "Shared", "StyledDecoder", "smallest"]


def smallest(widths: tuple[int, ...], image_shape: tuple[int, ...]) -> tuple[int, int]:
    """Height and width of the content. Raises ConfigError for a picture that cannot be halved so often."""
    _, height, width = image_shape
    scale = 2 ** len(widths)
    if not widths or height % scale or width % scale or min(height, width) < 2 * scale:
        raise ConfigError(f"{len(widths)} widths halve the picture {len(widths)} times, and {height} x {width} px do not give "
                          "a content of 2 px or more.", "Give at least one width, fewer of them, or another size.")
    return height // scale, width // scale


class Shared(nn.Module):
    """The end of both content encoders: (n, w, h', w') to the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first, self.second = (nn.Conv2d(channels, channels, 3, 1, 1) for _ in range(2))
        self.norm = nn.InstanceNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(torch.relu(self.norm(self.first(x))))

    def emit(self, builder: Emitter, x: str, y: str, size: tuple[int, int]) -> str:
        emit_conv(builder, x, f"{y}_first", size, self.first)
        emit_instance_norm(builder, f"{y}_first", f"{y}_normed", self.norm, "relu")
        emit_conv(builder, f"{y}_normed", f"{y}_second", size, self.second)
        return builder.add("add", x, y, xs=[x, f"{y}_second"], act=None)


class ContentEncoder(nn.Module):
    """(n, C, H, W) -> content (n, w, h', w'). `shared`: what it ends with, belonging to whoever holds it."""

    def __init__(self, widths: tuple[int, ...], channels: int) -> None:
        super().__init__()
        ins = (channels, *widths[:-1])
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(ins, widths, strict=True))
        self.norms = nn.ModuleList(nn.InstanceNorm2d(width) for width in widths)

    def forward(self, x: Tensor, shared: Shared) -> Tensor:
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = torch.relu(norm(conv(x)))
        return shared(x)

    def emit(self, builder: Emitter, size: tuple[int, int], shared: Shared) -> str:
        """Operations from `condition` to `content`."""
        x = "condition"
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            emit_conv(builder, x, f"in{i}_conv", size, cast(nn.Conv2d, conv))
            x = emit_instance_norm(builder, f"in{i}_conv", f"in{i}", cast(nn.InstanceNorm2d, norm), "relu")
            size = (size[0] // 2, size[1] // 2)
        return shared.emit(builder, x, "content", size)


class AttributeEncoder(nn.Module):
    """(n, C, H, W) -> mu and logvar, (n, Z) each."""

    def __init__(self, widths: tuple[int, ...], channels: int, numbers: int) -> None:
        super().__init__()
        ins = (channels, *widths[:-1])
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(ins, widths, strict=True))
        self.leaky, self.last = LeakyReLU(), nn.Linear(widths[-1], 2 * numbers)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        for conv in self.convs:
            x = self.leaky(conv(x))
        mu, logvar = self.last(x.mean((2, 3))).chunk(2, 1)
        return mu, logvar


class StyledDecoder(nn.Module):
    """Content (n, w, h', w') and attributes (n, Z) -> (n, C, H, W) in [-1, 1]."""

    def __init__(self, widths: tuple[int, ...], channels: int, numbers: int) -> None:
        super().__init__()
        self.numbers, last = numbers, widths[-1]
        self.join = nn.Conv2d(last + numbers, last, 3, 1, 1)
        self.conv = nn.Conv2d(last, last, 3, 1, 1)
        outs = (*widths[-2::-1], channels)
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(widths[::-1], outs, strict=True))
        # of the convolution at the smallest map, then of all ways up but the last
        self.norms = nn.ModuleList(nn.GroupNorm(1, width, affine=False) for width in widths[::-1])

    def forward(self, content: Tensor, z: Tensor) -> Tensor:
        tiled = z[:, :, None, None].expand(-1, -1, *content.shape[2:])
        x = self.conv(torch.relu(self.join(torch.cat([content, tiled], 1))))
        for up, norm in zip(self.ups, self.norms, strict=True):
            x = up(torch.relu(norm(x)))
        return torch.tanh(x)

    def emit(self, builder: Emitter, content: str, z: str, size: tuple[int, int]) -> None:
        """Operations to `images`."""
        emit_conv_with_noise(builder, content, z, "joined", size, self.join, self.numbers, "relu")
        x = emit_conv(builder, "joined", "styled", size, self.conv)
        for i, (layer, norm) in enumerate(zip(self.ups, self.norms, strict=True)):
            up, end = cast(nn.ConvTranspose2d, layer), i == len(self.ups) - 1
            normed = emit_whole_norm(builder, x, f"{x}_normed", cast(nn.GroupNorm, norm), "relu")
            x = emit_convt(builder, normed, "images" if end else f"up{i}", size, up, "tanh" if end else None)
            size = (2 * size[0], 2 * size[1])


class ContentCritic(nn.Sequential):
    """Content (n, w, h', w') -> (n,): which domain it is of."""

    def __init__(self, channels: int) -> None:
        super().__init__(nn.Conv2d(channels, channels, 3, 2, 1), LeakyReLU(), nn.Conv2d(channels, channels, 3, 2, 1), LeakyReLU(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1), nn.Flatten(0))

"""First features to pictures, or to points. `groups` decoders of one shape run side by side in one call.

A decoder says how many features it wants (`features`), maps (n, groups, features) to (n, groups, *shape), runs one group
alone with `one`, and writes itself into a program for the page with `emit`.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mixgan.errors import ConfigError
from mixgan.networks.grouped import GroupedLinear

__all__ = ["Decoder", "Emitter", "PictureDecoder", "PointDecoder", "fold_norm", "make_decoder"]

Norm = Literal["batch", "none"]


class Emitter(Protocol):
    """What `emit` needs of a program builder."""

    def tensor(self, values: Any) -> list[int]: ...
    def add(self, op: str, x: str, y: str, **fields: Any) -> str: ...


def fold_norm(norm: nn.BatchNorm1d | nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Batch normalisation in evaluation as y = scale x + shift, (c,) each."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return scale, norm.bias - norm.running_mean * scale


class PictureDecoder(nn.Module):
    """[norm, ReLU,] then transposed convolutions 4/2/1 with [norm,] ReLU between and tanh at the end (DCGAN)."""

    def __init__(
        self, widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *, groups: int = 1, entry: bool = True
    ) -> None:
        super().__init__()
        channels, height, width = image_shape
        scale = 2 ** len(widths)
        if height % scale or width % scale:
            raise ConfigError(
                f"{len(widths)} widths double the picture {len(widths)} times, and {height} x {width} px cannot be "
                f"divided by {scale}.", "Give fewer widths, or a picture size that can be divided.")
        self.groups, self.image_shape = groups, image_shape
        self.start = (widths[0], height // scale, width // scale)
        self.features = widths[0] * (height // scale) * (width // scale)
        outs = (*widths[1:], channels)
        self.entry = entry                                          # norm and ReLU before the first convolution
        self.entry_norm = nn.BatchNorm2d(groups * widths[0]) if entry and norm == "batch" else None
        self.convs = nn.ModuleList(
            # no bias before batch norm: it would have no effect and no gradient
            nn.ConvTranspose2d(groups * a, groups * b, 4, 2, 1, groups=groups, bias=norm == "none" or i == len(outs) - 1)
            for i, (a, b) in enumerate(zip(widths, outs, strict=True)))
        self.norms = nn.ModuleList(nn.BatchNorm2d(groups * b) for b in outs[:-1]) if norm == "batch" else None

    def _layers(self) -> list[tuple[nn.ConvTranspose2d, nn.BatchNorm2d | None]]:
        """Convolutions, each with the norm after it; the last has none."""
        norms = [None] * len(self.convs) if self.norms is None else [*self.norms, None]
        return [(cast(nn.ConvTranspose2d, conv), cast(nn.BatchNorm2d | None, norm))
                for conv, norm in zip(self.convs, norms, strict=True)]

    def forward(self, x: Tensor) -> Tensor:
        """(n, groups, features) -> (n, groups, C, H, W) in [-1, 1]."""
        C, h, w = self.start
        y = x.reshape(x.shape[0], self.groups * C, h, w)
        if self.entry_norm is not None:
            y = self.entry_norm(y)
        if self.entry:
            y = torch.relu(y)
        layers = self._layers()
        for conv, norm in layers[:-1]:
            y = conv(y)
            y = torch.relu(y if norm is None else norm(y))
        y = layers[-1][0](y)
        return torch.tanh(y).view(x.shape[0], self.groups, *self.image_shape)

    def one(self, x: Tensor, group: int) -> Tensor:
        """(n, features) -> (n, C, H, W) through one group alone, in evaluation: what a hard gate needs."""
        C, h, w = self.start
        y = x.reshape(x.shape[0], C, h, w)
        if self.entry_norm is not None:
            y = _one_norm(self.entry_norm, y, group, self.groups)
        if self.entry:
            y = torch.relu(y)
        for i, (conv, norm) in enumerate(self._layers()):
            weight = conv.weight.chunk(self.groups)[group]
            bias = None if conv.bias is None else conv.bias.chunk(self.groups)[group]
            y = F.conv_transpose2d(y, weight, bias, 2, 1)
            y = y if norm is None else _one_norm(norm, y, group, self.groups)
            y = torch.tanh(y) if i == len(self.convs) - 1 else torch.relu(y)
        return y

    def channel_last(self, values: Tensor) -> Tensor:
        """(..., features) from this network's order (C, h, w) to the program's (h, w, C)."""
        C, h, w = self.start
        lead = values.shape[:-1]
        return values.reshape(*lead, C, h * w).transpose(-1, -2).reshape(*lead, C * h * w)

    def emit(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        """Write the operations from register `x` (channel-last features) to register `y` (pictures)."""
        if self.entry_norm is not None:
            # applied per group by the caller when there are several: see MEGAN
            assert self.groups == 1
            scale, shift = fold_norm(self.entry_norm)
            x = builder.add("affine", x, f"{prefix}_in", channels=len(scale), act="relu",
                            w=builder.tensor(scale), b=builder.tensor(shift))
        elif self.entry:
            x = builder.add("act", x, f"{prefix}_in", act="relu")
        return self.emit_convs(builder, x, y, prefix)

    def emit_convs(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        G, (_, h, w) = self.groups, self.start
        for i, (conv, norm) in enumerate(self._layers()):
            last = i == len(self.convs) - 1
            ci, co = conv.in_channels // G, conv.out_channels // G
            weight = conv.weight.view(G, ci, co, 4, 4)
            bias = torch.zeros(G * co) if conv.bias is None else conv.bias
            if norm is not None:
                scale, shift = fold_norm(norm)
                weight = weight * scale.view(G, 1, co, 1, 1)
                bias = bias * scale + shift
            target = y if last else f"{prefix}_{i}"
            x = builder.add(
                "convt", x, target, h=h, width=w, ci=ci, co=co, groups=G, act="tanh" if last else "relu",
                w=builder.tensor(weight.permute(0, 1, 3, 4, 2)), b=builder.tensor(bias))
            h, w = 2 * h, 2 * w
        return x


def _one_norm(norm: nn.BatchNorm2d, x: Tensor, group: int, groups: int) -> Tensor:
    scale, shift = (part.chunk(groups)[group].view(1, -1, 1, 1) for part in fold_norm(norm))
    return x * scale + shift


class PointDecoder(nn.Module):
    """ReLU and linear layers down to the plane; with no widths the features are the point itself."""

    def __init__(self, widths: tuple[int, ...], *, groups: int = 1) -> None:
        super().__init__()
        self.groups, self.image_shape = groups, (2,)
        self.features = widths[0] if widths else 2
        outs = (*widths[1:], 2) if widths else ()
        self.layers = nn.ModuleList(GroupedLinear(groups, a, b) for a, b in zip(widths, outs, strict=True))

    def _layers(self) -> list[GroupedLinear]:
        return [cast(GroupedLinear, layer) for layer in self.layers]

    def forward(self, x: Tensor) -> Tensor:
        """(n, groups, features) -> (n, groups, 2)."""
        for layer in self._layers():
            x = layer(torch.relu(x))
        return x

    def one(self, x: Tensor, group: int) -> Tensor:
        for layer in self._layers():
            x = layer.one(torch.relu(x), group)
        return x

    def channel_last(self, values: Tensor) -> Tensor:
        return values

    def emit(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        if self.layers:
            x = builder.add("act", x, f"{prefix}_in", act="relu")
        return self.emit_convs(builder, x, y, prefix)

    def emit_convs(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        for i, layer in enumerate(self._layers()):
            last = i == len(self.layers) - 1
            G, n_in, n_out = layer.weight.shape
            x = builder.add(
                "linear", x, y if last else f"{prefix}_{i}", n_in=n_in, n_out=n_out, groups=G,
                w=builder.tensor(layer.weight), b=builder.tensor(layer.bias), act=None if last else "relu")
        return x if self.layers else builder.add("act", x, y, act=None)


Decoder = PictureDecoder | PointDecoder


def make_decoder(
    widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *, groups: int = 1, entry: bool = True
) -> Decoder:
    """The decoder that fits the data: pictures by convolutions, points by a small perceptron (never normalised)."""
    if len(image_shape) == 1:
        return PointDecoder(widths, groups=groups)
    if not widths:
        raise ConfigError("widths is empty.", "Pictures need at least one width, such as [32, 24].")
    return PictureDecoder(widths, image_shape, norm, groups=groups, entry=entry)

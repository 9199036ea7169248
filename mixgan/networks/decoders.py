"""First features to pictures, or to points. `groups` decoders of one shape run side by side in one call.

A decoder says how many features it wants (`features`), maps (n, groups, features) to (n, groups, *shape), runs one group
alone with `one`, and writes itself into a program for the page with `emit`.
"""

from __future__ import annotations

from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mixgan.errors import ConfigError
from mixgan.networks.decoding import Emitter, FromFeatures, Norm, emit_up, fold_norm, one_norm
from mixgan.networks.grouped import GroupedLinear
from mixgan.networks.residual_decoder import ResidualDecoder

__all__ = ["Decoder", "DecoderKind", "Emitter", "Norm", "PictureDecoder", "PointDecoder", "fold_norm", "make_decoder"]

DecoderKind = Literal["dcgan", "residual"]


class PictureDecoder(FromFeatures):
    """[norm, ReLU,] then transposed convolutions 4/2/1 with [norm,] ReLU between and tanh at the end (DCGAN)."""

    def __init__(
        self, widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *, groups: int = 1, entry: bool = True
    ) -> None:
        super().__init__(widths, image_shape, groups)
        outs = (*widths[1:], image_shape[0])
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
            y = one_norm(self.entry_norm, y, group, self.groups)
        if self.entry:
            y = torch.relu(y)
        for i, (conv, norm) in enumerate(self._layers()):
            weight = conv.weight.chunk(self.groups)[group]
            bias = None if conv.bias is None else conv.bias.chunk(self.groups)[group]
            y = F.conv_transpose2d(y, weight, bias, 2, 1)
            y = y if norm is None else one_norm(norm, y, group, self.groups)
            y = torch.tanh(y) if i == len(self.convs) - 1 else torch.relu(y)
        return y

    def emit(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        """Write the operations from register `x` (channel-last features) to register `y` (pictures)."""
        if self.entry_norm is not None:
            # applied per group by the caller when there are several: see MEGAN
            assert self.groups == 1
            scale, shift = fold_norm(self.entry_norm)
            x = builder.add("affine", x, f"{prefix}_in", channels=len(scale), groups=1, act="relu",
                            w=builder.tensor(scale), b=builder.tensor(shift))
        elif self.entry:
            x = builder.add("act", x, f"{prefix}_in", act="relu")
        return self.emit_convs(builder, x, y, prefix)

    def emit_convs(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        G, (_, h, w) = self.groups, self.start
        for i, (conv, norm) in enumerate(self._layers()):
            last = i == len(self.convs) - 1
            x = emit_up(builder, x, y if last else f"{prefix}_{i}", (h, w), conv.weight, conv.bias, norm, G,
                        "tanh" if last else "relu")
            h, w = 2 * h, 2 * w
        return x


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


Decoder = PictureDecoder | ResidualDecoder | PointDecoder


def make_decoder(
    widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *, kind: DecoderKind = "dcgan", groups: int = 1,
    entry: bool = True,
) -> Decoder:
    """The decoder that fits the data: pictures by convolutions, points by a small perceptron (one kind, no norm)."""
    if len(image_shape) == 1:
        return PointDecoder(widths, groups=groups)
    if not widths:
        raise ConfigError("widths is empty.", "Pictures need at least one width, such as [32, 24].")
    made = ResidualDecoder if kind == "residual" else PictureDecoder
    return made(widths, image_shape, norm, groups=groups, entry=entry)

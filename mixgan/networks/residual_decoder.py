"""First features to pictures by residual blocks, each of which doubles the picture (He et al. 2016, as in SN-GAN).

    x -> norm, ReLU, double, conv 3 x 3, norm, ReLU, conv 3 x 3  +  double, conv 1 x 1 of x itself

The last doubling is DCGAN's: norm, ReLU, a transposed convolution 4/2/1, tanh. With a block there a decoder would take four
times as long in training as DCGAN's; so it is twice. With one width there is no block.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mixgan.networks.decoding import Emitter, FromFeatures, Norm, emit_up, fold_norm, one_norm
from mixgan.networks.emitted import emit_conv
from mixgan.networks.resampled import DoublingConv

__all__ = ["ResidualDecoder"]


class _Entry(nn.Module):
    """Norm and ReLU before a convolution; neither where the features come rectified (`on` is off), no norm with 'none'."""

    def __init__(self, channels: int, norm: Norm, groups: int, *, on: bool = True) -> None:
        super().__init__()
        self.on, self.groups = on, groups
        self.norm = nn.BatchNorm2d(groups * channels) if on and norm == "batch" else None

    def forward(self, x: Tensor) -> Tensor:
        if not self.on:
            return x
        return torch.relu(x if self.norm is None else self.norm(x))

    def one(self, x: Tensor, group: int) -> Tensor:
        if not self.on:
            return x
        return torch.relu(x if self.norm is None else one_norm(self.norm, x, group, self.groups))

    def emit(self, builder: Emitter, x: str, y: str) -> str:
        if not self.on:
            return x
        if self.norm is None:
            return builder.add("act", x, y, act="relu")
        scale, shift = fold_norm(self.norm)
        return builder.add("affine", x, y, channels=len(scale) // self.groups, groups=self.groups, act="relu",
                           w=builder.tensor(scale), b=builder.tensor(shift))


class _Block(nn.Module):
    """(n, groups a, h, w) -> (n, groups b, 2h, 2w)."""

    def __init__(self, a: int, b: int, norm: Norm, groups: int, *, entry: bool) -> None:
        super().__init__()
        G = self.groups = groups
        bias = norm == "none"       # a bias would be normalised away: also the sum's, by the norm at the end of the bypass
        self.entry = _Entry(a, norm, G, on=entry)
        self.up = DoublingConv(a, b, G, bias=bias)
        self.inner = _Entry(b, norm, G)
        self.conv = nn.Conv2d(G * b, G * b, 3, padding=1, groups=G, bias=bias)
        self.bypass = nn.Conv2d(G * a, G * b, 1, groups=G, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        main = self.conv(self.inner(self.up(self.entry(x))))
        return torch.add(main, _doubled(self.bypass(x)))            # 1 x 1 and doubling change places

    def one(self, x: Tensor, group: int) -> Tensor:
        G = self.groups

        def own(values: Tensor | None) -> Tensor | None:
            return None if values is None else values.chunk(G)[group]

        y = F.conv_transpose2d(self.entry.one(x, group), self.up.kernel().chunk(G)[group], own(self.up.bias), 2, 1)
        y = F.conv2d(self.inner.one(y, group), self.conv.weight.chunk(G)[group], own(self.conv.bias), 1, 1)
        return y + _doubled(F.conv2d(x, self.bypass.weight.chunk(G)[group]))

    def emit(self, builder: Emitter, x: str, y: str, size: tuple[int, int]) -> str:
        h, w = size
        inner = emit_up(builder, self.entry.emit(builder, x, f"{y}_in"), f"{y}_up", size, self.up.kernel(), self.up.bias,
                        self.inner.norm, self.groups, "relu")
        main = emit_conv(builder, inner, f"{y}_main", (2 * h, 2 * w), self.conv)
        small = emit_conv(builder, x, f"{y}_small", size, self.bypass)
        bypass = builder.add("upsample", small, f"{y}_bypass", h=h, width=w, channels=self.bypass.out_channels // self.groups)
        return builder.add("add", main, y, xs=[main, bypass], act=None)


class ResidualDecoder(FromFeatures):
    """(n, groups, features) -> (n, groups, C, H, W). `widths`: channels before each doubling.

    `entry`: norm and ReLU before the first convolution. Raises ConfigError for a size that cannot be halved so often.
    """

    def __init__(
        self, widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *, groups: int = 1, entry: bool = True
    ) -> None:
        super().__init__(widths, image_shape, groups)
        self.blocks = nn.ModuleList(_Block(a, b, norm, groups, entry=entry or i > 0)
                                    for i, (a, b) in enumerate(pairwise(widths)))
        self.exit = _Entry(widths[-1], norm, groups, on=entry or len(widths) > 1)
        self.last = nn.ConvTranspose2d(groups * widths[-1], groups * image_shape[0], 4, 2, 1, groups=groups)

    def _blocks(self) -> list[_Block]:
        return [cast(_Block, block) for block in self.blocks]

    def forward(self, x: Tensor) -> Tensor:
        """(n, groups, features) -> (n, groups, C, H, W) in [-1, 1]."""
        C, h, w = self.start
        y = x.reshape(x.shape[0], self.groups * C, h, w)
        for block in self._blocks():
            y = block(y)
        return torch.tanh(self.last(self.exit(y))).view(x.shape[0], self.groups, *self.image_shape)

    def one(self, x: Tensor, group: int) -> Tensor:
        """(n, features) -> (n, C, H, W) through one group alone, in evaluation: what a hard gate needs."""
        y = x.reshape(x.shape[0], *self.start)
        for block in self._blocks():
            y = block.one(y, group)
        weight, bias = self.last.weight.chunk(self.groups)[group], cast(Tensor, self.last.bias).chunk(self.groups)[group]
        return torch.tanh(F.conv_transpose2d(self.exit.one(y, group), weight, bias, 2, 1))

    def emit(self, builder: Emitter, x: str, y: str, prefix: str = "d") -> str:
        """Write the operations from register `x` (channel-last features) to register `y` (pictures)."""
        _, h, w = self.start
        for i, block in enumerate(self._blocks()):
            x = block.emit(builder, x, f"{prefix}_{i}", (h, w))
            h, w = 2 * h, 2 * w
        x = self.exit.emit(builder, x, f"{prefix}_exit")
        return emit_up(builder, x, y, (h, w), self.last.weight, self.last.bias, None, self.groups, "tanh")


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0)

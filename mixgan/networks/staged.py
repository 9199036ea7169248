"""Pictures in stages, each twice as large as the one before, and critics of pictures and words (StackGAN++'s kind).

    stage 1      [c, z] -> 4 x 4 -> doublings                                      hidden map h1, picture p1 of it
    stage s      h(s-1), c in every pixel -> one convolution, one doubling         hidden map hs, picture ps; the last: ps alone
    picture      tanh(ps + what came before, enlarged)

Each stage draws what the one before has not: so a critic of the halved picture teaches the stages below.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, leaky_relu

from mixgan.errors import ConfigError
from mixgan.networks.decoding import Emitter, emit_up, fold_norm
from mixgan.networks.leaky import SLOPE, LeakyReLU

__all__ = ["StagedDecoder", "TalkedCritic"]


class StagedDecoder(nn.Module):
    """z (n, Z) and c (n, C') -> (n, C, H, W) in [-1, 1]. `widths`: channels before each doubling. Raises ConfigError for a
    picture that cannot be doubled to, or for fewer doublings than stages."""

    def __init__(self, widths: tuple[int, ...], image_shape: tuple[int, ...], noise_dim: int, code: int, stages: int) -> None:
        super().__init__()
        channels, height, width = image_shape
        scale = 2 ** len(widths)
        if height % scale or width % scale:
            raise ConfigError(f"{len(widths)} widths double the picture {len(widths)} times, and {height} x {width} px cannot be "
                              f"divided by {scale}.", "Give fewer widths, or a picture size that can be divided.")
        if len(widths) < stages:
            raise ConfigError(f"{stages} stages need as many widths at least (given {len(widths)}).",
                              "Give fewer stages, or more widths.")
        self.start, self.stages, self.image_channels = (widths[0], height // scale, width // scale), stages, channels
        outs, later = (*widths[1:], channels), widths[len(widths) - stages + 1 :]
        # no bias before batch norm: it would have no effect
        self.first = nn.Linear(noise_dim + code, widths[0] * self.start[1] * self.start[2], bias=False)
        self.entry = nn.BatchNorm2d(widths[0])
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1, bias=i == len(widths) - 1)
                                 for i, (a, b) in enumerate(zip(widths, outs, strict=True)))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in outs[:-1])
        self.painters = nn.ModuleList(nn.Conv2d(a, channels, 3, 1, 1) for a in later)
        self.joins = nn.ModuleList(nn.Conv2d(a, a, 3, 1, 1, bias=False) for a in later)
        self.tellers = nn.ModuleList(nn.Linear(code, a, bias=False) for a in later)
        self.join_norms = nn.ModuleList(nn.BatchNorm2d(a) for a in later)

    def forward(self, z: Tensor, c: Tensor) -> Tensor:
        return self.pictures(z, c)[-1]

    def pictures(self, z: Tensor, c: Tensor) -> list[Tensor]:
        """What stands after each stage, the last being the picture itself: (n, C, h, w) in [-1, 1]."""
        h = torch.relu(self.entry(self.first(torch.cat([c, z], 1)).view(-1, *self.start)))
        drawn, out = None, []
        for i, up in enumerate(self.ups[:-1]):
            h = torch.relu(self.norms[i](up(h)))
            stage = i - (len(self.ups) - self.stages)                            # of the first stage's last doubling: 0
            if stage < 0:
                continue
            drawn = _upon(self.painters[stage](h), drawn)
            out.append(torch.tanh(drawn))
            told = self.joins[stage](h) + self.tellers[stage](c)[:, :, None, None]
            h = torch.relu(self.join_norms[stage](told))
        return [*out, torch.tanh(_upon(self.ups[-1](h), drawn))]

    def emit(self, builder: Emitter, x: str, code: str, y: str) -> str:
        """Operations from the register `x` ([c, z]) and `code` (c) to `y`."""
        C, h, w = self.start
        scale, shift = fold_norm(self.entry)
        weight = self.first.weight.view(C, h, w, -1) * scale.view(-1, 1, 1, 1)
        x = builder.add("linear", x, "d_in", n_in=self.first.in_features, n_out=C * h * w, groups=1, act="relu",
                        w=builder.tensor(weight.permute(3, 1, 2, 0)), b=builder.tensor(shift.expand(h, w, C)))
        drawn, last = "", len(self.ups) - 1
        for i, module in enumerate(self.ups):
            up, size, stage = cast(nn.ConvTranspose2d, module), (h, w), i - (len(self.ups) - self.stages)
            h, w = 2 * h, 2 * w
            if i == last:
                new = emit_up(builder, x, "d_last" if drawn else y, size, up.weight, up.bias, None, 1, None if drawn else "tanh")
                return _emit_upon(builder, new, drawn, y, size, self.image_channels, "tanh") if drawn else new
            x = emit_up(builder, x, f"d_{i}", size, up.weight, None, cast(nn.BatchNorm2d, self.norms[i]), 1, "relu")
            if stage >= 0:
                new = _emit_conv(builder, x, f"p_{stage}", (h, w), cast(nn.Conv2d, self.painters[stage]))
                drawn = _emit_upon(builder, new, drawn, f"s_{stage}", size, self.image_channels) if drawn else new
                x = self._emit_join(builder, x, code, stage, (h, w))
        raise AssertionError("there is a last doubling")

    def _emit_join(self, builder: Emitter, x: str, code: str, stage: int, size: tuple[int, int]) -> str:
        """One convolution of the map, and a number for each channel that c decides, the same in every pixel."""
        conv, teller = cast(nn.Conv2d, self.joins[stage]), cast(nn.Linear, self.tellers[stage])
        scale, shift = fold_norm(cast(nn.BatchNorm2d, self.join_norms[stage]))
        seen = _emit_conv(builder, x, f"j_{stage}", size, conv, scale, shift)
        said = builder.add("linear", code, f"t_{stage}", n_in=teller.in_features, n_out=teller.out_features, groups=1, act=None,
                           w=builder.tensor((teller.weight * scale[:, None]).T), b=None)
        told = builder.add("tile", said, f"w_{stage}", h=size[0], width=size[1])
        return builder.add("add", seen, f"h_{stage}", xs=[seen, told], act="relu")


def _upon(new: Tensor, drawn: Tensor | None) -> Tensor:
    return new if drawn is None else new + interpolate(drawn, scale_factor=2)


def _emit_upon(
    builder: Emitter, new: str, drawn: str, y: str, size: tuple[int, int], channels: int, act: str | None = None,
) -> str:
    """`new` upon the picture of the stage before, which is `size` and is enlarged."""
    old = builder.add("upsample", drawn, f"{y}_old", h=size[0], width=size[1], channels=channels)
    return builder.add("add", new, y, xs=[new, old], act=act)


def _emit_conv(
    builder: Emitter, x: str, y: str, size: tuple[int, int], conv: nn.Conv2d, scale: Tensor | None = None,
    shift: Tensor | None = None, act: str | None = None,
) -> str:
    weight = conv.weight if scale is None else conv.weight * scale.view(-1, 1, 1, 1)       # (co, ci, 3, 3)
    bias = shift if conv.bias is None else conv.bias
    return builder.add("conv", x, y, h=size[0], width=size[1], ci=conv.in_channels, co=conv.out_channels, side=3, groups=1,
                       act=act, w=builder.tensor(weight.permute(1, 2, 3, 0)), b=builder.tensor(bias))


class TalkedCritic(nn.Module):
    """Of pictures (n, C, H, W) and what a sentence says (n, T'): two scores (n,) each, and what one with words gives of others.

    The picture alone, and the picture with its sentence: joined at the smallest map by a 3 x 3 convolution of the map and a
    number for each channel that the sentence decides, and by the product of the map's sum with the sentence (the projection of
    Miyato and Koyama, ICLR 2018, 3: without it no hue was learnt in 2,000 steps). `halvings`: how often the picture is halved
    before anything is seen.
    """

    def __init__(self, widths: tuple[int, ...], image_shape: tuple[int, ...], said: int, halvings: int = 0) -> None:
        super().__init__()
        channels, height, width = image_shape
        layers: list[nn.Module] = []
        for a, b in zip((channels, *widths[:-1]), widths, strict=True):
            layers += [nn.Conv2d(a, b, 4, 2, 1), LeakyReLU()]
        self.halvings, last = halvings, widths[-1]
        scale = 2 ** (halvings + len(widths))
        self.trunk = nn.Sequential(*layers)
        self.join, self.teller = nn.Conv2d(last, last, 3, 1, 1), nn.Linear(said, last, bias=False)
        features = last * (height // scale) * (width // scale)
        self.alone, self.with_words = nn.Linear(features, 1), nn.Linear(features, 1)
        self.meant = nn.Linear(said, last, bias=False)

    def forward(self, images: Tensor, *said: Tensor) -> tuple[Tensor, ...]:
        """(n,) of the pictures alone, then of the pictures with each of `said` (n, T')."""
        for _ in range(self.halvings):
            images = avg_pool2d(images, 2)
        h = self.trunk(images)
        seen = self.join(h)
        told = [leaky_relu(seen + self.teller(one)[:, :, None, None], SLOPE) for one in said]
        agreed = [(self.meant(one) * h.sum((2, 3))).sum(1) for one in said]
        return (self.alone(h.flatten(1))[:, 0],
                *(self.with_words(one.flatten(1))[:, 0] + more for one, more in zip(told, agreed, strict=True)))

"""A picture to a picture: a U-Net, as in pix2pix (Isola et al., CVPR 2017) and BicycleGAN (Zhu et al., NeurIPS 2017).

    down   LeakyReLU(norm(conv 4/2/1))          of [what comes, z in every pixel] where there is noise
    up     ReLU(norm(convt 4/2/1))              of [what comes, what the way down had at this size]
    last   tanh(convt 4/2/1)

Instance norm without weights, not at the first layer nor at the smallest map: it takes away what is the same in every pixel of a
channel, and there the noise, which is the same in every pixel, would be lost.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from mixgan.errors import ConfigError
from mixgan.networks.decoding import Emitter
from mixgan.networks.emitted import emit_conv, emit_conv_with_noise, emit_convt, emit_instance_norm, emit_join
from mixgan.networks.leaky import LeakyReLU

__all__ = ["PatchCritic", "UNet"]


class UNet(nn.Module):
    """`encode` a question (n, C, H, W), with the noise (n, Z) or without; `decode` what it became, with a `code` beside the
    smallest map or without. Raises ConfigError for a picture that cannot be halved so often."""

    def __init__(
        self, widths: tuple[int, ...], question: tuple[int, ...], image_shape: tuple[int, ...], noise_dim: int = 0, code: int = 0,
    ) -> None:
        super().__init__()
        C, height, width = image_shape
        scale = 2 ** len(widths)
        if not widths or height % scale or width % scale:
            raise ConfigError(f"{len(widths)} widths halve the picture {len(widths)} times, and {height} x {width} px cannot be "
                              f"divided by {scale}.", "Give at least one width, fewer of them, or another size.")
        self.question, self.code = question[0], code                # channels
        self.smallest = (height // scale, width // scale)
        ins = (question[0], *widths[:-1])
        self.downs = nn.ModuleList(nn.Conv2d(a + noise_dim, b, 4, 2, 1) for a, b in zip(ins, widths, strict=True))
        outs = (*widths[-2::-1], C)
        # the smallest map alone, or with a code; then always with the map of the same size
        ins = (widths[-1] + code, *(2 * width for width in widths[-2::-1]))
        self.ups = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(ins, outs, strict=True))
        self.norms = nn.ModuleList(nn.InstanceNorm2d(width) for width in widths)
        self.leaky = LeakyReLU()

    def encode(self, question: Tensor, noise: Tensor | None = None) -> list[Tensor]:
        """The maps on the way down, the smallest last."""
        maps, x, last = [], question, len(self.downs) - 1
        for i, (conv, norm) in enumerate(zip(self.downs, self.norms, strict=True)):
            if noise is not None:
                x = torch.cat([x, noise[:, :, None, None].expand(-1, -1, *x.shape[2:])], 1)
            y = conv(x)
            x = self.leaky(norm(y) if 0 < i < last else y)
            maps.append(x)
        return maps

    def decode(self, maps: list[Tensor], code: Tensor | None = None) -> Tensor:
        """(n, C, H, W) in [-1, 1]."""
        x = maps[-1] if code is None else torch.cat([maps[-1], code], 1)
        *inner, last = self.ups
        for conv, beside, norm in zip(inner, maps[-2::-1], self.norms[-2::-1], strict=True):
            x = torch.cat([torch.relu(norm(conv(x))), beside], 1)
        return torch.tanh(last(x))


    def emit(self, builder: Emitter, noise: str = "", code: str = "") -> None:
        """Operations from `condition`, with the register `noise` (1 x Z) or with `code` (m x h w channels), to `images`."""
        x, last = "condition", len(self.downs) - 1
        height, width = (side << (last + 1) for side in self.smallest)
        maps: list[tuple[str, int]] = []
        for i, (conv, norm) in enumerate(self._ways(self.downs)):
            size, y = (height >> i, width >> i), f"down{i}"
            normed = 0 < i < last
            act, made = (None, f"{y}_conv") if normed else ("leaky", y)
            if noise:
                n_noise = conv.in_channels - (self.question if i == 0 else maps[-1][1])
                emit_conv_with_noise(builder, x, noise, made, size, conv, n_noise, act)
            else:
                emit_conv(builder, x, made, size, conv, act)
            if normed:
                emit_instance_norm(builder, made, y, norm, "leaky")
            x = y
            maps.append((y, conv.out_channels))
        if code:
            x = emit_join(builder, "coded", [maps[-1], (code, self.code)])
        for i, layer in enumerate(self.ups):
            here, up = last - i, cast(nn.ConvTranspose2d, layer)
            size, end = (height >> (here + 1), width >> (here + 1)), i == last
            made = emit_convt(builder, x, "images" if end else f"up{here}_conv", size, up, "tanh" if end else None)
            if not end:
                emit_instance_norm(builder, made, f"up{here}", cast(nn.InstanceNorm2d, self.norms[here - 1]), "relu")
                x = emit_join(builder, f"both{here}", [(f"up{here}", up.out_channels), maps[here - 1]])

    def _ways(self, convs: nn.ModuleList) -> list[tuple[nn.Conv2d, nn.InstanceNorm2d]]:
        return [(cast(nn.Conv2d, conv), cast(nn.InstanceNorm2d, norm)) for conv, norm in zip(convs, self.norms, strict=True)]


class PatchCritic(nn.Sequential):
    """(n, C, H, W) -> (n, 1, h, w): a score for every patch. Convolutions 4/2/1, then two of 3/1/1; the first has no norm, and
    without `normed` none has: an instance norm hides a ground that is of another colour as a whole."""

    def __init__(self, widths: tuple[int, ...], channels: int, normed: bool = True) -> None:
        layers: list[nn.Module] = []
        for i, (a, b) in enumerate(zip((channels, *widths[:-1]), widths, strict=True)):
            layers += [nn.Conv2d(a, b, 4, 2, 1), *([nn.InstanceNorm2d(b)] if i and normed else []), LeakyReLU()]
        last = 2 * widths[-1]
        layers += [nn.Conv2d(widths[-1], last, 3, 1, 1), *([nn.InstanceNorm2d(last)] if normed else []), LeakyReLU(),
                   nn.Conv2d(last, 1, 3, 1, 1)]
        super().__init__(*layers)

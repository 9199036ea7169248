"""A random U-Net over a picture and noise, in torch and as a program: what the page's engine is held against, and timed with.

Down: [leaky,] convolution 4/2/1, instance norm (not after the first), the noise in every pixel of what goes in. Up: ReLU,
transposed convolution 4/2/1, instance norm, beside the map of the same size on the way down; at last three channels and tanh.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from mixgan.families.program import Program, ProgramBuilder
from mixgan.networks.emitted import emit_conv_with_noise, emit_convt, emit_instance_norm, emit_join
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream

__all__ = ["UNet", "channel_last"]


class UNet(nn.Module):
    """(n, C, side, side) and noise (n, Z) -> (n, 3, side, side). `widths`: channels after each halving."""

    def __init__(self, widths: tuple[int, ...] = (16, 32, 64), side: int = 32, channels: int = 1, noise: int = 8, *,
                 seed: int = 0) -> None:
        super().__init__()
        self.widths, self.side, self.channels, self.noise = widths, side, channels, noise
        self.down = nn.ModuleList(nn.Conv2d(a + noise, b, 4, 2, 1) for a, b in pairwise((channels, *widths)))
        self.down_norms = nn.ModuleList(nn.InstanceNorm2d(b) for b in widths[1:])
        ups = [(widths[-1], widths[-2]), *((2 * a, b) for a, b in pairwise(widths[-2::-1])), (2 * widths[0], 3)]
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in ups)
        self.up_norms = nn.ModuleList(nn.InstanceNorm2d(b) for _, b in ups[:-1])
        initialise(self, Stream(seed))

    def forward(self, condition: Tensor, noise: Tensor) -> Tensor:
        maps: list[Tensor] = []
        x = condition
        for i, conv in enumerate(self.down):
            x = torch.cat([x, noise[:, :, None, None].expand(-1, -1, *x.shape[2:])], 1)
            x = conv(x if i == 0 else nn.functional.leaky_relu(x, 0.2))
            maps.append(x := x if i == 0 else self.down_norms[i - 1](x))
        for i, conv in enumerate(self.up[:-1]):
            x = torch.cat([self.up_norms[i](conv(torch.relu(x))), maps[-2 - i]], 1)
        return torch.tanh(self.up[-1](torch.relu(x)))

    def program(self) -> Program:
        b = ProgramBuilder({"family": "test", "shape": [3, self.side, self.side], "n_experts": 1, "noise": self.noise,
                            "chooses": False, "tree": None, "expert_word": "expert",
                            "condition": [self.channels, self.side, self.side]})
        x, noise, side = "condition", "noise", self.side
        for i, conv in enumerate(self.down):
            x = emit_conv_with_noise(b, x, noise, f"down{i}", (side, side), conv, self.noise, None if i else "leaky")
            if i:
                x = emit_instance_norm(b, x, f"map{i}", self.down_norms[i - 1], "leaky")
            else:
                noise = b.add("act", "noise", "leaky_noise", act="leaky")
            side //= 2
        # the ReLU of what was leaky is the ReLU of what it was before
        x = b.add("act", x, "deepest", act="relu")
        below = [("down0", self.widths[0]), *((f"map{i}", width) for i, width in enumerate(self.widths) if i)]
        for i, conv in enumerate(self.up[:-1]):
            up = emit_instance_norm(b, emit_convt(b, x, f"up{i}", (side, side), conv), f"upper{i}", self.up_norms[i])
            x = emit_join(b, f"both{i}", [(up, conv.out_channels), below[-2 - i]], "relu")
            side *= 2
        emit_convt(b, x, "images", (side, side), self.up[-1], "tanh")
        return b.build()


def channel_last(pictures: Tensor) -> list[list[float]]:
    """(n, C, H, W) as n rows for the register `condition`, or as the page answers."""
    return pictures.permute(0, 2, 3, 1).flatten(1).tolist()

"""What every decoder of pictures has: where it starts, how its features lie in the page, and its parts as operations there."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import torch
from torch import Tensor, nn

from mixgan.errors import ConfigError

__all__ = ["Emitter", "FromFeatures", "Norm", "emit_up", "fold_norm", "one_norm"]

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


def one_norm(norm: nn.BatchNorm2d, x: Tensor, group: int, groups: int) -> Tensor:
    """(n, C, h, w) through the share that one group has in a norm of all, in evaluation."""
    scale, shift = (part.chunk(groups)[group].view(1, -1, 1, 1) for part in fold_norm(norm))
    return x * scale + shift


class FromFeatures(nn.Module):
    """`groups` rows of features that are maps of `start` (C, h, w), to be doubled once for every width.

    Raises ConfigError for a picture that cannot be halved so often.
    """

    def __init__(self, widths: tuple[int, ...], image_shape: tuple[int, ...], groups: int) -> None:
        super().__init__()
        _, height, width = image_shape
        scale = 2 ** len(widths)
        if height % scale or width % scale:
            raise ConfigError(
                f"{len(widths)} widths double the picture {len(widths)} times, and {height} x {width} px cannot be "
                f"divided by {scale}.", "Give fewer widths, or a picture size that can be divided.")
        self.groups, self.image_shape = groups, image_shape
        self.start = (widths[0], height // scale, width // scale)
        self.features = widths[0] * (height // scale) * (width // scale)

    def channel_last(self, values: Tensor) -> Tensor:
        """(..., features) from this network's order (C, h, w) to the program's (h, w, C)."""
        C, h, w = self.start
        lead = values.shape[:-1]
        return values.reshape(*lead, C, h * w).transpose(-1, -2).reshape(*lead, C * h * w)


def emit_up(
    builder: Emitter, x: str, y: str, size: tuple[int, int], kernel: Tensor, bias: Tensor | None,
    norm: nn.BatchNorm2d | None, groups: int, act: str | None,
) -> str:
    """The operation of a transposed convolution, `kernel` (groups * ci, co, 4, 4), with the norm after it folded in."""
    ci, co = kernel.shape[0] // groups, kernel.shape[1]
    weight = kernel.view(groups, ci, co, 4, 4)
    shift = torch.zeros(groups * co) if bias is None else bias
    if norm is not None:
        scale, moved = fold_norm(norm)
        weight = weight * scale.view(groups, 1, co, 1, 1)
        shift = shift * scale + moved
    return builder.add("convt", x, y, h=size[0], width=size[1], ci=ci, co=co, groups=groups, act=act,
                       w=builder.tensor(weight.permute(0, 1, 3, 4, 2)), b=builder.tensor(shift))

"""Random affine views of pictures (rotation, scale, shear, shift), or jittered points: the self-labelling head's T."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from mixgan.rng import Stream

__all__ = ["FULL", "LIGHT", "Strength", "random_view"]


@dataclass(frozen=True)
class Strength:
    """Largest change each way. Shift is in half pictures, rotation in radians; jitter is for points."""

    rotation: float
    scale: float
    shear: float
    shift: float
    jitter: float


FULL = Strength(0.35, 0.2, 0.3, 0.12, 0.1)
LIGHT = Strength(0.2, 0.15, 0.2, 0.1, 0.05)


def random_view(images: Tensor, strength: Strength, stream: Stream) -> Tensor:
    """(n, C, H, W) -> the same shape, each row moved by its own affine map, background -1; (n, 2) points get jitter."""
    n = len(images)
    if images.ndim == 2:
        return images + strength.jitter * torch.from_numpy(stream.normal(n, 2)).to(images)
    # in bf16 a pixel's place would be off by a quarter of a pixel at 64 px
    with torch.autocast(images.device.type, enabled=False):
        images = images.to(torch.promote_types(images.dtype, torch.float32))
        return _moved(images, strength, torch.from_numpy(2 * stream.uniform(n, 6) - 1).to(images))


def _moved(images: Tensor, strength: Strength, u: Tensor) -> Tensor:
    """`u`: (n, 6) in [-1, 1], the shares of `strength`."""
    angle = u[:, 0] * strength.rotation
    sx, sy = 1 + u[:, 1] * strength.scale, 1 + u[:, 2] * strength.scale
    shear = u[:, 3] * strength.shear
    cos, sin = angle.cos(), angle.sin()
    rows = torch.stack([
        torch.stack([cos * sx, (shear * cos - sin) * sy, u[:, 4] * strength.shift], 1),
        torch.stack([sin * sx, (shear * sin + cos) * sy, u[:, 5] * strength.shift], 1)], 1)   # (n, 2, 3)
    grid = F.affine_grid(rows, list(images.shape), align_corners=False)
    # + 1 - 1: outside the picture is the background, -1, not grey
    return F.grid_sample(images + 1, grid, align_corners=False) - 1

"""What the critic is shown in the place of pictures: moved, toned, with a part cut out, by new chance at every call.

With few pictures a critic learns them by heart, and has nothing left to say. If real and fake are changed alike, and the gradient
goes through the change, it has more to learn, and the generator does not learn the changes (Zhao et al. 2020, DiffAugment).

    brightness    + b for the whole picture, b from -0.5 to 0.5, of values in [-1, 1]
    saturation    around the mean of a pixel's channels, 0 to 2 times
    contrast      around the picture's mean, 0.5 to 1.5 times
    translation   by whole pixels, up to an eighth of each side; what comes in is background, -1
    cutout        a square of half the side, wherever its middle falls, becomes background

In this order, whatever the order of the names. Nothing is clamped: a clamped pixel would have no gradient. Each part is a
function of its own, which changes nothing at 0, or at once as much; all can be differentiated twice, as penalties do.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from mixgan.rng import Stream

__all__ = ["BRIGHTNESS", "Augment", "brighter", "contrasted", "cut", "moved", "saturated"]

BACKGROUND = -1.0
BRIGHTNESS = 0.5
EIGHTH, HALF = 8, 2


class Augment:
    """`augment(images, stream)`: (n, C, H, W) in [-1, 1] to the same shape, each row changed by its own chance, in float32 or
    better. Without parts it gives back what it was given."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = frozenset(parts)

    def __call__(self, images: Tensor, stream: Stream) -> Tensor:
        if not self.parts:
            return images
        u = torch.from_numpy(stream.uniform(len(images), 7)).to(images.device)     # a column each, so that parts do not interfere
        # in bf16 two brightnesses would often be one
        with torch.autocast(images.device.type, enabled=False):
            x = images.to(torch.promote_types(images.dtype, torch.float32))
            if "brightness" in self.parts:
                x = brighter(x, BRIGHTNESS * (2 * u[:, 0] - 1))
            if "saturation" in self.parts:
                x = saturated(x, 2 * u[:, 1])
            if "contrast" in self.parts:
                x = contrasted(x, 0.5 + u[:, 2])
            height, width = x.shape[2:]
            if "translation" in self.parts:
                x = moved(x, _whole(u[:, 3], -(height // EIGHTH), height // EIGHTH),
                          _whole(u[:, 4], -(width // EIGHTH), width // EIGHTH))
            if "cutout" in self.parts:
                x = cut(x, _whole(u[:, 5], 0, height), _whole(u[:, 6], 0, width), (height // HALF, width // HALF))
            return x


def brighter(x: Tensor, by: Tensor) -> Tensor:
    """`by` (n,) is added."""
    return x + _each(by, x)


def saturated(x: Tensor, times: Tensor) -> Tensor:
    """Colours `times` (n,) as strong; of 0 a grey picture is left. A grey one stays as it is."""
    grey = x.mean(1, keepdim=True)
    return grey + _each(times, x) * (x - grey)


def contrasted(x: Tensor, times: Tensor) -> Tensor:
    """`times` (n,) as far from the picture's mean."""
    mean = x.mean((1, 2, 3), keepdim=True)
    return mean + _each(times, x) * (x - mean)


def moved(x: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """By whole pixels, (n,) int64 each. Gathered, not sampled: a sampled grid has no second derivative."""
    height, width = x.shape[2:]
    rows = torch.arange(height, device=x.device) - down[:, None]                    # (n, H): where each comes from
    columns = torch.arange(width, device=x.device) - right[:, None]
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
    place = rows.clamp(0, height - 1)[:, :, None] * width + columns.clamp(0, width - 1)[:, None, :]
    taken = x.flatten(2).gather(2, place.flatten(1)[:, None].expand(-1, x.shape[1], -1)).view_as(x)
    return torch.where(inside[:, None], taken, BACKGROUND)


def cut(x: Tensor, row: Tensor, column: Tensor, sides: tuple[int, int]) -> Tensor:
    """A rectangle of `sides` whose middle is at (n,) `row` and `column` becomes background; it may reach over the edge."""
    hit = [((at := torch.arange(side, device=x.device)) >= (middle - cut_side // 2)[:, None])
           & (at < (middle - cut_side // 2 + cut_side)[:, None])
           for side, middle, cut_side in zip(x.shape[2:], (row, column), sides, strict=True)]
    return torch.where((hit[0][:, :, None] & hit[1][:, None, :])[:, None], BACKGROUND, x)


def _whole(u: Tensor, low: int, high: int) -> Tensor:
    """(n,) of [0, 1) to whole numbers from `low` to `high`, all as likely."""
    return (low + (u * (high - low + 1)).floor().long()).clamp_max(high)            # a u next to 1 is rounded up


def _each(values: Tensor, x: Tensor) -> Tensor:
    return values.to(x.dtype).view(-1, 1, 1, 1)

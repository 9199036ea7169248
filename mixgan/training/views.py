"""Random views of pictures: what the self-labelling head is told to ignore, part by part. So a choice of views is one of meaning.

    place       moved, by a share of half the picture          brightness  multiplied, from 1 - s to 1 + s
    size        larger or smaller, each way for itself         contrast    to the power e^u, u from -s to s
    turn        turned, radians                                colour      all hues turned, by a share of half the circle
    slant       sheared                                        grey        made grey, with this probability
    crop        a window at any place, down to this share less fills the picture
    mirror      left is right, with probability one half

`views` names the parts, each with its own strength where one is given: `("place", "size:0.3", "mirror")`. Points in the plane are
jittered instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from mixgan.errors import ConfigError
from mixgan.rng import Stream
from mixgan.view_names import Strengths, strengths

__all__ = ["View", "require_views"]

JITTER = {False: 0.1, True: 0.05}
LEAST_CHANGE = 1e-3             # of pixel values in [-1, 1], in the mean
LEAST_LEFT, MOST_GONE = 0.05, 0.5       # of the contrast of a picture; share of pictures with less
# what a fake is shown through: milder, since it has been drawn as it should be read
LIGHT_SHARE = {"place": 5 / 6, "size": 0.75, "turn": 4 / 7, "slant": 2 / 3, "crop": 0.5, "mirror": 1.0,
               "brightness": 0.5, "contrast": 0.5, "colour": 1.0, "grey": 1.0}


class View:
    """`view(images, stream)`: (n, C, H, W) in [-1, 1], or (n, 2), to the same shape, each row changed by its own chance."""

    def __init__(self, parts: Sequence[str], *, light: bool = False) -> None:
        full = strengths(parts)
        self.s: Strengths = {name: value * LIGHT_SHARE[name] for name, value in full.items()} if light else full
        self.jitter = JITTER[light]

    def __call__(self, images: Tensor, stream: Stream) -> Tensor:
        n = len(images)
        if images.ndim == 2:
            return images + self.jitter * torch.from_numpy(stream.normal(n, 2)).to(images)
        # in bf16 a pixel's place would be off by a quarter of a pixel at 64 px
        with torch.autocast(images.device.type, enabled=False):
            images = images.to(torch.promote_types(images.dtype, torch.float32))
            if self.s.keys() & {"place", "size", "turn", "slant", "crop", "mirror"}:
                images = self._moved(images, torch.from_numpy(2 * stream.uniform(n, 10) - 1).to(images))
            if self.s.keys() & {"brightness", "contrast", "colour", "grey"}:
                images = self._toned(images, torch.from_numpy(2 * stream.child("tone").uniform(n, 4) - 1).to(images))
            return images

    def _moved(self, images: Tensor, u: Tensor) -> Tensor:
        """`u`: (n, 10) in [-1, 1), the shares of the strengths."""
        s = {name: self.s.get(name, 0.0) for name in ("place", "size", "turn", "slant", "crop")}
        angle = u[:, 0] * s["turn"]
        sx, sy = 1 + u[:, 1] * s["size"], 1 + u[:, 2] * s["size"]
        shear = u[:, 3] * s["slant"]
        window = 1 - s["crop"] * (u[:, 6] + 1) / 2
        flip = torch.where(u[:, 9] < 0, -1.0, 1.0) if self.s.get("mirror") else torch.ones_like(angle)
        cos, sin = angle.cos(), angle.sin()
        x = u[:, 4] * s["place"] + (1 - window) * u[:, 7]
        y = u[:, 5] * s["place"] + (1 - window) * u[:, 8]
        rows = torch.stack([
            torch.stack([cos * sx * window * flip, (shear * cos - sin) * sy * window, x], 1),
            torch.stack([sin * sx * window * flip, (shear * sin + cos) * sy * window, y], 1)], 1)      # (n, 2, 3)
        grid = F.affine_grid(rows, list(images.shape), align_corners=False)
        # + 1 - 1: outside the picture is the background, -1, not grey
        return F.grid_sample(images + 1, grid, align_corners=False) - 1

    def _toned(self, images: Tensor, u: Tensor) -> Tensor:
        """`u`: (n, 4) in [-1, 1)."""
        x = ((images + 1) / 2).clamp(0, 1)
        if "contrast" in self.s:
            # the power of exactly 0 has no finite gradient
            x = x.clamp_min(1e-4) ** (u[:, 0] * self.s["contrast"]).exp()[:, None, None, None]
        if "brightness" in self.s:
            x = x * (1 + u[:, 1] * self.s["brightness"])[:, None, None, None]
        if "colour" in self.s and x.shape[1] == 3:
            x = torch.einsum("nij,njhw->nihw", _hue_turn(u[:, 2] * self.s["colour"] * torch.pi), x)
        if "grey" in self.s and x.shape[1] == 3:
            x = torch.where((u[:, 3] < 2 * self.s["grey"] - 1)[:, None, None, None], x.mean(1, keepdim=True), x)
        return x.clamp(0, 1) * 2 - 1


def _hue_turn(angle: Tensor) -> Tensor:
    """(n,) radians -> (n, 3, 3): a turn of RGB about the grey axis (Rodrigues)."""
    cos, sin = angle.cos()[:, None, None], angle.sin()[:, None, None]
    axis = 3**-0.5
    cross = angle.new_tensor([[0, -axis, axis], [axis, 0, -axis], [-axis, axis, 0]])
    return cos * torch.eye(3, device=angle.device) + sin * cross + (1 - cos) / 3


def require_views(view: View, images: Tensor, stream: Stream) -> None:
    """Something must change of these (n, C, H, W) pictures, and something must be left. Raises ConfigError."""
    moved, names = view(images, stream), ",".join(view.s)
    if float((moved - images).abs().mean()) < LEAST_CHANGE:
        raise ConfigError(f"The views '{names}' change nothing of these pictures, so any sorting would hold under them.",
                          "Give views that change something: --views place,size")
    gone = moved.flatten(1).std(1) < LEAST_LEFT * images.flatten(1).std(1)
    if float(gone.float().mean()) > MOST_GONE:
        raise ConfigError(f"The views '{names}' leave nothing of most of these pictures.",
                          "Give weaker ones: --views place:0.1,size:0.1")

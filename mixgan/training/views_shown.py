"""A choice of views as pictures: one real picture and views of it, as the head will see them. Pages import this without torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mixgan.pictures import sheet, to_float, to_uint8
from mixgan.rng import Stream

__all__ = ["N_VIEWS", "example", "views_shown"]

N_VIEWS = 8
TILE_PX, GAP_PX, GROUND = 60, 4, 64
Pictures = NDArray[np.uint8]


def example(pictures: Pictures) -> Pictures:
    """(n, H, W, C) -> (H, W, C): the one least like its own mirror image, on which every kind of view can be seen."""
    numbers = pictures.astype(np.float32)
    unlike = np.abs(numbers - numbers[:, :, ::-1]).mean((1, 2, 3))
    return pictures[(unlike / (numbers.mean((1, 2, 3)) + 1e-6)).argmax()]       # of its light: else the fattest nought wins


def views_shown(picture: Pictures, parts: Sequence[str]) -> Pictures:
    """`picture` (H, W, C) and eight views of it, made of `parts` at the strength that trains the head: a sheet of one row.

    The chance is the same whatever the parts are: with one more, each view changes in that respect alone.
    """
    import torch

    from mixgan.training.views import View

    rows = to_float(torch.from_numpy(picture.copy())[None].expand(N_VIEWS, -1, -1, -1))
    views = to_uint8(View(parts)(rows, Stream(0).child("views shown")))
    return sheet(np.concatenate([picture[None], views]), 1 + N_VIEWS, scale=max(1, round(TILE_PX / picture.shape[1])), gap=GAP_PX,
                 background=GROUND)

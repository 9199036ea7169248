"""Which of the six hues of the set `shapes` a picture has: counted, by no judge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.data.shapes import COLOURS

__all__ = ["nearest_hue"]

LIT = 64        # a px whose brightest channel reaches it belongs to the figure; in real pictures all but the soft edge does


def nearest_hue(pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
    """uint8 (n, H, W, 3) -> (n,) into `data.shapes.HUES`: the hue nearest to that of the mean colour of the lit px.

    Right in every real picture. A made one between two hues gets the nearer; one that is black or grey has none, and gets the
    first. Raises ValueError for any other shape or dtype.
    """
    if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[-1] != 3:
        raise ValueError(f"hues are read from uint8 pictures (n, H, W, 3), got {pictures.dtype} {pictures.shape}")
    lit = pictures.max(-1, keepdims=True) >= LIT
    total = np.where(lit, pictures, 0).sum((1, 2), dtype=np.int64)             # (n, 3); its length does not change its hue
    # all six hold as much grey and are as far from it, so the largest product is that of the smallest angle
    return (total @ COLOURS.T.astype(np.float64)).argmax(1)

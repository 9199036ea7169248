"""Pictures as arrays: uint8 NHWC on disk and on pages, float NCHW in [-1, 1] in networks; sheets, WebP, PNG."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin, WebPImagePlugin  # noqa: F401 - else the first WebP imports every format Pillow knows

from mixgan.errors import StoreError

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["MAX_SHEET_PX", "alike", "png", "sheet", "sides_of", "to_float", "to_uint8", "webp"]

MAX_SHEET_PX = 4096
Pictures = NDArray[np.uint8]


def to_uint8(images: Tensor) -> Pictures:
    """(n, C, H, W) in [-1, 1] -> (n, H, W, C) uint8, clamped and rounded: the only way from a network to a picture."""
    scaled = (images.detach().float().clamp(-1, 1) + 1) * 127.5
    return np.ascontiguousarray(scaled.round().byte().permute(0, 2, 3, 1).cpu().numpy())


def to_float(images: Tensor) -> Tensor:
    """(n, H, W, C) uint8 -> (n, C, H, W) float32 in [-1, 1], on the same device."""
    return images.permute(0, 3, 1, 2).float() / 127.5 - 1


def alike(*of: Pictures) -> list[Pictures]:
    """Each (..., C) with as many channels as the richest of them: grey becomes three equal ones beside colour."""
    channels = max(one.shape[-1] for one in of)
    return [np.broadcast_to(one, (*one.shape[:-1], channels)) for one in of]


def sheet(images: Pictures, columns: int, *, scale: int = 1, gap: int = 0, background: int = 0) -> Pictures:
    """One picture (H, W, C) of many (n, h, w, C), row by row; scaled by a whole factor, without smoothing.

    Raises ValueError when a side would exceed 4096 px, which browsers and texture memories refuse.
    """
    n, height, width, channels = images.shape
    columns = min(columns, max(n, 1))
    rows = max(1, -(-n // columns))
    tile_h, tile_w = height * scale + gap, width * scale + gap
    out_h, out_w = rows * tile_h - gap, columns * tile_w - gap
    if max(out_h, out_w) > MAX_SHEET_PX:
        raise ValueError(f"a sheet of {out_w} x {out_h} px exceeds {MAX_SHEET_PX} px a side")
    out = np.full((out_h, out_w, channels), background, np.uint8)
    for i, image in enumerate(images):
        top, left = i // columns * tile_h, i % columns * tile_w
        out[top : top + height * scale, left : left + width * scale] = image.repeat(scale, 0).repeat(scale, 1)
    return out


def _image(picture: Pictures) -> Image.Image:
    return Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)


def webp(picture: Pictures, *, quality: int = 90, lossless: bool = False) -> bytes:
    """(H, W, C) uint8 as WebP."""
    buffer = io.BytesIO()
    _image(picture).convert("RGB").save(buffer, "WEBP", quality=quality, lossless=lossless, method=4)
    return buffer.getvalue()


def sides_of(stored: bytes, what: str) -> tuple[int, int]:
    """(width, height) in px of a stored WebP sheet, by its header. Raises StoreError, which says `what` cannot be shown."""
    try:
        with Image.open(io.BytesIO(stored), formats=("WEBP",)) as image:
            return image.size
    except Exception as err:  # Pillow meets changed bytes with errors of many kinds; all mean the same
        raise StoreError(f"{what} cannot be shown: its file is no WebP picture.", "Make it again, or copy it again.") from err


def png(picture: Pictures, recipe: Mapping[str, Any] | None = None) -> bytes:
    """(H, W, C) uint8 as PNG; a `recipe` (store.picture_recipe) is kept inside the file, so that it can be drawn again."""
    info = PngImagePlugin.PngInfo()
    if recipe is not None:
        info.add_text("mixgan", json.dumps(dict(recipe)))           # tEXt is Latin-1: other letters travel as JSON's escapes
    buffer = io.BytesIO()
    _image(picture).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()

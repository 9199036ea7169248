"""Arrays of numbers to uint8 pictures: which axis is what, and which value is white."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.data.decode import laid_on_white
from mixgan.errors import DataError

__all__ = ["Scale", "as_pictures", "scale_of", "value_range"]

CHANNELS = (1, 3, 4)
CHUNK = 512                 # pictures converted at once, so that floats do not take their memory twice
WIDEST = 65535


@dataclass(frozen=True)
class Scale:
    """uint8 = round((value - low) * factor). `note`: what was done, or ''."""

    low: float
    factor: float
    note: str


def value_range(arrays: Sequence[NDArray], name: str) -> tuple[float, float]:
    """Smallest and largest value in all. Raises DataError for other than real numbers, and for NaN or infinity."""
    for array in arrays:
        if array.dtype.kind not in "biuf":
            raise DataError(f"{name} holds values of type {array.dtype}.", "Save pictures as uint8 or float32.")
    edges = [float(edge) for array in arrays if array.size for edge in (array.min(), array.max())]
    if not all(map(math.isfinite, edges)):                          # each: min() may or may not give a NaN back
        raise DataError(f"{name} holds NaN or infinite values.", "Replace them before saving.")
    return min(edges), max(edges)


def scale_of(low: float, high: float, dtype: np.dtype, name: str) -> Scale:
    """What white is, told from the type and the range: 0 to 255, 0 to 1, -1 to 1, or 16 bits. Raises DataError otherwise."""
    if dtype.kind == "b":
        return Scale(0, 255, "False and True were taken as black and white.")
    if dtype.kind == "f" and low >= 0 and high <= 1:
        return Scale(0, 255, "Values from 0 to 1 were spread over 0 to 255.")
    if dtype.kind == "f" and low >= -1 and high <= 1:
        return Scale(-1, 127.5, "Values from -1 to 1 were spread over 0 to 255.")
    if low >= 0 and high <= 255:
        return Scale(0, 1, "" if dtype == np.uint8 else f"Values of type {dtype} were rounded to uint8.")
    if dtype.kind in "iu" and low >= 0 and high <= WIDEST:
        return Scale(0, 255 / WIDEST, "16-bit values were scaled to 8 bits.")
    raise DataError(f"{name} holds values from {low:g} to {high:g}, and it is not known which one is white.",
                    "Save uint8, or floats from 0 to 1, from -1 to 1, or from 0 to 255.")


def as_pictures(array: NDArray, scale: Scale, name: str) -> tuple[NDArray[np.uint8], list[str]]:
    """Numbers in any of the usual orders -> uint8 (N, H, W, C) with C 1 or 3, and notes.

    Raises DataError, with the shape, for what is none of (N, H, W), (N, H, W, C), (N, C, H, W) and (N, side * side).
    """
    notes = [scale.note] if scale.note else []
    shape = array.shape
    side = math.isqrt(shape[1]) if len(shape) == 2 else 0
    if side and side * side == shape[1]:
        notes.append(f"Rows of {shape[1]:,} values were folded to {side} by {side} px.")
        array = array.reshape(-1, side, side, 1)
    elif len(shape) == 3:
        array = array[..., None]
    elif len(shape) == 4 and shape[3] not in CHANNELS and shape[1] in CHANNELS:
        notes.append("Channels were moved from the front to the end.")
        array = array.transpose(0, 2, 3, 1)
    if array.ndim != 4 or array.shape[3] not in CHANNELS or 0 in array.shape[1:]:
        raise DataError(f"{name} has the shape {shape}.",
                        "Pictures are (N, H, W), (N, H, W, C) or (N, C, H, W), with 1, 3 or 4 channels.")
    return _without_alpha(_as_uint8(array, scale), notes)


def _as_uint8(array: NDArray, scale: Scale) -> NDArray[np.uint8]:
    if array.dtype == np.uint8 and scale.factor == 1:
        return np.ascontiguousarray(array)
    out = np.empty(array.shape, np.uint8)
    for start in range(0, len(array), CHUNK):
        rows = array[start : start + CHUNK].astype(np.float64)
        out[start : start + CHUNK] = np.rint((rows - scale.low) * scale.factor).clip(0, 255).astype(np.uint8)
    return out


def _without_alpha(images: NDArray[np.uint8], notes: list[str]) -> tuple[NDArray[np.uint8], list[str]]:
    if images.shape[3] != 4:
        return images, notes
    if images[..., 3].min(initial=255) < 255:
        notes.append("Transparent pictures were laid on white.")
        out = np.empty((*images.shape[:3], 3), np.uint8)
        for start in range(0, len(images), CHUNK):
            out[start : start + CHUNK] = laid_on_white(images[start : start + CHUNK])
        return out, notes
    return images[..., :3].copy(), notes

"""One size and one number of channels for a whole set, and the sentences that say how it came to that."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixgan.data.decode import Kind, squared
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.errors import DataError

__all__ = ["MAX_BYTES", "MIN_PICTURES", "all_grey", "checked_bytes", "checked_size", "default_size", "enough", "notes_of",
           "resized", "square_arrays"]

DEFAULT_PX = 32
LARGEST_DEFAULT_PX = 64         # what a laptop trains in an evening
SMALLEST_PX, LARGEST_PX, STEP_PX = 8, 256, 4
MAX_BYTES = 2 * 2**30           # a set must fit in memory, beside a training
MIN_PICTURES = 16
CHUNK = 1024
Pictures = NDArray[np.uint8]


def checked_size(size: int) -> int:
    """`size` in px, if networks can make it: decoders double a small square two times or more."""
    if not SMALLEST_PX <= size <= LARGEST_PX or size % STEP_PX:
        raise DataError(f"Pictures of {size} px were asked for.",
                        f"Sizes from {SMALLEST_PX} to {LARGEST_PX} px in steps of {STEP_PX} are possible.")
    return size


def default_size(sides: Iterable[tuple[int, int]]) -> int:
    """The data's own size in px, when all are equal, square, divisible by 4 and at most 64; else 32."""
    different = set(sides)
    if len(different) == 1:
        width, height = different.pop()
        if width == height and SMALLEST_PX <= width <= LARGEST_DEFAULT_PX and width % STEP_PX == 0:
            return width
    return DEFAULT_PX


def checked_bytes(n: int, size: int) -> None:
    """Refuse a set before its memory is taken."""
    need = n * size * size * 3
    if need > MAX_BYTES:
        raise DataError(f"{n:,} pictures at {size} px take {need / 2**30:.1f} GB; at most {MAX_BYTES / 2**30:.0f} GB are read.",
                        "Give a smaller size, or fewer pictures.")


def enough(n: int, source: str, left_out: str = "", what: str = "picture") -> None:
    if n < MIN_PICTURES:
        held = f"1 {what} that can be read" if n == 1 else f"{n} {what}s that can be read"
        raise DataError(f"{source} holds {held}; at least {MIN_PICTURES} are needed.", left_out or "Give a set with more.")


def all_grey(images: Pictures) -> NDArray[np.bool_]:
    """(n, H, W, 3) -> (n,) True where the three channels are equal in every pixel."""
    grey = np.empty(len(images), bool)
    for start in range(0, len(images), CHUNK):
        rows = images[start : start + CHUNK]
        grey[start : start + CHUNK] = (rows == rows[..., :1]).all((1, 2, 3))
    return grey


def notes_of(kinds: Mapping[Kind, int], size: int) -> tuple[str, ...]:
    """`3 pictures were cropped to the central square.`, one sentence for each kind that occurred."""
    return tuple(
        f"{kinds[kind]:,} {'picture was' if kinds[kind] == 1 else 'pictures were'} {kind.value.format(size=size)}."
        for kind in Kind if kinds.get(kind))


def square_arrays(images: Pictures, size: int) -> tuple[Pictures, Counter[Kind]]:
    """(n, H, W, C) -> (n, size, size, C), C 1 or 3, each through `decode.squared`; unchanged when that is what they are."""
    n, height, width, channels = images.shape
    kinds: Counter[Kind] = Counter()
    if height == width == size:
        return images, kinds
    checked_bytes(n, size)
    out = np.empty((n, size, size, channels), np.uint8)
    for i, pixels in enumerate(images):
        square, how = squared(Image.fromarray(pixels[..., 0] if channels == 1 else pixels), size)
        out[i] = np.asarray(square).reshape(size, size, channels)
        kinds.update(how)
    return out, kinds


def resized(found: ImageSet, size: int) -> ImageSet:
    """A set that has a size of its own, at another."""
    if found.is_points:
        raise DataError(f"{found.source} holds points, which have no size in px.", "Leave the size out.")
    images, kinds = square_arrays(found.images, size)
    asked, kept = (square_arrays(there, size)[0] if there is not None and there.ndim == 4 else there
                   for there in (found.conditions, found.questions))
    digest = digest_of(images, found.labels, *([] if asked is None else [asked]))
    return dataclasses.replace(found, images=images, digest=digest, conditions=asked, questions=kept,
                               notes=(*found.notes, *notes_of(kinds, size)))


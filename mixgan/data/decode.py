"""One picture file to square uint8 pixels, whatever its kind; or the reason why not.

What was done on the way is returned as a set of `Kind`s, from which `notes` are written once for the whole set. Only the
formats listed here are tried: Pillow knows others, and some of those start programs (EPS).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

__all__ = ["MAX_PIXELS", "Kind", "Unreadable", "decode", "decode_halves", "laid_on_white", "sides_of", "squared"]

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
MAX_PIXELS = 64_000_000             # 192 MB in colour; phones reach 50 million
DEEP = ("I;16", "I;16B", "I;16L", "I;16N")
RANGE_UNKNOWN = ("I", "F")          # 32-bit and floating-point values: nobody says what is white
NOT_A_PICTURE = "not a PNG, JPEG, WebP, BMP, GIF, TIFF or PPM picture"
Pixels = NDArray[np.uint8]


class Unreadable(Exception):
    """Why one file is left out; a fragment that follows its name."""


class Kind(Enum):
    """What was done to a picture; the value ends the sentence `3 pictures were ...`."""

    UPRIGHT = "turned upright by EXIF orientation"
    FRAME = "taken from the first frame of several"
    PALETTE = "turned from palette entries into colours"
    SPACE = "converted to RGB from CMYK or another colour space"
    DEEP = "scaled from 16 to 8 bits"
    ONE_BIT = "spread from one bit to 0 and 255"
    WHITE = "laid on white where transparent"
    CROPPED = "cropped to the central square"
    SHRUNK = "shrunk to {size} by {size} px"
    ENLARGED = "enlarged to {size} by {size} px"
    GREY = "grey, but kept in colour because others have colour"


def sides_of(file: IO[bytes]) -> tuple[int, int]:
    """(width, height) in px as the header says, before any turning; the pixels are not read. Raises Unreadable."""
    with _picture(file) as image:
        return image.size


def decode(file: IO[bytes], size: int) -> tuple[Pixels, set[Kind]]:
    """(size, size, 3) uint8 and what was done. Grey pictures have three equal channels. Raises Unreadable."""
    with _picture(file) as image:
        image.draft(None, (2 * size, 2 * size))         # JPEG only: decode no finer than needed
        plain, kinds = _upright(image)
        square, how = squared(plain, size)
        return np.asarray(square.convert("RGB")), kinds | how


def decode_halves(file: IO[bytes], size: int) -> tuple[Pixels, Pixels, set[Kind]]:
    """The left and the right half of a picture, each as `decode` gives a whole one. Raises Unreadable."""
    with _picture(file) as image:
        plain, kinds = _upright(image)
        middle, halves = plain.width // 2, []
        for left in (0, middle):
            square, how = squared(plain.crop((left, 0, left + middle, plain.height)), size)
            kinds |= how
            halves.append(np.asarray(square.convert("RGB")))
        return halves[0], halves[1], kinds


def _upright(image: Image.Image) -> tuple[Image.Image, set[Kind]]:
    """As mode L or RGB, turned as it should be seen."""
    kinds = {Kind.FRAME} if getattr(image, "n_frames", 1) > 1 else set()
    upright = ImageOps.exif_transpose(image) if _orientation(image) > 1 else image
    if upright is not image:
        kinds.add(Kind.UPRIGHT)
    plain, more = _eight_bits(upright)
    return plain, kinds | more


@contextmanager
def _picture(file: IO[bytes]) -> Iterator[Image.Image]:
    """The picture in `file`, closed afterwards; whatever goes wrong within becomes Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")     # of odd metadata, and of many pixels, which are counted below
            with Image.open(file, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Unreadable(f"{image.width:,} by {image.height:,} px; at most {MAX_PIXELS // 10**6} million are read")
                yield image
    except Unreadable:
        raise
    except Image.DecompressionBombError as err:
        raise Unreadable(f"too many pixels; at most {MAX_PIXELS // 10**6} million are read") from err
    except UnidentifiedImageError as err:
        raise Unreadable(NOT_A_PICTURE) from err
    except Exception as err:  # Pillow's readers meet hostile bytes with errors of many kinds; all mean the same
        reason = (str(err).strip() or type(err).__name__).splitlines()[0]
        raise Unreadable(f"damaged: {reason[:100]}") from err


def _orientation(image: Image.Image) -> int:
    """1 to 8 of the EXIF standard; 1 (upright) where there is none, or nonsense."""
    value = image.getexif().get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _eight_bits(image: Image.Image) -> tuple[Image.Image, set[Kind]]:
    """As mode L or RGB."""
    mode = image.mode
    if mode in RANGE_UNKNOWN:
        raise Unreadable("its values are 32 bits wide and their range is not known; save it with 8 or 16 bits")
    if mode in DEEP:
        values = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((values + 128) // 257).astype(np.uint8)), {Kind.DEEP}     # 65535 = 255 * 257
    if mode == "1":
        return image.convert("L"), {Kind.ONE_BIT}
    kinds = {Kind.PALETTE} if mode in ("P", "PA") else set()
    if image.has_transparency_data:
        pixels = np.asarray(image.convert("RGBA"))
        if pixels[..., 3].min() < 255:
            return Image.fromarray(laid_on_white(pixels)), kinds | {Kind.WHITE}
        return Image.fromarray(pixels[..., :3].copy()), kinds
    if mode not in ("L", "RGB", "P", "PA"):
        kinds.add(Kind.SPACE)
    return (image if mode == "L" else image.convert("RGB")), kinds


def laid_on_white(pixels: Pixels) -> Pixels:
    """(..., 4) with alpha last -> (..., 3): colour * alpha + white * (1 - alpha), rounded."""
    alpha = pixels[..., 3:].astype(np.uint32)
    mixed = pixels[..., :3] * alpha + 255 * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


def squared(image: Image.Image, size: int) -> tuple[Image.Image, set[Kind]]:
    """The central square, resized: bicubic over the whole footprint of each new pixel, so that shrinking does not alias."""
    kinds: set[Kind] = set()
    side = min(image.size)
    if image.width != image.height:
        left, top = (image.width - side) // 2, (image.height - side) // 2
        image = image.crop((left, top, left + side, top + side))
        kinds.add(Kind.CROPPED)
    if side != size:
        image = image.resize((size, size), Image.Resampling.BICUBIC)
        kinds.add(Kind.SHRUNK if side > size else Kind.ENLARGED)
    return image, kinds


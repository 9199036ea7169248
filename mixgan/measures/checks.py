"""What a measure asks of its input before it counts: the right shape, enough samples, one size on both sides, no NaN."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import DataError

__all__ = ["features", "labels", "pair", "pictures"]

Points = NDArray[np.float64]


def features(values: NDArray, which: str, least: int, what: str) -> Points:
    """(n, d) as float64. `which`: real or generated, `what`: the measure that needs `least` of them. Raises DataError."""
    exact = np.asarray(values, np.float64)
    if exact.ndim != 2:
        raise DataError(f"{what} takes {which} features as rows (n, d), got an array of shape {exact.shape}.",
                        "Give one row for each sample.")
    if len(exact) < least:
        raise DataError(f"{what} needs at least {least:,} {which} samples, got {len(exact):,}.", "Measure more of them.")
    if not np.isfinite(exact).all():
        raise DataError(f"The {which} features hold NaN or infinity, so {what} was not measured.", "Look at what made them.")
    return exact


def pair(real: NDArray, fake: NDArray, least: int, what: str) -> tuple[Points, Points]:
    """Both sides, of as many features each. Raises DataError."""
    a, b = features(real, "real", least, what), features(fake, "generated", least, what)
    if a.shape[1] != b.shape[1]:
        raise DataError(f"{what} takes features of one length, got {a.shape[1]} real and {b.shape[1]} generated ones.",
                        "Read both sides with the same judge.")
    return a, b


def pictures(values: NDArray, which: str, least: int, what: str, like: tuple[int, ...] | None = None) -> NDArray[np.uint8]:
    """uint8 (n, H, W, C), of the size `like` (H, W, C) where it is given. Raises DataError."""
    found = np.asarray(values)
    if found.ndim != 4 or found.dtype != np.uint8:
        raise DataError(f"{what} takes {which} pictures as uint8 (n, H, W, C), got {found.dtype} {found.shape}.",
                        "Give both sides 0 to 255, as files have them.")
    if len(found) < least:
        raise DataError(f"{what} needs at least {least:,} {which} pictures, got {len(found):,}.", "Measure more of them.")
    if like is not None and found.shape[1:] != tuple(like):
        raise DataError(f"The {which} pictures are {_size(found.shape[1:])}, and {_size(like)} was expected.",
                        f"{what} compares pictures of one size and as many channels.")
    return found


def labels(values: NDArray[np.integer], n: int, n_kinds: int, what: str) -> NDArray[np.int64]:
    """(n,) whole numbers from 0 to n_kinds - 1: one for each sample. Raises DataError."""
    found = np.asarray(values)
    if found.shape != (n,) or not np.issubdtype(found.dtype, np.integer):
        raise DataError(f"{what} takes one whole number for each of {n:,} samples, got {found.dtype} {found.shape}.",
                        "Give classes or experts as 0, 1, 2 ...")
    if n and not 0 <= found.min() <= found.max() < n_kinds:
        raise DataError(f"{what} takes numbers from 0 to {n_kinds - 1}, got {found.min()} to {found.max()}.", "Count from 0.")
    return found.astype(np.int64)


def _size(shape: tuple[int, ...]) -> str:
    height, width, channels = shape
    return f"{width} by {height} px with {channels} {'channel' if channels == 1 else 'channels'}"

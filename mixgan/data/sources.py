"""A name or a path to its set: known names first, then paths, then what lies under MIXGAN_DATA."""

from __future__ import annotations

from mixgan.data.imageset import ImageSet
from mixgan.data.known import known
from mixgan.data.splits import Split
from mixgan.errors import DataError, unknown

__all__ = ["load"]


def load(name_or_path: str, *, split: Split = "train", size: int | None = None) -> ImageSet:
    if name_or_path in known():
        return _known(name_or_path, split)
    raise DataError(unknown("data set", name_or_path, known()), "A path to a folder, a zip or an npz may be given too.")


def _known(name: str, split: Split) -> ImageSet:
    from mixgan.data import digits, idx, toys

    match name:
        case "digits":
            return digits.load(split)
        case "ring":
            return toys.load(toys.RING, split)
        case "grid":
            return toys.load(toys.GRID, split)
        case "mnist":
            return idx.load(idx.MNIST, split)
        case "fashion-mnist":
            return idx.load(idx.FASHION_MNIST, split)
    raise AssertionError(f"{name} is listed in known() and has no loader")

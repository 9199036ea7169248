"""`real.npz` beside a shipped judge: held-out pictures of its data set, so that a page can show real ones where the set is not.

Shipped only for sets whose licence allows it (`data.known`); of anybody's own pictures no copy is kept.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixgan.errors import StoreError
from mixgan.files import inside, shipped_root, write_bytes
from mixgan.pictures import sheet, webp

__all__ = ["COLUMNS", "StoredReals", "read_shipped", "stored", "write_reals"]

COLUMNS = 32
NAME = "real.npz"
MAX_BYTES = 2 * 2**20


@dataclass(frozen=True)
class StoredReals:
    """m real pictures: a WebP sheet, lossless where it is shipped, and their labels (m,), -1 where they have none."""

    sheet: bytes
    labels: NDArray[np.int64]
    columns: int = COLUMNS

    def images(self, channels: int) -> NDArray[np.uint8]:
        """(m, H, W, C), where it is lossless exactly as they were."""
        with Image.open(io.BytesIO(self.sheet), formats=("WEBP",)) as opened:
            whole = np.asarray(opened.convert("RGB"))[..., :channels]
        rows = -(-len(self.labels) // self.columns)
        height, width = whole.shape[0] // rows, whole.shape[1] // self.columns
        tiles = whole.reshape(rows, height, self.columns, width, channels).swapaxes(1, 2)
        return np.ascontiguousarray(tiles.reshape(-1, height, width, channels)[: len(self.labels)])


    def first(self, m: int) -> StoredReals:
        """The first m of them, m at least `COLUMNS`; all where they are no more."""
        return self if len(self.labels) <= m else stored(self.images(3)[:m], self.labels[:m])


def read_shipped(data: str) -> StoredReals | None:
    """Those of the data set of this name; None where none are shipped. Raises StoreError for a broken file."""
    try:
        path = inside(shipped_root() / "judges", f"{data}/{NAME}")
        if not path.is_file():
            return None
    except (StoreError, OSError, ValueError):       # a path to the user's own pictures
        return None
    return _read(path)


def _read(path: Path) -> StoredReals:
    where = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            found = StoredReals(bytes(archive["sheet"]), archive["labels"].astype(np.int64, casting="safe"))
    except Exception as err:  # a changed byte can raise almost anything in zipfile and numpy; all of it means the same
        raise StoreError(f"The real pictures {where} cannot be read.", "Copy the file again.") from err
    if found.labels.ndim != 1 or not len(found.labels):
        raise StoreError(f"The real pictures {where} have no labels.", "Copy the file again.")
    return found


def stored(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> StoredReals:
    """(m, H, W, C) pictures and their labels (m,), m at least `COLUMNS`."""
    return StoredReals(webp(sheet(images, COLUMNS), lossless=True), labels)


def write_reals(path: Path, reals: StoredReals) -> None:
    """Whole or not at all."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, sheet=np.frombuffer(reals.sheet, np.uint8), labels=reals.labels.astype(np.uint8))
    write_bytes(path, buffer.getvalue())

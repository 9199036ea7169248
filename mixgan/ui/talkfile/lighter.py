"""A stored map with fewer samples."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from mixgan import pictures
from mixgan.store.maps import StoredMap

__all__ = ["lighter"]

QUALITY = 80                    # of the pictures, as the map's own have it


def lighter(stored: StoredMap, most: int) -> StoredMap:
    """The first samples of the map, at most `most` and whole rows of its sheet of pictures; all of it where it has no more."""
    n = most // stored.columns * stored.columns
    if stored.n <= most or not n:
        return stored
    rows = {name: getattr(stored, name)[:n] for name in ("pca", "expert", "weight", "cls", "confidence")}
    umap = None if stored.umap is None else stored.umap[:n]
    return replace(stored, n=n, umap=umap, thumbs=_first_rows(stored, n) if stored.thumbs else b"", **rows)


def _first_rows(stored: StoredMap, n: int) -> bytes:
    with Image.open(io.BytesIO(stored.thumbs)) as sheet:
        whole = np.asarray(sheet.convert("RGB"))
    height = len(whole) // -(-stored.n // stored.columns)
    return pictures.webp(whole[: n // stored.columns * height], quality=QUALITY)

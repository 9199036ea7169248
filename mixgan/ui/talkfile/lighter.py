"""A stored map with fewer samples."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mixgan import pictures
from mixgan.store.maps import StoredMap

__all__ = ["lighter"]

REALS = 320                     # real pictures
QUALITY = 80                    # of the pictures, as the map's own have it


def lighter(stored: StoredMap, most: int) -> StoredMap:
    """The first samples of the map, at most `most` and whole rows of its sheet of pictures; all of it where it has no more."""
    n = most // stored.columns * stored.columns
    if stored.n <= most or not n:
        return stored
    rows = {name: getattr(stored, name)[:n] for name in ("pca", "expert", "weight", "cls", "confidence")}
    rows |= {"umap": None if stored.umap is None else stored.umap[:n], **_reals(stored, n)}
    return replace(stored, n=n, thumbs=_first_rows(stored, n) if stored.thumbs else b"", **rows)


def _reals(stored: StoredMap, n: int) -> dict[str, NDArray]:
    """The first real pictures. In place of a host that is no longer there stands the sample that lies nearest on the map."""
    if stored.hosts is None or stored.real_cls is None:
        return {}
    hosts, layout = stored.hosts[:REALS].astype(np.int64), stored.pca if stored.umap is None else stored.umap
    far = np.linalg.norm(layout[hosts].mean(1)[:, None] - layout[:n], axis=2)
    return {"hosts": np.where(hosts < n, hosts, far.argmin(1)[:, None]), "real_cls": stored.real_cls[:REALS]}


def _first_rows(stored: StoredMap, n: int) -> bytes:
    with Image.open(io.BytesIO(stored.thumbs)) as sheet:
        whole = np.asarray(sheet.convert("RGB"))
    height = len(whole) // -(-stored.n // stored.columns)
    return pictures.webp(whole[: n // stored.columns * height], quality=QUALITY)

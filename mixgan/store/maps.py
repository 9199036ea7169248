"""`map.npz`: a fixed draw laid out in the plane, what drew each point, its thumbnail, and where real pictures lie among them."""

from __future__ import annotations

import io
import math
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan.errors import StoreError
from mixgan.files import write_bytes

__all__ = ["MAX_POINTS", "StoredMap", "read", "write"]

MAX_POINTS = 50_000
MAX_THUMBS_BYTES = 8 * 2**20
MOST_PLACE, MOST_EXPERTS, MOST_CLASSES = 1e18, 1024, 255       # the page squares places, and sends a class as one byte
MOST_HOSTS = 32
_ROWS = {"pca": ("f", 2), "expert": ("i", 0), "weight": ("f", 0), "cls": ("i", 0), "confidence": ("f", 0), "umap": ("f", 2)}
# a changed byte can raise any of these in zipfile and numpy
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, OverflowError, RuntimeError, SyntaxError, UserWarning,
               zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError)


@dataclass(frozen=True)
class StoredMap:
    """n points of the draw of `seed`. `cls` is -1 where no judge said; `umap` is None until one is made."""

    seed: int
    n: int
    space: str
    pca: NDArray                        # (n, 2) float32
    expert: NDArray                     # (n,) int
    weight: NDArray                     # (n,) of that expert, 0..1
    cls: NDArray                        # (n,) int
    confidence: NDArray                 # (n,) 0..1
    class_names: tuple[str, ...]
    thumbs: bytes                       # WebP sheet, `columns` a row; empty for points
    columns: int
    thumb_px: int
    umap: NDArray | None = None         # (n, 2) float32
    trust: NDArray | None = None        # (2,) trustworthiness of pca and umap, nan for one that is not there; None: not measured
    trust_k: int = 0                    # neighbours that it looks at
    hosts: NDArray | None = None        # (m, 5) int: the samples among which each of m real pictures lies (analysis/reals.py)
    real_cls: NDArray | None = None     # (m,) int: their classes, -1 where they have none


def write(path: Path, stored: StoredMap) -> None:
    """Whole or not at all."""
    arrays: dict[str, Any] = {
        "facts": np.array([stored.seed, stored.n, stored.columns, stored.thumb_px], np.int64),
        "space": np.frombuffer(stored.space.encode(), np.uint8),
        "class_names": np.frombuffer("\n".join(stored.class_names).encode(), np.uint8),
        "thumbs": np.frombuffer(stored.thumbs, np.uint8),
        "pca": stored.pca.astype(np.float32), "expert": stored.expert.astype(np.int16), "cls": stored.cls.astype(np.int16),
        "weight": stored.weight.astype(np.float16), "confidence": stored.confidence.astype(np.float16),
    }
    if stored.umap is not None:
        arrays["umap"] = stored.umap.astype(np.float32)
    if stored.hosts is not None and stored.real_cls is not None:
        arrays["hosts"], arrays["real_cls"] = stored.hosts.astype(np.uint16), stored.real_cls.astype(np.int16)
    if stored.trust is not None:        # maps of before have none, and their readers pass it over
        arrays["trust"] = np.asarray(stored.trust, np.float32)
        arrays["trust_k"] = np.array([stored.trust_k], np.int64)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    write_bytes(path, buffer.getvalue())


def read(path: Path) -> StoredMap:
    """Raises StoreError for a file that is broken, too large, or holds objects; nothing is unpickled."""
    where = f"{path.parent.name}/{path.name}"
    try:
        _check_sizes(path, where)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        seed, n, columns, thumb_px = (int(value) for value in arrays["facts"].astype(np.int64, casting="safe"))
        rows = {name: arrays[name] for name in _ROWS if name in arrays}
        names = bytes(arrays["class_names"]).decode()
        stored = StoredMap(
            seed=seed, n=n, columns=columns, thumb_px=thumb_px, space=bytes(arrays["space"]).decode(),
            class_names=tuple(names.split("\n")) if names else (), thumbs=bytes(arrays["thumbs"]),
            trust=arrays.get("trust"), trust_k=_whole(arrays["trust_k"]) if "trust" in arrays else 0,
            hosts=arrays.get("hosts"), real_cls=arrays["real_cls"] if "hosts" in arrays else None,
            **{name: values.astype(np.float32) if values.dtype == np.float16 else values for name, values in rows.items()})
    except _UNREADABLE as err:
        raise StoreError(f"The map {where} cannot be read.", "Make it again: python -m mixgan map MODEL.") from err
    fit = all(values.dtype.kind == kind and values.shape == ((n, wide) if wide else (n,))
              for name, (kind, wide) in _ROWS.items() if (values := rows.get(name)) is not None)
    if not 1 <= n <= MAX_POINTS or not fit or stored.columns < 1 or stored.thumb_px < 0 or not _sensible(stored):
        raise StoreError(f"The map {where} promises {n} points and does not hold them.", "Make it again.")
    return stored


def _sensible(stored: StoredMap) -> bool:
    """Places that can be drawn, and experts and classes that can be counted."""
    places = [stored.pca] + ([stored.umap] if stored.umap is not None else [])
    return (all(bool((np.abs(one) < MOST_PLACE).all()) for one in places) and _is_share(stored.trust, stored.trust_k, stored.n)
            and stored.expert.min() >= 0 and stored.expert.max() < MOST_EXPERTS
            and stored.cls.min() >= -1 and stored.cls.max() < MOST_CLASSES
            and _are_placed(stored.hosts, stored.real_cls, stored.n))


def _are_placed(hosts: NDArray | None, real_cls: NDArray | None, n: int) -> bool:
    """Real pictures that lie among samples which are there."""
    if hosts is None or real_cls is None:
        return hosts is real_cls
    return (hosts.ndim == 2 and 1 <= len(hosts) <= MAX_POINTS and 1 <= hosts.shape[1] <= MOST_HOSTS and hosts.dtype.kind == "u"
            and hosts.max() < n and real_cls.shape == (len(hosts),) and real_cls.dtype.kind == "i"
            and real_cls.min() >= -1 and real_cls.max() < MOST_CLASSES)


def _whole(values: NDArray) -> int:
    (value,) = values.astype(np.int64, casting="safe")
    return int(value)


def _is_share(trust: NDArray | None, k: int, n: int) -> bool:
    if trust is None:
        return True
    return trust.shape == (2,) and trust.dtype.kind == "f" and 0 < k < n and not bool(((trust < 0) | (trust > 1)).any())


def _check_sizes(path: Path, where: str) -> None:
    """From the archive's list and each array's own header, before an array is read."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.file_size > MAX_THUMBS_BYTES or len(archive.infolist()) > 16:
                raise StoreError(f"The map {where} holds {info.filename[:40]} of {info.file_size:,} bytes; "
                                 f"at most {MAX_THUMBS_BYTES:,} are read.")
            with archive.open(info) as file:
                version = np.lib.format.read_magic(file)
                read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
                shape, _, dtype = read_header(file)
            if dtype.hasobject or math.prod(shape) * dtype.itemsize > MAX_THUMBS_BYTES:
                raise StoreError(f"The map {where} holds objects or too much in {info.filename[:40]}; it was not read.")

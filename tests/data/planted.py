"""Pictures, folders and archives made for the tests, each with known pixels."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    """uint8 of any shape; two seeds differ."""
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


PICTURES = noise(20, 16, 16, 3)
TEST = noise(5, 16, 16, 3, seed=9)
LABELS = np.arange(20) % 2
ONE = noise(20, 16, 16)                 # of one channel


def encoded(image: Image.Image | np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(buffer, kind, **options)
    return buffer.getvalue()


def many(n: int = 20, size: int = 16, folder: str = "", colour: bool = True) -> dict[str, bytes]:
    """`n` different PNG files by name."""
    shape = (size, size, 3) if colour else (size, size)
    return {f"{folder}{i:03}.png": encoded(noise(*shape, seed=i)) for i in range(n)}


def write_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def write_zip(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return path


def patched(data: bytes, which: int, offset: int, layout: str, value: int) -> bytes:
    """A zip whose central record number `which` says `value` at `offset`: a list that lies."""
    at = -1
    for _ in range(which + 1):
        at = data.index(CENTRAL, at + 1)
    out = bytearray(data)
    struct.pack_into(layout, out, at + offset, value)
    return bytes(out)

"""The arrays inside an .npz: headers first, then only what is wanted, and never anything that would be unpickled."""

from __future__ import annotations

import math
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from mixgan.data.archive import BROKEN, opened, stream
from mixgan.data.entries import shown
from mixgan.errors import DataError

__all__ = ["MAX_ARRAY_BYTES", "Arrays", "Header", "open_arrays"]

MAX_ARRAY_BYTES = 2 * 2**30
LAST = 0x10FFFF                 # of Unicode
MAX_HEADER_BYTES = 10_000       # numpy's own limit for headers that nobody vouches for
HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


@dataclass(frozen=True)
class Header:
    """What an array says of itself."""

    shape: tuple[int, ...]
    dtype: np.dtype

    @property
    def n_bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


class Arrays:
    """`headers` by name, without '.npy'; `read(name)` takes the memory."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._infos = {info.filename.removesuffix(".npy"): info for info in archive.infolist() if info.filename.endswith(".npy")}
        self.headers = {name: self._header(name) for name in self._infos}

    def _header(self, name: str) -> Header:
        with self._entry(name) as file:
            header = _read_header(file)
            begins_at = file.tell()
        if header.dtype.hasobject:
            raise DataError(f"{self.path} was refused: '{shown(name)}' holds Python objects, which could run code when opened.",
                            "Save it as numbers, or names as np.array(names, dtype=str).")
        if begins_at + header.n_bytes != self._infos[name].file_size:
            raise DataError(f"{self.path} was refused: '{shown(name)}' says {header.shape} of {header.dtype}, which is "
                            f"{header.n_bytes:,} bytes, and has {self._infos[name].file_size - begins_at:,}.",
                            "Make the file again, or copy it again.")
        return header

    def read(self, name: str) -> NDArray:
        header = self.headers[name]
        if header.n_bytes > MAX_ARRAY_BYTES:
            raise DataError(f"'{shown(name)}' in {self.path} takes {header.n_bytes / 2**30:,.1f} GB; at most "
                            f"{MAX_ARRAY_BYTES // 2**30} GB are read.", "Keep fewer rows, or a smaller type.")
        with self._entry(name) as file:
            values = npy.read_array(file, allow_pickle=False, max_header_size=MAX_HEADER_BYTES)
            if file.read(1):                    # reaching the end also compares the checksum
                raise ValueError("it unpacks to more than it says")
            if values.dtype.kind == "U" and values.nbytes and values.reshape(-1).view(f"{values.dtype.str[0]}u4").max() > LAST:
                raise ValueError("it holds what is no text")        # Python itself would stop at it, as no error of the file
        return values

    @contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with stream(self._archive, self._infos[name]) as file:
                yield file
        except BROKEN as err:
            raise DataError(f"'{shown(name)}' in {self.path} cannot be read: {err}.",
                            "Make the file again with np.savez.") from err


def _read_header(file: IO[bytes]) -> Header:
    version = npy.read_magic(file)
    reader = HEADER_READERS.get(version)
    if reader is None:
        raise ValueError(f"npy version {version[0]}.{version[1]} is for structured arrays only")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")         # of files that Python 2 wrote
        try:
            shape, _, dtype = reader(file, max_header_size=MAX_HEADER_BYTES)
        except Exception as err:  # numpy uses Python's tokenizer and parser, whose errors are of many kinds
            raise ValueError(f"its header is not one of an array ({type(err).__name__})") from err
    if any(side < 0 for side in shape):
        raise ValueError(f"its shape is {shape}")
    return Header(shape, dtype)


@contextmanager
def open_arrays(path: Path) -> Iterator[Arrays]:
    """The arrays of the .npz at `path`. Raises DataError for a zip that is unsafe or holds no arrays, and for any object array.

    No limit on the ratio, since masks and blank pictures pack as strongly as zeros; sizes follow from the headers instead.
    """
    with opened(path, max_ratio=math.inf) as archive:
        arrays = Arrays(path, archive)
        if not arrays.headers:
            raise DataError(f"{path} holds no arrays.", "Save one with np.savez(path, images=..., labels=...).")
        yield arrays

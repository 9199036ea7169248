"""Zip archives that nobody vouches for: refused whole when they are unsafe, and read in memory, never unpacked to disk.

Before anything is unpacked, the list of entries is checked: names that lead out, links, encryption, odd compression, how
many, how large, how strongly packed. While reading, an entry that gives more bytes than the list says ends it all.
"""

from __future__ import annotations

import copy
import io
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mixgan.data.decode import Unreadable
from mixgan.data.entries import MAX_FILE_BYTES, Entry, shown
from mixgan.data.imageset import ImageSet
from mixgan.data.own_set import own_set
from mixgan.data.pairing import AskedBy
from mixgan.data.splits import Split
from mixgan.errors import DataError

__all__ = ["BROKEN", "entries_of", "load", "opened", "stream"]

MAX_ENTRIES = 50_000
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_RATIO = 200                     # pictures are packed already; deflate itself ends at 1,032
SMALL_BYTES = 2**20                 # entries up to here may be packed as strongly as they like
MAX_READ_BYTES = 16 * 2**20         # in one call; the list of 50,000 entries takes about 6 MB
BLOCK_BYTES = 2**20
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError,
          OverflowError)


def load(path: Path, source: str, split: Split, size: int | None, asked: AskedBy | None = None) -> ImageSet:
    """Every picture in the zip at `path`, as a folder of the same content would be read."""
    with opened(path) as archive:
        return own_set(entries_of(archive, source), [], source, asked, split, size)


def entries_of(archive: zipfile.ZipFile, source: str) -> list[Entry]:
    """The files in an archive from `opened`, by the list alone: none of them is unpacked."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    return [Entry(_name(info), info.file_size, _reader(archive, info, source)) for info in infos]


@contextmanager
def opened(path: Path, *, max_ratio: float = MAX_RATIO) -> Iterator[zipfile.ZipFile]:
    """The archive at `path`, after all that can be checked without unpacking. Raises DataError, the entry named."""
    with path.open("rb") as raw:
        try:
            archive = zipfile.ZipFile(_Guarded(raw))
        except _TooLarge as err:
            raise DataError(f"{path} was refused: its list of entries is larger than {MAX_READ_BYTES // 2**20} MB.",
                            "Nothing was unpacked.") from err
        except BROKEN as err:
            raise DataError(f"{path} is not a whole zip archive: {err}.", "Make it again, or copy it again.") from err
        with archive:
            reason = _unsafe(archive.infolist(), max_ratio)
            if reason:
                raise DataError(f"{path} was refused: {reason}.", "Nothing was unpacked.")
            yield archive


class _TooLarge(Exception):
    pass


class _Guarded(io.RawIOBase):
    """A file that is never asked for much at once: zipfile would take memory for any list that the archive claims to have."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def read(self, n: int = -1) -> bytes:
        if n < 0:                       # all that is left
            here = self.tell()
            n = max(0, self.seek(0, io.SEEK_END) - here)
            self.seek(here)
        if n > MAX_READ_BYTES:
            raise _TooLarge
        return self._raw.read(n)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _unsafe(infos: list[zipfile.ZipInfo], max_ratio: float) -> str:
    """Why the archive is refused, or ''."""
    if len(infos) > MAX_ENTRIES:
        return f"it has {len(infos):,} entries, and at most {MAX_ENTRIES:,} are read"
    for info in infos:
        reason = _unsafe_entry(info, max_ratio)
        if reason:
            return f"the entry '{shown(info.orig_filename)}' {reason}"
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED_BYTES:
        return f"it would unpack to {total / 2**30:,.1f} GB, and at most {MAX_UNPACKED_BYTES // 2**30} GB are read"
    return ""


def _unsafe_entry(info: zipfile.ZipInfo, max_ratio: float) -> str:
    name = info.orig_filename.replace("\\", "/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\0" in name or not name:
        return "has no usable name"
    if name.startswith("/") or name[1:2] == ":":
        return "has an absolute path"
    if ".." in name.split("/"):
        return "leads out of the archive ('..')"
    if kind == stat.S_IFLNK:
        return "is a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is neither a file nor a folder"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in another way than stored or deflated"
    if info.compress_type == zipfile.ZIP_STORED and info.compress_size > info.file_size:
        return "holds more bytes than it says"
    if info.file_size > SMALL_BYTES and info.file_size > max_ratio * info.compress_size:
        return f"would unpack to {info.file_size:,} bytes from {info.compress_size:,}, like a zip bomb"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Some Windows tools write backslashes; './' in front means nothing."""
    return "/".join(part for part in info.filename.replace("\\", "/").split("/") if part not in ("", "."))


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str) -> Callable[[], IO[bytes]]:
    """What opens one entry: its bytes in memory. Raises Unreadable where it is damaged, DataError where it lies."""

    def read() -> IO[bytes]:
        blocks: list[bytes] = []
        left = min(info.file_size, MAX_FILE_BYTES) + 1
        try:
            with stream(archive, info) as file:
                while left and (block := file.read(min(left, BLOCK_BYTES))):
                    blocks.append(block)
                    left -= len(block)
        except BROKEN as err:
            raise Unreadable(f"damaged in the archive: {err}") from err
        if not left:
            raise DataError(f"{source} was refused: the entry '{shown(info.filename)}' unpacks to more than the "
                            f"{info.file_size:,} bytes that it says.", "It may be a zip bomb.")
        if left > 1:
            raise Unreadable(f"damaged in the archive: {left - 1:,} bytes fewer than it says")
        return io.BytesIO(b"".join(blocks))

    return read


def stream(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """The entry, readable beyond its declared size, where zipfile itself would stop: else a lie looks like a wrong checksum.

    Memory is bounded by what the caller asks for.
    """
    endless = copy.copy(info)
    endless.file_size = sys.maxsize
    return archive.open(endless)

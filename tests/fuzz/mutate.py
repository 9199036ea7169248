"""A valid file in, one that is nearly valid out: each kind of file is changed where its reader has to look."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import numpy as np

__all__ = ["TRICKS", "Content", "Payload", "mutated"]

Content = bytes | str                   # a str names one of TRICKS, which lies there instead of a file
Payload = dict[str, Content]
TRICKS = ("missing", "a folder", "a link to itself", "a link out of the folder")     # as `loop.laid` makes them
ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 3, 255, 2**31, 2**63, -(2**63), 10**30, 10**400, 0.5, -1e308, 1e308, 5e-324, float("nan"),
    float("inf"), "", "0", "1e999", "nan", "x" * 5000, "../../etc/passwd", "/etc/passwd", "a\0b", "\ud800", "\x1b[31m", "<b>&",
    "é\n\n", [], {}, [[]], [None], {"": None}, [0] * 3, [1.5] * 300, list("abc"))
TEXTS = ("", "0", "-0", "+1", " 1", "1_0", "1e3", "nan", "²", "１", "٣", "9" * 5000, "0" * 4400, "L" * 10_000, "root", "all",  # noqa: RUF001
         ",", ",,", "LR", "1,2", "\0", "\ud800", "../..", "%00", "10,0,20", "3,3,3,3", "null", "\x1b[2J", "ß" * 300)
DEEP = "stands for a value that is nested deeply"
NAMES = ("../a.png", "/a.png", "c:\\a.png", "a\\..\\b.png", "train/a.png", "test/x/b.png", ".png", "é" * 300, "a\n.png")


def mutated(chance: random.Random, payload: Payload, names: tuple[str, ...]) -> Payload:
    """The payload with one of its files `names` changed one to three times."""
    out = dict(payload)
    name = chance.choice(names)
    if chance.random() < 0.02 and not name.endswith(".link"):
        return out | {name: chance.choice(TRICKS)}
    change = _BY_SUFFIX.get(PurePath(name).suffix, in_bytes)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = out[name]
        assert isinstance(content, bytes)
        out[name] = (in_bytes if chance.random() < 0.15 else change)(chance, content)
    return out


def in_bytes(chance: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    at, n = chance.randrange(len(out) + 1), chance.choice((1, 2, 4, 8, 100))
    match chance.randrange(7):
        case 0:
            return data[:at]
        case 1:
            del out[at : at + n]
        case 2:
            out[at:at] = out[at : at + n]
        case 3:
            out[at : at + n] = chance.randbytes(n)
        case 4:
            out[at : at + n] = bytes([chance.choice((0, 255))]) * n
        case 5:
            out[at : at + 4] = chance.choice((struct.pack("<I", 2**31), struct.pack(">I", 2**32 - 1), b"\x01\0\0\0"))
        case _:
            for _ in range(n):
                if out:
                    out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


# --- JSON ------------------------------------------------------------------------------------------------------------


def in_json(chance: random.Random, data: bytes) -> bytes:
    """One value of the tree is swapped, dropped, doubled, wrapped, or made of another kind."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return in_bytes(chance, data)
    whole = [content]
    where, key = _place(chance, whole)
    value = where[key]
    match chance.randrange(9):
        case 0 | 1 | 2:
            where[key] = chance.choice(ODD)
        case 3:
            del where[key]
        case 4:
            where[key] = _of_another_kind(value)
        case 5:
            there, other = _place(chance, whole)
            where[key] = json.loads(json.dumps(there[other]))
        case 6 if isinstance(where, dict):
            where[chance.choice((key + "s", "", "__class__", "version", key.upper()))] = where.pop(key)
        case 6 if where is not whole:
            where[key:key] = [value] * chance.choice((1, 50))
        case 7 if isinstance(value, int | float) and abs(value) < 2**64:
            where[key] = chance.choice((-value, value * 1000, value + 0.5, value + 1, value - 1))
        case _:
            where[key] = DEEP
    if not whole:
        return b""
    depth = chance.choice((3, 200, 100_000))
    return json.dumps(whole[0]).encode().replace(json.dumps(DEEP).encode(), b"[" * depth + b"]" * depth)


def _place(chance: random.Random, whole: list[Any]) -> tuple[Any, Any]:
    """A container and a key in it; near the root as often as at a leaf, however long the lists are."""
    where, key = whole, 0
    while isinstance(where[key], dict | list) and where[key] and chance.random() < 0.75:
        where = where[key]
        key = chance.choice(list(where)) if isinstance(where, dict) else chance.randrange(len(where))
    return where, key


def _of_another_kind(value: Any) -> Any:
    match value:
        case dict():
            return list(value.items())
        case list():
            return {str(i): one for i, one in enumerate(value)}
        case str():
            return [value]
        case bool() | None:
            return "true"
        case _:
            return str(value)


def in_lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = [lines[at]] * chance.choice((1, 500))
        case 2:
            lines[at:at] = [chance.choice((b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"step": 1e999}'))]
        case _:
            lines[at] = in_json(chance, lines[at])
    return b"\n".join(lines)


def in_text(chance: random.Random, data: bytes) -> bytes:
    """A value after its `=` becomes another; for small files of settings."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    key, equals, _ = lines[at].partition(b"=")
    odd = json.dumps(chance.choice(ODD)).encode()
    lines[at] = key + equals + odd if equals else lines[at] + odd
    return b"\n".join(lines)


def in_link(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    at = chance.randrange(len(text) + 1)
    odd = chance.choice((*TEXTS, chr(chance.randrange(0x20, 0x3000))))
    return chance.choice((odd, text[:at] + odd + text[at:], text[:at] + odd, text * 40)).encode("utf-8", "surrogatepass")


# --- tensors, arrays, archives -----------------------------------------------------------------------------------------


def in_safetensors(chance: random.Random, data: bytes) -> bytes:
    """A header that lies, with a length that is right; or the numbers."""
    length = int.from_bytes(data[:8], "little")
    if length > len(data):
        return in_bytes(chance, data)
    if chance.random() < 0.2:
        return data[: 8 + length] + in_bytes(chance, data[8 + length :])
    header = in_json(chance, data[8 : 8 + length])
    return len(header).to_bytes(8, "little") + header + data[8 + length :]


def in_npz(chance: random.Random, data: bytes) -> bytes:
    entries = _entries(data)
    if not entries:
        return in_bytes(chance, data)
    name = chance.choice(sorted(entries))
    match chance.randrange(6):
        case 0:
            del entries[name]
        case 1:
            entries[chance.choice(("images.npy", "labels.npy", "x_test.npy", "../a.npy", "class_names.npy"))] = entries.pop(name)
        case 2:
            entries[name] = in_bytes(chance, entries[name][:128]) + entries[name][128:]         # its header is text
        case 3:
            entries[name] = in_bytes(chance, entries[name])
        case _:
            entries[name] = _odd_array(chance, entries[name])
    return _packed(entries, chance)


def _odd_array(chance: random.Random, member: bytes) -> bytes:
    """The array in another shape or type, or with other values."""
    try:
        array = np.load(io.BytesIO(member), allow_pickle=False)
    except Exception:
        array = np.zeros(3)
    changes: tuple[Callable[[], Any], ...] = (
        lambda: array[:0], lambda: array[:1], lambda: array[..., None], lambda: array.reshape(-1), lambda: array.T,
        lambda: array.astype(chance.choice(("f8", "f2", "i8", "u8", "?", "c8", "U5", "S3", "M8[s]", ">i4", "O"))),
        lambda: np.full(array.shape, chance.choice((np.nan, np.inf, 1e308, -1e308, 1e-320, 65504.0))),
        lambda: np.full(array.shape, chance.choice((-(2**63), 2**63 - 1, -1, 256, 10**6))),
        lambda: np.zeros(array.shape, [("a", "i4"), ("b", "f4")]), lambda: np.concatenate([array, array]),
        lambda: np.array("text"))
    buffer = io.BytesIO()
    with np.errstate(all="ignore"):
        try:
            np.save(buffer, chance.choice(changes)(), allow_pickle=True)
        except Exception:                                           # not every array can be made into every other
            return in_bytes(chance, member)
    return buffer.getvalue()


def in_zip(chance: random.Random, data: bytes) -> bytes:
    entries = _entries(data)
    if not entries or chance.random() < 0.2:
        at = data.rfind(b"PK\x01\x02", 0, chance.randrange(1, len(data) + 2))                  # its list of entries
        return data[: max(0, at)] + in_bytes(chance, data[max(0, at) :])
    name = chance.choice(sorted(entries))
    match chance.randrange(5):
        case 0:
            entries[chance.choice(NAMES)] = entries.pop(name)
        case 1:
            entries = dict(list(entries.items())[: chance.randrange(len(entries))])
        case 2:
            entries[name] = chance.choice((b"", bytes(2**20), data, b"GIF89a", b"P5\n9999999 9999999\n255\n", b"\x89PNG\r\n"))
        case _:
            for one in chance.sample(sorted(entries), min(8, len(entries))):
                entries[one] = in_bytes(chance, entries[one])
    return _packed(entries, chance)


def _entries(data: bytes) -> dict[str, bytes]:
    """What can still be read of an archive that was changed before."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist() if info.file_size < 2**21}
    except Exception:
        return {}


def _packed(entries: dict[str, bytes], chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def in_png(chance: random.Random, data: bytes) -> bytes:
    """What stands in a text chunk, its sum right again: else no reader would look beyond the sum."""
    start = data.find(b"tEXt")
    if start < 4 or chance.random() < 0.15:
        return in_bytes(chance, data)
    end = start + 4 + int.from_bytes(data[start - 4 : start], "big")
    keyword, _, text = data[start + 4 : end].partition(b"\0")
    body = b"tEXt" + keyword + b"\0" + in_json(chance, text)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[: start - 4] + chunk + data[end + 4 :]


_BY_SUFFIX: dict[str, Callable[[random.Random, bytes], bytes]] = {
    ".json": in_json, ".jsonl": in_lines, ".toml": in_text, ".link": in_link, ".safetensors": in_safetensors, ".npz": in_npz,
    ".zip": in_zip, ".png": in_png}

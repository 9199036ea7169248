"""Numbers and pictures for the browser in one block of bytes.

Streamlit keeps equal messages by content and turns bytes inside a dictionary into text, so a component gets bytes alone,
with the small things in a header: "MIXV", uint32 little-endian header length, header (UTF-8 JSON, padded with blanks to a
multiple of 4), then the parts one after another. The header's `parts` maps each name to [offset, bytes].
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

__all__ = ["MAX_PACKET_BYTES", "pack", "unpack"]

MAGIC = b"MIXV"
MAX_PACKET_BYTES = 4 * 2**20        # a whole map with its thumbnails; the rest is far smaller


def pack(header: Mapping[str, Any], parts: Mapping[str, bytes], limit: int = MAX_PACKET_BYTES) -> bytes:
    """`header` and `parts` as one block, with an `id` that changes when anything in it does.

    Arrays of the header become lists. Raises ValueError above `limit` bytes, which would make every page change slow.
    """
    places, body = {}, b""
    for name, data in parts.items():
        body += b"\0" * (-len(body) % 4)
        places[name] = [len(body), len(data)]
        body += data
    head = orjson.dumps({**header, "parts": places}, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)
    mark = hashlib.blake2b(head + body, digest_size=8).hexdigest()
    head = head[:-1] + f',"id":"{mark}"}}'.encode()
    head += b" " * (-len(head) % 4)
    if len(head) + len(body) > limit:
        raise ValueError(f"a view of {len(head) + len(body):,} bytes exceeds {limit:,}")
    return MAGIC + len(head).to_bytes(4, "little") + head + body


def unpack(packet: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The inverse of `pack`, for tests and tools."""
    if packet[:4] != MAGIC:
        raise ValueError("not a packet")
    length = int.from_bytes(packet[4:8], "little")
    header = orjson.loads(packet[8 : 8 + length])
    body = packet[8 + length :]
    return header, {name: body[start : start + size] for name, (start, size) in header["parts"].items()}


def _plain(value: Any) -> Any:
    """What orjson leaves to us: arrays that do not lie in one piece, ranges."""
    return np.ascontiguousarray(value) if isinstance(value, np.ndarray) else list(value)

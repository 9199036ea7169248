"""Bytes as text of seven bits a letter, for blocks of a file: a sixth longer than the bytes, where base64 is a third longer.

A letter is the character of its number. Those that a page would not keep as they are (NUL and carriage return), or take for a
tag, stand 128 further on, as two bytes of UTF-8; the reader (components/talkfile/bytes.js) looks at seven bits of every letter.
"""

from __future__ import annotations

import numpy as np

__all__ = ["text_of"]

MOVED = {number: chr(number + 128) for number in b"\0\r<"}


def text_of(data: bytes) -> str:
    """Eight letters for seven bytes; of n letters a reader takes floor(7 n / 8) bytes."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    letters = np.zeros((-(-len(bits) // 7), 8), np.uint8)          # each begins with a 0
    letters[:, 1:] = np.pad(bits, (0, -len(bits) % 7)).reshape(-1, 7)
    return np.packbits(letters).tobytes().decode("ascii").translate(MOVED)

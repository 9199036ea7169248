"""What a file says of its own picture: it comes back, and whatever else a file may hold is a sentence."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import numpy as np
import pytest

from mixgan import pictures
from mixgan.errors import ConfigError, MixganError, StoreError
from mixgan.store.picture_recipe import Hand, Recipe, numbers, packed, pixels, read_recipe

PICTURE = np.arange(12, dtype=np.uint8).reshape(3, 4, 1)


def recipe(**changes: Any) -> Recipe:
    usual: dict[str, Any] = {"model": "hmog-tiny", "fingerprint": "0" * 16, "family": "hmog", "by": "page", "seed": 3, "n": 6,
                             "samples": [5, 5], "places": [[0, 0], [4, 0]], "size": [8, 4]}
    return Recipe(**(usual | changes))


def with_text(text: bytes, kind: bytes = b"tEXt") -> bytes:
    """A whole PNG with one more chunk, its sum right."""
    plain = pictures.png(PICTURE)
    body = kind + text
    chunk = struct.pack(">I", len(text)) + body + struct.pack(">I", zlib.crc32(body))
    return plain[:33] + chunk + plain[33:]


def test_a_recipe_comes_back() -> None:
    hand = Hand(pad=(1.25, -0.5), forced={"": "L", "LR": "R"}, muted=(2,), push=("L", 1.5), temperature=0.0)
    made = recipe(link="Tree?model=é", hand=hand, noise=packed(np.ones((2, 3), np.float32)))
    data = pictures.png(PICTURE, made.inside())
    assert read_recipe(data, "a.png") == made
    assert b"tEXtmixgan\0{" in data
    np.testing.assert_array_equal(pixels(data, "a.png"), PICTURE)


@pytest.mark.parametrize(("data", "words"), [
    (b"", "is not a PNG"), (b"\x89PNG\r\n\x1a\n", "torn"), (pictures.png(PICTURE), "no recipe"),
    (pictures.png(PICTURE, recipe().inside())[:-6], "torn"), (with_text(b"other\0{}"), "no recipe"),
    (with_text(b"mixgan\0{"), "not JSON"), (with_text(b"mixgan\0" + b"[" * 10**5), "not JSON"),
    (with_text(b"mixgan\0" + b" " * 2**20 + b" "), "bytes"), (with_text(b"mixgan\0\xff"), "not JSON"),
    (pictures.webp(np.zeros((4, 4, 3), np.uint8)), "is not a PNG"),
])
def test_what_has_none_is_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        read_recipe(data, "a.png")


@pytest.mark.parametrize("at", [20, 40, 80, -20, -40])
def test_one_changed_byte_is_seen(at: int) -> None:
    data = bytearray(pictures.png(PICTURE, recipe().inside()))
    data[at] ^= 1
    with pytest.raises(StoreError, match="torn"):
        read_recipe(bytes(data), "a.png")


@pytest.mark.parametrize(("changes", "words"), [
    ({"model": "../../etc"}, "model"), ({"model": "/etc"}, "model"), ({"model": "runs/../x"}, "model"),
    ({"n": 10**9}, "n should"), ({"version": 2}, "version"), ({"run": "rm"}, "Unknown option 'run'"),
    ({"places": None}, "columns or places"), ({"size": None}, "a size around"),
    ({"places": [[0, 0]]}, "1 places for 2"), ({"places": [[0, 0], [9999, 0]]}, "size lie"), ({"scale": 0}, "scale"),
    ({"samples": [-1, 0]}, "samples"), ({"by": "x"}, "by"), ({"spread": float("nan")}, "spread"),
])
def test_a_wrong_one_names_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    content = recipe().inside() | changes
    with pytest.raises(ConfigError, match=words):
        read_recipe(with_text(b"mixgan\0" + json.dumps(content).encode()), "a.png")


def test_numbers_are_of_their_size_and_finite() -> None:
    values = np.array([[1.5, -2], [0, 3]], np.float32)
    np.testing.assert_array_equal(numbers(packed(values), 2, 2, "noise"), values)
    endless = packed(np.full((2, 2), np.inf, np.float32))
    for text, size in ((packed(values), (2, 3)), (endless, (2, 2)), ("@@", (2, 2)), ("é", (2, 2)), ("AAAA", (1, 1))):
        with pytest.raises(MixganError, match="The recipe's noise"):
            numbers(text, *size, "noise")


def test_pixels_that_cannot_be_read_are_a_sentence() -> None:
    whole = pictures.png(PICTURE)
    at = whole.index(b"IDAT")
    with pytest.raises(StoreError, match="torn"):
        pixels(whole[:at] + b"IDAT\0\0" + whole[at + 6 :], "a.png")

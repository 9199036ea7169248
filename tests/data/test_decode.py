"""Planted pictures whose pixels are known, in every form that cameras and tools write."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mixgan.data import decode as module
from mixgan.data.decode import Kind, Unreadable, decode, laid_on_white, sides_of, squared
from tests.data.planted import encoded, noise

UPRIGHT = noise(12, 12, 3)
# How the sensor saw an upright picture, by EXIF orientation (TIFF 6.0, tag 274)
AS_STORED: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, -1),
}


def read(content: bytes, size: int) -> tuple[np.ndarray, set[Kind]]:
    return decode(io.BytesIO(content), size)


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[274] = orientation
    return tags.tobytes()


@pytest.mark.parametrize("orientation", AS_STORED)
def test_every_orientation_comes_upright(orientation: int) -> None:
    stored = np.ascontiguousarray(AS_STORED[orientation](UPRIGHT))
    pixels, kinds = read(encoded(stored, exif=exif(orientation)), 12)
    assert np.array_equal(pixels, UPRIGHT)
    assert kinds == (set() if orientation == 1 else {Kind.UPRIGHT})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_sides_come_from_the_header_alone(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(noise(10, 20, 3), kind)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("pixels were decoded"))
    assert sides_of(io.BytesIO(content)) == (20, 10)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "TIFF", "PPM"])
def test_lossless_formats_keep_every_pixel(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    pixels, kinds = read(encoded(UPRIGHT, kind, **options), 12)
    assert np.array_equal(pixels, UPRIGHT)
    assert not kinds


def test_jpeg_keeps_what_jpeg_keeps() -> None:
    flat = np.full((32, 32, 3), (200, 100, 50), np.uint8)
    pixels, kinds = read(encoded(flat, "JPEG", quality=95), 32)
    assert np.abs(pixels.astype(int) - flat).max() <= 2
    assert not kinds


def test_a_large_jpeg_is_decoded_coarsely_to_nearly_the_same() -> None:
    smooth = np.linspace(0, 255, 1600, dtype=np.uint8)[None, :, None].repeat(1600, 0).repeat(3, 2)
    pixels, kinds = read(encoded(smooth, "JPEG", quality=95), 16)
    exact = squared(Image.fromarray(smooth), 16)[0]
    assert np.abs(pixels.astype(int) - np.asarray(exact)).max() <= 2
    assert kinds == {Kind.SHRUNK}


def test_grey_stays_grey_and_is_no_conversion() -> None:
    pixels, kinds = read(encoded(UPRIGHT[..., 0]), 12)
    assert np.array_equal(pixels, UPRIGHT[..., :1].repeat(3, 2))
    assert not kinds


def test_a_palette_becomes_its_colours() -> None:
    palette = Image.fromarray(UPRIGHT[..., 0] % 4, "P")
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
    pixels, kinds = read(encoded(palette), 12)
    expected = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255), (9, 9, 9)], np.uint8)[UPRIGHT[..., 0] % 4]
    assert np.array_equal(pixels, expected)
    assert kinds == {Kind.PALETTE}


def test_a_transparent_palette_entry_is_white() -> None:
    palette = Image.fromarray(UPRIGHT[..., 0] % 2, "P")
    palette.putpalette([255, 0, 0, 0, 0, 0])
    pixels, kinds = read(encoded(palette, transparency=1), 12)
    assert np.array_equal(pixels[..., 1] == 255, UPRIGHT[..., 0] % 2 == 1)
    assert kinds == {Kind.PALETTE, Kind.WHITE}


@pytest.mark.parametrize(("kind", "dtype"), [("PNG", "<u2"), ("TIFF", "<u2"), ("TIFF", ">u2")])
def test_sixteen_bits_become_eight(kind: str, dtype: str) -> None:
    values = np.arange(144, dtype=np.uint16).reshape(12, 12) * 458
    values[0, :3] = (0, 65535, 257 * 128)
    content = encoded(Image.fromarray(values.astype(dtype)), kind)
    pixels, kinds = read(content, 12)
    assert np.array_equal(pixels[..., 0], np.rint(values / 257).astype(np.uint8))
    assert kinds == {Kind.DEEP}


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_values_of_unknown_range_are_left_out(dtype: type) -> None:
    with pytest.raises(Unreadable, match="32 bits wide and their range is not known"):
        read(encoded(Image.fromarray(np.ones((12, 12), dtype)), "TIFF"), 12)


def test_alpha_is_laid_on_white() -> None:
    rgba = np.concatenate([UPRIGHT, noise(12, 12, 1, seed=3)], -1)
    pixels, kinds = read(encoded(rgba), 12)
    alpha = rgba[..., 3:] / 255
    np.testing.assert_allclose(pixels, rgba[..., :3] * alpha + 255 * (1 - alpha), atol=0.5 + 1e-9)
    assert kinds == {Kind.WHITE}


def test_opaque_alpha_changes_nothing_and_is_not_mentioned() -> None:
    rgba = np.concatenate([UPRIGHT, np.full((12, 12, 1), 255, np.uint8)], -1)
    pixels, kinds = read(encoded(rgba), 12)
    assert np.array_equal(pixels, UPRIGHT)
    assert not kinds


@given(st.integers(0, 255), st.integers(0, 255))
def test_laid_on_white_in_every_value(colour: int, alpha: int) -> None:
    mixed = laid_on_white(np.array([[colour, colour, colour, alpha]], np.uint8))
    assert abs(int(mixed[0, 0]) - (colour * alpha + 255 * (255 - alpha)) / 255) <= 0.5
    if alpha in (0, 255):
        assert mixed[0, 0] == (255 if alpha == 0 else colour)


def test_other_colour_spaces_and_one_bit_and_frames() -> None:
    assert read(encoded(Image.new("CMYK", (12, 12), (0, 255, 255, 0)), "TIFF"), 12)[1] == {Kind.SPACE}
    pixels, kinds = read(encoded(Image.fromarray(UPRIGHT[..., 0] > 99)), 12)
    assert np.array_equal(pixels[..., 0], np.where(UPRIGHT[..., 0] > 99, 255, 0))
    assert kinds == {Kind.ONE_BIT}
    frames = [Image.fromarray(noise(12, 12, seed=i)) for i in range(3)]
    pixels, kinds = read(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]), 12)
    assert np.array_equal(pixels[..., 0], noise(12, 12))
    assert kinds == {Kind.FRAME}


def test_a_phone_picture_with_a_second_one_inside_is_its_first() -> None:
    first, second = (Image.fromarray(np.full((16, 16, 3), grey, np.uint8)) for grey in (200, 10))
    pixels, kinds = read(encoded(first, "MPO", save_all=True, append_images=[second]), 16)
    assert (pixels == 200).all()
    assert kinds == {Kind.FRAME}


@pytest.mark.parametrize(("height", "width", "part"), [(12, 20, np.s_[:, 4:16]), (20, 12, np.s_[4:16]), (12, 13, np.s_[:, :12])])
def test_the_central_square_is_kept(height: int, width: int, part: tuple[slice, slice]) -> None:
    whole = noise(height, width, 3)
    pixels, kinds = read(encoded(whole), 12)
    assert np.array_equal(pixels, whole[part])
    assert kinds == {Kind.CROPPED}


def test_shrinking_does_not_alias() -> None:
    """Lines one pixel apart are grey when shrunk fourfold; picking every fourth pixel would make them black or white."""
    lines = np.zeros((64, 64), np.uint8)
    lines[:, ::2] = 255
    pixels, kinds = read(encoded(lines), 16)
    assert np.abs(pixels.astype(int) - 127).max() <= 12
    assert kinds == {Kind.SHRUNK}


def test_enlarging_is_said() -> None:
    pixels, kinds = read(encoded(np.full((8, 8), 77, np.uint8)), 32)
    assert (pixels == 77).all()
    assert kinds == {Kind.ENLARGED}


@pytest.mark.parametrize(("content", "reason"), [
    (b"hello", "not a PNG, JPEG"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a PNG, JPEG"),      # Pillow would start Ghostscript
    (encoded(noise(64, 64, 3))[:3000], "damaged"),
    (encoded(noise(64, 64, 3), "JPEG")[:1500], "damaged"),
])
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read(content, 16)
    assert "0x" not in str(caught.value)        # no addresses of Python objects: the same file gives the same sentence


@pytest.mark.parametrize("side", [9_000, 11_000, 40_000])
def test_a_header_of_too_many_pixels_is_believed_not_tried(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow warns from 89 million pixels on and refuses from 179 million; we from 64 million: 81, 121, 1,600 here."""
    content = bytearray(encoded(noise(8, 8, 3), "BMP"))
    content[18:26] = side.to_bytes(4, "little") * 2

    def never(*_: object) -> None:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    with pytest.raises(Unreadable, match="at most 64 million are read"):
        read(bytes(content), 16)


def test_just_under_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PIXELS", 144)
    assert np.array_equal(read(encoded(UPRIGHT), 12)[0], UPRIGHT)
    with pytest.raises(Unreadable, match="13 by 12 px"):
        read(encoded(noise(12, 13, 3)), 12)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"]), st.data())
def test_damaged_bytes_are_a_picture_or_a_reason(kind: str, draw: st.DataObject) -> None:
    content = bytearray(encoded(noise(16, 16, 3), kind))
    for place in draw.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[place] = draw.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        pixels, _ = read(bytes(content), 8)
        assert pixels.shape == (8, 8, 3)
        assert pixels.dtype == np.uint8

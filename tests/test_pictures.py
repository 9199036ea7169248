"""Pictures as arrays, and back."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from mixgan import pictures
from mixgan.errors import StoreError
from mixgan.rng import Stream


def some(n: int, height: int, width: int, channels: int, seed: int = 0) -> NDArray[np.uint8]:
    return Stream(seed).integers(n * height * width * channels, 256).astype(np.uint8).reshape(n, height, width, channels)


def opened(data: bytes, mode: str = "RGB") -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        return np.array(image.convert(mode))


def test_every_grey_level_comes_back() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    floats = pictures.to_float(torch.from_numpy(levels))
    assert floats.shape == (1, 1, 16, 16)
    assert (floats.min().item(), floats.max().item()) == (-1, 1)
    np.testing.assert_array_equal(pictures.to_uint8(floats), levels)


def test_channels_and_rows_keep_their_places() -> None:
    images = some(2, 3, 5, 3)
    floats = pictures.to_float(torch.from_numpy(images))            # (2, 3, 3, 5)
    assert floats.shape == (2, 3, 3, 5)
    assert floats[1, 2, 0, 4].item() == pytest.approx(images[1, 0, 4, 2] / 127.5 - 1, abs=1e-6)
    np.testing.assert_array_equal(pictures.to_uint8(floats), images)


def test_what_leaves_the_range_is_clamped_and_levels_are_rounded() -> None:
    values = torch.tensor([-9.0, -1.0, 0.2 / 127.5 - 1, 0.8 / 127.5 - 1, 1.0, 9.0], requires_grad=True).reshape(1, 1, 1, 6)
    assert pictures.to_uint8(values).ravel().tolist() == [0, 0, 0, 1, 255, 255]
    assert pictures.to_uint8(values.detach().half())[0, 0, 5, 0] == 255


@given(n=st.integers(1, 13), columns=st.integers(1, 8), scale=st.integers(1, 3), gap=st.integers(0, 2))
def test_every_picture_is_on_its_place_of_the_sheet(n: int, columns: int, scale: int, gap: int) -> None:
    images = some(n, 4, 5, 3)
    page = pictures.sheet(images, columns, scale=scale, gap=gap, background=7)
    step_y, step_x = 4 * scale + gap, 5 * scale + gap
    across = min(columns, n)
    rest = np.ones(page.shape[:2], bool)
    for i in range(n):
        y, x = i // across * step_y, i % across * step_x
        tile = page[y : y + 4 * scale, x : x + 5 * scale]
        np.testing.assert_array_equal(tile[::scale, ::scale], images[i])
        np.testing.assert_array_equal(tile[scale - 1 :: scale, scale - 1 :: scale], images[i])       # no smoothing
        rest[y : y + 4 * scale, x : x + 5 * scale] = False
    assert (page[rest] == 7).all()
    assert page.shape == (-(-n // across) * step_y - gap, across * step_x - gap, 3)


def test_a_sheet_has_a_largest_side() -> None:
    assert pictures.sheet(some(1, 64, 64, 1), 1, scale=64).shape == (4096, 4096, 1)
    with pytest.raises(ValueError, match="exceeds 4096 px"):
        pictures.sheet(some(1, 64, 64, 1), 1, scale=65)
    with pytest.raises(ValueError, match="exceeds 4096 px"):
        pictures.sheet(some(2, 1, 2049, 1), 2)


@pytest.mark.parametrize("channels", [1, 3])
def test_webp_and_png_open_as_what_was_written(channels: int) -> None:
    picture = some(1, 12, 20, channels)[0]
    rgb = np.broadcast_to(picture, (12, 20, 3))
    np.testing.assert_array_equal(opened(pictures.webp(picture, lossless=True)), rgb)
    np.testing.assert_array_equal(opened(pictures.png(picture)), rgb)
    smooth = np.broadcast_to(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], (64, 64, channels))
    lossy = opened(pictures.webp(smooth)).astype(int)
    assert lossy.shape == (64, 64, 3)
    assert np.abs(lossy - smooth).mean() < 4


@pytest.mark.parametrize("stored", [b"", b"RIFF", b"GIF89a\x01\0\x01\0", pictures.webp(np.zeros((4, 6, 1), np.uint8))[:-30]])
def test_a_sheet_that_is_none_is_a_sentence(stored: bytes) -> None:
    with pytest.raises(StoreError, match=r"The sheet cannot be shown: its file is no WebP picture"):
        pictures.sides_of(stored, "The sheet")


def test_the_sides_of_a_sheet() -> None:
    assert pictures.sides_of(pictures.webp(np.zeros((4, 6, 1), np.uint8)), "The sheet") == (6, 4)

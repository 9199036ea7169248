"""Arrays of anybody's making: found by their names, understood by their values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixgan import data
from mixgan.data import npz
from mixgan.errors import DataError
from tests.data.conftest import load, refused
from tests.data.planted import LABELS, ONE, PICTURES, TEST, noise

REAL = os.environ.get("MIXGAN_DATA", "")


@pytest.mark.parametrize("packed", [False, True])
def test_uint8_pictures_come_back_as_they_are(path: Path, packed: bool) -> None:
    (np.savez_compressed if packed else np.savez)(path, images=PICTURES, labels=LABELS)
    train, test = load(path), load(path, "test")
    together = {image.tobytes(): label for found in (train, test)
                for image, label in zip(found.images, found.labels, strict=True)}     # type: ignore[arg-type]
    assert together == {image.tobytes(): label for image, label in zip(PICTURES, LABELS, strict=True)}
    assert (len(train), len(test)) == (18, 2)
    assert train.class_names == ("0", "1")
    assert not train.notes


@pytest.mark.parametrize(("images", "labels"), [
    (a, b) for a, b in zip(npz.IMAGES, [*npz.LABELS, *npz.LABELS], strict=False)])
def test_usual_names_are_known_in_any_case(path: Path, images: str, labels: str) -> None:
    saved: dict[str, Any] = {images.upper(): PICTURES, labels.title(): LABELS, "something_else": np.zeros(3)}
    found = load(path, **saved)
    assert found.labels is not None
    assert len(found) == 18


def test_a_split_of_its_own_is_used(path: Path) -> None:
    saved: dict[str, Any] = {"x_train": PICTURES, "y_train": LABELS, "x_test": TEST, "y_test": np.array([1, 0, 1, 0, 2])}
    train, test = load(path, **saved), load(path, "test")
    assert np.array_equal(train.images, PICTURES)
    assert np.array_equal(test.images, TEST)
    assert train.class_names == test.class_names == ("0", "1", "2")
    assert test.labels is not None
    assert test.labels.tolist() == [1, 0, 1, 0, 2]


def test_a_test_split_without_labels_has_none(path: Path) -> None:
    saved: dict[str, Any] = {"train_images": PICTURES, "train_labels": LABELS, "test_images": TEST}
    assert load(path, **saved).labels is not None
    assert load(path, "test").labels is None


@pytest.mark.parametrize(("labels", "names", "expected_names", "expected"), [
    (np.array([5, 7] * 10), None, ("5", "7"), [0, 1] * 10),
    (np.array([-1, 1] * 10), None, ("-1", "1"), [0, 1] * 10),
    (np.array(["dog", "cat"] * 10), None, ("cat", "dog"), [1, 0] * 10),
    (np.array([b"dog", b"cat"] * 10), None, ("cat", "dog"), [1, 0] * 10),
    (np.array([True, False] * 10), None, ("False", "True"), [1, 0] * 10),
    (np.array([[0], [2]] * 10, np.uint8), ["a", "b", "c"], ("a", "b", "c"), [0, 2] * 10),
    (np.array([1, 2] * 10), ["a", "b"], ("1", "2"), [0, 1] * 10),         # names that do not reach: the numbers are kept
])
def test_labels_of_any_kind_become_indices(
    path: Path, labels: np.ndarray, names: list[str] | None, expected_names: tuple[str, ...], expected: list[int]
) -> None:
    saved: dict[str, Any] = {"train_images": PICTURES, "train_labels": labels, "test_images": TEST}
    if names is not None:
        saved["class_names"] = np.array(names)
    found = load(path, **saved)
    assert found.class_names == expected_names
    assert found.labels is not None
    assert found.labels.tolist() == expected


def test_a_label_for_each_picture_is_no_class(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MAX_CLASSES", 10)
    found = load(path, images=PICTURES, labels=np.arange(20))
    assert found.labels is None
    assert "20 different labels, more than the 10" in found.notes[0]


SPREAD = np.concatenate([np.array([0, 255], np.uint8), ONE.reshape(-1)[2:]]).reshape(ONE.shape)     # reaches both ends


@pytest.mark.parametrize(("values", "note"), [
    (SPREAD / 255, "Values from 0 to 1 were spread over 0 to 255."),
    ((SPREAD / 255).astype(np.float32), "Values from 0 to 1 were spread over 0 to 255."),
    ((SPREAD / 127.5 - 1).astype(np.float32), "Values from -1 to 1 were spread over 0 to 255."),
    (SPREAD.astype(np.float32), "Values of type float32 were rounded to uint8."),
    (SPREAD.astype(np.int64), "Values of type int64 were rounded to uint8."),
    (SPREAD.astype(np.uint16) * 257, "16-bit values were scaled to 8 bits."),
    (SPREAD.astype(">f4") / 255, "Values from 0 to 1 were spread over 0 to 255."),
])
def test_white_is_told_from_the_values(path: Path, values: np.ndarray, note: str) -> None:
    found = load(path, train_images=values, test_images=values[:3])
    assert np.array_equal(found.images[..., 0], SPREAD)
    assert found.notes == (note,)


def test_one_scale_for_both_splits(path: Path) -> None:
    """A split that happens to hold no value above 1 must not be stretched."""
    bright, dark = SPREAD.astype(np.float32), np.ones((20, 16, 16), np.float32)
    assert (load(path, "test", x_train=bright, x_test=dark).images == 1).all()
    assert (load(path, "train", x_train=dark, x_test=bright).images == 1).all()


def test_booleans_are_black_and_white(path: Path) -> None:
    found = load(path, train_images=ONE > 99, test_images=ONE[:2] > 99)
    assert np.array_equal(found.images[..., 0], np.where(ONE > 99, 255, 0))


@pytest.mark.parametrize(("turned", "note"), [
    (PICTURES.transpose(0, 3, 1, 2), "Channels were moved from the front to the end."),
    (np.concatenate([PICTURES, np.full((20, 16, 16, 1), 255, np.uint8)], -1), None),
])
def test_the_order_of_axes_is_seen(path: Path, turned: np.ndarray, note: str | None) -> None:
    found = load(path, train_images=turned, test_images=turned[:2])
    assert np.array_equal(found.images, PICTURES)
    assert found.notes == (() if note is None else (note,))


def test_flat_rows_are_folded(path: Path) -> None:
    found = load(path, train_images=ONE.reshape(20, 256), test_images=ONE[:2].reshape(2, 256))
    assert np.array_equal(found.images[..., 0], ONE)
    assert found.notes == ("Rows of 256 values were folded to 16 by 16 px.",)


def test_transparent_arrays_are_laid_on_white(path: Path) -> None:
    found = load(path, images=np.concatenate([PICTURES, np.zeros((20, 16, 16, 1), np.uint8)], -1))
    assert (found.images == 255).all()
    assert found.notes[0] == "Transparent pictures were laid on white."


def test_grey_in_three_channels_keeps_one(path: Path) -> None:
    found = load(path, train_images=ONE[..., None].repeat(3, 3), test_images=TEST[..., :1].repeat(3, 3))
    assert np.array_equal(found.images[..., 0], ONE)
    assert found.notes == ("Every picture is grey: one channel is kept.",)


def test_odd_sizes_come_to_32(path: Path) -> None:
    found = load(path, images=noise(20, 40, 50, 3))
    assert found.image_shape == (3, 32, 32)
    assert found.notes == ("20 pictures were cropped to the central square.", "20 pictures were shrunk to 32 by 32 px.")
    assert data.load(str(path), size=64).image_shape == (3, 64, 64)


def test_two_numbers_a_row_are_points(path: Path) -> None:
    points = np.stack([np.arange(40.0), np.arange(40.0) * 3 + 5], 1)
    train, test = load(path, points=points), load(path, "test")
    assert train.is_points
    assert train.images.dtype == np.float32
    back = np.concatenate([train.images, test.images]) * train.scale + train.centre
    np.testing.assert_allclose(back[back[:, 0].argsort()], points, atol=1e-4)
    assert np.concatenate([train.images, test.images]).var(0).mean() == pytest.approx(1)
    assert (train.scale, train.centre) == (test.scale, test.centre)
    with pytest.raises(DataError, match="which have no size in px"):
        data.load(str(path), size=16)
    refused(path, "All points in .* are the same", points=np.ones((20, 2)))
    far = np.stack([np.arange(20.0), np.arange(-20.0, 0) * 1e29], 1)
    refused(path, r"points as far out as 2e\+30; at most 1e\+30", points=far)


@settings(max_examples=40, deadline=None)
@given(st.integers(16, 60), st.integers(1, 5), st.integers(0, 99))
def test_splits_of_any_file_are_a_partition(tmp_path_factory: pytest.TempPathFactory, n: int, classes: int, seed: int) -> None:
    path = tmp_path_factory.mktemp("n") / "set.npz"
    images = noise(n, 8, 8, 3, seed=seed)
    train, test = load(path, images=images, labels=np.arange(n) % classes), load(path, "test")
    seen = [image.tobytes() for found in (train, test) for image in found.images]
    assert sorted(seen) == sorted(image.tobytes() for image in images)
    assert len(test) >= 1


@pytest.mark.skipif(not (REAL and (Path(REAL) / "CIFAR10-subset.npz").is_file()),
                    reason="MIXGAN_DATA holds no CIFAR10-subset.npz")
def test_a_real_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_DATA", REAL)
    found = data.load("CIFAR10-subset", split="test")
    assert found.image_shape == (3, 32, 32)
    assert found.class_names[0] == "airplane"
    assert found.labels is not None
    assert np.bincount(found.labels).tolist() == [200] * 10

"""Arrays of anybody's making: found by their names, understood by their values, and never unpickled."""

from __future__ import annotations

import contextlib
import io
import os
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib import format as npy

from mixgan import data
from mixgan.data import arrays, npz
from mixgan.data.imageset import ImageSet
from mixgan.data.splits import Split
from mixgan.errors import DataError
from tests.data.planted import noise, patched, write_zip

REAL = os.environ.get("MIXGAN_DATA", "")
PICTURES = noise(20, 16, 16, 3)
TEST = noise(5, 16, 16, 3, seed=9)
LABELS = np.arange(20) % 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.npz"


def load(path: Path, split: Split = "train", **saved: Any) -> ImageSet:
    """Save the arrays, if any are given, and load one split."""
    if saved:
        np.savez(path, **saved)
    return data.load(str(path), split=split)


def refused(path: Path, sentence: str, **saved: Any) -> DataError:
    with pytest.raises(DataError, match=sentence) as caught:
        load(path, **saved)
    assert caught.value.remedy
    return caught.value


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


@pytest.mark.parametrize("labels", [np.zeros(19, int), np.zeros((20, 2), int), np.zeros(20), np.array(3)])
def test_labels_that_do_not_fit_are_refused(path: Path, labels: np.ndarray) -> None:
    refused(path, "'labels' in .* has the shape .* for 20 pictures", images=PICTURES, labels=labels)


def test_a_label_for_each_picture_is_no_class(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MAX_CLASSES", 10)
    found = load(path, images=PICTURES, labels=np.arange(20))
    assert found.labels is None
    assert "20 different labels, more than the 10" in found.notes[0]


ONE = noise(20, 16, 16)
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


def test_nan_among_the_test_pictures_alone_is_refused(path: Path) -> None:
    refused(path, "NaN or infinite", x_train=noise(20, 8, 8), x_test=np.full((8, 8, 8), np.nan))


def test_names_that_are_no_text_are_refused(path: Path) -> None:
    names = np.frombuffer(b"\xff\xff\xff\x7f" * 3, "<U1")          # numpy keeps them; Python has no such letter
    refused(path, "'class_names' in .* cannot be read: it holds what is no text", images=noise(20, 8, 8), class_names=names)
    last = np.array(["é", "\U0010ffff"], ">U1")
    assert load(path, images=noise(20, 8, 8), labels=np.arange(20) % 2, class_names=last).class_names[0] == "é"


def test_booleans_are_black_and_white(path: Path) -> None:
    found = load(path, train_images=ONE > 99, test_images=ONE[:2] > 99)
    assert np.array_equal(found.images[..., 0], np.where(ONE > 99, 255, 0))


@pytest.mark.parametrize(("values", "sentence"), [
    (ONE.astype(np.float32) * 2, "values from 0 to 5.*not known which one is white"),
    (ONE.astype(np.int32) - 200, "values from -200 to"),
    (np.where(ONE > 250, np.nan, 1.0), "NaN or infinite"),
    (np.where(ONE > 250, np.inf, 1.0), "NaN or infinite"),
    (ONE.astype(complex), "values of type complex128"),
    (ONE.astype("U3"), "values of type <U3"),
    (noise(20), "has the shape"),
    (np.float32(3), "has the shape"),
    (noise(20, 7), "has the shape"),
    (noise(20, 16, 16, 5), "has the shape"),
    (noise(20, 2, 16, 16, 3), "has the shape"),
    (np.zeros((20, 0, 0), np.uint8), "has the shape"),
    (np.zeros((0, 16, 16), np.uint8), "has the shape"),
    (noise(15, 16, 16), "holds 15 pictures that can be read; at least 16"),
])
def test_arrays_that_are_no_pictures_are_refused(path: Path, values: np.ndarray, sentence: str) -> None:
    refused(path, sentence, images=values)


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


def test_splits_that_do_not_fit_each_other_are_refused(path: Path) -> None:
    refused(path, "Give both the same size", x_train=PICTURES, x_test=noise(5, 8, 8, 3))


def test_unknown_names_are_told_with_the_known_ones(path: Path) -> None:
    refused(path, "holds 'a', 'b', and none of these is known to be pictures. Call them 'images'", a=PICTURES, b=LABELS)


# Attacks


class Evil:
    """Creates a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.mark,))


def evil(mark: Path) -> np.ndarray:
    return np.array([Evil(mark)] * 20, dtype=object)


def test_the_planted_pickle_works(tmp_path: Path, path: Path) -> None:
    """Without this, the tests below would pass for any dud."""
    np.savez(path, images=evil(tmp_path / "mark"))
    np.load(path, allow_pickle=True)["images"]
    assert (tmp_path / "mark").exists()


@pytest.mark.parametrize("name", ["images", "labels", "class_names", "not_even_looked_at"])
def test_object_arrays_are_refused_and_never_opened(tmp_path: Path, path: Path, name: str) -> None:
    err = refused(path, f"was refused: '{name}' holds Python objects", **({"images": PICTURES} | {name: evil(tmp_path / "mark")}))
    assert not (tmp_path / "mark").exists()
    assert "dtype=str" in err.remedy


@pytest.mark.parametrize("name", ["set.npz", "set.zip", "set.pkl", "set.npy", "set.pt", "set"])
def test_a_pickle_of_any_name_is_refused_and_never_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(evil(tmp_path / "mark").dumps())
    refused(path, "is not a whole zip archive|is neither a folder, nor a .zip, nor a .npz; it was not opened")
    assert not (tmp_path / "mark").exists()


def test_a_pickle_among_arrays_or_pictures_is_not_opened(tmp_path: Path, path: Path) -> None:
    np.savez(path, images=PICTURES)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("data.pkl", evil(tmp_path / "mark").dumps())
        file.writestr("data.npy", evil(tmp_path / "mark").dumps())
    refused(path, "'data' in .* cannot be read: the magic string is not correct")
    assert not (tmp_path / "mark").exists()


def with_header(path: Path, header: bytes | dict[str, object], payload: bytes = b"", version: tuple[int, int] = (1, 0)) -> Path:
    """An npz whose 'images' begins as told."""
    buffer = io.BytesIO()
    if isinstance(header, dict):
        npy.write_array_header_1_0(buffer, header)      # type: ignore[arg-type]
    else:
        buffer.write(npy.magic(*version) + len(header).to_bytes(2, "little") + header)
    return write_zip(path, {"images.npy": buffer.getvalue() + payload})


@pytest.mark.parametrize("shape", [(10**6, 1000, 1000), (2**62, 2**62), (20, 16, 17)])
def test_a_header_that_claims_more_than_there_is_takes_no_memory(path: Path, shape: tuple[int, ...]) -> None:
    with_header(path, {"descr": "|u1", "fortran_order": False, "shape": shape}, bytes(20 * 256))
    tracemalloc.start()
    try:
        refused(path, "was refused: 'images' says .* and has 5,120")
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("header", "reason"), [
    ({"descr": "|u1", "fortran_order": False, "shape": (-20, -16, 16)}, r"its shape is \(-20"),
    (b"{'descr': '|u1', 'fortran_order': False, 'shape': __import__('os').system('x')}\n", "its header is not one of an array"),
    (b"[" * 9000 + b"\n", "its header is not one of an array"),
    (b"(" * 200 + b")" * 200 + b"\n", "its header is not one of an array"),
    (b"  a\n b\n", "its header is not one of an array"),
    (b"{'descr': 'U" + b"9" * 40 + b"', 'fortran_order': False, 'shape': (3,)}\n", "its header is not one of an array"),
    (b"{'descr': 'U9', 'fortran_order': False, 'shape': (3.5,)}\n", "its header is not one of an array"),
    (b" " * 20_000 + b"\n", "its header is not one of an array"),
])
def test_headers_that_are_none_are_refused(path: Path, header: bytes | dict[str, object], reason: str) -> None:
    refused(with_header(path, header, bytes(5120)), reason)


def test_a_header_for_structured_arrays_is_refused(path: Path) -> None:
    refused(with_header(path, b"{}", version=(3, 0)), "npy version 3.0")
    refused(path, "values of type", images=np.zeros((20, 16, 16), [("a", "u1")]))


def test_too_much_for_memory_is_refused_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MAX_ARRAY_BYTES", 25 * 768 - 1)
    monkeypatch.setattr(npy, "read_array", lambda *_, **__: pytest.fail("an array was read"))
    refused(path, "The pictures in .* take", train_images=PICTURES, test_images=TEST)


def test_labels_or_names_too_large_are_refused_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MAX_ARRAY_BYTES", 20 * 768)
    refused(path, "'labels' in .* takes", images=PICTURES, labels=np.zeros((20, 800), np.int64))


def test_names_that_lead_out_are_refused(path: Path) -> None:
    saved: dict[str, Any] = {"images": PICTURES, "../x": LABELS}
    np.savez(path, **saved)
    refused(path, r"was refused: the entry '\.\./x\.npy' leads out of the archive")


def test_an_array_longer_than_its_entry_says_is_refused(path: Path) -> None:
    """The list says the size that the header needs; the stream goes on."""
    whole = io.BytesIO()
    np.save(whole, PICTURES)
    write_zip(path, {"images.npy": whole.getvalue() + bytes(10**6)})
    path.write_bytes(patched(path.read_bytes(), 0, 24, "<I", len(whole.getvalue())))
    refused(path, "'images' in .* cannot be read: it unpacks to more than it says")


@pytest.mark.parametrize("cut", [100, 3000])
def test_a_truncated_file_is_refused(path: Path, cut: int) -> None:
    np.savez_compressed(path, images=PICTURES)
    path.write_bytes(path.read_bytes()[:-cut])
    refused(path, "is not a whole zip archive")


def test_a_wrong_checksum_is_refused(path: Path) -> None:
    np.savez(path, images=PICTURES)
    content = bytearray(path.read_bytes())
    content[2000] ^= 1
    path.write_bytes(bytes(content))
    refused(path, "Bad CRC-32")


def test_an_npz_without_arrays_is_refused(path: Path) -> None:
    refused(write_zip(path, {"a.png": b"x"}), "holds no arrays")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_are_a_set_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("n") / "set.npz"
    np.savez_compressed(path, images=PICTURES[:, :8, :8], labels=LABELS)
    content = bytearray(path.read_bytes())
    for place in draw.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = draw.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    with contextlib.suppress(DataError):
        assert len(load(path)) >= 1


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

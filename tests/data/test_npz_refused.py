"""Arrays that are refused: what is no picture or fits nothing, and what attacks. No pickle is ever opened."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib import format as npy

from mixgan.data import arrays, npz
from mixgan.errors import DataError
from tests.data.conftest import load, refused
from tests.data.planted import LABELS, ONE, PICTURES, TEST, noise, patched, write_zip


@pytest.mark.parametrize("labels", [np.zeros(19, int), np.zeros((20, 2), int), np.zeros(20), np.array(3)])
def test_labels_that_do_not_fit_are_refused(path: Path, labels: np.ndarray) -> None:
    refused(path, "'labels' in .* has the shape .* for 20 pictures", images=PICTURES, labels=labels)


def test_nan_among_the_test_pictures_alone_is_refused(path: Path) -> None:
    refused(path, "NaN or infinite", x_train=noise(20, 8, 8), x_test=np.full((8, 8, 8), np.nan))


def test_names_that_are_no_text_are_refused(path: Path) -> None:
    names = np.frombuffer(b"\xff\xff\xff\x7f" * 3, "<U1")          # numpy keeps them; Python has no such letter
    refused(path, "'class_names' in .* cannot be read: it holds what is no text", images=noise(20, 8, 8), class_names=names)
    last = np.array(["é", "\U0010ffff"], ">U1")
    assert load(path, images=noise(20, 8, 8), labels=np.arange(20) % 2, class_names=last).class_names[0] == "é"


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

"""`map.npz`: round trips, and archives that lie or would act."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib import format as npy

from mixgan.errors import RunError, StoreError
from mixgan.rng import Stream
from mixgan.store import maps
from mixgan.store.maps import StoredMap
from tests.faults import WHERE, break_disk, leftovers

PICKLE = b"cos\nsystem\n(S'touch acted'\ntR."                         # unpickling it makes a file


def some(
    n: int, umap: bool = True, names: tuple[str, ...] = ("zero", "é"), trust: bool = False, real: bool = False,
) -> StoredMap:
    stream = Stream(n)
    return StoredMap(
        seed=7, n=n, space="noise", pca=stream.child("pca").normal(n, 2), expert=stream.child("e").integers(n, 30),
        weight=(stream.child("w").uniform(n) * 64).round() / 64, cls=stream.child("c").integers(n, 11) - 1,
        confidence=(stream.child("p").uniform(n) * 64).round() / 64, class_names=names, thumbs=bytes(range(200)), columns=8,
        thumb_px=28, umap=stream.child("u").normal(n, 2) if umap else None,
        trust=np.array([0.75, 0.5 if umap else np.nan], np.float32) if trust else None, trust_k=1 if trust else 0,
        hosts=stream.child("h").integers(30, n).reshape(6, 5) if real else None, real_cls=np.arange(6) - 1 if real else None)


@settings(max_examples=30, deadline=None)
@given(n=st.integers(2, 200), umap=st.booleans(), names=st.sampled_from([(), ("a",), ("zero", "é")]), trust=st.booleans(),
       real=st.booleans())
def test_a_map_comes_back(
    n: int, umap: bool, names: tuple[str, ...], trust: bool, real: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("map") / "map.npz"
    stored = some(n, umap, names, trust, real)
    maps.write(path, stored)
    back = maps.read(path)
    for field in fields(StoredMap):
        np.testing.assert_array_equal(getattr(back, field.name), getattr(stored, field.name), err_msg=field.name)
    assert back.weight.dtype == np.float32                          # halves are for the disk


@pytest.mark.parametrize("wrong", [
    {"trust": np.array([0.5, 1.5], np.float32), "trust_k": 3}, {"trust": np.array([-0.1, 0.5], np.float32), "trust_k": 3},
    {"trust": np.array([0.5, 0.5], np.float32), "trust_k": 0}, {"trust": np.array([0.5, 0.5], np.float32), "trust_k": 4}])
def test_a_trustworthiness_that_cannot_be_is_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    maps.write(tmp_path / "map.npz", replace(some(4), **wrong))
    with pytest.raises(StoreError, match="does not hold them"):
        maps.read(tmp_path / "map.npz")


@pytest.mark.parametrize("wrong", [
    {"hosts": np.full((6, 5), 4)}, {"hosts": np.zeros((6, 0), int)}, {"hosts": np.zeros((5, 5), int)},
    {"real_cls": np.full(6, 255)}, {"real_cls": np.full(6, -2)}])
def test_real_pictures_among_samples_that_are_not_there_are_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    maps.write(tmp_path / "map.npz", replace(some(4, real=True), **wrong))
    with pytest.raises(StoreError, match="does not hold them"):
        maps.read(tmp_path / "map.npz")


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    maps.write(path, some(4))
    with np.load(path) as archive:
        return dict(archive)


def bytes_of(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def with_member(path: Path, name: str, content: bytes) -> None:
    """The map with one array replaced by raw bytes."""
    arrays = arrays_of(path)
    with zipfile.ZipFile(path, "w") as archive:
        for other, array in arrays.items():
            archive.writestr(f"{other}.npy", content if other == name else bytes_of(array))


def acting() -> bytes:
    buffer = io.BytesIO()
    npy.write_array_header_1_0(buffer, {"descr": "|O", "fortran_order": False, "shape": (4,)})
    return buffer.getvalue() + PICKLE


def test_objects_are_refused_and_nothing_is_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with_member(tmp_path / "map.npz", "expert", acting())
    with pytest.raises(StoreError, match="holds objects"):
        maps.read(tmp_path / "map.npz")
    assert not (tmp_path / "acted").exists()


def test_numpy_refuses_objects_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second door, with the first one open."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(maps, "_check_sizes", lambda *_: None)
    with_member(tmp_path / "map.npz", "expert", acting())
    with pytest.raises(StoreError, match="cannot be read"):
        maps.read(tmp_path / "map.npz")
    assert not (tmp_path / "acted").exists()


def test_a_bare_pickle_of_that_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.npz").write_bytes(PICKLE)
    with pytest.raises(StoreError, match="cannot be read"):
        maps.read(tmp_path / "map.npz")
    with_member(tmp_path / "map.npz", "expert", PICKLE)             # a member without numpy's magic
    with pytest.raises(StoreError, match="cannot be read"):
        maps.read(tmp_path / "map.npz")
    assert not (tmp_path / "acted").exists()


def test_the_planted_pickle_would_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Meta-test: a reader that unpickles makes the file."""
    monkeypatch.chdir(tmp_path)
    with_member(tmp_path / "map.npz", "expert", acting())
    with pytest.raises(Exception), np.load("map.npz", allow_pickle=True) as archive:  # noqa: B017 - numpy's own, after the deed
        archive["expert"].reshape(4)
    assert (tmp_path / "acted").exists()


def test_a_header_that_promises_too_much_is_refused_before_the_array_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    npy.write_array_header_1_0(buffer, {"descr": "<f4", "fortran_order": False, "shape": (10**9, 2)})
    with_member(tmp_path / "map.npz", "pca", buffer.getvalue())
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("the array was read"))
    with pytest.raises(StoreError, match="too much in pca"):
        maps.read(tmp_path / "map.npz")


def test_a_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pca.npy", bytes(maps.MAX_THUMBS_BYTES + 1))
    with pytest.raises(StoreError, match="at most"):
        maps.read(path)
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(17):
            archive.writestr(f"{i}.npy", bytes_of(np.zeros(1)))
    with pytest.raises(StoreError, match=r"map\.npz holds"):
        maps.read(path)


@pytest.mark.parametrize(("name", "array"), [
    ("pca", np.zeros((3, 2), np.float32)), ("pca", np.zeros((4, 3), np.float32)), ("pca", np.zeros(4, np.float32)),
    ("umap", np.zeros((4, 2, 2), np.float32)), ("umap", np.zeros((5, 2), np.float32)), ("expert", np.zeros((4, 1), np.int16)),
    ("expert", np.array(3)), ("expert", np.zeros(4, "U3")), ("weight", np.zeros(4, "S1")), ("cls", np.zeros(4, np.float32)),
    ("facts", np.array([7, 0, 8, 28])), ("facts", np.array([7, 10**6, 8, 28])), ("facts", np.array([7, 4, 8])),
    ("facts", np.array([7, 4, 0, 28])), ("facts", np.array([7, 4, 8, -1])), ("facts", np.array([np.inf, 4, 8, 28])),
    ("facts", np.array([np.nan, 4, 8, 28])), ("facts", np.array(4)), ("space", np.array([255], np.uint8)),
    ("class_names", np.array([255], np.uint8)), ("facts", np.array([7, 4, 8, 28], complex)), ("facts", np.array([7.5, 4, 8, 28])),
    ("pca", np.full((4, 2), np.nan, np.float32)), ("umap", np.full((4, 2), 1e30, np.float32)),
    ("expert", np.array([0, 1, 2, -1])), ("expert", np.array([0, 1, 2, 2**40])), ("cls", np.array([0, 1, 2, -2])),
    ("cls", np.array([0, 1, 2, 255])),
], ids=lambda value: value if isinstance(value, str) else f"{value.dtype}{value.shape}")
def test_arrays_that_do_not_fit_each_other_are_refused(name: str, array: np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    arrays = arrays_of(path)
    np.savez(path, **{**arrays, name: array})
    with pytest.raises(StoreError, match=r"The map .*map\.npz"):
        maps.read(path)


@pytest.mark.parametrize("name", ["facts", "space", "class_names", "thumbs", "pca", "expert", "cls", "weight", "confidence"])
def test_a_missing_array_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    arrays = arrays_of(path)
    del arrays[name]
    np.savez(path, **arrays)
    with pytest.raises(StoreError, match="cannot be read"):
        maps.read(path)


def test_a_missing_or_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    with pytest.raises(StoreError, match="cannot be read"):
        maps.read(path)
    maps.write(path, some(9))
    whole = path.read_bytes()
    for size in range(0, len(whole), 37):
        path.write_bytes(whole[:size])
        with pytest.raises(StoreError):
            maps.read(path)


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_a_torn_header_is_refused_wherever_it_is_torn(version: tuple[int, int], tmp_path: Path) -> None:
    """numpy reads a header that is no Python once more with `tokenize`, which has errors of its own."""
    path = tmp_path / "map.npz"
    text = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }"
    for end in range(len(text)):
        torn = text[:end].ljust(len(text)) + "\n"
        length = len(torn).to_bytes(2 if version == (1, 0) else 4, "little")
        with_member(path, "pca", npy.MAGIC_PREFIX + bytes(version) + length + torn.encode() + bytes(32))
        with pytest.raises(StoreError, match="cannot be read"):
            maps.read(path)


@settings(max_examples=120, deadline=None)
@given(at=st.integers(0, 10**6), bytes_=st.binary(min_size=1, max_size=4))
def test_changed_bytes_are_read_or_refused_never_a_crash(
    at: int, bytes_: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("flip") / "map.npz"
    maps.write(path, some(5))
    data = bytearray(path.read_bytes())
    at %= len(data)
    data[at : at + len(bytes_)] = bytes_
    path.write_bytes(data)
    with contextlib.suppress(StoreError):
        found = maps.read(path)
        assert found.n == len(found.pca) == len(found.expert) == len(found.weight) == len(found.cls) == 5
        assert np.isfinite(found.pca).all()
        assert (found.expert >= 0).all()


@pytest.mark.parametrize("where", WHERE)
def test_a_full_disk_leaves_the_old_map(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "map.npz"
    maps.write(path, some(3))
    with monkeypatch.context() as patch:
        break_disk(patch, where, 28)
        with pytest.raises(RunError, match="disk is full"):
            maps.write(path, replace(some(3), seed=8))
    assert maps.read(path).seed == 7
    assert leftovers(tmp_path) == []

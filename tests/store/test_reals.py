"""`real.npz`: round trip, and files that are not one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan.errors import StoreError
from mixgan.store import reals
from mixgan.store.reals import read_shipped, stored, write_reals


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reals, "shipped_root", lambda: tmp_path)
    (tmp_path / "judges" / "some").mkdir(parents=True)
    return tmp_path / "judges" / "some"


def pictures(n: int, channels: int) -> np.ndarray:
    return np.random.default_rng(n).integers(0, 256, (n, 5, 6, channels), np.uint8)


@pytest.mark.parametrize(("n", "channels"), [(32, 1), (70, 3)])
def test_real_pictures_come_back_exactly(folder: Path, n: int, channels: int) -> None:
    images, labels = pictures(n, channels), np.arange(n) % 7
    write_reals(folder / "real.npz", stored(images, labels))
    found = read_shipped("some")
    assert found is not None
    assert np.array_equal(found.images(channels), images)
    assert found.labels.tolist() == labels.tolist()
    few = found.first(40)
    assert np.array_equal(few.images(channels), images[:40])
    assert len(few.labels) == min(n, 40)


@pytest.mark.parametrize("name", ["other", "/tmp/own", "../..", "a/b", "", "x" * 4000, "nul\0"])
def test_what_is_not_shipped_is_none(folder: Path, name: str) -> None:
    assert read_shipped(name) is None


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + bytes(60)])
def test_a_broken_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "real.npz").write_bytes(content)
    with pytest.raises(StoreError, match=r"some/real.npz cannot be read"):
        read_shipped("some")


def test_one_without_labels_is_refused(folder: Path) -> None:
    np.savez(folder / "real.npz", sheet=np.zeros(4, np.uint8), labels=np.zeros((2, 2), np.uint8))
    with pytest.raises(StoreError, match="have no labels"):
        read_shipped("some")

from __future__ import annotations

import gzip
import importlib.util
import os
import sys
import urllib.error
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mixgan import data
from mixgan.data import idx
from mixgan.errors import DataError
from tests.data.planted import noise

REAL = os.environ.get("MIXGAN_DATA", "")        # before the fixture hides it
SHAPE = (6, 28, 28)
SMALL = idx.IdxSet("small", "Small", tuple("0123456789"), "http://nowhere.invalid/", (("train", 6), ("test", 4)))


def header(*shape: int, kind: int = 8) -> bytes:
    return bytes((0, 0, kind, len(shape))) + b"".join(side.to_bytes(4, "big") for side in shape)


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole small set; its folder."""
    raw = tmp_path / "Small" / "raw"
    raw.mkdir(parents=True)
    for stem, n in (("train", 6), ("t10k", 4)):
        (raw / f"{stem}-images-idx3-ubyte").write_bytes(header(n, 28, 28) + noise(n, 28, 28, seed=n).tobytes())
        (raw / f"{stem}-labels-idx1-ubyte").write_bytes(header(n) + bytes(range(n)))
    monkeypatch.setenv("MIXGAN_DATA", str(tmp_path))
    return raw


def test_both_splits_are_read(planted: Path) -> None:
    for split, n in (("train", 6), ("test", 4)):
        found = idx.load(SMALL, split)      # type: ignore[arg-type]
        assert np.array_equal(found.images[..., 0], noise(n, 28, 28, seed=n))
        assert found.labels is not None
        assert found.labels.tolist() == list(range(n))
        assert found.labels.dtype == np.int64
        assert found.images.flags.writeable     # torch.from_numpy warns otherwise


def test_packed_files_are_read_too(planted: Path) -> None:
    whole = idx.load(SMALL, "train")
    for path in list(planted.iterdir()):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert idx.load(SMALL, "train").digest == whole.digest


@pytest.mark.parametrize(("content", "sentence"), [
    (header(*SHAPE) + bytes(100), "should hold 4,704 values, it holds 100"),
    (header(*SHAPE) + bytes(5000), "should hold 4,704 values, it holds more than 4,704"),
    (header(2**31, 28, 28), "does not begin as an idx file of 6 x 28 x 28 bytes"),
    (header(*SHAPE, kind=13), "does not begin as an idx file"),
    (b"", "does not begin as an idx file"),
])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(DataError, match=sentence) as caught:
        idx.read_idx(path, SHAPE)
    assert str(path) in str(caught.value)
    assert "Delete it" in caught.value.remedy


def test_a_broken_gzip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(header(*SHAPE) + noise(*SHAPE).tobytes())[:-500])
    with pytest.raises(DataError, match=r"images\.gz cannot be read"):
        idx.read_idx(path, SHAPE)


def test_labels_beyond_the_classes_are_refused(planted: Path) -> None:
    (planted / "train-labels-idx1-ubyte").write_bytes(header(6) + bytes((0, 1, 2, 3, 4, 10)))
    with pytest.raises(DataError, match="holds the label 10; 0 to 9 are known"):
        idx.load(SMALL, "train")


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_missing_without_a_network_says_where_and_how(name: str, tmp_path: Path) -> None:
    folder = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST"}[name]
    with pytest.raises(DataError) as caught:
        data.load(name)
    assert f"looked for in {tmp_path / 'nothing-here' / folder / 'raw'} and is not there; no network" in caught.value.problem
    assert f"t.datasets.{folder}('{tmp_path / 'nothing-here'}', download=True)" in caught.value.remedy
    assert "MIXGAN_DATA" in caught.value.remedy


def test_a_page_asks_no_other_host(monkeypatch: pytest.MonkeyPatch, planted: Path) -> None:
    def get(root: str, download: bool) -> None:
        raise AssertionError("it was fetched")

    stand_in(monkeypatch, "MNIST", get)
    with pytest.raises(DataError, match="MNIST is not in"):
        data.load("mnist", fetch=False)
    assert len(idx.load(SMALL, "train", fetch=False)) == 6          # what is here is read all the same


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: str, get: Callable[..., object]) -> None:
    """torchvision with one class, and a network: the real one takes seconds to import."""
    monkeypatch.setitem(sys.modules, "torchvision", SimpleNamespace(datasets=SimpleNamespace(**{folder: get})))
    monkeypatch.setattr(idx, "_reachable", lambda address: True)


def test_torchvision_is_asked_where_there_is_a_network(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {path.name: path.read_bytes() for path in planted.iterdir()}
    for path in planted.iterdir():
        path.unlink()

    def get(root: str, download: bool) -> None:
        assert download
        for name, content in kept.items():
            (Path(root) / "Small" / "raw" / name).write_bytes(content)

    stand_in(monkeypatch, "Small", get)
    assert len(idx.load(SMALL, "train")) == 6


@pytest.mark.parametrize("err", [RuntimeError("Error downloading\nall of it"), PermissionError(13, "Permission denied")])
def test_a_failed_download_is_a_sentence(monkeypatch: pytest.MonkeyPatch, err: Exception) -> None:
    def fail(root: str, download: bool) -> None:
        raise err

    stand_in(monkeypatch, "MNIST", fail)
    with pytest.raises(DataError, match=r"getting it failed: .*(Error downloading|Permission denied)\."):
        data.load("mnist")


@pytest.mark.parametrize("which", [idx.MNIST, idx.FASHION_MNIST])
def test_torchvision_has_these_classes_and_addresses(which: idx.IdxSet) -> None:
    spec = importlib.util.find_spec("torchvision")
    assert spec is not None
    assert spec.origin is not None
    source = (Path(spec.origin).parent / "datasets" / "mnist.py").read_text()
    body = source.split(f"class {which.folder}(")[1].split("\nclass ")[0]
    assert f'"{which.address}"' in body


def test_an_error_page_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object, **__: object) -> None:
        raise urllib.error.HTTPError("http://x", 403, "Forbidden", Message(), None)

    assert not idx._reachable("http://nowhere.invalid/")
    monkeypatch.setattr("urllib.request.urlopen", answer)
    assert idx._reachable("http://nowhere.invalid/")


def _real(which: idx.IdxSet) -> bool:
    return bool(REAL) and (Path(REAL) / which.folder / "raw" / "t10k-images-idx3-ubyte").is_file()


@pytest.mark.skipif(not _real(idx.MNIST), reason="MIXGAN_DATA holds no MNIST")
def test_mnist_is_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_DATA", REAL)
    train, test = data.load("mnist"), data.load("mnist", split="test")
    assert train.image_shape == (1, 28, 28)
    assert train.labels is not None
    assert test.labels is not None
    # class counts as published
    assert np.bincount(train.labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert train.images.mean() / 255 == pytest.approx(0.1307, abs=1e-4)     # the mean that everybody normalises with
    assert train.digest == "a6ac60790b16d382649d0b57dc96928e"


@pytest.mark.skipif(not _real(idx.FASHION_MNIST), reason="MIXGAN_DATA holds no Fashion-MNIST")
def test_fashion_mnist_is_fashion_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_DATA", REAL)
    test = data.load("fashion-mnist", split="test")
    assert test.labels is not None
    assert np.bincount(test.labels).tolist() == [1000] * 10
    assert test.class_names[test.labels[0]] == "Ankle boot"


def test_a_gzip_with_changed_bytes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    data = bytearray(gzip.compress(header(*SHAPE) + bytes(6 * 28 * 28)))
    data[10] = 255                                                  # no kind of block
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"images\.gz cannot be read"):
        idx.read_idx(path, SHAPE)

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from mixgan import data
from mixgan.config import DataFacts
from mixgan.data import sources

HEAVY = ("torch", "torchvision", "sklearn", "scipy")
LISTING = "import sys; from mixgan import data; data.known(); {more}; print(sorted(set({heavy}) & set(sys.modules)))"


def heavy_modules(more: str) -> str:
    code = LISTING.format(more=more, heavy=HEAVY)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ).stdout.strip()


def test_the_names_are_these() -> None:
    assert set(data.known()) == {"digits", "ring", "grid", "shapes", "mnist", "fashion-mnist", "edges-shapes", "edges-mnist",
                                 "edges-fashion", "edges-fashion-16", "captions-shapes", "styles-digits", "styles-mnist"}
    assert all(name == info.name for name, info in data.known().items())


def test_listing_and_digits_import_nothing_heavy() -> None:
    assert heavy_modules("data.load('digits')") == "[]"


def test_that_test_can_fail() -> None:
    assert heavy_modules("import scipy") == "['scipy']"


def test_listing_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("known() opened a file")

    monkeypatch.setattr("builtins.open", opened)
    monkeypatch.setattr("pathlib.Path.open", opened)
    assert len(data.known()) == 13


@pytest.mark.parametrize("name", ["digits", "ring", "grid", "shapes", "captions-shapes"])
def test_what_is_said_is_what_is_loaded(name: str) -> None:
    info, train, test = data.known()[name], data.load(name), data.load(name, split="test")
    assert info.image_shape == train.image_shape == test.image_shape
    assert info.n_train == len(train)
    assert info.n_classes == len(train.class_names)
    for part in (train, test):
        assert part.labels is not None
        assert part.labels.dtype == np.int64
        assert len(part.labels) == len(part)
        assert set(part.labels) == set(range(info.n_classes))
        assert part.source == name


@pytest.mark.parametrize("name", sorted(data.known()))
def test_every_shape_fits_a_run(name: str) -> None:
    info = data.known()[name]
    assert DataFacts(image_shape=info.image_shape).image_shape == info.image_shape         # refused otherwise


def test_every_name_has_a_loader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without one would be found by the first user who chose it: all loaders are replaced and counted."""
    from mixgan.data import captions, digits, edges, idx, shapes, styles, toys

    asked: list[tuple[object, ...]] = []
    for module in (captions, digits, edges, idx, shapes, styles, toys):
        monkeypatch.setattr(module, "load", lambda *args, of=module.__name__: asked.append((of, *args)))
    for name in data.known():
        sources.load(name)
    assert len(asked) == len(set(asked)) == len(data.known())


def test_digits_are_whole_and_bright() -> None:
    train, test = data.load("digits"), data.load("digits", split="test")
    assert (len(train), len(test)) == (1438, 359)
    assert train.images.dtype == np.uint8
    assert train.images.max() == 255
    assert set(np.unique(train.images)) <= {round(v * 255 / 16) for v in range(17)}


def test_digits_are_the_same_where_another_version_keeps_its_file_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from mixgan.data import digits

    before = data.load("digits").digest
    monkeypatch.setattr(digits, "STORED", "elsewhere.csv.gz")
    assert data.load("digits").digest == before


def test_digits_split_is_a_partition_of_the_set() -> None:
    from sklearn.datasets import load_digits

    both = np.concatenate([data.load("digits", split=split).images for split in ("train", "test")])      # type: ignore[arg-type]
    ours = sorted(map(bytes, both))
    theirs = sorted(map(bytes, np.rint(load_digits().images * (255 / 16)).astype(np.uint8)))
    assert ours == theirs


def test_digests_of_what_ships_with_us_stay() -> None:
    # written down once: a run on digits or on a toy must know its data again in every later version
    assert data.load("digits").digest == "5f1ffee959016be62ff1ed69d412dcdc"
    assert data.load("digits", split="test").digest == "3e9bf5b0fb3207eca7a5787be93479e1"


def test_another_size_is_said() -> None:
    found = data.load("digits", size=16)
    assert found.image_shape == (1, 16, 16)
    assert found.notes == ("1,438 pictures were enlarged to 16 by 16 px.",)
    assert found.digest != data.load("digits").digest

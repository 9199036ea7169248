from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.data import layout as module
from mixgan.data.layout import layout_of, why_no_classes


@pytest.mark.parametrize(("names", "classes", "labels"), [
    (["a.png", "b.png"], (), None),
    (["cat/a.png", "dog/b.png", "cat/c.png"], ("cat", "dog"), [0, 1, 0]),
    (["set/cat/a.png", "set/dog/b.png"], ("cat", "dog"), [0, 1]),                       # a wrapper, as most zips have
    (["x/y/dog/b.png", "x/y/cat/a.png"], ("cat", "dog"), [1, 0]),
    (["faces/a.png", "faces/b.png"], (), None),                                         # one folder is no class
    (["cat/deep/a.png", "cat/deeper/b.png", "dog/c.png"], ("cat", "dog"), [0, 0, 1]),
    (["train/a.png", "bus/b.png", "car/c.png"], ("bus", "car", "train"), [2, 0, 1]),    # vehicles
])
def test_folders_are_classes(names: list[str], classes: tuple[str, ...], labels: list[int] | None) -> None:
    found = layout_of(names)
    assert found.class_names == classes
    assert (None if found.labels is None else found.labels.tolist()) == labels
    assert found.test is None
    assert found.used.all()
    assert not found.notes


@pytest.mark.parametrize("prefix", ["", "wrapper/"])
@pytest.mark.parametrize("inner", ["", "images/"])
def test_train_and_test_are_splits(prefix: str, inner: str) -> None:
    names = [f"{prefix}{split}/{inner}{c}/{i}.png" for split in ("Train", "test") for c in ("cat", "dog") for i in range(2)]
    found = layout_of(names)
    assert found.test is not None
    assert found.labels is not None
    assert found.test.tolist() == [False] * 4 + [True] * 4
    assert found.labels.tolist() == [0, 0, 1, 1] * 2
    assert found.class_names == ("cat", "dog")


def test_a_class_only_one_split_has_keeps_its_number() -> None:
    found = layout_of(["train/b/1.png", "train/c/1.png", "test/a/1.png"])
    assert found.class_names == ("a", "b", "c")
    assert found.labels is not None
    assert found.labels.tolist() == [1, 2, 0]


def test_val_stands_in_for_test_or_steps_aside() -> None:
    found = layout_of(["train/1.png", "train/2.png", "val/3.png"])
    assert found.test is not None
    assert found.test.tolist() == [False, False, True]
    found = layout_of(["train/1.png", "test/2.png", "val/3.png", "cover.png"])
    assert found.used.tolist() == [True, True, False, False]
    assert found.notes == ("2 outside the folders train and test were left aside.",)


def test_loose_pictures_beside_folders_mean_no_classes() -> None:
    found = layout_of(["cat/a.png", "dog/b.png", "c.png"])
    assert found.labels is None
    assert found.notes == ("1 of 3 pictures lie in no folder, so folders are not taken as classes.",)


def test_a_folder_for_each_picture_is_no_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CLASSES", 3)
    found = layout_of([f"{i}/x.png" for i in range(4)])
    assert found.labels is None
    assert "There are 4 folders, more than the 3" in found.notes[0]


def test_class_names_can_be_written_to_json() -> None:
    found = layout_of(["bad\udcff/a.png", "line\nbreak/b.png"])
    assert found.class_names == ("bad\\udcff", "line\\nbreak")
    "".join(found.class_names).encode()


paths = st.lists(st.lists(st.sampled_from(["train", "test", "val", "a", "b"]), max_size=3).map(lambda p: "/".join([*p, "x.png"])),
                 min_size=1, max_size=12)


@given(paths, st.integers(0, 99))
def test_the_meaning_of_a_name_does_not_depend_on_the_order(names: list[str], seed: int) -> None:
    names = [f"{name}{i}" for i, name in enumerate(names)]
    shuffled = random.Random(seed).sample(names, len(names))

    def meaning(given: list[str]) -> dict[str, tuple[object, ...]]:
        found = layout_of(given)
        n = len(given)
        test = found.test if found.test is not None else np.zeros(n, bool)
        labels = found.labels if found.labels is not None else np.full(n, -1)
        told = zip(found.used.tolist(), test.tolist(), labels.tolist(), strict=True)
        return {name: (used, in_test, label if used else None) for name, (used, in_test, label) in zip(given, told, strict=True)}

    assert meaning(names) == meaning(shuffled)


@given(paths)
def test_labels_index_class_names(names: list[str]) -> None:
    found = layout_of(names)
    if found.labels is not None:
        assert set(found.labels[found.used].tolist()) == set(range(len(found.class_names)))
    if found.test is not None:
        assert (found.test & found.used).any()
        assert (~found.test & found.used).any()


@pytest.mark.parametrize(("names", "why"), [
    (["a.png", "b.PNG"], "Its 2 pictures lie in no folders that could be classes."),
    (["own/a.png", "own/b.png", "readme.txt"], "Its 2 pictures lie in no folders that could be classes."),
    (["cat/a.png", "dog/b.png", "cover.png"], "1 of 3 pictures lie in no folder"),
    (["train/a.png", "test/b.png"], "Its 2 pictures lie in no folders that could be classes."),
    (["cat/a.png", "dog/b.png"], ""),
    (["cat/a.png", "dog/b.png", "readme.txt"], ""),                 # which of them are pictures, only opening them tells
    (["cat/a", "dog/b"], ""),
    (["cat/a.png", "dog/b"], ""),
    ([], ""),                                                       # that there is nothing is another sentence
])
def test_names_alone_tell_that_there_are_no_classes(names: list[str], why: str) -> None:
    assert why_no_classes(names).startswith(why)
    assert bool(why_no_classes(names)) == bool(why)

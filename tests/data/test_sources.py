"""Names and paths: what is found where, and what is said when nothing is."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from mixgan import data
from mixgan.errors import DataError
from tests.data.planted import many, noise, write_folder, write_zip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MIXGAN_DATA, and a working directory elsewhere."""
    root, here = tmp_path / "data", tmp_path / "some" / "where"
    root.mkdir()
    here.mkdir(parents=True)
    monkeypatch.setenv("MIXGAN_DATA", str(root))
    monkeypatch.chdir(here)
    return root


def test_sets_under_the_data_root_have_names(root: Path) -> None:
    write_folder(root / "cats", many(20))
    write_zip(root / "dogs.zip", many(20))
    np.savez(root / "birds.npz", images=noise(20, 16, 16, 3))
    for name in ("cats", "dogs", "dogs.zip", "birds", "birds.npz"):
        found = data.load(name)
        assert len(found) == 18
        assert found.source == name


def test_a_path_wins_over_the_data_root(root: Path) -> None:
    write_folder(root / "cats", many(20))
    write_folder(Path("cats"), many(30))
    assert len(data.load("cats")) == 27


def test_a_known_name_wins_over_a_path(root: Path) -> None:
    write_folder(Path("digits"), many(20))
    assert len(data.load("digits")) == 1438
    assert len(data.load("./digits")) == 18


def test_suffixes_count_in_any_case_and_home_is_written_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_zip(root / "A.ZIP", many(20))
    monkeypatch.setenv("HOME", str(root))
    assert len(data.load("~/A.ZIP")) == 18


@pytest.mark.parametrize(("name", "here"), [
    ("digits", True), ("cats", True), ("dogs", True), ("./cats", False), ("dogs.npz", False), ("MNIST", False), ("", False),
    ("~nobody-of-that-name", False), ("a\0b", False), ("x" * 5000, False)])
def test_what_is_here_is_known_without_opening_it(root: Path, name: str, here: bool) -> None:
    (root / "cats").mkdir()
    (root / "MNIST").mkdir()                                        # idx files, no pictures
    (root / "dogs.zip").write_bytes(b"no zip")
    assert data.is_here(name) is here
    with nullcontext() if here else pytest.raises(DataError):
        data.require_here(name)


@pytest.mark.parametrize(("name", "near"), [("mnst", "mnist"), ("digit", "digits"), ("MNIST", "mnist"), ("Digits", "digits"),
                                            ("catz", "cats")])
def test_an_unknown_name_is_answered_with_the_nearest(root: Path, name: str, near: str) -> None:
    (root / "cats").mkdir()
    with pytest.raises(DataError) as caught:
        data.load(name)
    sentence = str(caught.value)
    assert sentence.startswith(f"Unknown data set '{name}'. Known: {', '.join(sorted([*data.known(), 'cats']))}.")
    assert sentence.count("Did you mean") == 1
    assert f"Did you mean '{near}'?" in sentence
    assert str(Path("where") / name) in sentence
    assert str(root) in sentence
    assert "path to a folder, a zip or an npz" in sentence


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "~nobody-at-all/x", "../../nowhere", "/nowhere/set.zip", "line\nbreak"])
def test_odd_names_are_answered_in_a_line(root: Path, name: str) -> None:
    with pytest.raises(DataError, match="Unknown data set") as caught:
        data.load(name)
    assert "\n" not in str(caught.value)
    assert "\0" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_many_names_are_not_listed(root: Path) -> None:
    for i in range(21):
        (root / f"set{i}").mkdir()
    with pytest.raises(DataError) as caught:
        data.load("nothing")
    assert "set1" not in str(caught.value)


def test_a_name_does_not_lead_out_of_the_data_root(root: Path) -> None:
    write_folder(root.parent / "secret", many(20))
    with pytest.raises(DataError, match="Unknown data set"):
        data.load("../secret")


def test_torchvisions_folders_are_not_pictures(root: Path) -> None:
    (root / "FashionMNIST" / "raw").mkdir(parents=True)
    with pytest.raises(DataError, match=rf"Unknown data set 'FashionMNIST'. Known: {', '.join(sorted(data.known()))}\."):
        data.load("FashionMNIST")


@pytest.mark.parametrize("name", ["set.rar", "set.png", "set.tar.gz", "set"])
def test_other_files_are_not_opened(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(name).write_bytes(b"x")
    monkeypatch.setattr("builtins.open", lambda *_: pytest.fail("it was opened"))
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(DataError, match=r"is neither a folder, nor a .zip, nor a .npz; it was not opened"):
        data.load(name)


@pytest.mark.parametrize("name", ["a.zip", "a.npz"])
def test_a_file_that_may_not_be_read_is_a_sentence(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(name).write_bytes(b"x")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)       # the tests may run as root, who may read anything
    with pytest.raises(DataError, match=f"{name} cannot be read: Permission denied"):
        data.load(name)


def test_a_folder_that_may_not_be_read_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("set").mkdir()

    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", denied)
    with pytest.raises(DataError, match=r"holds 0 pictures that can be read.*cannot be opened: Permission denied"):
        data.load("set")


def test_an_unknown_split_is_refused(root: Path) -> None:
    with pytest.raises(DataError, match=r"Unknown split 'tset'. Known: test, train. Did you mean 'test'?"):
        data.load("digits", split="tset")       # type: ignore[arg-type]


def test_a_set_without_classes_is_known_before_a_picture_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a picture was read")

    for reader in ("own_pictures.sides_of", "own_pictures.decode", "arrays.Arrays.read"):
        monkeypatch.setattr(f"mixgan.data.{reader}", never)
    labelled = {**many(10, folder="cat/"), **many(10, folder="dog/")}
    write_folder(root / "loose", many(20))
    write_folder(root / "sorted", labelled)
    write_zip(root / "loose-zip.zip", many(20))
    write_zip(root / "sorted-zip.zip", labelled)
    np.savez(root / "bare.npz", images=noise(20, 16, 16, 3))
    np.savez(root / "told.npz", images=noise(20, 16, 16, 3), labels=np.arange(20) % 2)
    for name in ("loose", "loose-zip"):
        assert data.why_unlabelled(name) == "Its 20 pictures lie in no folders that could be classes."
    assert data.why_unlabelled("bare") == "None of its arrays is called 'labels'."
    for name in ("sorted", "sorted-zip", "told", "digits", "mnist"):
        assert not data.why_unlabelled(name)
    with pytest.raises(DataError, match="Unknown data set 'nowhere'"):
        data.why_unlabelled("nowhere")

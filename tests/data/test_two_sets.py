"""Own folders that are no pairs: each keeps its own pictures, splits and colours, and rows stand side by side by chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import data
from mixgan.data.pairing import Pairing, named, parsed, possible
from mixgan.data.two_sets import beside_by_chance
from mixgan.errors import DataError
from tests.data.planted import encoded, noise, write_folder, write_zip


def two(n: int = 20, m: int = 40, first: str = "A/", second: str = "B/") -> dict[str, bytes]:
    """Grey pictures that ask and coloured ones, whose names have nothing in common."""
    return {f"{first}a{i:03}.png": encoded(noise(16, 16, seed=i)) for i in range(n)} | {
        f"{second}b{i:03}.png": encoded(noise(16, 16, 3, seed=1000 + i)) for i in range(m)}


def numbers(images: np.ndarray, first: int, count: int) -> list[int]:
    """Which picture each row is."""
    grey = images.shape[-1] == 1
    known = {noise(*images.shape[1:3], *(() if grey else (3,)), seed=first + i).tobytes(): i for i in range(count)}
    return [known[one.tobytes()] for one in images]


@pytest.mark.parametrize("zipped", [False, True])
def test_every_picture_of_both_comes_and_of_the_smaller_again(tmp_path: Path, zipped: bool) -> None:
    path = write_zip(tmp_path / "a.zip", two()) if zipped else write_folder(tmp_path / "a", two())
    found, test = (data.load(f"{path}#A:B:unpaired", split=split) for split in ("train", "test"))      # type: ignore[arg-type]
    assert found.conditions is not None
    assert test.conditions is not None
    assert found.questions is not None
    assert (found.unpaired, found.image_shape, found.condition_shape) == (True, (3, 16, 16), (1, 16, 16))
    asked, shown = numbers(found.conditions, 0, 20), numbers(found.images, 1000, 40)
    assert len(set(shown)) == len(shown) == 36
    assert sorted(np.bincount(asked)[list(set(asked))].tolist()) == [2] * 18
    assert asked[:18] != asked[18:], "each time in another order"
    kept = set(numbers(found.questions, 0, 20))
    assert kept == set(numbers(test.conditions, 0, 20))
    assert not kept & set(asked)
    assert not set(numbers(test.images, 1000, 40)) & set(shown)
    assert found.n_held_out == 6
    assert "Two sets: A asks, B answers, unpaired, side by side by chance." in found.notes
    turned = data.load(f"{path}#B:A:unpaired")
    assert (turned.image_shape, turned.condition_shape) == ((1, 16, 16), (3, 16, 16))


def test_rows_are_shared_out_evenly() -> None:
    first, second = beside_by_chance(7, 3)
    assert sorted(first.tolist()) == list(range(7))
    assert sorted(np.bincount(second).tolist()) == [2, 2, 3]


def test_own_folders_for_the_splits(tmp_path: Path) -> None:
    files = two(18, 16, "train/A/", "train/B/") | {f"test/{side}/x{i}.png": encoded(noise(16, 16, seed=50 + i))
                                                    for side in "AB" for i in range(4)}
    found = data.load(f"{write_folder(tmp_path, files)}#A:B:unpaired")
    assert (len(found), found.n_held_out, len(found.questions)) == (18, 0, 4)      # type: ignore[arg-type]


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    files = two() | {"read.me": b"x", "A/bad.png": b"no picture"}
    found = data.load(f"{write_folder(tmp_path, files)}#A:B:unpaired")
    assert {one.name: one.reason for one in found.skipped} == {
        "read.me": "in neither of the folders A and B", "A/bad.png": "not a PNG, JPEG, WebP, BMP, GIF, TIFF or PPM picture"}


def test_too_few_of_one_are_a_sentence_that_says_which(tmp_path: Path) -> None:
    source = f"{write_folder(tmp_path, two(20, 15))}#A:B:unpaired"
    with pytest.raises(DataError, match=r"The folder B in .* holds 15 pictures that can be read; at least 16 are needed"):
        data.load(source)


def test_a_name_says_that_they_are_no_pairs() -> None:
    way = Pairing("A", "B", unpaired=True)
    assert (str(way), parsed("A:B:unpaired"), named("x#A:B:unpaired")) == ("A:B:unpaired", way, ("x", way))
    assert not parsed("A:B").unpaired
    assert not Pairing("left", "right", unpaired=True).side_by_side
    with pytest.raises(DataError, match="pairs should be two names"):
        parsed("A:B:C")


def test_any_two_folders_could_be_two_sets() -> None:
    ways = [Pairing("cats", "dogs", True), Pairing("dogs", "cats", True)]
    assert possible(["cats/1.png", "dogs/a.png"]) == ways
    assert possible(["train/cats/1.png", "train/dogs/a.png", "test/cats/2.png", "test/dogs/b.png"]) == ways
    assert possible(["train/1.png", "test/2.png"]) == []
    assert possible(["a/1.png", "b/1.png"])[2:] == [Pairing("a", "b", True), Pairing("b", "a", True)]

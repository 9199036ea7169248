"""Own pairs of pictures: what asks stays beside what answers, what has no partner is named, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan import data
from mixgan.data.imageset import ImageSet
from mixgan.data.pairing import Pairing, named, possible
from mixgan.data.sources import pairings
from mixgan.errors import DataError
from tests.data.planted import encoded, noise, write_folder, write_zip

QUESTIONS, ANSWERS = 0, 1000            # seeds: picture i asks, picture 1000 + i answers


def halves(n: int = 20, size: int = 16, first: str = "A/", second: str = "B/") -> dict[str, bytes]:
    """Grey questions and coloured answers by name, in two folders."""
    asked = {f"{first}{i:03}.png": encoded(noise(size, size, seed=QUESTIONS + i)) for i in range(n)}
    return asked | {f"{second}{i:03}.png": encoded(noise(size, size, 3, seed=ANSWERS + i)) for i in range(n)}


def side_by_side(n: int = 20, size: int = 16) -> dict[str, bytes]:
    def both(i: int) -> np.ndarray:
        return np.concatenate([noise(size, size, 3, seed=first + i) for first in (QUESTIONS, ANSWERS)], 1)

    return {f"{i:03}.png": encoded(both(i)) for i in range(n)}


def number(image: np.ndarray, first: int, colour: bool) -> int:
    """Which picture it is."""
    shape = image.shape if colour else image.shape[:2]
    return next(i for i in range(100) if noise(*shape, seed=first + i).tobytes() == image.tobytes())


def require_beside(found: ImageSet, *, coloured: bool = False) -> list[int]:
    """The numbers of the pairs, each with its own question."""
    assert found.conditions is not None
    asked = [number(one, QUESTIONS, coloured) for one in found.conditions]
    assert asked == [number(one, ANSWERS, True) for one in found.images]
    return asked


def test_a_question_stays_beside_its_answer(tmp_path: Path) -> None:
    source = f"{write_folder(tmp_path, halves(30))}#A:B"
    train, test = data.load(source), data.load(source, split="test")
    numbers, held_out = require_beside(train), require_beside(test)
    assert sorted(numbers + held_out) == list(range(30))
    assert train.n_held_out == len(held_out) == 3
    assert (train.image_shape, train.condition_shape) == ((3, 16, 16), (1, 16, 16))
    assert "Pairs: A asks, B answers." in train.notes
    assert train.labels is None
    assert train.digest != test.digest


def test_the_questions_kept_are_held_out(tmp_path: Path) -> None:
    train = data.load(f"{write_folder(tmp_path, halves(30))}#A:B")
    assert train.questions is not None
    kept = {number(one, QUESTIONS, False) for one in train.questions}
    assert not kept & set(require_beside(train))
    assert len(kept) == train.facts().n_questions == 3


def test_at_most_64_questions_are_kept_evenly(tmp_path: Path) -> None:
    files = halves(16, 8, "train/A/", "train/B/") | halves(90, 8, "test/A/", "test/B/")
    train = data.load(f"{write_folder(tmp_path, files)}#A:B")
    assert train.questions is not None
    kept = [number(one, QUESTIONS, False) for one in train.questions]
    assert (len(kept), kept[0], kept[-1]) == (64, 0, 89)


def test_the_direction_is_the_order_of_the_names(tmp_path: Path) -> None:
    found = data.load(f"{write_folder(tmp_path, halves())}#B:A")
    assert (found.image_shape, found.condition_shape) == ((1, 16, 16), (3, 16, 16))
    assert found.conditions is not None
    assert [number(one, ANSWERS, True) for one in found.conditions] == [number(one, QUESTIONS, False) for one in found.images]


@pytest.mark.parametrize(("first", "second"), [("train/A/", "train/B/"), ("A/train/", "B/train/"), ("w/train/A/", "w/train/B/")])
def test_train_and_test_inside_or_outside(tmp_path: Path, first: str, second: str) -> None:
    more = {name.replace("train", "test"): content for name, content in halves(4, first=first, second=second).items()}
    source = f"{write_folder(tmp_path, halves(18, first=first, second=second) | more)}#A:B"
    train, test = data.load(source), data.load(source, split="test")
    assert (len(train), len(test), train.n_held_out) == (18, 4, 0)
    assert train.questions is not None
    assert np.array_equal(train.questions, test.conditions)


@pytest.mark.parametrize("zipped", [False, True])
def test_side_by_side(tmp_path: Path, zipped: bool) -> None:
    path = write_zip(tmp_path / "a.zip", side_by_side()) if zipped else write_folder(tmp_path / "a", side_by_side())
    require_beside(data.load(f"{path}#left:right"), coloured=True)
    turned = data.load(f"{path}#right:left")
    assert turned.conditions is not None
    assert number(turned.images[0], QUESTIONS, True) == number(turned.conditions[0], ANSWERS, True)


def test_a_zip_is_read_as_its_folder(tmp_path: Path) -> None:
    folder, archive = write_folder(tmp_path / "a", halves()), write_zip(tmp_path / "a.zip", halves())
    assert data.load(f"{folder}#A:B").digest == data.load(f"{archive}#A:B").digest


def test_the_digest_knows_the_questions(tmp_path: Path) -> None:
    other = halves() | {"A/007.png": encoded(noise(16, 16, seed=50))}
    assert data.load(f"{write_folder(tmp_path / 'a', halves())}#A:B").digest != \
        data.load(f"{write_folder(tmp_path / 'b', other)}#A:B").digest


def test_what_has_no_partner_is_named(tmp_path: Path) -> None:
    files = halves() | {"A/lonely.png": encoded(noise(16, 16, seed=1)), "B/also.png": encoded(noise(16, 16, seed=2)),
                        "read.me": b"x", "A/004.png": b"no picture", "A/005.jpg": encoded(noise(16, 16, seed=3), "JPEG")}
    found = data.load(f"{write_folder(tmp_path, files)}#A:B")
    assert {one.name: one.reason for one in found.skipped} == {
        "A/lonely.png": "no picture of this name in B", "B/also.png": "no picture of this name in A",
        "read.me": "in neither of the folders A and B",
        "A/004.png": "not a PNG, JPEG, WebP, BMP, GIF, TIFF or PPM picture", "B/004.png": "its partner cannot be read",
        "A/005.png": "another file there has this name; the first is used"}
    assert len(found) + found.n_held_out == 19


def test_a_pair_of_two_shapes_is_named_and_one_of_two_sizes_is_not(tmp_path: Path) -> None:
    files = halves() | {"B/003.png": encoded(noise(16, 32, 3)), "B/004.png": encoded(noise(32, 32, 3))}
    found = data.load(f"{write_folder(tmp_path, files)}#A:B", size=16)
    assert [(one.name, one.reason) for one in found.skipped] == [
        ("B/003.png", "32 by 16 px, of another shape than its question: 16 by 16 px")]
    assert "1 picture was shrunk to 16 by 16 px." in found.notes


def test_both_pictures_of_a_pair_are_cropped_alike(tmp_path: Path) -> None:
    wide = [noise(16, 24, 3, seed=i) for i in range(18)]
    files = {f"{folder}/{i}.png": encoded(one) for i, one in enumerate(wide) for folder in ("A", "B")}
    found = data.load(f"{write_folder(tmp_path, files)}#A:B", size=16)
    assert np.array_equal(found.images, found.conditions)
    assert np.array_equal(found.images[0], wide[[f"{i}.png" for i in range(18)].index("0.png")][:, 4:20])


def test_too_few_pairs_are_one_sentence_that_names_some(tmp_path: Path) -> None:
    files = halves(10) | {f"A/x{i}.png": encoded(noise(16, 16, seed=i)) for i in range(10)}
    with pytest.raises(DataError, match=r"holds 10 pairs that can be read; at least 16 are needed.*no picture of this name in B"):
        data.load(f"{write_folder(tmp_path, files)}#A:B")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds 0 pairs.*in neither of the folders photo and labels"):
        data.load(f"{write_folder(tmp_path, halves())}#photo:labels")


def test_pictures_that_are_not_twice_as_wide_are_named(tmp_path: Path) -> None:
    files = side_by_side() | {"odd.png": encoded(noise(16, 30, 3))}
    found = data.load(f"{write_folder(tmp_path, files)}#left:right")
    assert [one.reason for one in found.skipped] == ["30 by 16 px; two pictures side by side are twice as wide as high"]


def test_without_a_word_two_folders_are_classes(tmp_path: Path) -> None:
    found = data.load(str(write_folder(tmp_path, halves())))
    assert found.class_names == ("A", "B")
    assert found.conditions is None


def test_a_path_with_a_mark_is_a_path(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "shots#1:2", halves())
    assert data.load(str(folder)).class_names == ("A", "B")
    assert len(data.load(f"{folder}#A:B")) == 18


@pytest.mark.parametrize(("text", "why"), [
    ("#A:", "two names"), ("#:B", "two names"), ("#A:A", "two names"), ("#A:B:C", "two names"), ("#../A:B", "two names")])
def test_a_wrong_word_is_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(DataError, match=why):
        data.load(f"{write_folder(tmp_path, halves(2))}{text}")


def test_what_cannot_be_pairs_says_so(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=noise(20, 8, 8))
    with pytest.raises(DataError, match=r"neither a folder nor a \.zip, and pairs"):
        data.load(f"{tmp_path / 'a.npz'}#A:B")
    with pytest.raises(DataError, match="digits is a known set"):
        data.load("digits#A:B")


def test_names_are_read() -> None:
    assert named("a/b.zip#A:B") == ("a/b.zip", Pairing("A", "B"))
    assert named("a#1/b.zip") == ("a#1/b.zip", None)
    assert named("digits") == ("digits", None)


def test_what_could_be_pairs_is_found(tmp_path: Path) -> None:
    def said(path: Path) -> list[str]:
        return [str(one) for one in pairings(str(path)) if not one.unpaired]

    assert said(write_folder(tmp_path / "two", halves())) == ["A:B", "B:A"]
    assert said(write_folder(tmp_path / "in", halves(first="t/train/labels/", second="t/train/photo/"))) == [
        "labels:photo", "photo:labels"]
    assert said(write_folder(tmp_path / "out", halves(first="A/train/", second="B/train/"))) == ["A:B", "B:A"]
    assert said(write_zip(tmp_path / "side.zip", side_by_side())) == ["left:right", "right:left"]
    other = {name.replace("B/", "B/x"): content for name, content in halves().items()}
    assert said(write_folder(tmp_path / "classes", other)) == []
    assert said(write_folder(tmp_path / "flat", {"1.png": encoded(noise(8, 8))})) == []
    assert possible([]) == []


def test_a_picture_turned_by_its_camera_is_cut_as_it_is_seen(tmp_path: Path) -> None:
    """Side by side as it lies in the file: its header says that it is twice as wide as high."""
    image = Image.fromarray(noise(16, 32, 3))
    exif = image.getexif()
    exif[0x0112] = 3                                                # upside down
    files = side_by_side(18) | {"turned.png": encoded(image, exif=exif)}
    found = data.load(f"{write_folder(tmp_path, files)}#left:right")
    both = np.concatenate([noise(16, 32, 3)[::-1, ::-1][:, :16]])
    assert any(np.array_equal(one, both) for one in np.concatenate([found.conditions, found.questions]))    # type: ignore[list-item]

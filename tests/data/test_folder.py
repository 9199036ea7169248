"""Folders of anybody's pictures: all sorts become one form, what is bad is named, and the two splits belong together."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mixgan import data
from mixgan.data import folder, one_form
from mixgan.data.imageset import ImageSet
from mixgan.data.one_form import default_size
from mixgan.errors import DataError
from tests.data.planted import encoded, many, noise, write_folder


def rows(found: ImageSet) -> set[bytes]:
    return {image.tobytes() for image in found.images}


def both(path: Path) -> tuple[ImageSet, ImageSet]:
    return data.load(str(path)), data.load(str(path), split="test")


def test_pictures_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    train, test = both(write_folder(tmp_path, many(30)))
    wanted = [noise(16, 16, 3, seed=i) for i in range(30)]
    kept = [i for i, picture in enumerate(wanted) if picture.tobytes() in rows(train)]
    assert np.array_equal(train.images, np.stack([wanted[i] for i in kept]))
    assert len(kept) == 27
    assert len(test) == 3
    assert train.labels is None
    assert not train.notes
    assert not train.skipped


def test_the_order_of_the_disk_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path, many(20, folder="a/") | many(20, folder="b/"))
    first = data.load(str(tmp_path)).digest
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda *args, **kw: [(f, d, n[::-1]) for f, d, n in walk(*args, **kw)][::-1])
    assert data.load(str(tmp_path)).digest == first


def test_the_two_splits_are_disjoint_and_complete(tmp_path: Path) -> None:
    train, test = both(write_folder(tmp_path, many(40)))
    assert not rows(train) & rows(test)
    assert rows(train) | rows(test) == {noise(16, 16, 3, seed=i).tobytes() for i in range(40)}
    assert train.digest != test.digest


def test_classes_are_folders_and_each_gives_to_the_test_split(tmp_path: Path) -> None:
    files = {f"{c}/{i}.png": encoded(noise(16, 16, 3, seed=100 * k + i)) for k, c in enumerate(["dog", "cat"]) for i in range(20)}
    train, test = both(write_folder(tmp_path / "wrapper", files).parent)
    assert train.class_names == test.class_names == ("cat", "dog")
    assert train.labels is not None
    assert test.labels is not None
    assert np.bincount(train.labels).tolist() == [18, 18]
    assert np.bincount(test.labels).tolist() == [2, 2]
    cats = {noise(16, 16, 3, seed=100 + i).tobytes() for i in range(20)}
    for found in (train, test):
        assert found.labels is not None
        assert [image.tobytes() in cats for image in found.images] == [label == 0 for label in found.labels]


def test_train_and_test_folders_are_used(tmp_path: Path) -> None:
    files = many(18, folder="train/cat/") | {f"test/cat/{i}.png": encoded(noise(16, 16, 3, seed=50 + i)) for i in range(3)}
    train, test = both(write_folder(tmp_path, files))
    assert rows(test) == {noise(16, 16, 3, seed=50 + i).tobytes() for i in range(3)}
    assert len(train) == 18


def test_what_lies_beside_train_and_test_is_in_neither(tmp_path: Path) -> None:
    aside = {f"val/{i}.png": encoded(noise(16, 16, 3, seed=70 + i)) for i in range(5)}
    train, test = both(write_folder(tmp_path, many(18, folder="train/") | many(3, folder="test/") | aside))
    assert (len(train), len(test)) == (18, 3)
    assert train.notes == ("5 outside the folders train and test were left aside.",)


def test_too_few_to_train_on_are_refused_however_many_are_for_testing(tmp_path: Path) -> None:
    write_folder(tmp_path, many(15, folder="train/") | many(40, folder="test/"))
    with pytest.raises(DataError, match=r"The folder train in .* holds 15 pictures that can be read; at least 16 are needed"):
        data.load(str(tmp_path), split="test")


def test_all_sorts_become_one_form_and_each_kind_is_told_once(tmp_path: Path) -> None:
    upright = Image.Exif()
    upright[274] = 6
    palette = Image.fromarray(noise(32, 32) % 4, "P")
    palette.putpalette(list(range(12)))
    odd = {
        "a.png": encoded(noise(40, 50, 3)),
        "b.png": encoded(noise(50, 40, 3)),
        "c.png": encoded(noise(32, 32, 3), exif=upright.tobytes()),
        "d.png": encoded(palette),
        "e.png": encoded(noise(32, 32, 4)),
        "f.png": encoded(Image.fromarray(np.full((32, 32), 40_000, np.uint16))),
        "g.png": encoded(noise(8, 8)),
        "h.tiff": encoded(Image.new("CMYK", (32, 32), (0, 200, 0, 0)), "TIFF"),
    }
    found = data.load(str(write_folder(tmp_path, many(20, 32) | odd)))
    assert found.image_shape == (3, 32, 32)
    assert found.notes == (
        "1 picture was turned upright by EXIF orientation.",
        "1 picture was turned from palette entries into colours.",
        "1 picture was converted to RGB from CMYK or another colour space.",
        "1 picture was scaled from 16 to 8 bits.",
        "1 picture was laid on white where transparent.",
        "2 pictures were cropped to the central square.",
        "2 pictures were shrunk to 32 by 32 px.",
        "1 picture was enlarged to 32 by 32 px.",
        "2 pictures were grey, but kept in colour because others have colour.",
    )


def test_grey_pictures_keep_one_channel_also_when_stored_in_colour(tmp_path: Path) -> None:
    grey = {f"{i:02}.png": encoded(noise(16, 16, 1, seed=i).repeat(3, 2)) for i in range(20)}
    found = data.load(str(write_folder(tmp_path, grey)))
    assert found.image_shape == (1, 16, 16)
    assert found.notes == ("Every picture is grey: one channel is kept.",)
    assert noise(16, 16, seed=0).tobytes() in rows(found)
    write_folder(tmp_path, {"99.png": encoded(noise(16, 16, 3))})
    found = data.load(str(tmp_path))
    assert found.image_shape == (3, 16, 16)
    assert found.notes == ("20 pictures were grey, but kept in colour because others have colour.",)


@pytest.mark.parametrize(("sides", "size"), [
    ([(16, 16)], 16), ([(64, 64)] * 3, 64), ([(28, 28)], 28),
    ([(65, 65)], 32), ([(68, 68)], 32), ([(30, 30)], 32), ([(16, 20)], 32), ([(16, 16), (20, 20)], 32), ([(4, 4)], 32), ([], 32),
])
def test_the_size_is_the_datas_own_where_networks_can_make_it(sides: list[tuple[int, int]], size: int) -> None:
    assert default_size(sides) == size


def test_a_size_can_be_asked_for(tmp_path: Path) -> None:
    write_folder(tmp_path, many(20))
    assert data.load(str(tmp_path), size=64).image_shape == (3, 64, 64)


@pytest.mark.parametrize("size", [0, -4, 4, 30, 260, 10**9])
def test_sizes_out_of_bounds_are_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(DataError, match=f"Pictures of {size} px were asked for. Sizes from 8 to 256 px in steps of 4"):
        data.load("digits", size=size)


def bomb() -> bytes:
    """A PNG header that says 50,000 by 50,000 px."""
    content = bytearray(encoded(noise(8, 8, 3)))
    struct.pack_into(">II", content, 16, 50_000, 50_000)
    import zlib

    struct.pack_into(">I", content, 29, zlib.crc32(content[12:29]))
    return bytes(content)


def test_bad_files_are_named_counted_and_left_out(tmp_path: Path) -> None:
    bad = {
        "bomb.png": bomb(), "cut.png": encoded(noise(16, 16, 3))[:300], "empty.png": b"", "readme.txt": b"hello",
        ".DS_Store": b"x", "__MACOSX/._a.png": b"x", "sub/Thumbs.db": b"x", "text.png": b"not a picture at all",
    }
    whole = data.load(str(write_folder(tmp_path / "good", many(20))))
    found = data.load(str(write_folder(tmp_path / "mixed", many(20) | bad)))
    assert found.digest == whole.digest
    reasons = {one.name: one.reason for one in found.skipped}
    assert set(reasons) == set(bad)
    assert len(found.skipped) == len(bad)
    assert "too many pixels; at most 64 million" in reasons["bomb.png"]
    assert "damaged" in reasons["cut.png"]
    assert reasons["empty.png"] == "empty (0 bytes)"
    assert reasons["text.png"] == reasons["readme.txt"] == "not a PNG, JPEG, WebP, BMP, GIF, TIFF or PPM picture"
    assert all("system" in reasons[name] for name in (".DS_Store", "__MACOSX/._a.png", "sub/Thumbs.db"))
    assert "8 files were left out." in data.describe(found)


def test_a_broken_file_does_not_decide_the_size_of_the_rest(tmp_path: Path) -> None:
    found = data.load(str(write_folder(tmp_path, many(20) | {"cut.png": encoded(noise(40, 40, 3))[:2000]})))
    assert found.image_shape == (3, 16, 16)
    assert [one.name for one in found.skipped] == ["cut.png"]


@pytest.mark.parametrize("n", [0, 1, 15])
def test_too_few_are_refused_and_the_bad_ones_named(tmp_path: Path, n: int) -> None:
    write_folder(tmp_path, many(n) | {f"x{i}.png": b"broken" for i in range(5)})
    held = "1 picture" if n == 1 else f"{n} pictures"
    with pytest.raises(DataError) as caught:
        data.load(str(tmp_path))
    assert f"holds {held} that can be read; at least 16 are needed" in caught.value.problem
    assert "x0.png: not a PNG" in caught.value.remedy
    assert "and 2 more" in caught.value.remedy


def test_just_enough_is_enough(tmp_path: Path) -> None:
    train, test = both(write_folder(tmp_path, many(16)))
    assert (len(train), len(test)) == (14, 2)


def test_links_and_pipes_do_not_lead_astray(tmp_path: Path) -> None:
    root = write_folder(tmp_path / "set", many(20))
    (tmp_path / "one.png").write_bytes(encoded(noise(16, 16, 3, seed=77)))
    (root / "linked.png").symlink_to(tmp_path / "one.png")
    (root / "dangling.png").symlink_to(tmp_path / "gone.png")
    (root / "round").symlink_to(root)
    os.mkfifo(root / "pipe.png")
    train, test = both(root)
    assert noise(16, 16, 3, seed=77).tobytes() in rows(train) | rows(test)
    reasons = {one.name: one.reason for one in train.skipped}
    assert set(reasons) == {"dangling.png", "round", "pipe.png"}
    assert reasons["pipe.png"] == "not a regular file"
    assert "not followed" in reasons["round"]


def test_a_name_that_is_not_unicode_is_shown_as_an_escape(tmp_path: Path) -> None:
    root = write_folder(tmp_path, many(20))
    (Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.png"))).write_bytes(b"x")
    (only,) = data.load(str(root)).skipped
    assert only.name == "bad\\udcff.png"
    only.name.encode()


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    root = write_folder(tmp_path, many(20))
    with (root / "huge.png").open("wb") as file:
        file.truncate(65 * 2**20)
    (only,) = data.load(str(root)).skipped
    assert only.reason == "65 MB; at most 64 MB are read"


def test_a_folder_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_FILES", 10)
    with pytest.raises(DataError, match="holds more than 10 files"):
        data.load(str(write_folder(tmp_path, many(20))))


def test_a_set_too_large_for_memory_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_form, "MAX_BYTES", 20 * 16 * 16 * 3 - 1)
    monkeypatch.setattr("mixgan.data.own_pictures.decode", lambda *_: pytest.fail("a picture was decoded"))
    with pytest.raises(DataError, match="20 pictures at 16 px take"):
        data.load(str(write_folder(tmp_path, many(20))))


@settings(max_examples=15, deadline=None)
@given(st.integers(16, 60), st.integers(1, 4))
def test_splits_of_any_folder_are_a_partition(tmp_path_factory: pytest.TempPathFactory, n: int, classes: int) -> None:
    files = {f"{i % classes}/{i}.png": encoded(noise(8, 8, 3, seed=i)) for i in range(n)}
    train, test = both(write_folder(tmp_path_factory.mktemp("set"), files))
    assert rows(train).isdisjoint(rows(test))
    assert len(train) + len(test) == n == len(rows(train) | rows(test))
    assert len(test) >= 1

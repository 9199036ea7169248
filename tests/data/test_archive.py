"""Zips that attack, and zips that do not: the first are refused whole with the entry named, the second are like folders."""

from __future__ import annotations

import contextlib
import io
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixgan import data
from mixgan.data import archive
from mixgan.errors import DataError
from tests.data.planted import CENTRAL, LOCAL, encoded, many, noise, patched, write_folder, write_zip

FLAGS, PACKED, SIZE = 8, 20, 24         # offsets in a central record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "set.zip"


def refused(path: Path, sentence: str) -> None:
    """Refused, and no entry was opened before that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("something was unpacked"))
        with pytest.raises(DataError, match=sentence) as caught:
            data.load(str(path))
    assert "Nothing was unpacked" in caught.value.remedy
    assert str(path) in caught.value.problem


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_read_as_the_folder_it_was(tmp_path: Path, path: Path, method: int) -> None:
    files = many(20, folder="set/cat/") | many(20, folder="set/dog/") | {"set/empty.png": b"", "set/note.txt": b"hello"}
    from_folder = data.load(str(write_folder(tmp_path / "f", files)))
    from_zip = data.load(str(write_zip(path, files, method)))
    assert from_zip.digest == from_folder.digest
    assert from_zip.class_names == ("cat", "dog")
    assert {(one.name.removeprefix("set/"), one.reason) for one in from_zip.skipped} == {
        (one.name.removeprefix("set/"), one.reason) for one in from_folder.skipped}


def test_nothing_is_written_to_the_disk(tmp_path: Path, path: Path) -> None:
    write_zip(path, many(20))
    before = sorted(tmp_path.rglob("*"))
    data.load(str(path))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("name", "sentence"), [
    ("../evil.png", r"entry '../evil.png' leads out of the archive"),
    ("a/../../evil.png", "leads out of the archive"),
    ("a/..", "leads out of the archive"),
    ("..\\evil.png", "leads out of the archive"),
    ("/etc/evil.png", "entry '/etc/evil.png' has an absolute path"),
    ("\\evil.png", "has an absolute path"),
    ("C:\\evil.png", "has an absolute path"),
    ("c:evil.png", "has an absolute path"),
])
def test_names_that_lead_out_are_refused(path: Path, name: str, sentence: str) -> None:
    refused(write_zip(path, many(20) | {name: encoded(noise(16, 16, 3))}), sentence)


def test_dots_inside_a_name_lead_nowhere(path: Path) -> None:
    found = data.load(str(write_zip(path, many(20) | {"a..b/..c.png": encoded(noise(16, 16, 3)), "./d.png": b""})))
    assert {one.name for one in found.skipped} == {"a..b/..c.png", "d.png"}     # hidden, and empty


@pytest.mark.parametrize(("kind", "sentence"), [(stat.S_IFLNK, "is a link"), (stat.S_IFIFO, "is neither a file nor a folder"),
                                                (stat.S_IFCHR, "is neither a file nor a folder")])
def test_links_and_devices_are_refused(path: Path, kind: int, sentence: str) -> None:
    write_zip(path, many(20))
    with zipfile.ZipFile(path, "a") as file:
        info = zipfile.ZipInfo("link.png")
        info.create_system = 3
        info.external_attr = (kind | 0o777) << 16
        file.writestr(info, "/etc/passwd")
    refused(path, f"entry 'link.png' {sentence}")


def test_encrypted_entries_are_refused(path: Path) -> None:
    content = write_zip(path, many(20)).read_bytes()
    path.write_bytes(patched(content, 3, FLAGS, "<H", 1))
    refused(path, "entry '003.png' is encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(path: Path, method: int) -> None:
    refused(write_zip(path, many(20), method), "packed in another way than stored or deflated")


def test_a_bomb_by_ratio_is_refused(path: Path) -> None:
    write_zip(path, many(20) | {"bomb.bmp": bytes(20 * 2**20)})
    refused(path, r"entry 'bomb\.bmp' would unpack to 20,971,520 bytes from 2\d,\d{3}, like a zip bomb")


def test_small_entries_may_be_packed_well(path: Path) -> None:
    flat = {f"{i:02}.bmp": encoded(noise(1, 1, 3, seed=i).repeat(128, 0).repeat(128, 1), "BMP") for i in range(20)}
    assert data.load(str(write_zip(path, flat))).image_shape == (3, 32, 32)


def test_a_bomb_by_its_whole_size_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = many(20)
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", sum(map(len, files.values())) - 1)
    refused(write_zip(path, files), "it would unpack to")


def test_a_declared_size_beyond_reason_is_refused(path: Path) -> None:
    content = write_zip(path, many(20)).read_bytes()
    path.write_bytes(patched(content, 3, SIZE, "<I", 2**32 - 2))
    refused(path, "entry '003.png' would unpack to 4,294,967,294 bytes")


def test_too_many_entries_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 19)
    refused(write_zip(path, many(20)), "it has 20 entries, and at most 19 are read")


def test_a_list_of_entries_too_large_is_refused_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write_zip(path, {f"{'x' * 60000}{i}": b"" for i in range(40)}).read_bytes()
    monkeypatch.setattr(archive, "MAX_READ_BYTES", len(content) - content.index(CENTRAL) - 100)
    refused(path, "its list of entries is larger than")


@pytest.mark.parametrize("says", [0, 1000])
def test_a_bomb_with_a_lying_header_is_refused_while_reading(path: Path, says: int) -> None:
    """64 MB that say 1,000 bytes: refused when the 1,001st comes, with no more memory taken than a block."""
    content = write_zip(path, many(20) | {"zz.png": bytes(64 * 2**20)}).read_bytes()
    path.write_bytes(patched(content, 20, SIZE, "<I", says))
    if says == 0:       # an empty entry is not even opened
        assert data.load(str(path)).skipped[0].reason == "empty (0 bytes)"
        return
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"refused: the entry 'zz.png' unpacks to more than the 1,000 bytes that it says"):
            data.load(str(path))
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_a_stored_entry_that_lies_is_refused(path: Path) -> None:
    content = write_zip(path, many(20), zipfile.ZIP_STORED).read_bytes()
    path.write_bytes(patched(content, 3, SIZE, "<I", 10))
    refused(path, "entry '003.png' holds more bytes than it says")


def test_an_entry_shorter_than_it_says_is_left_out(path: Path) -> None:
    content = write_zip(path, many(20)).read_bytes()
    path.write_bytes(patched(content, 3, SIZE, "<I", 900_000))
    (only,) = data.load(str(path)).skipped
    assert only.name == "003.png"
    assert "bytes fewer than it says" in only.reason


def test_an_entry_with_a_wrong_checksum_is_left_out(path: Path) -> None:
    content = bytearray(write_zip(path, many(20), zipfile.ZIP_STORED).read_bytes())
    content[content.index(LOCAL, 10) + 200] ^= 255
    path.write_bytes(bytes(content))
    (only,) = data.load(str(path)).skipped
    assert only.name == "001.png"
    assert only.reason.startswith("damaged in the archive: Bad CRC-32")


def test_a_name_that_occurs_twice_counts_once(path: Path) -> None:
    write_zip(path, many(20))
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("003.png", encoded(noise(16, 16, 3, seed=99)))
    found = data.load(str(path))
    assert [one.name for one in found.skipped] == ["003.png"]
    assert "twice; the first is used" in found.skipped[0].reason
    assert noise(16, 16, 3, seed=99).tobytes() not in {image.tobytes() for image in found.images}


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04K\x05.", b"x" * 5000])
def test_what_is_no_zip_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not a whole zip archive"):
        data.load(str(path))


def test_a_zip_cut_short_is_refused(path: Path) -> None:
    content = write_zip(path, many(20)).read_bytes()
    path.write_bytes(content[:-40])
    with pytest.raises(DataError, match="is not a whole zip archive"):
        data.load(str(path))


def test_a_zip_inside_a_zip_is_not_opened(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.png", encoded(noise(16, 16, 3)))
    (only,) = data.load(str(write_zip(path, many(20) | {"inner.zip": inner.getvalue()}))).skipped
    assert only.name == "inner.zip"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_zips_are_a_set_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("z") / "set.zip"
    content = bytearray(write_zip(path, many(18, 8)).read_bytes())
    headers = [i for i in range(len(content)) if content[i : i + 2] == b"PK"]
    places = st.one_of(st.integers(0, len(content) - 1), st.builds(lambda h, o: min(h + o, len(content) - 1),
                                                                  st.sampled_from(headers), st.integers(0, 50)))
    for place in draw.draw(st.lists(places, min_size=1, max_size=4)):
        content[place] = draw.draw(st.integers(0, 255))
    path.write_bytes(bytes(content))
    with contextlib.suppress(DataError):
        assert len(data.load(str(path))) >= 1

"""Own pictures with a sentence each: it stays beside its picture, what has no other is named, and a bad table is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan import data
from mixgan.data import words
from mixgan.data.captioned import LONGEST
from mixgan.data.pairing import CaptionList, named
from mixgan.errors import DataError
from tests.data.planted import encoded, noise, write_folder, write_zip
from tests.data.test_pairs import number


def said(i: int) -> str:
    return f"picture number {i}"


def planted(n: int = 20, rows: list[str] | None = None, folder: str = "") -> dict[str, bytes]:
    """n pictures of 16 px, and a list with a sentence for each."""
    table = ["file,caption", *(f"{folder}{i:03}.png,Picture number {i}!" for i in range(n))] if rows is None else rows
    pictures = {f"{folder}{i:03}.png": encoded(noise(16, 16, 3, seed=i)) for i in range(n)}
    return {**pictures, "captions.csv": "\n".join(table).encode()}


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_a_sentence_stays_beside_its_picture(tmp_path: Path, write: object) -> None:
    place = write(tmp_path if write is write_folder else tmp_path / "x.zip", planted(30))      # type: ignore[operator]
    source = f"{place}#captions.csv"
    seen = []
    for split in ("train", "test"):
        found = data.load(source, split=split)                                                  # type: ignore[arg-type]
        assert found.conditions is not None
        told = words.decode(found.conditions, found.vocabulary)
        assert told == [said(number(one, 0, True)) for one in found.images]
        seen += told
        assert (found.condition_shape, found.labels, found.n_held_out) == ((3,), None, 3)
        assert found.skipped == ()
    assert sorted(seen) == sorted(said(i) for i in range(30))
    held_out = data.load(source, split="test")
    assert held_out.questions is not None
    assert held_out.conditions is not None
    kept, asked = (set(words.decode(one, held_out.vocabulary)) for one in (held_out.questions, held_out.conditions))
    assert kept == asked
    found.facts()                                           # what a model stores of it is whole


def test_what_has_no_other_is_named(tmp_path: Path) -> None:
    rows = [f"{i:03}.png,a thing" for i in range(17)]       # no header; 017 to 019 have none
    rows += ["999.png,a ghost", "000.png,another", '017.png,"!"', f"018.png,{'word ' * (LONGEST + 1)}"]
    place = write_folder(tmp_path, planted(rows=rows))
    found = data.load(f"{place}#captions.csv")
    left_out = {one.name: one.reason for one in found.skipped}
    assert left_out == {
        "captions.csv, line 18: 999.png": "is not in the set",
        "captions.csv, line 19: 000.png": "another caption of this picture; the first is used",
        "captions.csv, line 20: 017.png": "a caption without words",
        "captions.csv, line 21: 018.png": f"a caption of {LONGEST + 1} words; 1 to {LONGEST} are read",
        **{f"{i:03}.png": "no caption in captions.csv" for i in (17, 18, 19)}}
    assert len(found) + found.n_held_out == 17


def test_files_may_be_named_from_the_list_or_from_the_top(tmp_path: Path) -> None:
    content = planted(20, folder="birds/")
    beside = content.pop("captions.csv").replace(b"birds/", b"")
    place = write_folder(tmp_path, {**content, "birds/captions.csv": beside})
    assert len(data.load(f"{place}#birds/captions.csv")) == len(data.load(f"{place}#captions.csv")) == 18


def test_a_table_with_commas_quotes_and_another_systems_marks(tmp_path: Path) -> None:
    rows = ['FILE , Caption', *(f'.\\{i:03}.png,"red, then {i}"\r' for i in range(20))]
    content = planted(rows=rows)
    content["captions.csv"] = b"\xef\xbb\xbf" + content["captions.csv"]
    found = data.load(f"{write_folder(tmp_path, content)}#captions.csv")
    assert len(found) == 18
    assert "red" in found.vocabulary
    assert "captions.csv: 22 words in all, at most 3 in a sentence." in found.notes[0]


@pytest.mark.parametrize(("table", "sentence"), [
    (b"file,caption\n000.png\n", r"Line 2 of captions\.csv has 1 column\. Give rows of two columns, file and caption"),
    (b"000.png,a,b\n", r"Line 1 of captions\.csv has 3 columns\..*stands in double quotes"),
    (b'000.png,"a\n', r"captions\.csv is no table: unexpected end of data"),
    (b"000.png,\xff\n", r"captions\.csv is no text in UTF-8: its byte 8 is none"),
    (b"file,caption\n", r"holds 0 captioned pictures that can be read; at least 16"),
])
def test_a_bad_table_is_one_sentence(table: bytes, sentence: str, tmp_path: Path) -> None:
    place = write_folder(tmp_path, {**planted(), "captions.csv": table})
    with pytest.raises(DataError, match=sentence):
        data.load(f"{place}#captions.csv")


def test_a_list_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    place = write_folder(tmp_path, planted())
    with pytest.raises(DataError, match=r"holds no list words\.csv\. Its lists: captions\.csv\."):
        data.load(f"{place}#words.csv")
    assert data.caption_lists(str(place)) == [CaptionList("captions.csv")]


def test_a_name_says_how_a_set_is_asked() -> None:
    assert named("birds#captions.csv") == ("birds", CaptionList("captions.csv"))
    with pytest.raises(DataError, match="digits is a known set"):
        data.load("digits#captions.csv")

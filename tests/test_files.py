"""A file is whole or absent, a name stays a name, a path stays inside."""

from __future__ import annotations

import errno
import json
import math
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan import files
from mixgan.errors import ConfigError, RunError, StoreError
from tests.faults import FAULTS, WHERE, break_disk, leftovers

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)


# --- writing ----------------------------------------------------------------------------------------------------------

@given(data=st.binary(max_size=2000))
def test_bytes_come_back(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bytes") / "deep" / "file"
    files.write_bytes(path, data)
    files.write_bytes(path, data)                                   # over itself
    assert path.read_bytes() == data
    assert os.listdir(path.parent) == ["file"]


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "file", b"1")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("where", WHERE)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    where: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.write_bytes(path, b"old")
    with monkeypatch.context() as patch:
        break_disk(patch, where, code)
        with pytest.raises(RunError, match=FAULTS[code]) as refusal:
            files.write_bytes(path, b"new and longer")
    assert refusal.value.remedy
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_writer_that_raises_leaves_nothing(tmp_path: Path) -> None:
    def give_up(temporary: Path) -> None:
        temporary.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_with(tmp_path / "file", give_up)
    assert os.listdir(tmp_path) == []


def test_the_content_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), real_sync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, target: (order.append("replace"), real_replace(self, target))[1])
    files.write_bytes(tmp_path / "file", b"1")
    assert order == ["fsync", "replace", "fsync"]                   # the content, its name, and the folder that holds the name


def test_a_file_where_a_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(RunError, match="could not be written"):
        files.write_bytes(tmp_path / "runs" / "a" / "config.json", b"1")


# --- JSON ---------------------------------------------------------------------------------------------------------------

@given(content=st.dictionaries(st.text().filter(lambda key: key != "version"), JSON, max_size=4))
def test_json_comes_back_without_its_version(content: dict, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("json") / "file.json"
    if any("\ud800" <= letter <= "\udfff" for letter in json.dumps(content, ensure_ascii=False)):
        return                                                      # half a letter is no text
    files.write_json(path, content)
    assert files.read_json(path) == content
    assert json.loads(path.read_bytes())["version"] == 1


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_no_number_is_not_written(wrong: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(tmp_path / "file.json", {"loss": wrong})
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "is not JSON"), (b'{"a": 1', "is not JSON"), (b"\xff\xfe", "is not JSON"), (b"[" * 100_000, "is not JSON"),
    (b"[1]", "should hold an object, it holds a list"), (b"3", "it holds a int"),
    (b'{"version": 2}', "has version 2; this mixgan reads up to 1"), (b'{"version": "1"}', "has version 1"),
    (b" " * (files.MAX_JSON_BYTES + 1), "at most 2,097,152 are read"),
], ids=["empty", "cut off", "not text", "very deep", "list", "number", "newer", "odd version", "too large"])
def test_a_json_file_that_is_wrong_is_a_sentence_and_untouched(content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence):
        files.read_json(path)
    assert path.read_bytes() == content


def test_an_older_version_is_read_and_a_reader_may_know_more(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    files.write_json(path, {"a": 1}, version=3)
    assert files.read_json(path, version=3) == files.read_json(path, version=4) == {"a": 1}
    path.write_text('{"a": 1}')                                     # from before there were versions
    assert files.read_json(path) == {"a": 1}


def test_a_json_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is missing"):
        files.read_json(tmp_path / "none.json")
    with pytest.raises(StoreError, match="cannot be read"):
        files.read_json(tmp_path)


# --- names and paths ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["a", "hmog-mnist", "run_2.1", "0", "x" * 64, "console", "com", "null"])
def test_a_good_name_is_kept(name: str) -> None:
    assert files.checked_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "../a", "/etc", "a..b", "a.", ".hidden", "-rf", "a b", "a\n",
                                  "a\0", "é", "x" * 65, "con", "NUL", "com1.txt", "Aux.", "C:"])
def test_a_bad_name_is_refused_with_what_is_allowed(name: str) -> None:
    with pytest.raises(ConfigError, match="letters, digits"):
        files.checked_name(name, "run name")


@given(name=st.text(max_size=70) | st.from_regex(r"[./\\A-Za-z0-9~-]{1,12}", fullmatch=True))
def test_a_name_that_passes_is_one_step_down(name: str) -> None:
    try:
        files.checked_name(name)
    except ConfigError:
        return
    base = Path("/somewhere")
    assert (base / name).parent == base
    assert Path(os.path.normpath(base / name)) == base / name != base


@given(parts=st.lists(st.sampled_from(["a", "b", "..", ".", "", "/", "/etc", "a/../..", "~"]), max_size=5))
def test_a_path_is_inside_or_refused(parts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.getbasetemp()
    truth = os.path.normpath(os.path.join(base.resolve(), *parts))
    if truth == str(base.resolve()) or truth.startswith(f"{base.resolve()}{os.sep}"):
        assert str(files.inside(base, *parts)) == truth
    else:
        with pytest.raises(StoreError, match="leads out of the folder"):
            files.inside(base, *parts)


def test_a_link_or_a_namesake_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model2").mkdir()
    (tmp_path / "model" / "card.md").symlink_to(tmp_path / "model2" / "secret")
    for parts in (("card.md",), ("..", "model2")):
        with pytest.raises(StoreError, match="leads out"):
            files.inside(tmp_path / "model", *parts)


def test_the_environment_moves_runs_and_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MIXGAN_HOME", raising=False)
    monkeypatch.delenv("MIXGAN_DATA", raising=False)
    assert files.runs_root() == tmp_path / "runs"
    assert files.data_root() == tmp_path / "data"
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "h"))
    assert files.runs_root() == tmp_path / "h" / "runs"
    assert files.data_root() == tmp_path / "h" / "data"
    monkeypatch.setenv("MIXGAN_DATA", str(tmp_path / "d"))
    assert files.data_root() == tmp_path / "d"


def test_leftovers_are_seen(tmp_path: Path) -> None:
    """Meta-test: the check for half-written files can fail."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".x.part").touch()
    assert leftovers(tmp_path)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_where_the_temporary_folder_takes_nothing_there_is_one_at_home(
    elsewhere: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left, or only the working directory, which belongs to the user."""
    def full() -> str:
        if elsewhere:
            return str(Path.cwd())
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert files.temporary_folder() == Path(tempfile.gettempdir())      # the system's, while it takes something
    monkeypatch.setattr(tempfile, "tempdir", None)
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "_get_default_tempdir", full)
        assert files.temporary_folder() == tmp_path / "home" / "cache" / "tmp"
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", full)
    with pytest.raises(RunError, match="could not be written"):
        files.temporary_folder()


def test_a_link_to_itself_and_what_is_no_name_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "config.json").symlink_to(tmp_path / "config.json")
    for name in ("config.json", "\ud800", "a\0b"):
        with pytest.raises(StoreError):
            files.read_json(files.inside(tmp_path, name))

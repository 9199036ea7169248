"""Own pictures on the Train page: looked at before a start, kept whole, refused in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import subprocess
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from mixgan.errors import ConfigError, DataError, RunError
from mixgan.ui.model import peek
from mixgan.ui.train import data as train_data
from tests.bad_zip import bad_zip
from tests.faults import break_disk
from tests.ui.a_run import Open, own
from tests.ui.test_states import said


def test_own_pictures_are_looked_at_before_a_start(home: Path, open_page: Open, started: list) -> None:
    archive = home / "own.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for i in range(40):
            file = home / f"{i}.png"
            Image.fromarray(np.full((8, 8), 6 * i, np.uint8)).save(file)
            zipped.write(file, f"{'even' if i % 2 == 0 else 'odd'}/{i}.png")
        zipped.writestr("even/notes.png", b"not a picture")
    app = open_page("Train")
    own(app, "path")
    app.text_input(key="train-path").set_value(str(archive)).run()
    text = said(app)
    assert "8 by 8 px, grey, 2 classes" in text
    assert "even/notes.png" in text
    assert "1 file was left out" in app.expander[1].label.replace("\\", "")
    shown = "".join(part.proto.body for part in app.get("html"))
    assert ">18<" in shown                              # of each class, in the training split
    assert "Some pictures of every class" in shown
    app.button(key="train-start").click().run()
    assert started[0][0][started[0][0].index("--data") + 1] == str(archive)
    assert "--run own" not in started[0][0]


def test_an_upload_is_kept_under_its_own_name(home: Path, open_page: Open, started: list) -> None:
    content = home / "u.npz"
    np.savez(content, images=np.random.default_rng(0).integers(0, 256, (40, 8, 8), np.uint8))
    app = open_page("Train")
    own(app, "file")
    app.file_uploader(key="train-upload").upload("my pictures.npz", content.read_bytes()).run()
    assert "8 by 8 px, grey" in said(app)
    app.button(key="train-start").click().run()
    kept = Path(started[0][0][started[0][0].index("--data") + 1])
    assert kept.parent.parent == home / "uploads"
    assert kept.name == "my_pictures.npz"
    assert kept.read_bytes() == content.read_bytes()


@pytest.mark.parametrize(("name", "kept"), [
    ("photos (1).zip", "photos_1.zip"), ("\u0444\u043e\u0442\u043e.zip", "pictures.zip"), ("_.zip", "pictures.zip"),
    ("a" * 100 + ".zip", "a" * 56 + ".zip")])
def test_an_upload_may_have_any_name(name: str, kept: str, home: Path) -> None:
    assert train_data.save_upload(name, b"x").name == kept


@pytest.mark.parametrize("name", ["../x.npz", "a/b.zip", ".hidden.zip"])
def test_an_upload_cannot_leave_its_folder(name: str, home: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be a folder name"):
        train_data.save_upload(name, b"x")


def test_a_refused_upload_is_called_by_its_own_name(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    own(app, "file")
    app.file_uploader(key="train-upload").upload("holiday.zip", b"no zip").run()
    assert app.error[0].value.replace("\\", "").startswith("holiday.zip ")


def test_refused_pictures_are_a_sentence_on_the_page(home: Path, open_page: Open) -> None:
    bad = home / "bad.npz"
    np.savez(bad, images=np.array([{"a": 1}], dtype=object))
    app = open_page("Train")
    own(app, "path")
    app.text_input(key="train-path").set_value(str(bad)).run()
    assert "bad.npz" in said(app)
    assert app.error
    app.text_input(key="train-path").set_value(str(home / "nowhere")).run()
    assert "There is nothing at" in said(app)


def test_pictures_of_every_class_are_shown() -> None:
    labels = np.array([0] * 40 + [1] * 3 + [2] * 40 + [3])
    rows = peek.some_rows(labels, len(labels), 16)
    assert np.bincount(labels[rows]).tolist() == [6, 3, 6, 1]       # in turn, while each has one
    assert len(set(rows)) == 16
    assert (np.diff(labels[rows]) >= 0).all()
    assert peek.some_rows(None, 100, 16)[[0, -1]].tolist() == [0, 99]      # of a film too, not its first second
    assert len(set(peek.some_rows(None, 100, 16))) == 16
    assert peek.some_rows(None, 5, 16).tolist() == [0, 1, 2, 3, 4]


def test_peek_refuses_in_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert peek.main([str(home / "nothing"), str(home / "out")]) == DataError.exit_status
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (home / "out" / "peek.json").exists()


def test_a_folder_is_kept_as_it_was_sent_in_any_order(home: Path) -> None:
    sent = [("pets/dogs/b.png", b"2"), ("pets/cats/a.png", b"1")]
    place = train_data.save_folder(sent)
    assert place.name == "pets"
    assert {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*.png")} == {
        "cats/a.png": b"1", "dogs/b.png": b"2"}
    assert train_data.save_folder(sent[::-1]) == place
    assert train_data.save_folder([("a.png", b"1")]).name == "pictures"


def zipped(*files: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, inside in files:
            packed.writestr(name, inside)
    return content.getvalue()


def test_folders_come_packed_and_may_be_two() -> None:
    """A and B of pairs may be dropped one after the other."""
    assert train_data.unpacked([("A.zip", zipped(("A/1.png", b"1"))), ("B.zip", zipped(("B/", b""), ("B/1.png", b"2"))),
                                ("list.csv", b"3")]) == [("A/1.png", b"1"), ("B/1.png", b"2"), ("list.csv", b"3")]


def test_a_packed_folder_is_whole_and_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = zipped(("A/1.png", b"12345678"))
    with pytest.raises(DataError, match=r"A\.zip is not a whole zip archive"):
        train_data.unpacked([("A.zip", sent.replace(b"12345678", b"12345679"))])
    with pytest.raises(DataError, match="more than 50 MB"):
        train_data.unpacked([("a.png", bytes(26 * 2**20)), ("b.png", bytes(26 * 2**20))])
    monkeypatch.setattr(zipfile.ZipFile, "read", None)              # it is known before anything is unpacked
    with pytest.raises(DataError, match="more than 50 MB"):
        train_data.unpacked([("A.zip", zipped(*((f"A/{i}.png", bytes(2**20)) for i in range(51))))])


def test_an_upload_that_dies_half_way_leaves_no_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [("pets/a.png", b"1"), ("pets/b.png", b"2")]
    real = Path.write_bytes

    def dies(path: Path, content: bytes) -> int:
        if path.name == "b.png":
            raise OSError(28, "No space left on device")
        return real(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", dies)
        with pytest.raises(RunError, match="disk is full"):
            train_data.save_folder(sent)
    assert not list((home / "uploads").rglob("*.png"))
    assert len(list(train_data.save_folder(sent).iterdir())) == 2


def test_a_full_disk_refuses_an_upload_and_keeps_nothing_of_it(
    home: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = open_page("Train")
    own(app, "file")
    with monkeypatch.context() as full:
        break_disk(full, "write", errno.ENOSPC)
        app.file_uploader(key="train-upload").upload("mine.zip", bad_zip(home, "few").read_bytes()).run()
    assert "The disk is full" in said(app)
    assert "Free some space and try again" in said(app)
    assert not app.exception
    assert list((home / "uploads").iterdir()) == []


def test_an_upload_needs_no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own parser of uploads, with a temporary folder that takes nothing."""
    def full(file: tempfile.SpooledTemporaryFile[bytes]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def received() -> bytes:
        async def body() -> AsyncIterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.zip"\r\n\r\n'
            for _ in range(3):
                yield bytes(2**20)
            yield b"\r\n--x--\r\n"

        headers = Headers({"content-type": "multipart/form-data; boundary=x"})
        upload = (await MultiPartParser(headers, body()).parse())["f"]
        assert isinstance(upload, UploadFile)
        with upload.file:
            return await upload.read()

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", full)
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 2**20)
    train_data.keep_in_memory()
    with ThreadPoolExecutor(1) as pool:                             # this thread may have a loop: the browser's
        assert pool.submit(asyncio.run, received()).result() == bytes(3 * 2**20)


def test_a_path_that_can_be_none_is_a_sentence(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    own(app, "path")
    for given in ("x" * 5000, "a\0b", "~nobody-of-that-name/z"):
        app.text_input(key="train-path").set_value(given).run()
        assert "There is nothing at" in said(app)
        assert "fault of ours" not in said(app)


@pytest.mark.parametrize(("end", "words"), [
    (lambda argv: -9, "the reader was killed, most likely because memory ran out"),
    (lambda argv: peek.main(argv[3:]), "does not fit into this machine's memory")])
def test_pictures_that_do_not_fit_into_memory_are_a_sentence(
    end: Callable[[list[str]], int], words: str, home: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reader is killed by the system, or is refused the memory."""
    def full(*given: object) -> None:
        raise MemoryError

    def run(argv: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        with contextlib.redirect_stderr(io.StringIO()) as err:
            return subprocess.CompletedProcess(argv, end(argv), "", err.getvalue())

    app = open_page("Train")
    own(app, "path")
    monkeypatch.setattr(peek, "peek", full)
    monkeypatch.setattr("mixgan.ui.train.data.subprocess.run", run)
    app.text_input(key="train-path").set_value(str(bad_zip(home, "few"))).run()
    assert words in said(app)


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "c:/a.png", "a/../../b.png", "d/" * 9 + "a.png", "x" * 200 + ".png"])
def test_a_name_in_a_folder_cannot_lead_out(name: str, home: Path) -> None:
    with pytest.raises(ConfigError, match="leads out of its folder"):
        train_data.save_folder([("ok/a.png", b"1"), (name, b"2")])
    assert not (home / "uploads").exists()


@pytest.mark.parametrize(("kind", "words"), [
    ("out", "'../away.png' leads out of the archive"), ("bomb", "like a zip bomb"), ("few", "holds 0 pictures that can be read"),
    ("half", "is not a whole zip archive"), ("absolute", "has an absolute path"), ("link", "'a.png' is a link")])
def test_a_bad_upload_is_one_sentence(kind: str, words: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert peek.main([str(bad_zip(home, kind)), str(home / "seen")]) == DataError.exit_status
    told = capsys.readouterr().err
    assert words in told
    assert len(told.strip().splitlines()) == 1
    assert not (home / "seen").exists()

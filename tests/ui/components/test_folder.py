"""A folder as the page sends it: one zip, which Python's own reader finds whole."""

from __future__ import annotations

import io
import zipfile

import pytest

from mixgan.ui.components.folder import SCRIPTS
from tests.node import run_node

OWN = SCRIPTS[:-1]               # the last one mounts them


def test_a_zip_of_the_page_is_whole() -> None:
    files = {"pets/cats/a.png": bytes(range(256)) * 300, "pets/dogs/\u0444\u043e\u0442\u043e 1.jpg": b"2", "pets/empty.csv": b""}
    parts = run_node("zipOf(files.map(([name, content]) => ({ name, bytes: Uint8Array.from(content) })))",
                     {"files": [[name, list(content)] for name, content in files.items()]}, OWN)
    with zipfile.ZipFile(io.BytesIO(bytes(byte for part in parts for byte in part))) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == files
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}       # the same folder, the same file


@pytest.mark.parametrize(("n", "size", "words"), [
    (0, 0, "No picture was found there: png, jpg are taken."), (70_000, 1, "more than 65,535 files"),
    (3, 2**20, "more than 2 MB. Give its path"), (2, 2**20, "")])
def test_what_cannot_be_packed_is_a_sentence(n: int, size: int, words: str) -> None:
    said = run_node("whyNot(Array.from({ length: n }, () => ({ file: { size } })), { kinds: ['png', 'jpg'], most: 2 })",
                    {"n": n, "size": size}, OWN)
    assert (words in said) if words else not said

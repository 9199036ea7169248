"""A folder of pictures, with or without folders for classes and splits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mixgan.data.entries import Entry, shown
from mixgan.data.imageset import ImageSet, Skipped
from mixgan.data.own_set import own_set
from mixgan.data.pairing import AskedBy
from mixgan.data.splits import Split
from mixgan.errors import DataError

__all__ = ["MAX_FILES", "entries_of", "load"]

MAX_FILES = 200_000


def load(path: Path, source: str, split: Split, size: int | None, asked: AskedBy | None = None) -> ImageSet:
    """Every picture below `path`. Links to files are followed, links to folders are not: they may lead round in circles."""
    entries, skipped = entries_of(path)
    return own_set(entries, skipped, source, asked, split, size)


def entries_of(root: Path) -> tuple[list[Entry], list[Skipped]]:
    """The files below `root`, none of them opened, and what is no file. Raises DataError for more than MAX_FILES."""
    entries: list[Entry] = []
    skipped: list[Skipped] = []

    def cannot_open(err: OSError) -> None:
        name = os.path.relpath(err.filename, root) if err.filename else str(root)
        skipped.append(Skipped(shown(name), f"the folder cannot be opened: {err.strerror}"))

    for folder, folders, names in os.walk(root, onerror=cannot_open):
        here = Path(folder)
        for name in [one for one in folders if (here / one).is_symlink()]:
            skipped.append(Skipped(shown(_inside(here / name, root)), "a link to a folder, which is not followed"))
        for name in names:
            found = _entry(here / name, root)
            (entries if isinstance(found, Entry) else skipped).append(found)    # type: ignore[arg-type]
        if len(entries) > MAX_FILES:
            raise DataError(f"{root} holds more than {MAX_FILES:,} files.", "Give a folder with fewer.")
    return entries, skipped


def _entry(path: Path, root: Path) -> Entry | Skipped:
    name = _inside(path, root)
    try:
        facts = path.stat()
    except OSError as err:
        return Skipped(shown(name), f"cannot be opened: {err.strerror}")
    if not stat.S_ISREG(facts.st_mode):
        return Skipped(shown(name), "not a regular file")       # opening a pipe would wait for ever
    return Entry(name, facts.st_size, lambda: path.open("rb"))


def _inside(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()

"""What folder names mean: which split a picture belongs to, and which class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.data.entries import shown

__all__ = ["MAX_CLASSES", "Layout", "layout_of", "splits_of", "unwrapped", "why_no_classes"]

MAX_CLASSES = 1000
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm")
WORDS = {"train": "train", "training": "train", "test": "test", "testing": "test",
         "val": "val", "valid": "val", "validation": "val"}


@dataclass(frozen=True, eq=False)
class Layout:
    """`test`: (n,) True for the test split, or None where the names do not say. `used`: (n,) False for what is left aside."""

    used: NDArray[np.bool_]
    test: NDArray[np.bool_] | None
    labels: NDArray[np.int64] | None
    class_names: tuple[str, ...]
    notes: tuple[str, ...]


def layout_of(names: Sequence[str]) -> Layout:
    """Read `[wrapper/] [train|test|val/] [class/] ... file`, for names with '/' between their parts.

    Folders that hold everything are wrappers and mean nothing. `train` and `test` mean splits when both are there; `val`
    takes the place of a missing `test`, and is left aside otherwise. Then the first folder is the class, if every picture
    lies in one and there are at least two.
    """
    paths = unwrapped([name.split("/") for name in names])
    used, test, aside = splits_of(paths)
    if test is None:
        labels, class_names, notes = _classes(paths)
        return Layout(used, None, labels, class_names, notes)
    inner = unwrapped([path[1:] for path, keep in zip(paths, used, strict=True) if keep])
    found, class_names, notes = _classes(inner)
    labels = None
    if found is not None:
        labels = np.full(len(paths), -1, np.int64)
        labels[used] = found
    return Layout(used, test, labels, class_names, (*notes, *aside))


def splits_of(paths: list[list[str]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_] | None, tuple[str, ...]]:
    """`used` and `test` of a Layout, and a note where some are left aside; of the parts of names without wrappers."""
    splits = [WORDS.get(path[0].lower(), "") if len(path) > 1 else "" for path in paths]
    test_word = "test" if "test" in splits else "val"
    if "train" not in splits or test_word not in splits:
        return np.ones(len(paths), bool), None, ()
    used = np.array([split in ("train", test_word) for split in splits])
    aside = int((~used).sum())
    said = f"{aside:,} outside the folders train and {test_word} {'was' if aside == 1 else 'were'} left aside."
    return used, np.array([split == test_word for split in splits]), (said,) if aside else ()


def why_no_classes(names: Sequence[str]) -> str:
    """Why no reading of the pictures among `names` can find classes, as a sentence; '' where one may, and for no names at all.

    Which of the files are pictures is known only when they are opened: both guesses must agree, that those are which are
    called so, and that all are.
    """
    called = [name for name in names if name.lower().endswith(SUFFIXES)] or list(names)
    layout = layout_of(called)
    if not names or layout.labels is not None or layout_of(names).labels is not None:
        return ""
    return layout.notes[0] if layout.notes else f"Its {len(called):,} pictures lie in no folders that could be classes."


def unwrapped(paths: list[list[str]]) -> list[list[str]]:
    """Without the leading folders that all have in common."""
    while paths and all(len(path) > 1 and path[0] == paths[0][0] for path in paths):
        paths = [path[1:] for path in paths]
    return paths


def _classes(paths: list[list[str]]) -> tuple[NDArray[np.int64] | None, tuple[str, ...], tuple[str, ...]]:
    """Labels, class names, notes."""
    folders = sorted({path[0] for path in paths if len(path) > 1})
    loose = sum(len(path) == 1 for path in paths)
    if len(folders) < 2 and not (folders and loose):
        return None, (), ()
    if loose:
        return None, (), (f"{loose:,} of {len(paths):,} pictures lie in no folder, so folders are not taken as classes.",)
    if len(folders) > MAX_CLASSES:
        return None, (), (f"There are {len(folders):,} folders, more than the {MAX_CLASSES:,} that are taken as classes.",)
    index = {name: i for i, name in enumerate(folders)}
    return np.array([index[path[0]] for path in paths], np.int64), tuple(shown(name) for name in folders), ()

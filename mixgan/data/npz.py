"""An .npz of pictures or points: which array is what, then to one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixgan.data.arrays import MAX_ARRAY_BYTES, Arrays, open_arrays
from mixgan.data.entries import shown
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.layout import MAX_CLASSES
from mixgan.data.one_form import all_grey, default_size, enough, notes_of, square_arrays
from mixgan.data.pixels import as_pictures, scale_of, value_range
from mixgan.data.splits import TEST_SHARE, Split, held_out, part
from mixgan.errors import DataError

__all__ = ["load", "names_labels"]

IMAGES = ("train_images", "images_train", "x_train", "train_x", "images", "x", "pictures", "points", "data", "arr_0")
LABELS = ("train_labels", "labels_train", "y_train", "train_y", "labels", "y", "targets", "arr_1")
TEST_IMAGES = ("test_images", "images_test", "x_test", "test_x")
TEST_LABELS = ("test_labels", "labels_test", "y_test", "test_y")
NAMES = ("class_names", "classes", "names", "label_names")
FARTHEST = 1e30     # of a point: its square is still a number
NONE = -1           # in joined labels: this part has none


@dataclass(frozen=True, eq=False)
class _Part:
    """Arrays of the training rows, or of the test rows, as they are in the file."""

    name: str
    images: NDArray
    labels: NDArray | None


def load(path: Path, source: str, split: Split, size: int | None) -> ImageSet:
    """One split. Where the file has no test arrays, a tenth of the rows is held out. Raises DataError for anything unfit."""
    with open_arrays(path) as arrays:
        parts, class_names = _parts(arrays), _class_names(arrays)
    n = sum(len(one.images) for one in parts)
    enough(len(parts[0].images), source)
    labels, class_names, notes = _indexed(parts, class_names)
    own = len(parts) == 2
    test = np.arange(n) >= len(parts[0].images) if own else held_out(n, labels, TEST_SHARE, "own")
    n_held_out = 0 if own else int(test.sum())
    rows = part(test, split)
    chosen = labels[rows] if labels is not None else None
    if chosen is not None and (chosen == NONE).any():
        chosen = None
    if parts[0].images.ndim == 2 and parts[0].images.shape[1] == 2:
        return replace(_points(parts, rows, chosen, class_names, source, size, notes), n_held_out=n_held_out)
    images, finest, more = _pictures(parts, size)
    images = np.ascontiguousarray(images[rows])
    return ImageSet(images, chosen, class_names, source, digest_of(images, chosen), notes=(*more, *notes), n_held_out=n_held_out,
                    finest=finest)


def names_labels(path: Path) -> bool:
    """Whether one of the arrays is called as labels are; only headers are read. Raises DataError as `load` does."""
    with open_arrays(path) as arrays:
        return _key(arrays, LABELS) is not None


def _parts(arrays: Arrays) -> list[_Part]:
    """The training rows, and the test rows where the file has them."""
    name, test_name = _key(arrays, IMAGES), _key(arrays, TEST_IMAGES)
    if name is None:
        held = ", ".join(f"'{shown(one)}'" for one in list(arrays.headers)[:8])
        raise DataError(f"{arrays.path} holds {held}, and none of these is known to be pictures.",
                        "Call them 'images' (and 'labels'), or 'train_images' and 'test_images'.")
    pairs = [(name, _key(arrays, LABELS))]
    if test_name is not None:
        pairs.append((test_name, _key(arrays, TEST_LABELS)))
        first, second = (arrays.headers[one].shape for one, _ in pairs)
        if first[1:] != second[1:]:
            raise DataError(f"'{name}' has the shape {first} and '{test_name}' {second}.",
                            "Give both the same size and channels.")
    total = sum(arrays.headers[one].n_bytes for one, _ in pairs)
    if total > MAX_ARRAY_BYTES:
        raise DataError(f"The pictures in {arrays.path} take {total / 2**30:,.1f} GB; at most {MAX_ARRAY_BYTES // 2**30} GB are "
                        "read.", "Keep fewer pictures, smaller ones, or save them as uint8.")
    return [_part(arrays, images, labels) for images, labels in pairs]


def _part(arrays: Arrays, images: str, labels: str | None) -> _Part:
    if len(arrays.headers[images].shape) < 2 or 0 in arrays.headers[images].shape:
        raise DataError(f"'{images}' in {arrays.path} has the shape {arrays.headers[images].shape}.",
                        "Pictures are (N, H, W) or (N, H, W, C), points are (N, 2).")
    found = _Part(images, arrays.read(images), None if labels is None else arrays.read(labels))
    if found.labels is None:
        return found
    flat = found.labels.reshape(-1)
    if len(flat) != len(found.images) or flat.dtype.kind not in "biuUS":
        raise DataError(f"'{labels}' in {arrays.path} has the shape {found.labels.shape} and the type {found.labels.dtype}, for "
                        f"{len(found.images):,} pictures.", "Labels are one whole number or one name for each picture.")
    return _Part(images, found.images, flat)


def _key(arrays: Arrays, wanted: Sequence[str]) -> str | None:
    """The first of the wanted names that is there, in any case of letters."""
    by_name = {name.lower(): name for name in sorted(arrays.headers, reverse=True)}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _class_names(arrays: Arrays) -> tuple[str, ...]:
    name = _key(arrays, NAMES)
    if name is None or arrays.headers[name].dtype.kind not in "US" or len(arrays.headers[name].shape) != 1:
        return ()
    return tuple(_text(value) for value in arrays.read(name))


def _text(value: object) -> str:
    return shown(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _indexed(parts: list[_Part], names: tuple[str, ...]) -> tuple[NDArray[np.int64] | None, tuple[str, ...], tuple[str, ...]]:
    """Labels of all rows as indices into class names, with NONE for a part without; class names; notes."""
    given = [one.labels for one in parts if one.labels is not None]
    if not given:
        return None, (), ()
    values = np.unique(np.concatenate(given))
    if len(values) > MAX_CLASSES:
        note = f"There are {len(values):,} different labels, more than the {MAX_CLASSES:,} that are taken as classes."
        return None, (), (note,)
    if names and values.dtype.kind in "iu" and values[0] >= 0 and values[-1] < len(names):
        values = np.arange(len(names))
    else:
        names = tuple(_text(value) for value in values.tolist())
    joined = [np.full(len(one.images), NONE, np.int64) if one.labels is None else np.searchsorted(values, one.labels)
              for one in parts]
    return np.concatenate(joined).astype(np.int64), names, ()


def _pictures(parts: list[_Part], size: int | None) -> tuple[NDArray[np.uint8], int, list[str]]:
    """All rows as uint8 (N, size, size, C), the shorter side that they came with, and notes. One scale for both parts."""
    name = f"'{parts[0].name}'"
    low, high = value_range([one.images for one in parts], name)
    scale = scale_of(low, high, parts[0].images.dtype, name)
    converted = [as_pictures(one.images, scale, f"'{one.name}'") for one in parts]
    images = converted[0][0] if len(parts) == 1 else np.concatenate([pictures for pictures, _ in converted])
    notes = list(dict.fromkeys(note for _, more in converted for note in more))
    size = size or default_size([(images.shape[2], images.shape[1])])
    finest = min(images.shape[1:3])
    images, kinds = square_arrays(images, size)
    if images.shape[3] == 3 and all_grey(images).all():
        images = images[..., :1]
        notes.append("Every picture is grey: one channel is kept.")
    return images, finest, [*notes, *notes_of(kinds, size)]


def _points(
    parts: list[_Part], rows: NDArray[np.bool_], labels: NDArray[np.int64] | None, class_names: tuple[str, ...], source: str,
    size: int | None, notes: tuple[str, ...],
) -> ImageSet:
    """(N, 2) numbers, standardised with the mean of all rows and one scale for both axes."""
    if size is not None:
        raise DataError(f"{source} holds points, which have no size in px.", "Leave the size out.")
    low, high = value_range([one.images for one in parts], f"'{parts[0].name}'")
    if max(-low, high) > FARTHEST:
        raise DataError(f"'{parts[0].name}' holds points as far out as {max(-low, high):g}; at most {FARTHEST:g} is read.",
                        "Give them in a larger unit.")
    points = np.concatenate([one.images for one in parts]).astype(np.float64)
    centre = points.mean(0)
    scale = float(np.sqrt(points.var(0).mean()))
    if not scale > 0:
        raise DataError(f"All points in {source} are the same.", "Give points that differ.")
    standard = ((points[rows] - centre) / scale).astype(np.float32)
    note = f"Points were centred on ({centre[0]:g}, {centre[1]:g}) and divided by {scale:g}."
    return ImageSet(standard, labels, class_names, source, digest_of(standard, labels), notes=(note, *notes),
                    centre=(float(centre[0]), float(centre[1])), scale=scale)

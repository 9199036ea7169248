"""Files of a folder or a zip to an ImageSet: read, brought to one form, sorted into classes and splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.data.decode import Kind, Unreadable, decode, sides_of
from mixgan.data.entries import Entry, shown, sorted_out
from mixgan.data.imageset import ImageSet, Skipped, digest_of
from mixgan.data.layout import layout_of
from mixgan.data.one_form import all_grey, checked_bytes, default_size, enough, notes_of
from mixgan.data.splits import TEST_SHARE, Split, held_out, part

__all__ = ["channels_of", "examples", "image_set", "probe", "read_pictures", "reason_of"]

NAMED = 3


@dataclass
class Read:
    """Pictures that could be read, in the order of their names, and the files that could not."""

    names: list[str]
    images: NDArray[np.uint8]       # (n, size, size, 3)
    kinds: Counter[Kind]
    sides: list[tuple[int, int]]
    skipped: list[Skipped]


def image_set(entries: list[Entry], skipped: list[Skipped], source: str, split: Split, size: int | None) -> ImageSet:
    """The pictures among `entries`, one split of them. Raises DataError when too few can be read, or they take too much memory.

    Both splits are read for either, because they must agree about size, channels and classes.
    """
    candidates, left_out = sorted_out(entries)
    probed, unreadable = probe(candidates)
    read = read_pictures(probed, size)
    everything = sorted([*skipped, *left_out, *unreadable, *read.skipped], key=lambda one: one.name)
    enough(len(read.names), source, examples(everything))
    images, colour_notes = channels_of(read.images, read.kinds)
    layout = layout_of(read.names)
    test, n_held_out = layout.test, 0
    if test is None:
        test = held_out(len(read.names), layout.labels, TEST_SHARE, "own")
        n_held_out = int(test.sum())
    else:
        enough(int((layout.used & ~test).sum()), f"The folder train in {source}")
    rows = part(test, split) & layout.used
    labels = None if layout.labels is None else layout.labels[rows]
    images = np.ascontiguousarray(images[rows])
    return ImageSet(
        images, labels, layout.class_names, source, digest_of(images, labels), tuple(everything),
        (*notes_of(read.kinds, images.shape[1]), *colour_notes, *layout.notes), n_held_out=n_held_out,
        finest=int(np.median([min(one) for one in read.sides])))


def examples(skipped: Sequence[Skipped]) -> str:
    named = "; ".join(f"{one.name}: {one.reason}" for one in skipped[:NAMED])
    more = f"; and {len(skipped) - NAMED:,} more" if len(skipped) > NAMED else ""
    return f"Left out: {named}{more}." if skipped else ""


def probe(entries: list[Entry]) -> tuple[list[tuple[Entry, tuple[int, int]]], list[Skipped]]:
    """Headers only, so that the size is known before any memory is taken."""
    probed, skipped = [], []
    for entry in entries:
        try:
            with entry.open() as file:
                probed.append((entry, sides_of(file)))
        except (Unreadable, OSError) as err:
            skipped.append(Skipped(shown(entry.name), reason_of(err)))
    return probed, skipped


def reason_of(err: Exception) -> str:
    return str(err) if isinstance(err, Unreadable) else f"cannot be opened: {getattr(err, 'strerror', None) or err}"


def read_pictures(probed: list[tuple[Entry, tuple[int, int]]], size: int | None) -> Read:
    """All at `size`, or at the size that suits them."""
    chosen = size or default_size([sides for _, sides in probed])
    read = _decode(probed, chosen)
    if size is None and default_size(read.sides) != chosen:
        # a file whose header could be read and whose pixels could not must not decide for the rest
        read = _decode(probed, default_size(read.sides))
    return read


def _decode(probed: list[tuple[Entry, tuple[int, int]]], size: int) -> Read:
    checked_bytes(len(probed), size)
    read = Read([], np.empty((len(probed), size, size, 3), np.uint8), Counter(), [], [])
    for entry, sides in probed:
        try:
            with entry.open() as file:
                pixels, kinds = decode(file, size)
        except (Unreadable, OSError) as err:
            read.skipped.append(Skipped(shown(entry.name), reason_of(err)))
            continue
        read.images[len(read.names)] = pixels
        read.names.append(entry.name)
        read.sides.append(sides)
        read.kinds.update(kinds)
    read.images = read.images[: len(read.names)]
    return read


def channels_of(
    images: NDArray[np.uint8], kinds: Counter[Kind], what: str = "picture",
) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """One channel if every picture is grey, with a note."""
    grey = all_grey(images)                                             # (n,)
    if grey.all():
        return images[..., :1], (f"Every {what} is grey: one channel is kept.",)
    kinds[Kind.GREY] += int(grey.sum())
    return images, ()


"""Own pictures in two folders that are no pairs: one asks, the other shows what answers are like, to an ImageSet.

Rows of both stand side by side by chance, each in an order of its own; of the smaller folder pictures come again and again.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from mixgan.data.decode import Kind, Unreadable, decode
from mixgan.data.entries import Entry, shown, sorted_out
from mixgan.data.imageset import ImageSet, Skipped, digest_of
from mixgan.data.known import N_QUESTIONS
from mixgan.data.layout import splits_of, unwrapped
from mixgan.data.one_form import checked_bytes, default_size, enough, notes_of
from mixgan.data.own_pictures import channels_of, examples, probe, reason_of
from mixgan.data.pairing import Pairing
from mixgan.data.pairs import in_folders
from mixgan.data.splits import TEST_SHARE, Split, held_out, part
from mixgan.rng import Stream

__all__ = ["beside_by_chance", "two_sets"]

Pixels = NDArray[np.uint8]
Probed = tuple[Entry, str, tuple[int, int]]         # a file, its name without the folder, (width, height) in px


def two_sets(
    entries: list[Entry], skipped: list[Skipped], source: str, pairing: Pairing, split: Split, size: int | None,
) -> ImageSet:
    """One split of the pictures in both folders: what asks as `conditions`, what answers are like as `images`.

    Raises DataError where fewer than 16 of either can be read, or they take too much memory.
    """
    candidates, left_out = sorted_out(entries)
    found, elsewhere = _probed(candidates, pairing)
    everything = [*skipped, *left_out, *elsewhere]
    px = size or default_size([sides for folder in found for _, _, sides in folder])
    checked_bytes(sum(map(len, found)), px)
    kinds, rows, questions, notes, aside = Counter[Kind](), [], None, [], 0
    for what, name, folder in zip(("question", "answer"), (pairing.question, pairing.answer), found, strict=True):
        kept, pixels, unreadable = _read(folder, px, kinds)
        everything += unreadable
        enough(len(kept), f"The folder {shown(name)} in {source}", examples(sorted(everything, key=lambda one: one.name)))
        images, said = channels_of(pixels, kinds, what)
        used, told, left = splits_of(unwrapped([key.split("/") for key in kept]))
        test = held_out(len(kept), None, TEST_SHARE, "own") if told is None else told
        aside += int(test.sum()) if told is None else 0
        enough(int((used & ~test).sum()), f"The training part of the folder {shown(name)} in {source}")
        notes += [*said, *left]
        rows.append(np.ascontiguousarray(images[part(test, split) & used]))
        if questions is None:
            others = np.flatnonzero(test & used)
            questions = images[others[np.linspace(0, len(others) - 1, min(len(others), N_QUESTIONS)).astype(np.intp)]]
    first, second = beside_by_chance(*map(len, rows))
    conditions, images = rows[0][first], rows[1][second]
    return ImageSet(
        images, None, (), source, digest_of(images, None, conditions), tuple(sorted(everything, key=lambda one: one.name)),
        (f"Two sets: {pairing.words}, side by side by chance.", *notes_of(kinds, px), *notes), conditions=conditions,
        questions=questions, n_held_out=aside, unpaired=True,
        finest=int(np.median([min(sides) for folder in found for _, _, sides in folder])))


def beside_by_chance(asking: int, answering: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) rows of each set, n that of the larger: all of it once, of the smaller each as often as any other, or once more."""
    n, orders = max(asking, answering), []
    for name, count in (("asking", asking), ("answering", answering)):
        stream = Stream(0).child("data", "two sets", name)
        orders.append(np.concatenate([stream.child(i).permutation(count) for i in range(-(-n // count))])[:n])
    return orders[0], orders[1]


def _probed(entries: list[Entry], pairing: Pairing) -> tuple[list[list[Probed]], list[Skipped]]:
    """The files of the folder that asks and of the other; and what is in neither, or no picture."""
    found: list[list[Probed]] = [[], []]
    there, skipped = in_folders(entries, pairing)
    for entry, key, folder in there:
        probed, unreadable = probe([entry])
        skipped += unreadable
        found[folder == pairing.answer] += [(entry, key, sides) for _, sides in probed]
    return found, skipped


def _read(found: list[Probed], px: int, kinds: Counter[Kind]) -> tuple[list[str], Pixels, list[Skipped]]:
    """Names of those that can be read, (n, px, px, 3), and those that cannot; `kinds` counts what was done to them."""
    kept: list[str] = []
    skipped = []
    pixels = np.empty((len(found), px, px, 3), np.uint8)
    for entry, key, _ in found:
        try:
            with entry.open() as file:
                pixels[len(kept)], how = decode(file, px)
        except (Unreadable, OSError) as err:
            skipped.append(Skipped(shown(entry.name), reason_of(err)))
            continue
        kept.append(key)
        kinds.update(how)
    return kept, pixels[: len(kept)], skipped

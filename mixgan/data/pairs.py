"""Own pictures that ask for others: two folders with files of the same names, or pictures side by side, to an ImageSet.

Both pictures of a pair are squared and resized alike: they must be of one shape, or their pixels would not lie on each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from mixgan.data.decode import Kind, Unreadable, decode, decode_halves
from mixgan.data.entries import Entry, shown, sorted_out
from mixgan.data.imageset import ImageSet, Skipped, digest_of
from mixgan.data.known import N_QUESTIONS
from mixgan.data.layout import splits_of, unwrapped
from mixgan.data.one_form import checked_bytes, default_size, enough, notes_of
from mixgan.data.own_pictures import channels_of, examples, probe, reason_of
from mixgan.data.pairing import Pairing, key_of
from mixgan.data.splits import TEST_SHARE, Split, held_out, part

__all__ = ["in_folders", "pair_set"]

Pixels = NDArray[np.uint8]
Sides = tuple[int, int]
Both = tuple[Pixels, Pixels, Counter[Kind]]


@dataclass(frozen=True)
class _Pair:
    """`key`: what it is called, with its folders; `sides`: (width, height) of its answer, in px."""

    key: str
    sides: Sides
    read: Callable[[int], Both]         # at a size: question and answer


def pair_set(
    entries: list[Entry], skipped: list[Skipped], source: str, pairing: Pairing, split: Split, size: int | None,
) -> ImageSet:
    """The pairs among `entries`, one split of them: questions as `conditions`, answers as `images`.

    Raises DataError where fewer than 16 can be read, or they take too much memory; what has no partner is named in `skipped`.
    """
    candidates, left_out = sorted_out(entries)
    found, unpaired = (_halves if pairing.side_by_side else _partners)(candidates, pairing)
    px = size or default_size([one.sides for one in found])
    checked_bytes(2 * len(found), px)
    kept, questions, answers, kinds, unreadable = _read(found, px)
    everything = sorted([*skipped, *left_out, *unpaired, *unreadable], key=lambda one: one.name)
    enough(len(kept), source, examples(everything), "pair")
    asked, asked_notes = channels_of(questions, kinds, "question")
    images, notes = channels_of(answers, kinds, "answer")
    used, told, aside = splits_of(unwrapped([one.key.split("/") for one in kept]))
    test = held_out(len(kept), None, TEST_SHARE, "own") if told is None else told
    if told is not None:
        enough(int((used & ~test).sum()), f"The folder train in {source}", what="pair")
    rows, others = part(test, split) & used, np.flatnonzero(test & used)
    chosen = others[np.linspace(0, len(others) - 1, min(len(others), N_QUESTIONS)).astype(np.intp)]
    images, conditions = np.ascontiguousarray(images[rows]), np.ascontiguousarray(asked[rows])
    return ImageSet(
        images, None, (), source, digest_of(images, None, conditions), tuple(everything),
        (f"Pairs: {pairing.words}.", *notes_of(kinds, px), *asked_notes, *notes, *aside), conditions=conditions,
        questions=np.ascontiguousarray(asked[chosen]), n_held_out=int(test.sum()) if told is None else 0,
        finest=int(np.median([min(one.sides) for one in kept])))


def _read(found: list[_Pair], px: int) -> tuple[list[_Pair], Pixels, Pixels, Counter[Kind], list[Skipped]]:
    """Those that can be read, (n, px, px, 3) questions and answers, what was done to them, and those that cannot."""
    kept: list[_Pair] = []
    kinds, skipped = Counter[Kind](), []
    both = np.empty((2, len(found), px, px, 3), np.uint8)
    for one in found:
        try:
            question, answer, how = one.read(px)
        except (Unreadable, OSError) as err:
            skipped.append(Skipped(shown(one.key), reason_of(err)))
            continue
        both[:, len(kept)] = question, answer
        kept.append(one)
        kinds.update(how)
    return kept, both[0, : len(kept)], both[1, : len(kept)], kinds, skipped


# --- side by side ------------------------------------------------------------------------------------------------------


def _halves(entries: list[Entry], pairing: Pairing) -> tuple[list[_Pair], list[Skipped]]:
    probed, skipped = probe(entries)
    found = []
    for entry, (width, height) in probed:
        if width != 2 * height:
            skipped.append(Skipped(shown(entry.name),
                                   f"{width} by {height} px; two pictures side by side are twice as wide as high"))
            continue
        found.append(_Pair(entry.name, (height, height), _both_of(entry, pairing)))
    return found, skipped


def _both_of(entry: Entry, pairing: Pairing) -> Callable[[int], Both]:
    def read(px: int) -> Both:
        with entry.open() as file:
            left, right, kinds = decode_halves(file, px)
        question, answer = (left, right) if pairing.question == "left" else (right, left)
        return question, answer, Counter(kinds)

    return read


# --- two folders -------------------------------------------------------------------------------------------------------


def _partners(entries: list[Entry], pairing: Pairing) -> tuple[list[_Pair], list[Skipped]]:
    """Of every name the picture that asks and the one that answers, if both are there and of one shape."""
    by_key, skipped = _by_key(entries, pairing)
    probed, unreadable = probe([entry for of in by_key.values() for entry in of.values()])
    sides = {entry.name: size for entry, size in probed}
    skipped += unreadable
    found = []
    for key, of in by_key.items():
        there = {folder: entry for folder, entry in of.items() if entry.name in sides}
        if len(there) < 2:
            for folder, entry in there.items():
                other = pairing.answer if folder == pairing.question else pairing.question
                skipped.append(Skipped(shown(entry.name), f"no picture of this name in {shown(other)}"
                                       if len(of) < 2 else "its partner cannot be read"))
            continue
        question, answer = there[pairing.question], there[pairing.answer]
        (w, h), (wide, high) = sides[question.name], sides[answer.name]
        if w * high != h * wide:
            skipped.append(Skipped(shown(answer.name), f"{wide} by {high} px, of another shape than its question: {w} by {h} px"))
            continue
        found.append(_Pair(key, (wide, high), _both_from(question, answer)))
    return found, skipped


def _by_key(entries: list[Entry], pairing: Pairing) -> tuple[dict[str, dict[str, Entry]], list[Skipped]]:
    """What a pair is called -> its files by their folder."""
    by_key: dict[str, dict[str, Entry]] = {}
    found, skipped = in_folders(entries, pairing)
    for entry, key, folder in found:
        of = by_key.setdefault(key, {})
        if folder in of:
            skipped.append(Skipped(shown(entry.name), "another file there has this name; the first is used"))
            continue
        of[folder] = entry
    return by_key, skipped


def in_folders(entries: list[Entry], pairing: Pairing) -> tuple[list[tuple[Entry, str, str]], list[Skipped]]:
    """The files in one of the two folders, with what they are called without it, and the folder; it stands at the top, or in
    those for the splits. And what lies in neither."""
    found, skipped = [], []
    for entry, path in zip(entries, unwrapped([entry.name.split("/") for entry in entries]), strict=True):
        depth = next((i for i, name in enumerate(path[:-1]) if name in (pairing.question, pairing.answer)), None)
        if depth is None:
            skipped.append(Skipped(shown(entry.name), f"in neither of the folders {shown(pairing.question)} and "
                                   f"{shown(pairing.answer)}"))
        else:
            found.append((entry, key_of(path, depth), path[depth]))
    return found, skipped


def _both_from(question: Entry, answer: Entry) -> Callable[[int], Both]:
    def read(px: int) -> Both:
        made = []
        for entry in (question, answer):
            file: IO[bytes]
            with entry.open() as file:
                made.append(decode(file, px))
        (asked, of_asked), (answered, of_answer) = made
        return asked, answered, Counter(of_asked) + Counter(of_answer)

    return read

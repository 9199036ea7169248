"""Own pictures with a sentence each: a table of two columns, file and caption, in the folder or zip, to an ImageSet.

    file,caption
    birds/1.jpg,"a small bird, red above"

UTF-8; a first row of these two words is a header. A file is named as it lies in the set, or beside the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mixgan.config import MOST_WORDS
from mixgan.data import words
from mixgan.data.decode import Unreadable
from mixgan.data.entries import Entry, shown, sorted_out
from mixgan.data.imageset import ImageSet, Skipped, digest_of
from mixgan.data.known import N_QUESTIONS
from mixgan.data.layout import splits_of, unwrapped
from mixgan.data.one_form import enough, notes_of
from mixgan.data.own_pictures import channels_of, examples, probe, read_pictures
from mixgan.data.pairing import CaptionList
from mixgan.data.splits import TEST_SHARE, Split, held_out, part
from mixgan.errors import DataError, printable

__all__ = ["LONGEST", "caption_set"]

LONGEST = 64                    # words of a sentence
MAX_LIST_BYTES = 32 * 2**20
HEADER = ["file", "caption"]
ROWS = 'Give rows of two columns, file and caption; a caption with a comma stands in double quotes.'


@dataclass(frozen=True)
class _Captioned:
    entry: Entry
    caption: str


def caption_set(
    entries: list[Entry], skipped: list[Skipped], source: str, listed: CaptionList, split: Split, size: int | None,
) -> ImageSet:
    """The pictures among `entries` that the list has a sentence for, one split of them: sentences as `conditions`.

    Raises DataError where the list is not there or no such table, and where fewer than 16 pictures can be read; what has no
    sentence, or no picture, is named in `skipped`.
    """
    candidates, left_out = sorted_out(entries)
    table = _table(candidates, listed, source)
    found, unmatched = _matched([one for one in candidates if one is not table], table)
    by_name = {one.entry.name: one.caption for one in found}
    probed, unreadable = probe([one.entry for one in found])
    read = read_pictures(probed, size)
    everything = sorted([*skipped, *left_out, *unmatched, *unreadable, *read.skipped], key=lambda one: one.name)
    enough(len(read.names), source, examples(everything), "captioned picture")
    captions = [by_name[name] for name in read.names]
    vocabulary = words.vocabulary_of(captions)
    if len(vocabulary) > MOST_WORDS:
        raise DataError(f"{shown(table.name)} has {len(vocabulary) - 1:,} words; at most {MOST_WORDS - 1:,} are learnt.",
                        "Give fewer captions, or simpler ones.")
    tokens = words.encode(captions, vocabulary, max(len(words.split(one)) for one in captions))
    images, colour_notes = channels_of(read.images, read.kinds)
    used, told, aside = splits_of(unwrapped([name.split("/") for name in read.names]))
    test = held_out(len(read.names), None, TEST_SHARE, "own") if told is None else told
    if told is not None:
        enough(int((used & ~test).sum()), f"The folder train in {source}", what="captioned picture")
    rows = part(test, split) & used
    asked = np.unique(tokens[test & used], axis=0)
    questions = asked[np.linspace(0, len(asked) - 1, min(len(asked), N_QUESTIONS)).astype(np.intp)]
    images, conditions = np.ascontiguousarray(images[rows]), np.ascontiguousarray(tokens[rows])
    said = f"Sentences from {shown(table.name)}: {len(vocabulary) - 1:,} words in all, at most {tokens.shape[1]} in a sentence."
    return ImageSet(
        images, None, (), source, digest_of(images, None, conditions), tuple(everything),
        (said, *notes_of(read.kinds, images.shape[1]), *colour_notes, *aside), conditions=conditions, questions=questions,
        vocabulary=vocabulary, n_held_out=int(test.sum()) if told is None else 0,
        finest=int(np.median([min(one) for one in read.sides])))


# --- the table -----------------------------------------------------------------------------------------------------------


def _table(entries: list[Entry], listed: CaptionList, source: str) -> Entry:
    """The list by its name, with its folders or without; of several the one that lies the least deep."""
    named = [one for one in entries if one.name == listed.file or one.name.endswith(f"/{listed.file}")]
    if named:
        return min(named, key=lambda one: one.name.count("/"))
    there = [shown(one.name) for one in entries if one.name.lower().endswith(".csv")]
    raise DataError(f"{source.rpartition('#')[0]} holds no list {shown(listed.file)}.",
                    f"Its lists: {', '.join(there[:5])}." if there else f"Put one there. {ROWS}")


def _rows(table: Entry) -> list[tuple[int, str, str]]:
    """Line, file and caption. Raises DataError where the file is no such table."""
    name = shown(table.name)
    try:
        with table.open() as file:
            raw = file.read(MAX_LIST_BYTES + 1)
    except (Unreadable, OSError) as err:
        raise DataError(f"{name} cannot be read: {getattr(err, 'strerror', None) or err}.", ROWS) from err
    if len(raw) > MAX_LIST_BYTES:
        raise DataError(f"{name} has more than {MAX_LIST_BYTES // 2**20} MB.", "Give a shorter list.")
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except UnicodeDecodeError as err:
        raise DataError(f"{name} is no text in UTF-8: its byte {err.start:,} is none.", "Save the list as UTF-8.") from err
    except csv.Error as err:
        raise DataError(f"{name} is no table: {err}.", ROWS) from err
    for line, row in rows:
        if len(row) != len(HEADER):
            raise DataError(f"Line {line:,} of {name} has {len(row)} column{'' if len(row) == 1 else 's'}.", ROWS)
    body = rows[1:] if rows and [cell.lower() for cell in rows[0][1]] == HEADER else rows
    return [(line, file.replace("\\", "/").removeprefix("./"), caption) for line, (file, caption) in body]


def _matched(pictures: Sequence[Entry], table: Entry) -> tuple[list[_Captioned], list[Skipped]]:
    """Pictures and their sentences, in the order of the pictures' names, and what of either has no other."""
    by_name = {one.name: one for one in pictures}
    beside = table.name.rpartition("/")[0]
    found: dict[str, _Captioned] = {}
    skipped = []
    for line, file, caption in _rows(table):
        entry = by_name.get(f"{beside}/{file}" if beside else file) or by_name.get(file)
        length = len(words.split(caption))
        if entry is None:
            reason = "is not in the set"
        elif entry.name in found:
            reason = "another caption of this picture; the first is used"
        elif not 0 < length <= LONGEST:
            reason = f"a caption of {length} words; 1 to {LONGEST} are read" if length else "a caption without words"
        else:
            found[entry.name] = _Captioned(entry, caption)
            continue
        skipped.append(Skipped(f"{shown(table.name)}, line {line:,}: {printable(file, 60)}", reason))
    skipped += [Skipped(shown(name), f"no caption in {shown(table.name)}") for name in by_name if name not in found]
    return [found[name] for name in sorted(found)], skipped

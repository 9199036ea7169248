"""How a set of own pictures is asked: said by whoever gives it, never guessed, since two folders may as well be two classes.

    PATH#A:B            pictures in the folder A ask for those of the same name in the folder B
    PATH#left:right     every picture is two, side by side: the left half asks for the right one
    PATH#A:B:unpaired   pictures in the folder A ask for those in the folder B, and none is the answer to another
    PATH#captions.csv   pictures have a sentence each, in a list
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mixgan.data.layout import splits_of, unwrapped
from mixgan.errors import DataError, printable

__all__ = ["LIST", "SIDES", "UNPAIRED", "AskedBy", "CaptionList", "Pairing", "as_before", "asked_by", "key_of", "listed", "named",
           "parsed", "possible"]

SIDES = ("left", "right")
UNPAIRED = "unpaired"
MARK = "#"
LIST = ".csv"
SHARE = 0.5                     # of the files of the smaller of two folders: those that have a partner


@dataclass(frozen=True)
class Pairing:
    """What asks, and what answers: names of two folders, or `left` and `right`. `unpaired`: two sets of pictures, no pairs."""

    question: str
    answer: str
    unpaired: bool = False

    @property
    def side_by_side(self) -> bool:
        return {self.question, self.answer} == set(SIDES) and not self.unpaired

    def __str__(self) -> str:
        return f"{self.question}:{self.answer}" + (f":{UNPAIRED}" if self.unpaired else "")

    def of(self, path: str) -> str:
        """The name of the set at `path` that is pairs in this way."""
        return f"{path}{MARK}{self}"

    @property
    def words(self) -> str:
        """`left asks, right answers`, or `A asks, B answers, unpaired`."""
        return f"{self.question} asks, {self.answer} answers" + (f", {UNPAIRED}" if self.unpaired else "")


@dataclass(frozen=True)
class CaptionList:
    """The table that has the sentences: its name in the set, with '/' between the parts."""

    file: str

    def __str__(self) -> str:
        return self.file

    def of(self, path: str) -> str:
        """The name of the set at `path` whose pictures have these sentences."""
        return f"{path}{MARK}{self}"

    @property
    def words(self) -> str:
        """`Sentences of captions.csv`."""
        return f"Sentences of {self.file}"


AskedBy = Pairing | CaptionList


def listed(text: str) -> CaptionList:
    """`captions.csv`. Raises DataError."""
    if not text.lower().endswith(LIST) or MARK in text:
        raise DataError(f"captions should be the name of a list in the set (given '{printable(text, 60)}').",
                        "For example captions.csv, a table of two columns, file and caption.")
    return CaptionList(text)


def asked_by(text: str) -> AskedBy:
    """`A:B`, or `captions.csv`. Raises DataError."""
    return listed(text) if text.lower().endswith(LIST) else parsed(text)


def parsed(text: str) -> Pairing:
    """`A:B`, or `A:B:unpaired`. Raises DataError."""
    pair = text.removesuffix(f":{UNPAIRED}")
    question, _, answer = pair.partition(":")
    if not question or not answer or question == answer or any(sign in pair for sign in "/\\") or ":" in answer:
        raise DataError(f"pairs should be two names, what asks and what answers (given '{printable(text, 60)}').",
                        "For example A:B for the folders A and B, or left:right for pictures side by side.")
    return Pairing(question, answer, pair != text)


def named(source: str) -> tuple[str, AskedBy | None]:
    """A set's name without how it is asked, and how: of `faces#A:B` both."""
    path, mark, text = source.rpartition(MARK)
    if not mark or not (":" in text or text.lower().endswith(LIST)):
        return source, None
    return path, asked_by(text)


def as_before(path: str, before: str) -> str:
    """The name of a set that now lies at `path`, asked as it was under its name before."""
    pairing = named(before)[1]
    return path if pairing is None or named(path)[1] is not None else pairing.of(path)


def possible(names: Sequence[str], sides: Sequence[tuple[int, int]] = ()) -> list[Pairing]:
    """How a set could be pairs: two folders, most of whose names are the same, either way round, or pictures that are all twice
    as wide as high. Then how it could be two sets: two folders, whatever their files are called. `names`: of its files, with '/'
    between parts; `sides`: (width, height) of its pictures, where known."""
    if sides and all(width == 2 * height for width, height in sides):
        return [Pairing(*SIDES), Pairing(*SIDES[::-1])]
    paths = unwrapped([name.split("/") for name in names])
    for depth in (0, 1):                                            # A/train/1.png, or train/A/1.png
        folders = sorted({path[depth] for path in paths if len(path) > depth + 1})
        if len(folders) != 2 or any(len(path) <= depth + 1 for path in paths):
            continue
        a, b = ({key_of(path, depth) for path in paths if path[depth] == folder} for folder in folders)
        one, other = folders
        ways = [Pairing(one, other), Pairing(other, one)]
        unpaired = [replace(way, unpaired=True) for way in ways]
        if len(a & b) >= SHARE * min(len(a), len(b)):
            return [*ways, *unpaired]
        if depth or splits_of(paths)[1] is None:                    # train and test are no two sets
            return unpaired
    return []


def key_of(path: Sequence[str], depth: int) -> str:
    """What both pictures of a pair are called: without the folder at `depth`, and without the suffix."""
    rest = "/".join([*path[:depth], *path[depth + 1 :]])
    stem, dot, suffix = rest.rpartition(".")
    return stem if dot and "/" not in suffix and stem.rpartition("/")[2] else rest

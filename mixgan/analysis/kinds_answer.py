"""How many kinds a set of pictures has, read off a curve of how steadily it sorts into K of them. Plain numbers; no torch here.

A heuristic, and said so wherever its answer stands: it finds kinds that the chosen views leave alone, of about the same size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mixgan.analysis.words import percent, percent_with

__all__ = ["CAVEAT", "CHANCE", "MARGIN", "PICTURES", "Answer", "Found", "Row", "answer"]

# the margins are of a curve that was read off so many pictures; of fewer they are wider, as the chance of a sample is
PICTURES = 3000
# by how much both neighbours of the answer stay below it; half of the least on MNIST, seeds 10 to 14, one try each
MARGIN = 0.004
AS_HIGH = 0.01                  # a peak lower by less is as high: whole trunks differ by more
CHANCE = 0.005                  # of flips: what other pictures change
# two kinds are nearly always there (dark and bright): alone they are an answer only where no other number comes near
ALONE, STEADY = 0.1, 0.05
MOST_ROWS, MOST_TRIES = 100, 100                # more than any question asks for

CAVEAT = ("A hint, no proof: it looks for kinds of about the same size that a view leaves alone, so other views may find other "
          "kinds.")


@dataclass(frozen=True)
class Row:
    """Sorting into `kinds` kinds.

    `share`: its objective as a share of the best there is, 1 where every picture is sure of its kind and keeps it under a view,
    and all kinds are as large; of each attempt in `tries`, of which it is the best, or the mean of a small set.
    `flips`: share of pictures whose kind a view changes.
    """

    kinds: int
    share: float
    flips: float
    tries: tuple[float, ...] = ()


@dataclass(frozen=True)
class Found:
    """The rows by number of kinds, rising; seconds of processor time, and how many pictures it was read off."""

    rows: tuple[Row, ...]
    seconds: float
    pictures: int

    @property
    def wider(self) -> float:
        """How many times as wide a margin is as one of `PICTURES`."""
        return math.sqrt(max(1.0, PICTURES / self.pictures))

    def content(self) -> dict[str, Any]:
        """To be stored as JSON."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Found:
        """What was stored. Raises ValueError where a hand has changed it to what cannot be."""
        try:
            rows = tuple(Row(int(row["kinds"]), float(row["share"]), float(row["flips"]), tuple(map(float, row["tries"])))
                         for row in stored["rows"])
            found = cls(rows, float(stored["seconds"]), int(stored["pictures"]))
        except (KeyError, TypeError, OverflowError) as err:
            raise ValueError(f"no curve of kinds ({err})") from err
        numbers = [row.kinds for row in rows]
        if not 0 < len(rows) <= MOST_ROWS or numbers != sorted(set(numbers)) or numbers[0] < 2:
            raise ValueError("its numbers of kinds do not rise from 2")
        shares = [share for row in rows for share in (row.share, *row.tries)]
        if not all(math.isfinite(share) and share <= 1.001 for share in shares) or not all(0 <= row.flips <= 1 for row in rows):
            raise ValueError("a share in it cannot be")
        if not 0 <= found.seconds < 1e9 or found.pictures < 1 or any(len(row.tries) > MOST_TRIES for row in rows):
            raise ValueError("its time, its pictures or its tries cannot be")
        return found


@dataclass(frozen=True)
class Answer:
    """`kinds` is None where no number is clear; `sentence` says what it is, and from what."""

    kinds: int | None
    sentence: str


def answer(found: Found) -> Answer:
    """The number with the highest share from 3 on, if it is a peak: its neighbours clearly lower, and not clearly steadier.

    A larger number that is a peak as high comes before it: kinds that are put together hold as well (MNIST: five pairs; shapes:
    three of two hues), halves of kinds do not. A smaller one does not, since what is highest would then be left unexplained.
    """
    by_number, wider = {row.kinds: row for row in found.rows}, found.wider
    two, more = by_number.get(2), [row for row in found.rows if row.kinds > 2]
    if not more:
        return Answer(None, "No clear number: only two kinds were tried.")
    top = max(more, key=lambda row: row.share)
    if two is not None and two.share >= top.share + ALONE and two.flips < STEADY:
        return Answer(2, f"2 kinds stand out: {_score(two)}, and {_best(top)} at most with any more; {_flips(two)}.")
    as_high = [row for row in more if row.kinds >= top.kinds and row.share > top.share - wider * AS_HIGH]
    peaks = [row for row in as_high if not _no_peak(row, by_number, wider)]
    if not peaks:
        return Answer(None, _no_peak(top, by_number, wider))
    peak = peaks[-1]
    below, above = by_number[peak.kinds - 1], by_number[peak.kinds + 1]
    return Answer(peak.kinds, f"{peak.kinds} kinds stand out: {_score(peak)}, {_best(below)} with {below.kinds} and "
                              f"{_best(above)} with {above.kinds}; {_flips(peak)}.")


def _no_peak(row: Row, by_number: Mapping[int, Row], wider: float) -> str:
    """Why `row` is no peak, as a sentence about the highest row; nothing where it is one."""
    below, above = by_number.get(row.kinds - 1), by_number.get(row.kinds + 1)
    if row.kinds == 3 and (below is None or below.share > row.share - wider * MARGIN):
        first, last = by_number[min(by_number)], by_number[max(by_number)]
        return (f"No clear number: the fewer the kinds, the better they hold, {_best(first)} of the best score with "
                f"{first.kinds} and {_best(last)} with {last.kinds}, as in pictures that differ by degrees.")
    highest = f"{row.kinds} kinds score highest, {_best(row)} of the best there is"
    if below is None or above is None:
        return f"No clear number up to {max(by_number)}: {highest}, so there may be more than were tried."
    near = max(below, above, key=lambda one: one.share)
    if near.share > row.share - wider * MARGIN:
        return f"No clear number: {highest}, but {near.kinds} are as good as that, {_best(near)}."
    steadier = min(below, above, key=lambda one: one.flips)
    if row.flips > steadier.flips + wider * CHANCE:
        return (f"No clear number: {highest}, but {steadier.kinds} are steadier: {percent(steadier.flips)} of the pictures "
                f"change their kind when only the view changes, and {percent(row.flips)} with {row.kinds}.")
    return ""


def _score(row: Row) -> str:
    return f"sorted into {row.kinds}, the pictures reach {_best(row)} of the best score there is"


def _best(row: Row) -> str:
    """With a digit: neighbours differ by one in a hundred."""
    return percent_with(row.share, 1)


def _flips(row: Row) -> str:
    return f"{percent(row.flips)} change their kind when only the view changes"

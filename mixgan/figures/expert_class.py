"""What each expert draws: counts to a board of shares, a row an expert and a column a class. Plain data and colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mixgan.analysis.words import expert_name, percent, plural, short_name
from mixgan.figures.palette import contrast

__all__ = ["TOLD", "Board", "Cell", "expert_class", "expert_class_alt"]

TOLD = 0.1                      # shares from here on are written into their cell
_SCALE = (("#fcfbf9", "#2458b8"), ("#0f1114", "#7aa7f0"))       # light, dark: paper to accent, one hue, no rainbow

Counts = Sequence[Sequence[int]]
Pair = tuple[str, str]                                          # colours in the light theme and in the dark one


@dataclass(frozen=True)
class Cell:
    """`count` samples; `share` of its row, None where the row has none."""

    count: int
    share: float | None

    @property
    def text(self) -> str:
        """Per cent without the sign, where it is worth reading."""
        return percent(self.share).removesuffix(" %") if self.share is not None and self.share >= TOLD else ""

    @property
    def grounds(self) -> Pair:
        light, dark = (_mixed(low, high, self.share or 0) for low, high in _SCALE)
        return light, dark

    @property
    def inks(self) -> Pair:
        light, dark = map(_ink, self.grounds)
        return light, dark


@dataclass(frozen=True)
class Board:
    """`word`: what a row is; `across`: how it came to its column. `rows`: (name, cells) of each."""

    word: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    def told(self, name: str, column: str, cell: Cell) -> str:
        """One cell in words."""
        share = "" if cell.share is None else percent(cell.share)
        return f"{self.word} {name}, {self.across} {column}: {share} ({cell.count:,} {plural('sample', cell.count)})"


def expert_class(
    counts: Counts, names: Sequence[str], word: str = "expert", *, across: str = "read as", rows: Sequence[str] = ()
) -> Board:
    """Counts (K, C) -> the share of each class among the samples of each expert.

    `word` and `across` say what rows and columns are; `rows` names the rows where they are no experts.
    """
    return Board(
        word, across, tuple(names[c] if c < len(names) else str(c) for c in range(len(counts[0]))),
        tuple((rows[k] if k < len(rows) else short_name(k), tuple(map(Cell, row, told)))
              for k, (row, told) in enumerate(zip(counts, _shares(counts), strict=True))))


def expert_class_alt(counts: Counts, names: Sequence[str], word: str = "expert", what: str = "classes read") -> str:
    """One clause per expert: what it draws most, and how much of it that is. `what`: the columns are."""
    said = []
    for k, row in enumerate(_shares(counts)):
        known = [(share, c) for c, share in enumerate(row) if share is not None]
        if known:
            share, c = max(known, key=lambda one: one[0])
            said.append(f"{expert_name(word, k)} mostly {names[c] if c < len(names) else c} ({percent(share)})")
    return f"Shares of the {what} in the samples of each {word}: {', '.join(said)}."


def _ink(ground: str) -> str:
    """Black or white, whichever reads better: one of them always has 4.5 to 1."""
    return max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground))


def _mixed(low: str, high: str, share: float) -> str:
    """'#rrggbb' that lies `share` of the way from one to the other."""
    pairs = [(int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _shares(counts: Counts) -> list[list[float | None]]:
    totals = [sum(row) for row in counts]
    return [[value / total if total else None for value in row] for row, total in zip(counts, totals, strict=True)]

"""Tables of what was measured beside what was aimed at; a missed goal is a word in the last column, never an exit status."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

__all__ = ["Comparison", "Seen", "as_text", "percentile", "verdict", "write_json"]


@dataclass
class Seen:
    """One row of the table of pages: every try of one thing, in `unit`, and the goal for its median."""

    what: str
    unit: str
    values: list[float]
    goal: float | None = None
    larger_is_better: bool = False
    every: bool = False                 # the goal is for every try, not for the median
    note: str = ""

    def cells(self) -> list[str]:
        # the tail is the bad end: for frames a second it is the slow one
        tail = percentile(self.values, 0.05 if self.larger_is_better else 0.95)
        middle = median(self.values) if self.values else None
        sign = "≥" if self.larger_is_better else "≤"
        goal = "" if self.goal is None else f"{sign} {_short(self.goal)}"
        judged = max(self.values, default=None) if self.every else middle
        return [self.what, self.unit, _short(middle), _short(tail), str(len(self.values)), goal,
                verdict(judged, self.goal, self.larger_is_better), self.note]


@dataclass
class Comparison:
    """One row of the table of the package: tries of ours and of the plain form, in `unit`; `budget` is a ratio or a most."""

    what: str
    unit: str
    ours: list[float]
    plain: list[float] = field(default_factory=list)
    ratio: float | None = None          # the least that plain / ours should be
    most: float | None = None           # the most that ours should be, in `unit`
    note: str = ""

    @property
    def factor(self) -> float | None:
        return median(self.plain) / median(self.ours) if self.plain and self.ours else None

    def cells(self) -> list[str]:
        middle = median(self.ours) if self.ours else None
        plain = median(self.plain) if self.plain else None
        budget = f"≥ {_short(self.ratio)} x" if self.ratio else f"≤ {_short(self.most)} {self.unit}" if self.most else ""
        word = verdict(self.factor, self.ratio, True) if self.ratio else verdict(middle, self.most, False)
        factor = "" if self.factor is None else f"{_short(self.factor)} x"
        return [self.what, self.unit, _short(middle), _short(plain), factor, budget, word, str(len(self.ours)), self.note]


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` (0..1) of all lie at or below; the nearest one, nothing is interpolated."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))] if values else None


def verdict(value: float | None, goal: float | None, larger_is_better: bool) -> str:
    """kept, missed, not measured, or nothing where there is no goal."""
    if goal is None:
        return ""
    if value is None:
        return "not measured"
    return "kept" if (value >= goal if larger_is_better else value <= goal) else "missed"


def as_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns under each other; all but the first and the last lie to the right."""
    body = [list(heads), *map(list, rows)]
    widths = [max(len(row[i]) for row in body) for i in range(len(heads))]
    last = len(heads) - 1
    lines = ["  ".join(cell.ljust(width) if i in (0, last) else cell.rjust(width)
                       for i, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in body]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def write_json(path: Path, head: str, rows: Sequence[Seen | Comparison]) -> None:
    """Every try of every row, for whoever wants another figure than the median."""
    path.write_text(json.dumps({"head": head, "rows": [asdict(row) for row in rows]}, indent=1) + "\n", encoding="utf-8")


def _short(value: float | None) -> str:
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"

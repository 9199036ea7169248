"""How steadily pictures sort into each number of kinds: the curve to the data of one chart, which the page's component draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mixgan.analysis.kinds_answer import Row, answer

__all__ = ["kinds_chart"]


def kinds_chart(rows: Sequence[Row]) -> dict[str, Any]:
    """`rows` by number of kinds, at least one. Plain data (JSON).

    {sentence, kinds: the answer or None, at (the number that is marked first: the answer, else the highest), share:
    [[kinds, share of the best score]], flips: [[kinds, share of pictures]]}.
    """
    found = answer(rows)
    highest = max(rows, key=lambda row: row.share)
    return {
        "sentence": found.sentence,
        "kinds": found.kinds,
        "at": found.kinds or highest.kinds,
        "share": [[row.kinds, row.share] for row in rows],
        "flips": [[row.kinds, row.flips] for row in rows],
    }

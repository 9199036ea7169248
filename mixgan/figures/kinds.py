"""How steadily pictures sort into each number of kinds: the curve to the data of one chart, which the page's component draws."""

from __future__ import annotations

from typing import Any

from mixgan.analysis.kinds_answer import Found, answer

__all__ = ["kinds_chart"]


def kinds_chart(found: Found) -> dict[str, Any]:
    """Plain data (JSON).

    {sentence, kinds: the answer or None, at (the number that is marked first: the answer, else the highest), share:
    [[kinds, share of the best score]], flips: [[kinds, share of pictures]]}.
    """
    said, rows = answer(found), found.rows
    highest = max(rows, key=lambda row: row.share)
    return {
        "sentence": said.sentence,
        "kinds": said.kinds,
        "at": said.kinds or highest.kinds,
        "share": [[row.kinds, row.share] for row in rows],
        "flips": [[row.kinds, row.flips] for row in rows],
    }

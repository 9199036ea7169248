"""The chart of how many kinds: the curve, the sentence, and what is marked first."""

from __future__ import annotations

import json

from mixgan.analysis.kinds_answer import PICTURES, Found, Row
from mixgan.figures.kinds import kinds_chart


def found(*rows: Row) -> Found:
    return Found(rows, 0.0, PICTURES)


def test_the_answer_is_marked() -> None:
    chart = kinds_chart(found(Row(2, 0.9, 0.02), Row(3, 0.92, 0.03), Row(4, 0.96, 0.02), Row(5, 0.91, 0.05)))
    assert (chart["kinds"], chart["at"]) == (4, 4)
    assert chart["share"] == [[2, 0.9], [3, 0.92], [4, 0.96], [5, 0.91]]
    assert chart["flips"] == [[2, 0.02], [3, 0.03], [4, 0.02], [5, 0.05]]
    assert chart["sentence"].startswith("4 kinds stand out: ")
    json.dumps(chart, allow_nan=False)


def test_without_an_answer_the_highest_is_marked() -> None:
    chart = kinds_chart(found(Row(2, 0.9, 0.02), Row(3, 0.85, 0.03), Row(4, 0.8, 0.05)))
    assert (chart["kinds"], chart["at"]) == (None, 2)

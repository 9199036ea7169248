"""The chart of a warm-up: each try's curve, which is kept, and an axis that grows with it."""

from __future__ import annotations

import json

from mixgan.analysis.settling import STEADY, Look
from mixgan.figures.settling import settling

# looks at two heads of ten kinds on MNIST, seed 10, as a run wrote them
FIRST = [(-3.83573, 0.10567), (-4.21518, 0.06533), (-4.30417, 0.056), (-4.35084, 0.04633), (-4.38145, 0.04467),
         (-4.4011, 0.042), (-4.39932, 0.038)]
SECOND = [(-3.76017, 0.12733), (-4.1604, 0.08233), (-4.26035, 0.068), (-4.33401, 0.04833), (-4.38711, 0.04233),
          (-4.40764, 0.04033), (-4.42093, 0.03267)]


def looks(values: list[tuple[float, float]], attempt: int = 0) -> list[Look]:
    return [Look(attempt, 250 * (i + 1), objective, flips, (0.1,) * 10) for i, (objective, flips) in enumerate(values)]


def test_each_try_is_a_line_and_the_kept_one_is_marked() -> None:
    chart = settling([*looks(FIRST), *looks(SECOND, 1)], 2, 1750, 10)
    assert [(one["name"], one["kept"]) for one in chart["tries"]] == [("head 1", False), ("head 2, kept", True)]
    assert chart["tries"][1]["objective"] == [[250 * (i + 1), objective] for i, (objective, _) in enumerate(SECOND)]
    assert chart["tries"][0]["flips"] == [[250 * (i + 1), flips] for i, (_, flips) in enumerate(FIRST)]
    assert (chart["steady"], chart["last"]) == (STEADY, 1750)
    assert chart["sentence"].endswith("Settled after its 1,750 updates, the second of two heads.")
    json.dumps(chart, allow_nan=False)


def test_none_is_kept_while_another_may_be_better() -> None:
    chart = settling([*looks(FIRST), *looks(SECOND[:2], 1)], 2, 4000, 10)
    assert [one["kept"] for one in chart["tries"]] == [False, False]
    assert chart["sentence"].startswith("Real pictures are being sorted into 10 kinds, the second of two heads: after 500 ")
    ended = settling([*looks(FIRST), *looks(SECOND[:2], 1)], 2, 4000, 10, over=True)
    assert [one["kept"] for one in ended["tries"]] == [True, False]


def test_one_head_needs_no_number() -> None:
    (one,) = settling(looks(FIRST), 1, 1750, 10)["tries"]
    assert (one["name"], one["kept"]) == ("", True)


def test_the_axis_doubles_up_to_the_most_updates() -> None:
    slow = [(-1.0 - 0.1 * i, 0.2) for i in range(12)]
    assert [settling(looks(slow[:n]), 1, 3000, 10)["last"] for n in (1, 4, 5, 8, 9, 11)] == [1000, 1000, 2000, 2000, 3000, 3000]
    assert settling(looks(slow[:1]), 1, 500, 10)["last"] == 500
    assert settling(looks(slow), 1, 3000, 10)["last"] == 3000


def test_a_look_without_kinds_has_no_sentence() -> None:
    for over in (False, True):
        assert settling([Look(0, 250, -1.0, 0.1)], 1, 4000, 10, over=over)["sentence"] == ""

"""How many kinds, read off a curve: a peak, none, and curves that a hand has changed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from mixgan.analysis.kinds_answer import CHANCE, MARGIN, PICTURES, Found, Row, answer

# MNIST, seed 1, the best of three tries, from 2 to 13
MNIST = [.956, .954, .954, .965, .941, .937, .942, .953, .966, .950, .937, .919]
FLIPS = [.012, .017, .022, .016, .036, .044, .037, .031, .025, .038, .050, .066]


def curve(shares: Sequence[float], flips: Sequence[float] | None = None, pictures: int = PICTURES) -> Found:
    flips = flips or [0.01 * i for i in range(len(shares))]
    return Found(tuple(Row(2 + i, share, flip) for i, (share, flip) in enumerate(zip(shares, flips, strict=True))), 0.0, pictures)


def test_the_peak_is_the_answer_with_its_evidence() -> None:
    found = answer(curve(MNIST, FLIPS))
    assert found.kinds == 10
    assert found.sentence == ("10 kinds stand out: sorted into 10, the pictures reach 96.6 % of the best score there is, 95.3 % "
                              "with 9 and 95.0 % with 11; 3 % change their kind when only the view changes.")


def test_of_two_peaks_as_high_the_larger_is_meant() -> None:
    pairs = [*MNIST[:3], MNIST[8] + 0.004, *MNIST[4:]]
    assert answer(curve(pairs, FLIPS)).kinds == 10
    assert answer(curve([*pairs[:3], MNIST[8] + 0.02, *MNIST[4:]], FLIPS)).kinds == 5


def test_a_smaller_peak_is_no_answer_where_more_kinds_score_as_high() -> None:
    """As digits of 8 px: a plateau from 9 to 11, and a peak just below it at 4."""
    digits = [.929, .924, .945, .935, .940, .938, .944, .947, .9471, .947, .933, .923]
    found = answer(curve(digits, [.04] * 12))
    assert found.kinds is None
    assert found.sentence.startswith("No clear number: 10 kinds score highest, 94.7 % of the best there is, but 9 are as good as")


def test_two_kinds_win_only_where_nothing_else_is_near() -> None:
    assert answer(curve([.99, .85, .80, .78, .75])).kinds == 2
    assert answer(curve([.99, .93, .90, .88, .85])).kinds is None
    assert answer(curve([.99, .85, .80, .78, .75], [.2] * 5)).kinds is None
    assert answer(curve([.99, .90, .97, .90, .85], [.01] * 5)).kinds == 4


def test_a_curve_that_falls_has_no_number() -> None:
    found = answer(curve([.93, .90, .88, .85, .80]))
    assert found.kinds is None
    assert found.sentence == ("No clear number: the fewer the kinds, the better they hold, 93.0 % of the best score with 2 and "
                              "80.0 % with 6, as in pictures that differ by degrees.")


def test_a_neighbour_as_good_leaves_no_number() -> None:
    def beside(lower: float) -> int | None:
        return answer(curve([.9, .9, .95, .95 - lower, .9], [.01] * 5)).kinds

    assert beside(2 * MARGIN) == 4
    assert beside(MARGIN / 2) is None


def test_a_neighbour_that_is_steadier_leaves_no_number() -> None:
    def flips(more: float) -> int | None:
        return answer(curve([.9, .9, .95, .9, .9], [.05, .05, .05 + more, .05, .05])).kinds

    assert flips(CHANCE / 2) == 4
    assert flips(2 * CHANCE) is None


def test_a_peak_at_the_end_says_that_there_may_be_more() -> None:
    found = answer(curve([.8, .82, .84, .86, .88]))
    assert found.kinds is None
    assert "No clear number up to 6" in found.sentence
    # of every second number the neighbours were not tried
    assert answer(Found((*curve([.8, .8, .8]).rows, Row(6, .9, 0), Row(8, .8, 0)), 0.0, PICTURES)).kinds is None
    assert answer(curve([])).kinds is None


def test_few_pictures_ask_for_a_higher_peak() -> None:
    def told(lower: float, pictures: int) -> int | None:
        return answer(curve([.9, .9, .95, .95 - lower, .9], [.01] * 5, pictures)).kinds

    assert told(2 * MARGIN, PICTURES) == told(2 * MARGIN, 60_000) == 4
    assert told(2 * MARGIN, 90) is None                             # 5.8 times as wide
    assert told(7 * MARGIN, 90) == 4


def test_what_is_stored_is_read_again_and_what_cannot_be_is_refused() -> None:
    found = Found(tuple(Row(row.kinds, row.share, row.flips, (row.share, 0.5)) for row in curve(MNIST).rows), 104.1, 3000)
    stored = json.loads(json.dumps(found.content()))
    assert Found.read(stored) == found
    rows = stored["rows"]
    for wrong in ({}, {**stored, "rows": []}, {**stored, "rows": rows[::-1]}, {**stored, "rows": [{**rows[0], "share": 1.5}]},
                  {**stored, "rows": [{**rows[0], "flips": float("nan")}]}, {**stored, "rows": [{**rows[0], "kinds": 1}]},
                  {**stored, "rows": 3}, {**stored, "pictures": 0},
                  {**stored, "seconds": float("nan")}, {**stored, "rows": [{**rows[0], "tries": 1}]}):
        with pytest.raises(ValueError, match=r"."):
            Found.read(wrong)

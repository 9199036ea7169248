"""What a stored curve says, in both directions, and what is left of a damaged one."""

from __future__ import annotations

import json
import math

import pytest

from mixgan.analysis.tradeoff import Measured, read_curve, trade_off
from mixgan.measures.records import mean_interval

SETS = 5


def stored(precision: dict[float, float], recall: dict[float, float], sd: float = 0.01, **more: object) -> dict:
    points = [{"spread": s, "precision": p, "precision_sd": sd, "recall": recall[s], "recall_sd": sd}
              for s, p in precision.items()]
    return {"n": 500, "sets": SETS, "k": 5, "features": "c/x/1", "split": "test", "points": points, **more}


def verdict(narrow: tuple[float, float], trained: tuple[float, float], sd: float = 0.01) -> tuple[int, int, bool]:
    curve = read_curve(stored({0.5: narrow[0], 1.0: trained[0]}, {0.5: narrow[1], 1.0: trained[1]}, sd))
    assert curve is not None
    found = trade_off(curve)
    assert found is not None
    return found.precision, found.recall, found.seen


def test_narrower_is_truer_and_less_varied():
    assert verdict((0.98, 0.2), (0.88, 0.8)) == (1, -1, True)


@pytest.mark.parametrize(("narrow", "trained", "answer"), [
    ((0.88, 0.2), (0.88, 0.8), (0, -1, False)), ((0.80, 0.2), (0.88, 0.8), (-1, -1, False)),
    ((0.98, 0.8), (0.88, 0.8), (1, 0, False)), ((0.98, 0.9), (0.88, 0.8), (1, 1, False)),
])
def test_where_it_does_not_hold(narrow, trained, answer):
    assert verdict(narrow, trained) == answer


def test_the_bands_decide():
    """Half a band is 2.776 x 0.01 / sqrt 5 = 0.0124: values 0.024 apart touch, 0.026 apart do not."""
    assert verdict((0.904, 0.2), (0.88, 0.8))[0] == 0
    assert verdict((0.906, 0.2), (0.88, 0.8))[0] == 1
    assert verdict((0.906, 0.2), (0.88, 0.8), sd=0.02)[0] == 0


def test_a_band_is_the_interval_of_the_sets():
    values = [0.5, 0.52, 0.47, 0.55, 0.5]
    mean, interval = mean_interval(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / 4)
    curve = read_curve({"sets": 5, "points": [{"spread": 1.0, "recall": mean, "recall_sd": deviation}]})
    assert curve is not None
    assert interval is not None
    assert curve.points[0].values["recall"].half == pytest.approx(interval[1] - mean)


def test_the_nearest_measured_spread():
    curve = read_curve(stored({0.25: 0.9, 1.0: 0.8, 2.5: 0.7}, {0.25: 0.1, 1.0: 0.5, 2.5: 0.6}))
    assert curve is not None
    assert [curve.nearest(s).spread for s in (0.0, 0.6, 0.7, 2.875)] == [0.25, 0.25, 1.0, 2.5]
    assert trade_off(curve) is None                                     # half the trained spread was not measured


def test_files_of_eight_points_open():
    spreads = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5)
    old = stored({s: 0.95 - s / 10 for s in spreads}, {s: 0.2 + s / 5 for s in spreads})
    del old["features"]
    curve = read_curve(old)
    assert curve is not None
    assert [point.spread for point in curve.points] == list(spreads)
    assert (curve.floor, curve.dropped) == (None, 0)
    assert trade_off(curve).seen


def test_points_that_are_not_numbers_are_dropped_and_counted():
    content = stored({0.5: 0.98, 1.0: 0.88, 1.5: 0.8}, {0.5: 0.2, 1.0: 0.8, 1.5: 0.9})
    content["points"][1]["recall"] = float("nan")
    content["points"] += [{"spread": 2.0}, {"precision": 0.5}, "x", None, {"spread": 2.0, "precision": 1.5},
                          {"spread": True, "precision": 0.5}, {"spread": -1, "precision": 0.5}, {"spread": 2, "precision": "0.5"},
                          {"spread": float("nan"), "precision": 0.5}, {"spread": 10**400, "precision": 0.5}]
    curve = read_curve(json.loads(json.dumps(content)))
    assert curve is not None
    assert [point.spread for point in curve.points] == [0.5, 1.5]
    assert curve.dropped == 11
    assert trade_off(curve) is None


@pytest.mark.parametrize("content", [{"n": 1}, {"points": []}, {"points": "x"}, {"points": None, "floor": [1], "sets": "5"}])
def test_a_file_without_points_is_an_empty_curve(content):
    curve = read_curve(content)
    assert curve is not None
    assert curve.points == ()
    assert curve.nearest(1.0) is None
    assert trade_off(curve) is None


@pytest.mark.parametrize("content", [None, {}])
def test_no_file_is_no_curve(content):
    assert read_curve(content) is None


def test_without_bands_nothing_is_concluded():
    content = stored({0.5: 0.98, 1.0: 0.88}, {0.5: 0.2, 1.0: 0.8}) | {"sets": 1}
    curve = read_curve(content)
    assert curve is not None
    assert curve.points[0].values["recall"].half is None
    assert trade_off(curve) is None
    with pytest.raises(ValueError, match="without a band"):
        Measured(0.5, None).against(Measured(0.4, 0.1))


def test_the_floor_is_read_where_it_is_whole():
    curve = read_curve(stored({1.0: 0.9}, {1.0: 0.5}, floor={"precision": [0.94, 0.97], "recall": [0.9], "coverage": ["a", 1]}))
    assert curve is not None
    assert curve.floor == {"precision": (0.94, 0.97)}


def test_a_number_of_sets_that_nobody_measured_is_none():
    assert read_curve({"points": [], "sets": 10**400, "n": True, "k": -1}) == read_curve({"points": []})

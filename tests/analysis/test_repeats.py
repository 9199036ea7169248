from __future__ import annotations

from typing import Any

import pytest

from mixgan.analysis.overview import overview
from mixgan.analysis.repeats import joined, lines, spread
from mixgan.errors import ConfigError
from mixgan.store.figures import checked_figures
from tests.analysis.test_overview import config, figures


def of(confidence: float, nmi: float | None = None, **more: Any) -> dict[str, Any]:
    said = [{"name": "mean confidence", "value": confidence}] + ([] if nmi is None else [
        {"name": "NMI of expert and class", "value": nmi}])
    return {"n_experts": 8, "parameters": 10, "figures": said, **more}


def gathered(runs: dict[int, dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] | None = None
    for seed, stated in runs.items():
        found = joined(found, seed, stated)
    assert found
    return found


def test_every_value_is_kept_in_the_order_of_the_seeds() -> None:
    found = gathered({2: of(0.9, 0.5, minutes=4.0), 0: of(0.7, 0.6, minutes=5.0), 1: of(0.8, 0.7, minutes=6.0)})
    assert found == {"seeds": [0, 1, 2], "values": {
        "mean confidence": [0.7, 0.8, 0.9], "NMI of expert and class": [0.6, 0.7, 0.5], "minutes of training": [5.0, 6.0, 4.0]}}
    assert spread(found["values"]["mean confidence"]) == (0.8, 0.7, 0.9)
    assert checked_figures({**of(0.7), "repeats": found}, "here")


def test_what_one_seed_does_not_state_has_no_median() -> None:
    """A run that never became readable has no minutes: the median of the others would be of luckier seeds."""
    found = gathered({0: of(0.7, readable_after=3.0), 1: of(0.8, 0.6, readable_after=None)})
    assert found["values"] == {"mean confidence": [0.7, 0.8], "minutes until readable": [3.0, None],
                               "NMI of expert and class": [None, 0.6]}
    assert spread(found["values"]["minutes until readable"]) is None
    assert "| minutes until readable |  |  |  | 3.0 |  |" in lines(found)


def test_a_seed_that_is_measured_again_takes_the_place_of_its_old_figures() -> None:
    found = joined(gathered({0: of(0.7), 1: of(0.8)}), 0, of(0.9))
    assert found == gathered({0: of(0.9), 1: of(0.8)})


def test_the_table_shows_median_range_and_each() -> None:
    text = lines(gathered({0: of(0.7), 1: of(0.85), 2: of(0.9)}))
    assert text[0] == "| figure | median | lowest | highest | seed 0 | seed 1 | seed 2 |"
    assert text[2:] == ["| mean confidence | 0.850 | 0.700 | 0.900 | 0.700 | 0.850 | 0.900 |"]


def test_the_readme_shows_median_and_worst_of_those_that_were_repeated() -> None:
    repeated = {**figures(), "repeats": gathered({0: of(0.7), 1: of(0.85), 2: of(0.9)})}
    text = overview([("a", config(), repeated), ("b", config(), figures())])
    part = next(part for part in text.split("\n\n") if "| seeds |" in part)
    assert part.splitlines() == ["| model | seeds | confidence |", "| --- | --- | --- |", "| `a` | 3 | 0.850 (0.700) |"]
    two = {**figures(), "repeats": gathered({0: of(0.7), 1: of(0.85)})}
    assert "seeds" not in overview([("a", config(), two), ("b", config(), figures())]), "two seeds are no spread"


def test_values_that_do_not_fit_their_seeds_are_refused() -> None:
    wrong = {"seeds": [0, 1], "values": {"mean confidence": [0.7]}}
    with pytest.raises(ConfigError, match="2 seeds and 1 values of mean confidence"):
        checked_figures({**of(0.7), "repeats": wrong}, "here")

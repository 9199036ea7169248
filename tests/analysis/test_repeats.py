from __future__ import annotations

from typing import Any

import pytest

from mixgan.analysis.overview import overview
from mixgan.analysis.repeats import gathered, lines, spread
from mixgan.errors import ConfigError
from mixgan.store.figures import checked_figures
from tests.analysis.test_overview import config, figures


def of(confidence: float, nmi: float | None = None, **more: Any) -> dict[str, Any]:
    said = [{"name": "mean confidence", "value": confidence}] + ([] if nmi is None else [
        {"name": "NMI of expert and class", "value": nmi}])
    return {"n_experts": 8, "parameters": 10, "figures": said, **more}


def test_every_value_is_kept_in_the_order_of_the_seeds() -> None:
    found = gathered({2: of(0.9, 0.5, minutes=4.0), 0: of(0.7, 0.6, minutes=5.0), 1: of(0.8, 0.7, minutes=6.0)})
    assert found == {"seeds": [0, 1, 2], "values": {
        "mean confidence": [0.7, 0.8, 0.9], "NMI of expert and class": [0.6, 0.7, 0.5], "minutes of training": [5.0, 6.0, 4.0]}}
    assert spread(found["values"]["mean confidence"]) == (0.8, 0.7, 0.9)
    assert checked_figures({**of(0.7), "repeats": found}, "here")


def test_what_one_seed_does_not_state_is_no_figure_of_all() -> None:
    """A run that never became readable has no minutes: the mean of the others would be of luckier seeds."""
    found = gathered({0: of(0.7, 0.6, readable_after=3.0), 1: of(0.8, readable_after=None)})
    assert set(found["values"]) == {"mean confidence"}


def test_the_table_shows_median_range_and_each() -> None:
    text = lines(gathered({0: of(0.7), 1: of(0.85), 2: of(0.9)}))
    assert text[0] == "| figure | median | lowest | highest | seed 0 | seed 1 | seed 2 |"
    assert text[2:] == ["| mean confidence | 0.850 | 0.700 | 0.900 | 0.700 | 0.850 | 0.900 |"]


def test_the_readme_shows_median_and_worst_of_those_that_were_repeated() -> None:
    repeated = {**figures(), "repeats": gathered({0: of(0.7), 1: of(0.85), 2: of(0.9)})}
    text = overview([("a", config(), repeated), ("b", config(), figures())])
    part = next(part for part in text.split("\n\n") if "| seeds |" in part)
    assert part.splitlines() == ["| model | seeds | confidence |", "| --- | --- | --- |", "| `a` | 3 | 0.850 (0.700) |"]
    assert "seeds" not in overview([("b", config(), figures())])


def test_values_that_do_not_fit_their_seeds_are_refused() -> None:
    wrong = {"seeds": [0, 1], "values": {"mean confidence": [0.7]}}
    with pytest.raises(ConfigError, match="2 seeds and 1 values of mean confidence"):
        checked_figures({**of(0.7), "repeats": wrong}, "here")

"""The film of a run: which sheets travel, what its curves hold, and the words of a comparison."""

from __future__ import annotations

import json
import math

import pytest

from mixgan.config import DataFacts
from mixgan.figures import training as m
from tests.ui.tiny import tiny_config

CONFIG = tiny_config("hmog")
LINES = [
    {"step": 0, "loss": {}, "usage": [1.0, 0.0], "distance": 0.5, "rate": 0.0, "minutes": 0.0, "experts": [0, 0]},
    {"step": 100, "loss": {"critic": 1.5, "generator": 0.7}, "usage": [0.25, 0.75], "distance": 0.1, "rate": 20.0,
     "gate_entropy": 0.3, "minutes": 0.1, "experts": [0, 1]},
    {"step": 300, "loss": {"critic": 1.2, "generator": 0.9, "self_label": 0.3}, "usage": [0.4, 0.6], "distance": 0.05,
     "rate": 25.0, "gate_entropy": 0.2, "minutes": 0.3, "experts": [1, 1], "answers": 0.4},
]


def made() -> dict:
    return m.film("one", CONFIG, LINES, [0, 100, 300])


def test_curves_hold_what_was_measured_where_it_was() -> None:
    curves = made()["curves"]
    assert curves["losses"] == {
        "critic": [[100, 1.5], [300, 1.2]], "generator": [[100, 0.7], [300, 0.9]], "self_label": [[300, 0.3]]}
    assert curves["usage"] == [[0, [1.0, 0.0]], [100, [0.25, 0.75]], [300, [0.4, 0.6]]]
    assert curves["entropy"] == [[100, 0.3], [300, 0.2]]
    assert curves["distance"] == [[0, 0.5], [100, 0.1], [300, 0.05]]
    assert curves["answers"] == [[300, 0.4]]
    assert curves["pace"] == [[100, 20.0 * CONFIG.training.batch], [300, 25.0 * CONFIG.training.batch]]


def test_what_a_critic_tells_is_a_curve_with_the_share_of_a_guess() -> None:
    assert made()["curves"]["told"] == {}                           # no head, no curve
    lines = [{**line, "told": {"expert": 0.1 * i, "label": 0.5}} for i, line in enumerate(LINES)]
    film = m.film("one", CONFIG, lines, [])
    assert film["curves"]["told"] == {"expert": [[0, 0.0], [100, 0.1], [300, 0.2]], "label": [[0, 0.5], [100, 0.5], [300, 0.5]]}
    assert film["chance"] == {"expert": 1 / 2, "label": 1 / 10}     # two experts, ten digits
    assert m.film("one", tiny_config("gan", DataFacts(image_shape=(1, 8, 8))), [], [])["chance"] == {}


def test_what_the_judge_reads_is_a_curve_for_each_class_beside_its_share_of_the_real_pictures() -> None:
    assert (made()["curves"]["classes"], made()["real"]) == ({}, [])                        # nobody read them
    names = CONFIG.facts.class_names
    read = [{**line, "classes": {"shares": {name: 0.1 * i for name in names}, "confidence": 0.9}} for i, line in enumerate(LINES)]
    film = m.film("one", CONFIG, [{**LINES[0], "step": 1}, *read], [])                      # a judge that came later
    assert film["curves"]["classes"] == {name: [[0, 0.0], [100, 0.1], [300, 0.2]] for name in names}
    assert film["curves"]["confidence"] == [[0, 0.9], [100, 0.9], [300, 0.9]]
    assert film["real"] == [[name, 0.1] for name in names]


def test_of_many_classes_the_commonest_are_drawn_in_their_own_order() -> None:
    many = DataFacts(image_shape=(1, 8, 8), class_names=tuple(map(str, range(30))), class_counts=(1,) * 5 + (9,) * 25)
    film = m.film("one", tiny_config("gan", many), [{"step": 5, "classes": {"shares": {"7": 0.5}}}], [])
    assert [name for name, _ in film["real"]] == [str(c) for c in range(5, 25)]
    assert (film["n_classes"], film["curves"]["classes"]["7"], film["curves"]["classes"]["8"]) == (30, [[5, 0.5]], [])


def test_frames_of_pictures_come_only_with_their_sheet() -> None:
    film = m.film("one", CONFIG, LINES, [0, 300])
    assert (film["frames"], film["experts"]) == ([0, 300], {"0": [0, 0], "300": [1, 1]})
    assert (film["K"], film["steps"], film["name"]) == (2, 20, "one")


@pytest.mark.parametrize("lines", [[], [{"step": 1}]])
def test_a_run_without_numbers_is_an_empty_film(lines: list) -> None:
    curves = m.film("one", CONFIG, lines, [])["curves"]
    assert not any(curves.values())
    json.dumps(curves, allow_nan=False)


def test_a_long_run_is_thinned_and_ends_with_its_newest_line() -> None:
    lines = [{"step": step, "distance": 1.0} for step in range(1, 1001)]
    steps = [step for step, _ in m.film("one", CONFIG, lines, [])["curves"]["distance"]]
    assert steps[-1] == 1000
    assert 300 < len(steps) <= m.MOST_POINTS


@pytest.mark.parametrize("n", [0, 1, 2, 47, 48, 49, 96, 97, 1000])
def test_frames_are_few_and_hold_the_first_and_the_newest(n: int) -> None:
    steps = [100 * i for i in range(n)]
    kept = m.frames(steps)
    assert len(kept) <= m.MOST_FRAMES
    assert set(kept) <= set(steps)
    assert kept == sorted(kept)
    assert not steps or (kept[0], kept[-1]) == (steps[0], steps[-1])


def test_a_growing_film_keeps_its_frames_until_their_number_doubles() -> None:
    before, after = m.frames(range(60)), m.frames(range(61))
    assert set(before[:-1]) <= set(after)               # the newest alone may go


# --- two runs ----------------------------------------------------------------------------------------------------------


def test_even_use_is_all_experts_and_collapse_is_one() -> None:
    even = m.last_values([{"step": 1, "usage": [0.25] * 4}], CONFIG)
    one = m.last_values([{"step": 1, "usage": [1.0, 0.0, 0.0, 0.0]}], CONFIG)
    assert math.isclose(even["experts in use"], 4)
    assert math.isclose(one["experts in use"], 1)
    assert m.last_values([], CONFIG) == {}


def words_of(a: dict, b: dict) -> dict[str, str]:
    return {row[0].split(",")[0]: row[3] for row in m.compared(a, b, ("one", "two"))}


def test_a_difference_is_said_in_words_with_its_direction() -> None:
    said = words_of({"distance": 0.1, "experts in use": 8.0, "gate entropy": 1.0, "minutes": 2.0},
                    {"distance": 0.3, "experts in use": 7.0, "gate entropy": 2.0, "minutes": 2.05})
    assert said["energy distance to the data"] == "3.0 times as much in two, better in one"
    assert said["effective number of experts"] == "14 % more in one, better in one"
    assert said["mean entropy of the gate"] == "2.0 times as much in two"
    assert said["minutes of training"] == "a tie"


def test_what_one_run_has_not_measured_is_named_and_not_judged() -> None:
    row, = m.compared({"distance": 0.1}, {}, ("one", "two"))
    assert row[1:] == ["0.1", "not measured", ""]


def test_zero_against_something_is_no_tie() -> None:
    said = words_of({"smallest share": 0.0}, {"smallest share": 0.1})
    assert said == {"share of the least used expert": "some against none in two, better in two"}


def test_figures_of_two_models_are_tied_where_their_intervals_meet() -> None:
    a = [{"name": "purity", "value": 0.8, "interval": [0.7, 0.9]}, {"name": "nmi", "value": 0.9, "interval": [0.88, 0.92]},
         {"name": "only here", "value": 1}]
    b = [{"name": "nmi", "value": 0.7, "interval": [0.6, 0.8]}, {"name": "purity", "value": 0.85, "interval": [0.84, 0.95]}]
    assert [(row[0], row[3]) for row in m.measured(a, b, ("one", "two"))] == [
        ("purity", "a tie: the intervals meet"), ("nmi", "higher in one, beyond the intervals")]

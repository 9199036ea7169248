"""Figures of several models: a tie where intervals meet, nothing said of what is not comparable or has no interval."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mixgan.analysis.beside_figures import Column, facts, lines
from tests.ui.tiny import tiny_config

BASIS = {"n_fake": 500, "n_real": 500, "features": "c/digits", "split": "test"}


def column(value: float | None, half: float | None = 0.1, name: str = "FID-c", data: str = "digits", **more: Any) -> Column:
    record = {"name": name, "value": value, "floor": [0.1, 0.2], **BASIS, **more}
    if half is not None and value is not None:
        record["interval"] = [value - half, value + half]
    return Column("m", tiny_config("gmgan", data=data), {"figures": [] if value is None else [record]})


@pytest.mark.parametrize(("values", "name", "said"), [
    ((1.0, 2.0), "FID-c", "A better"), ((2.0, 1.0), "FID-c", "B better"), ((1.0, 2.0), "coverage-c@5", "B better"),
    ((1.0, 1.15), "FID-c", "tie"), ((1.0, 1.21), "FID-c", "A better"),
    ((1.0, 2.0), "JSD/100 px", "A better"), ((1.0, 2.0), "nn5-soft-c real", "B higher"),
    ((1.0, 2.0), "gate information", "B higher"), ((1.0, 1.0), "gate information", "tie"),
    ((1.0, 1.1, 2.0), "FID-c", "tie of A and B, better than C"),
    ((3.0, 1.1, 1.0, 2.0), "FID-c", "tie of B and C, better than A and D"),
    ((3.0, 2.0, 1.0), "FID-c", "C better"), ((1.0, 1.15, 1.3), "FID-c", "tie of A and B, better than C"),
    ((1.0, None, 2.0), "FID-c", "A better")])
def test_who_is_better_where(values: tuple[float | None, ...], name: str, said: str) -> None:
    line, = lines([column(value, name=name) for value in values])
    assert line.verdict == said
    assert [bool(cell) for cell in line.cells] == [value is not None for value in values]


def test_intervals_that_touch_are_a_tie() -> None:
    assert lines([column(1.0, 0.25), column(1.5, 0.25)])[0].verdict == "tie"
    assert lines([column(1.5, 0.25), column(1.0, 0.25)])[0].verdict == "tie"


def test_what_is_not_comparable_is_said_to_be_so() -> None:
    assert lines([column(1.0), column(2.0, data="mnist")])[0].verdict == "not comparable: other pictures"
    one, other, same = (replace(column(value, data=data), reference=reference) for value, data, reference in
                        ((1.0, "digits", "a"), (2.0, "digits", "b"), (2.0, "mnist", "a")))
    assert lines([one, other])[0].verdict == "not comparable: other pictures"
    assert lines([one, same])[0].verdict == "A better"              # both against the same, whatever they learnt from
    for key in BASIS:
        assert lines([column(1.0), column(2.0, **{key: 7})])[0].verdict == "not comparable: other n or judge"
    assert lines([column(1.0, None), column(2.0)])[0].verdict == "no interval: not decided"
    assert lines([column(1.0, None, "gate information"), column(2.0, None, "gate information")])[0].verdict == ""
    assert lines([column(1.0), column(None)]) == []


def test_a_cell_has_its_interval_and_a_line_its_floor() -> None:
    line, = lines([column(1.0), column(2.0, None)])
    assert (list(line.cells), line.floor) == (["1 (0.9 to 1.1)", "2"], "0.1 to 0.2")
    assert lines([column(1.0), column(2.0, floor=[1, 2])])[0].floor == ""


@pytest.mark.parametrize(("first", "second", "said"), [
    ({}, {}, "500"), ({"n_real": 359}, {"n_real": 359}, "500 / 359"), ({"n_real": None}, {"n_real": 0}, "500"),
    ({}, {"n_fake": 2000}, "500; 2,000 / 500")])
def test_a_line_says_how_many_pictures_it_rests_on(first: dict, second: dict, said: str) -> None:
    assert lines([column(1.0, **first), column(2.0, **second)])[0].n == said


def test_facts_leave_out_what_nobody_states() -> None:
    one = Column("m", tiny_config("hmog"), {"n_experts": 4, "expert_word": "leaf", "parameters": 1234})
    said = {line.name: list(line.cells) for line in facts([one, Column("n", tiny_config("gan"), {})])}
    assert said == {"family": ["HMoG", "GAN"], "learnt from": ["digits", "digits"], "experts": ["4 leaves", ""],
                    "parameters": ["1,234", ""], "steps": ["20", "20"]}

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.errors import ConfigError
from mixgan.files import write_json
from mixgan.measures.records import Figure
from mixgan.store import evaluation, models
from mixgan.store.evaluation import Basis, Evaluation, Floor, floor_path, read_evaluation, read_floor, write_evaluation

BASIS = Basis(model="ab12", data="digits", digest="cd34", n=359, features="c/digits/1", seed=0)
RECORD = Figure("density-c@5", 0.93, 359, 359, "c/digits/1", 5, "test", 0, (0.9, 0.96), (0.97, 1.02), "a note").to_dict()


def test_what_is_written_is_read_and_parts_keep_their_order(tmp_path: Path) -> None:
    assert read_evaluation(tmp_path) is None
    found = Evaluation(basis=BASIS).with_part("b", [RECORD]).without("c", "Too few.").with_part("a", [])
    write_evaluation(tmp_path, found)
    back = read_evaluation(tmp_path)
    assert back == found
    assert list(back.parts) == ["b", "a"]
    assert back.records == [RECORD]
    assert Figure.from_dict(back.records[0]).interval == (0.9, 0.96)
    assert [back.has(part) for part in "abcd"] == [True, True, True, False]


@pytest.mark.parametrize("content", [{"basis": {}}, {"parts": {}}, {"basis": BASIS.model_dump(), "parts": {"a": 3}},
                                     {"basis": BASIS.model_dump() | {"n": 0}}, {"basis": BASIS.model_dump(), "more": 1},
                                     {"basis": BASIS.model_dump(), "parts": {"a": [{"name": "x"}]}},
                                     {"basis": BASIS.model_dump(), "parts": {"a": [RECORD | {"floor": [1]}]}}])
def test_what_is_no_evaluation_is_refused(tmp_path: Path, content: dict) -> None:
    write_json(tmp_path / "evaluation.json", content)
    with pytest.raises(ConfigError, match=r"evaluation\.json"):
        read_evaluation(tmp_path)


def test_new_weights_have_no_evaluation(tmp_path: Path) -> None:
    write_evaluation(tmp_path, Evaluation(basis=BASIS))
    models.forget_measures(tmp_path)
    assert read_evaluation(tmp_path) is None


def test_a_floor_is_lowest_and_highest_of_its_repeats_and_of_the_pictures_alone(home: Path) -> None:
    path = floor_path(BASIS)
    assert read_floor(path) is None
    evaluation.write_floor(path, Floor(against="test halves", repeats=({"a": 1.0, "b": 5.0}, {"a": 3.0, "b": 4.0}, {"a": 2.0})))
    assert read_floor(path).values() == {"a": (1, 3), "b": (4, 5)}
    assert Floor(against="test halves").values() == {}
    assert floor_path(BASIS.model_copy(update={"model": "other", "data": "/another/name"})) == path
    for other in ({"digest": "x"}, {"n": 5}, {"features": "px"}, {"seed": 1}):
        assert floor_path(BASIS.model_copy(update=other)) != path

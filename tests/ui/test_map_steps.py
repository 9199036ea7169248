"""The Map's slider over the steps of a training: what it is given, and what the page says where there are none."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan import families
from mixgan.store.models import find
from mixgan.store.runs import RunFolder
from mixgan.ui.components.packet import unpack
from tests.ui.a_page import Models, Open, text_of
from tests.ui.a_run import STEPS, grown_run


def given(app: AppTest) -> dict[str, Any] | None:
    """The steps that the map is given."""
    (part,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "mixgan_map"]
    assert not app.exception
    assert not app.error
    return unpack(part.bytes)[0]["steps"]


@pytest.fixture
def run(home: object) -> RunFolder:
    return grown_run("grown", "megan")


def test_the_map_is_given_the_steps_and_the_one_of_the_link(run: RunFolder, open_page: Open) -> None:
    steps = given(open_page("Map", model="grown"))
    assert steps is not None
    assert [one["step"] for one in steps["moments"]] == list(STEPS)
    assert (steps["at"], steps["n"], len(steps["places"])) == (3, 600, 4)
    assert steps["lines"][0][0] == "the expert tells the class (NMI)"
    again = given(open_page("Map", model="grown", step="61"))
    assert again is not None
    assert again["at"] == 1
    odd = open_page("Map", model="grown", step="901")
    assert "The link's step '901' is not possible here" in text_of(odd)
    assert (given(odd) or {})["at"] == 3


def test_a_step_that_is_missing_is_one_sentence_and_the_others_stay(run: RunFolder, open_page: Open) -> None:
    (run.path / "growth" / "000060.mixg").unlink()
    app = open_page("Map", model="grown")
    assert [one["step"] for one in (given(app) or {})["moments"]] == [20, 200, 900]
    assert "has no generator of step 60" in text_of(app)


def test_a_broken_list_of_steps_leaves_the_map(run: RunFolder, open_page: Open) -> None:
    (run.path / "growth" / "growth.json").write_text("{")
    app = open_page("Map", model="grown")
    assert given(app) is None
    assert "growth.json" in text_of(app)


def test_steps_that_were_kept_and_not_made_ready_are_named(run: RunFolder, open_page: Open) -> None:
    (run.path / "growth" / "growth.json").unlink()
    app = open_page("Map", model="grown")
    assert given(app) is None
    assert "made ready on the page Learning" in text_of(app)


def test_without_the_models_own_step_there_is_no_frame(home: object, open_page: Open) -> None:
    """A run that was stopped: what it kept last is not what the map was made of."""
    grown_run("stopped", "megan", last=2000)
    app = open_page("Map", model="stopped")
    assert given(app) is None
    assert "The steps that were kept end at 900, and the model's own is 2,000" in text_of(app)


def test_a_model_without_steps_says_nothing_of_them(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Map")
    assert given(app) is None
    assert not [one.value for one in app.caption if "kept" in one.value or "generator" in one.value]


def test_of_two_models_side_by_side_neither_has_a_slider(run: RunFolder, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Map", model="grown", beside="hmog-tiny")
    parts = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "mixgan_map"]
    assert [unpack(part.bytes)[0]["steps"] for part in parts] == [None, None]


@pytest.mark.parametrize(("family", "has"), [("megan", True), ("gmgan", False)])
def test_the_chance_goes_along_where_a_gate_may_choose_anew(home: object, open_page: Open, family: str, has: bool) -> None:
    grown_run("grown", family)
    app = open_page("Map", model="grown")
    (part,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "mixgan_decoder"]
    header, parts = unpack(part.bytes)
    assert ("chance" in parts) == has
    assert header["reach"] > 0
    if has:
        K = families.load(find("grown").path).n_experts
        assert len(parts["chance"]) == 2 * 600 * K

"""The Answers page: who is asked, with and without mode seeking, what a link keeps; and what other pages say of such models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.config import DataFacts
from mixgan.store.models import all_models, write_extra
from mixgan.ui.model.answers import twins
from mixgan.ui.components.packet import unpack
from tests.families.asked import facts_for
from tests.ui.a_page import Models, Open, text_of
from tests.ui.tiny import write_tiny

FACTS = facts_for("pix", DataFacts(image_shape=(3, 8, 8)))


@pytest.fixture
def asked(home: Path) -> Path:
    """Two that differ in mode seeking, a third of another set."""
    for name, data in (("edges-a", "edges-shapes"), ("edges-a-seeking", "edges-shapes"), ("edges-b", "edges-fashion")):
        write_tiny(home / "checkpoints" / name, "pix", FACTS, figures=False, data=data)
    return home


def view_of(app: AppTest) -> dict[str, Any]:
    """What the component is given."""
    (block,) = [part.proto for part in app.get("bidi_component") if part.proto.component_name == "mixgan_answers"]
    return dict(unpack(block.bytes)[0]["view"])


def test_a_model_stands_beside_its_twin_with_mode_seeking(asked: Path, open_page: Open) -> None:
    for name in ("edges-a", "edges-a-seeking"):
        app = open_page("Answers", model=name)
        assert app.title[0].value.endswith("without mode seeking and with")
        assert view_of(app)["titles"] == ["without mode seeking", "with mode seeking"]
        assert "differ in" in text_of(app)
    alone = open_page("Answers", model="edges-b")
    assert view_of(alone)["titles"] == ["edges-b"]
    assert not alone.exception


def test_models_of_other_data_or_other_networks_are_no_twins(asked: Path) -> None:
    models = {one.name: one for one in all_models()[0]}
    assert list(twins(models["edges-a"], list(models.values()))) == ["without mode seeking", "with mode seeking"]
    other = write_tiny(asked / "checkpoints" / "edges-b-seeking", "pix", FACTS, figures=False, data="edges-shapes")
    assert other is not None
    models = {one.name: one for one in all_models()[0]}
    assert list(twins(models["edges-b"], list(models.values()))) == ["edges-b"]


def test_a_link_brings_question_pad_draws_and_side(asked: Path, open_page: Open) -> None:
    view = view_of(open_page("Answers", model="edges-a", question="2", pad="1,-0.5", draws="48", side="1"))
    assert view["question"] == {"stored": 2, "ink": ""}
    assert (view["pad"], view["drawn"], view["shown"]) == ([1.0, -0.5], 48, "1")
    ink = "0f" * 8                                                  # 64 pixels
    assert view_of(open_page("Answers", model="edges-a", question=f"ink-{ink}"))["question"] == {"stored": None, "ink": ink}


@pytest.mark.parametrize(("name", "value"), [("question", "3"), ("question", "ink-00"), ("draws", "1"), ("side", "2"), ("pad", "x")])
def test_what_is_not_possible_is_left_out_in_a_sentence(asked: Path, open_page: Open, name: str, value: str) -> None:
    app = open_page("Answers", model="edges-a", **{name: value})
    assert not app.exception
    assert f"The link's {name} '{value}' is not possible here" in text_of(app)


def test_what_was_measured_stands_below(asked: Path, open_page: Open) -> None:
    for name, value in (("edges-a", 2.75), ("edges-a-seeking", 7.0)):
        write_extra(asked / "checkpoints" / name, "figures.json", {
            "n_experts": 1, "parameters": 9, "expert_word": "generator", "figures": [
                {"name": "right answers found", "value": value, "n_real": 200, "n_fake": 6400, "note": "of 8, in 32 answers"},
                {"name": "answers that are right", "value": 0.9, "n_fake": 6400}]})
    text = text_of(open_page("Answers", model="edges-a"))
    assert "Measured on 200 held-out questions:" in text
    assert "without mode seeking: 2.8 right answers are found of 8, in 32 answers; share of answers that are right 0.90" in text
    assert "with mode seeking: 7.0 right answers" in text


def test_a_model_that_is_asked_nothing_names_those_that_are(asked: Path, models: Models, open_page: Open) -> None:
    models("gan")
    app = open_page("Answers", model="gan-tiny")
    assert "gan-tiny draws from noise alone" in text_of(app)
    assert [one.label for one in app.button if one.label.startswith("edges")] == ["edges-a", "edges-a-seeking", "edges-b"]
    app = next(one for one in app.button if one.label == "edges-b").click().run()
    assert app.query_params["model"] in (["edges-b"], "edges-b")
    assert view_of(app)["titles"] == ["edges-b"]


def test_where_no_model_is_asked_anything_training_is_named(models: Models, open_page: Open) -> None:
    models("gan")
    assert "Train one: choose outlines" in text_of(open_page("Answers", model="gan-tiny"))


@pytest.mark.parametrize("page", ["Tree", "Experts", "Covariance", "Mixture", "Map", "Learning"])
def test_other_pages_say_where_it_can_be_asked(asked: Path, open_page: Open, page: str) -> None:
    app = open_page(page, model="edges-a")
    assert not app.exception
    assert "edges-a draws nothing by itself: it answers a question." in text_of(app)

"""The Answers page: whom it asks, what its link holds, and what it says where there is nothing to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from mixgan import families
from mixgan.analysis.answer_names import FOUND, STYLE_MEASURES
from mixgan.config import DataFacts
from mixgan.data import captions, words
from mixgan.store.models import find, write_extra, write_model
from mixgan.ui.components.packet import unpack
from mixgan.ui.shell import out_of_the_menu
from mixgan.ui.views import sentences
from mixgan.ui.views.answerers import twin_of
from tests.ui.a_page import text_of, ways_of

FACTS = DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=3)
INK = "0ff00ff000000000"
Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]


def write_pix(folder: Path, data: str = "edges-shapes", **overrides: Any) -> None:
    """An untrained `pix` with three questions, a column each."""
    small = {"noise_dim": 3, "widths": "4,6", "critic_widths": "4", "steps": 20}
    config = families.configure("pix", data, FACTS, overrides={**small, **overrides})
    generator = families.build(config)
    generator.questions = 255 * torch.eye(8, dtype=torch.uint8)[:3].view(3, 1, 8, 1).expand(3, 8, 8, 1).clone()
    generator.unet.ups[-1].bias.data.fill_(config.training.mode_seeking)       # else all are the same
    write_model(folder, config, generator.state_dict(), half=False)


def write_styles(folder: Path, data: str = "styles-digits") -> None:
    """An untrained `styles` with three questions, a column each, and what was measured of it."""
    facts = FACTS.model_copy(update={"unpaired": True})
    config = families.configure("styles", data, facts, overrides={
        "noise_dim": 3, "widths": "4,6", "critic_widths": "4", "steps": 20, "mode_seeking": 0.1})
    generator = families.build(config)
    generator.questions = 255 * torch.eye(8, dtype=torch.uint8)[:3].view(3, 1, 8, 1).expand(3, 8, 8, 1).clone()
    write_model(folder, config, generator.state_dict(), half=False)
    write_extra(folder, "figures.json", {"n_experts": 1, "parameters": 9, "expert_word": "generator", "figures": [
        {"name": name, "value": 0.25, "n_real": 200, "n_fake": 6400} for name in STYLE_MEASURES]})


SENTENCES = ["a red star", "a small thing at the top left", "a blue disc on a white background"]
SAID = DataFacts(image_shape=(3, 32, 32), condition_shape=(captions.LENGTH,), n_questions=3, vocabulary=captions.VOCABULARY)


def write_words(folder: Path, facts: DataFacts = SAID, questions: Sequence[str] = SENTENCES, **overrides: Any) -> None:
    """An untrained `words` that is kept with three sentences."""
    small = {"noise_dim": 3, "code_dim": 4, "widths": "6,4", "critic_widths": "4", "steps": 20}
    config = families.configure("words", captions.NAME, facts, overrides={**small, **overrides})
    generator = families.build(config)
    generator.conditioning.bias.data.fill_(config.training.mode_seeking)       # else all read the same
    generator.questions = torch.from_numpy(words.encode(questions, facts.vocabulary, facts.condition_shape[0]))
    write_model(folder, config, generator.state_dict(), half=False)


@pytest.fixture
def said(home: Path) -> Path:
    write_words(home / "checkpoints" / "said", mode_seeking=0.1)
    write_words(home / "checkpoints" / "said-plain", mode_seeking=0)
    return home


@pytest.fixture
def pair(home: Path) -> Path:
    """Models in the order of the menu: with, and without mode seeking."""
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    write_pix(home / "checkpoints" / "edges-plain", mode_seeking=0)
    return home


def view_of(app: AppTest) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the component was given."""
    (part,) = [part.proto for part in app.get("bidi_component") if part.proto.component_name == "mixgan_answers"]
    header, parts = unpack(part.bytes)
    return header["view"], parts


def test_both_models_answer_the_one_without_first(pair: Path, open_page: Open) -> None:
    app = open_page("Answers", model="edges", seed="4")
    assert not app.exception
    assert app.title[0].value == "One question, many answers"
    view, parts = view_of(app)
    assert view["titles"] == ["without mode seeking", "with mode seeking, weight 0.1"]
    assert view["question"] == {"stored": 0, "ink": ""}
    assert (view["drawn"], view["shown"], view["pad"]) == (16, "both", [0, 0])
    np.testing.assert_array_equal(np.frombuffer(parts["sheet0"], np.uint8).reshape(3, 8, 8)[:, 4], 255 * np.eye(8)[:3])
    assert parts["program"] != parts["sheet1"]
    assert view["palette"]["names"][0] == "red"
    assert view["asks"] == "an outline"
    assert "would have" in text_of(app)
    assert "7.1 after 16 draws, 7.9 after 32" in text_of(app).replace("</span>", "")


def test_sixteen_right_answers_are_told(home: Path, open_page: Open) -> None:
    write_pix(home / "checkpoints" / "two-grounds", data="edges-fashion-16")
    app = open_page("Answers", model="two-grounds")
    assert not app.exception
    assert view_of(app)[0]["palette"]["grounds"] == ["black", "white"]
    # 16 (1 - (15/16)^n)
    assert "Every outline has 16 right answers" in text_of(app)
    assert "10.3 after 16 draws, 14.0 after 32" in text_of(app).replace("</span>", "")


@pytest.mark.parametrize(("link", "expected"), [
    ({"question": "2", "draws": "48", "shown": "1", "pad": "1,-0.5"}, ({"stored": 2, "ink": ""}, 48, "1", [1, -0.5])),
    ({"question": f"ink-{INK}"}, ({"stored": None, "ink": INK}, 16, "both", [0, 0])),
])
def test_a_link_opens_as_it_was_left(link: dict[str, str], expected: Any, pair: Path, open_page: Open) -> None:
    view, _ = view_of(open_page("Answers", model="edges", **link))
    assert (view["question"], view["drawn"], view["shown"], view["pad"]) == expected


@pytest.mark.parametrize(("name", "value"), [
    ("question", "3"), ("question", "-1"), ("question", "ink-00"), ("question", "ink-" + "0" * 16), ("question", "<b>"),
    ("draws", "17"), ("draws", "272"), ("draws", "0"), ("shown", "2"), ("pad", "9,9")])
def test_a_bad_value_is_named_and_left_out(name: str, value: str, pair: Path, open_page: Open) -> None:
    app = open_page("Answers", model="edges", **{name: value})
    assert not app.exception
    view, _ = view_of(app)
    assert (view["question"], view["drawn"], view["shown"], view["pad"]) == ({"stored": 0, "ink": ""}, 16, "both", [0, 0])
    assert f"The link's {name}" in text_of(app)


def test_the_hand_is_kept_in_the_link(pair: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> None:
    """What the browser says is written, an empty outline is not; and nothing that was sent is sent again."""
    packets, hand = [], {"question": {"stored": None, "ink": INK}, "drawn": 32, "shown": "0", "pad": [1, 0.25]}

    def browser(packet: bytes, key: str, on_hand: Callable[[], None]) -> None:
        packets.append(packet)
        if len(packets) > 1:
            st.session_state[key] = hand
            on_hand()

    monkeypatch.setattr("mixgan.ui.model.answers.answers_view", browser)
    app = open_page("Answers", model="edges").run()
    assert not app.exception
    expected = {"question": f"ink-{INK}", "draws": "32", "shown": "0", "pad": "1,0.25"}
    assert {name: app.query_params.get(name) for name in expected} == expected
    hand["question"] = {"stored": None, "ink": "0" * 16}
    app.run()
    assert app.query_params["question"] == f"ink-{INK}"
    hand.update({"question": {"stored": 0, "ink": ""}, "drawn": 16, "shown": "both", "pad": [0, 0]})
    app.run()
    assert not expected.keys() & set(app.query_params)
    assert len(packets) == 4
    assert len(set(packets)) == 1


def test_an_asked_model_alone_says_so(home: Path, open_page: Open) -> None:
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    app = open_page("Answers", model="edges")
    assert not app.exception
    assert view_of(app)[0]["titles"] == ["with mode seeking, weight 0.1"]
    assert "no model here differs from this one in that alone" in text_of(app)


def test_whom_it_stands_beside(pair: Path) -> None:
    write_pix(pair / "checkpoints" / "edges-longer", mode_seeking=0, steps=30)          # differs in more
    write_pix(pair / "checkpoints" / "edges-more", mode_seeking=1)                      # neither has none
    write_pix(pair / "checkpoints" / "other", mode_seeking=0)                           # as good, but of another name
    assert twin_of(find("edges")).name == "edges-plain"
    assert twin_of(find("edges-longer")) is None
    assert twin_of(find("edges-more")).name == "edges-plain"
    assert twin_of(find("edges-plain")).name in ("edges", "edges-more")


def test_a_model_that_is_not_asked_is_told_apart(pair: Path, models: Models, open_page: Open) -> None:
    models("gan")
    app = open_page("Answers", model="gan-tiny")
    assert not app.exception
    assert "gan-tiny answers no question: these do:" in text_of(app)
    assert [one.label for one in app.button if (one.key or "").startswith("ask-")] == ["edges", "edges\\-plain"]
    assert "Train a model" not in [one.label for one in app.main.get("page_link")]      # nothing stands between them and "these"


def test_the_menu_has_it_where_a_model_is_asked(models: Models, home: Path, open_page: Open) -> None:
    models("gan")
    app = open_page("Answers", model="gan-tiny")
    assert "train one on outlines, on sentences, or on pairs of your own" in text_of(app)
    assert out_of_the_menu() == {"Answers"}
    write_pix(home / "checkpoints" / "edges")
    assert out_of_the_menu() == set()


def test_home_leads_to_the_answers(pair: Path, models: Models, open_page: Open) -> None:
    """Of the open model, or else of the first one that is asked; its class is not another model's."""
    asked = ways_of(open_page("Home", model="edges-plain", seed="3"))
    assert asked["What does the noise change?"] == "Answers?model=edges-plain&seed=3"
    assert "Who decides?" not in asked
    models("acgan", "hmog")
    assert ways_of(open_page("Home", model="hmog-tiny"))["Who decides?"] == "Tree"                   # which is opened first
    other = ways_of(open_page("Home", model="acgan-tiny", seed="3", label="7"))
    assert other["How many answers has a question?"] == "Answers?model=edges&seed=3"
    app = open_page("Answers", model="edges", seed="3")
    assert not app.exception
    assert "not possible" not in text_of(app)


def test_home_leads_to_no_answers_where_nothing_is_asked(models: Models, open_page: Open) -> None:
    models("hmog")
    assert not [way for way in ways_of(open_page("Home")).values() if "Answers" in way]


def test_no_model_at_all(home: Path, open_page: Open) -> None:
    app = open_page("Answers")
    assert not app.exception
    assert app.title[0].value == "One question, many answers"
    assert "There is nothing to open" in text_of(app)


# --- sentences -----------------------------------------------------------------------------------------------------------


def boxes(app: AppTest) -> list[str]:
    return [app.selectbox(key=f"said-said-{name}").value for name in captions.ATTRIBUTES]


def test_a_sentence_asks_both_models(said: Path, open_page: Open) -> None:
    app = open_page("Answers", model="said", seed="4")
    assert not app.exception
    view, parts = view_of(app)
    assert view["titles"] == ["without mode seeking", "with mode seeking, weight 0.1"]
    assert view["said"]["sentence"] == "a red star"
    assert [one["asked"] for one in view["said"]["attributes"]] == [None, 0, 5, None, None]
    assert view["pen"] is None
    codes = np.frombuffer(parts["sheet0"], np.float32).reshape(2, 8)
    assert (codes[0] != codes[1]).all()
    assert boxes(app) == [-1, 0, 5, -1, -1]
    assert app.selectbox(key="said-said-stored").options == SENTENCES
    # of 2, 9 and 2 values: n (1 - (1 - 1/n)^16)
    assert "size 2.0 of 2, place 7.6 of 9, background 2.0 of 2" in text_of(app)


def test_a_box_changes_the_question_and_the_link(said: Path, open_page: Open) -> None:
    app = open_page("Answers", model="said")
    before = view_of(app)[1]
    app.selectbox(key="said-said-hue").set_value(4).run()
    app.selectbox(key="said-said-place").set_value(2).run()
    assert not app.exception
    assert app.query_params["question"] == "a-blue-star-at-the-top-right"
    view, after = view_of(app)
    assert view["said"]["sentence"] == "a blue star at the top right"
    assert after["sheet0"] != before["sheet0"]
    assert after["program"] == before["program"]
    assert app.selectbox(key="said-said-stored").value is None
    app.selectbox(key="said-said-stored").set_value((0, -1, -1, 0, -1)).run()
    assert boxes(app) == [0, -1, -1, 0, -1]
    assert view_of(app)[0]["said"]["sentence"] == "a small thing at the top left"
    for name, value in (("size", -1), ("hue", 0), ("shape", 5), ("place", -1)):
        app.selectbox(key=f"said-said-{name}").set_value(value).run()
    assert "question" not in app.query_params                       # as the page begins
    assert view_of(app)[0]["said"]["sentence"] == "a red star"


def test_a_sentence_in_a_link(said: Path, open_page: Open) -> None:
    app = open_page("Answers", model="said", question="large-cyan-ring", draws="32", pad="1,0")
    view, _ = view_of(app)
    assert (view["said"]["sentence"], view["drawn"], view["pad"]) == ("a large cyan ring", 32, [1, 0])
    assert boxes(app) == [1, 3, 3, -1, -1]


@pytest.mark.parametrize(("link", "said_of_it"), [
    ("a-rde-star", "'red' is nearest to 'rde'"), ("a-red-blue-star", "the nearest is 'a-red-star'"),
    ("2", "allowed: a sentence of the words in the boxes")])
def test_a_sentence_that_is_none_is_named(link: str, said_of_it: str, said: Path, open_page: Open) -> None:
    app = open_page("Answers", model="said", question=link)
    assert not app.exception
    assert view_of(app)[0]["said"]["sentence"] == "a red star"
    assert said_of_it in text_of(app)


def test_what_was_never_seen_together_is_said(said: Path, open_page: Open) -> None:
    never = tuple(captions.held_out_questions()[0].tolist())
    app = open_page("Answers", model="said", question=sentences.link_text(never))
    assert view_of(app)[0]["note"].startswith("No picture that was learned from")
    assert view_of(open_page("Answers", model="said"))[0]["note"] == ""


OWN = ["a cat-like animal asleep", "two owls", "a cat-like owl"]
OWN_FACTS = DataFacts(image_shape=(3, 8, 8), condition_shape=(5,), n_questions=3, vocabulary=words.vocabulary_of(OWN))


@pytest.fixture
def own(home: Path) -> Path:
    write_words(home / "checkpoints" / "own", OWN_FACTS, OWN, mode_seeking=0.1)
    write_words(home / "checkpoints" / "own-plain", OWN_FACTS, OWN, mode_seeking=0)
    return home


def test_a_model_is_asked_in_words_of_its_own(own: Path, open_page: Open) -> None:
    app = open_page("Answers", model="own")
    assert not app.exception
    view, before = view_of(app)
    assert view["titles"] == ["without mode seeking", "with mode seeking, weight 0.1"]
    assert view["said"] == {"sentence": OWN[0], "attributes": [], "rules": None}
    assert app.selectbox(key="own-own-stored").options == OWN
    assert "none are counted" in text_of(app)
    app.text_input(key="own-own-text").set_value("Two cat-like OWLS").run()
    assert view_of(app)[0]["said"]["sentence"] == "two cat-like owls"
    assert app.query_params["question"] == "two_cat-like_owls"
    after = view_of(app)[1]
    assert after["sheet0"] != before["sheet0"]
    assert after["program"] == before["program"]
    assert app.selectbox(key="own-own-stored").value is None
    app.selectbox(key="own-own-stored").set_value("two owls").run()
    assert app.text_input(key="own-own-text").value == view_of(app)[0]["said"]["sentence"] == "two owls"
    app.text_input(key="own-own-text").set_value(OWN[0]).run()
    assert "question" not in app.query_params                       # as the page begins


def test_one_of_other_words_does_not_stand_beside_it(own: Path) -> None:
    more = OWN_FACTS.model_copy(update={"vocabulary": (*OWN_FACTS.vocabulary, "zebra")})
    write_words(own / "checkpoints" / "own-more", more, OWN, mode_seeking=0.1)
    assert twin_of(find("own-more")) is None


def test_an_unknown_word_of_ones_own_is_a_sentence(own: Path, open_page: Open) -> None:
    app = open_page("Answers", model="own", question="two_owls")
    app.text_input(key="own-own-text").set_value("two owlz asleep").run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "").startswith("Unknown word 'owlz' (nearest: 'owl')")
    assert view_of(app)[0]["said"]["sentence"] == "two owls"        # the last one that can be read
    assert app.query_params["question"] == "two_owls"
    for text, problem in (("", "has 0 words"), ("a a a a a a", "has 6 words")):
        app.text_input(key="own-own-text").set_value(text).run()
        assert problem in app.error[0].value
    app.text_input(key="own-own-text").set_value("owl").run()
    assert not app.error
    assert view_of(app)[0]["said"]["sentence"] == "owl"


def test_a_link_in_words_of_ones_own(own: Path, open_page: Open) -> None:
    assert view_of(open_page("Answers", model="own", question="a_cat-like_owl"))[0]["said"]["sentence"] == OWN[2]
    app = open_page("Answers", model="own", question="a_cat_owl")
    assert view_of(app)[0]["said"]["sentence"] == OWN[0]
    assert "Unknown word 'cat' (nearest: 'cat-like')" in text_of(app)


def test_a_model_that_is_told_words_is_in_the_menu(home: Path, open_page: Open) -> None:
    write_words(home / "checkpoints" / "said")
    assert out_of_the_menu() == set()
    app = open_page("Tree", model="said")
    assert "it answers a question" in text_of(app)


def test_styles_are_answered_with_their_hues_and_what_was_measured(home: Path, open_page: Open) -> None:
    write_styles(home / "checkpoints" / "styled")
    app = open_page("Answers", model="styled")
    assert not app.exception
    view, parts = view_of(app)
    assert view["palette"]["names"] == ["red", "yellow", "green", "cyan", "blue", "magenta"]
    np.testing.assert_array_equal(np.frombuffer(parts["sheet0"], np.uint8).reshape(3, 8, 8)[:, 4], 255 * np.eye(8)[:3])
    assert view["asks"] == "a digit"
    assert "Every digit has 6 right hues, each as likely" in text_of(app)
    assert f"digit kept 0.25; {STYLE_MEASURES[1]} 0.25" in text_of(app)


def test_what_asks_is_a_picture_where_the_set_has_no_word_for_it(home: Path, open_page: Open) -> None:
    write_styles(home / "checkpoints" / "mine", "own/photos")
    app = open_page("Answers", model="mine", question="x")
    view, _ = view_of(app)
    assert (view["asks"], view["palette"]) == ("a picture", None)
    assert "allowed: a number from 0 to 2, or a picture of 64 pixels as this page writes it" in text_of(app).replace("\\", "")


def test_what_was_measured_of_each_is_a_point_of_its_own(pair: Path, open_page: Open) -> None:
    for name, value in (("edges", 7.0), ("edges-plain", 2.75)):
        write_extra(pair / "checkpoints" / name, "figures.json", {
            "n_experts": 1, "parameters": 9, "expert_word": "generator", "figures": [
                {"name": FOUND, "value": value, "n_real": 200, "n_fake": 6400, "note": "of 8, in 32 answers"}]})
    said = next(one.value for one in open_page("Answers", model="edges").markdown if one.value.startswith("Measured"))
    points = [line for line in said.splitlines() if line.startswith("- ")]      # with a sign before it, it would be no list
    assert len(points) == 2
    assert ways_of(open_page("Answers", model="edges"))[
        "Put to the test: Mode seeking on outlines that have eight right answers"] == "Claims?table=answers"
    assert points[0].startswith("- without mode seeking")
    assert "7.0 right answers are found" in points[1]


@pytest.mark.parametrize(("name", "offered"), [("edges", True), ("said", False)])
def test_a_file_is_offered_of_what_can_answer_in_it(name: str, offered: bool, home: Path, said: Path, open_page: Open) -> None:
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    labels = [one.label for one in open_page("Home", model=name).expander]
    assert ("Take it away as one file" in labels) == offered

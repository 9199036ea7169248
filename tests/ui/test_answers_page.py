"""The Answers page: whom it asks, what its link holds, and what it says where there is nothing to ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from mixgan import families
from mixgan.config import DataFacts
from mixgan.store.models import find, write_model
from mixgan.ui.components.packet import unpack
from mixgan.ui.model.answers import twin_of
from mixgan.ui.shell import out_of_the_menu
from tests.ui.a_page import text_of

FACTS = DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=3)
INK = "0ff00ff000000000"
Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]


def write_pix(folder: Path, **overrides: Any) -> None:
    """An untrained `pix` with three questions, a column each."""
    small = {"noise_dim": 3, "widths": "4,6", "critic_widths": "4", "steps": 20}
    config = families.configure("pix", "edges-shapes", FACTS, overrides={**small, **overrides})
    generator = families.build(config)
    generator.questions = 255 * torch.eye(8, dtype=torch.uint8)[:3].view(3, 1, 8, 1).expand(3, 8, 8, 1).clone()
    generator.unet.ups[-1].bias.data.fill_(config.training.mode_seeking)       # else all are the same
    write_model(folder, config, generator.state_dict(), half=False)


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
    assert "would have" in text_of(app)
    assert "7.1 after 16 draws, 7.9 after 32" in text_of(app).replace("</span>", "")


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
    assert "gan-tiny is not asked with a picture: these are:" in text_of(app)


def test_the_menu_has_it_where_a_model_is_asked(models: Models, home: Path, open_page: Open) -> None:
    models("gan")
    app = open_page("Answers", model="gan-tiny")
    assert "train one on outlines, or on pairs of your own" in text_of(app)
    assert out_of_the_menu() == {"Answers"}
    write_pix(home / "checkpoints" / "edges")
    assert out_of_the_menu() == set()


def test_no_model_at_all(home: Path, open_page: Open) -> None:
    app = open_page("Answers")
    assert not app.exception
    assert app.title[0].value == "One question, many answers"
    assert "There is nothing to open" in text_of(app)

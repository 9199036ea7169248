"""The form's question how many kinds there are: asked by a button, answered with a chart, taken with a click."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mixgan import data, families, jobs
from mixgan.analysis.kinds_answer import Found, Row
from mixgan.config import DataFacts
from mixgan.families.registry import family
from mixgan.training import kinds_asked
from mixgan.ui.train.kinds import QUESTION, taken
from tests.ui.a_run import Open
from tests.ui.test_states import said
from tests.ui.test_train_form import field
from tests.ui.test_train_head import PILLS, with_family

USUAL = "place,size,turn,slant"
TEN = Found((Row(8, 0.94, 0.04), Row(9, 0.95, 0.04), Row(10, 0.97, 0.03), Row(11, 0.95, 0.05)), 100.0, 3000)
NONE = Found((Row(2, 0.93, 0.02), Row(3, 0.9, 0.04), Row(4, 0.85, 0.06)), 100.0, 3000)


def question(**changes: object) -> kinds_asked.Asked:
    """As the page asks it of digits."""
    return kinds_asked.asked_of(data.load("digits").facts(), "digits", **changes)     # type: ignore[arg-type]


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def bars(app: AppTest) -> list[str]:
    return [one.proto.text.replace("\\", "") for one in app.get("progress")]


def chart(app: AppTest) -> list:
    return [part for part in app.get("bidi_component") if part.proto.component_name == "mixgan_kinds"]


def test_a_button_asks_in_a_process_of_its_own(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    assert "What does not matter: where it is, how large it is" in said(app).replace("\\", "")
    app.button(key="train-count").click().run()
    assert not app.exception
    (argv, folder), = started
    assert argv == [sys.executable, "-m", "mixgan", "kinds", "--views", USUAL, "--", "digits"]
    assert folder == kinds_asked.folder_of(question())              # where the command writes what it finds
    assert "train-count-cancel" in keys(app)
    assert "train-count" not in keys(app)
    assert bars(app) == ["Sorting the pictures into every number of kinds: a few minutes"]
    jobs.write(folder, phase="running", step=20, steps=80, rate=0.5)
    app.run()
    assert bars(app) == ["Sorting the pictures into every number of kinds: about 2 min left"]
    ended = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mixgan.jobs.end", ended.append)
        app.button(key="train-count-cancel").click().run()
    assert ended == [folder]


def test_the_views_of_the_form_are_those_of_the_question(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    app.pills(key=PILLS).set_value(["place", "turn"]).run()
    app.button(key="train-count").click().run()
    assert started[0][0][5] == "place,turn"
    assert started[0][1] == kinds_asked.folder_of(question(views=("place", "turn")))
    field(app, "Self label").set_value("0").run()                   # no head: the set's own views
    assert "train-count" in keys(app)
    app.button(key="train-count").click().run()
    assert started[1][0][5] == USUAL


def test_an_answer_is_taken_with_a_click(home: Path, open_page: Open, started: list) -> None:
    kinds_asked.write(question(), TEN)
    app = with_family(open_page("Train"), "latent", "gmgan")
    field(app, "N experts").set_value("4").run()
    assert len(chart(app)) == 1
    assert "A hint, no proof" in said(app)
    app.button(key="train-count-take").click().run()
    assert not app.exception
    assert field(app, "N experts").value == "10"
    assert app.button(key="train-count-take").disabled
    assert not app.warning
    app.button(key="train-start").click().run()
    assert "--n_experts" not in started[0][0]                       # ten are the preset's own


def test_a_tree_takes_the_depth_whose_leaves_are_enough(home: Path, open_page: Open, started: list) -> None:
    kinds_asked.write(question(), TEN)
    app = open_page("Train")
    assert "A depth of 4 gives 16 leaves, the fewest that are at least 10." in said(app)
    app.button(key="train-count-take").click().run()
    assert field(app, "Depth").value == "4"
    app.button(key="train-start").click().run()
    argv = started[0][0]
    assert argv[argv.index("--depth") + 1] == "4"


@pytest.mark.parametrize(("kinds", "depth", "leaves"), [(2, 1, "2 leaves."), (8, 3, "8 leaves."), (9, 4, "16 leaves, the few")])
def test_depths(kinds: int, depth: int, leaves: str) -> None:
    config = families.configure("hmog", "digits", DataFacts(image_shape=(1, 8, 8), n_train=99))
    name, value, told = taken(kinds, config, family("hmog"))
    assert (name, value) == ("depth", depth)
    assert leaves in told


def test_no_clear_number_offers_none(home: Path, open_page: Open) -> None:
    kinds_asked.write(question(), NONE)
    app = open_page("Train")
    assert len(chart(app)) == 1
    assert "train-count-take" not in keys(app)


def test_why_it_failed_is_said_and_after_a_cancel_nothing(home: Path, open_page: Open) -> None:
    folder = kinds_asked.folder_of(question())
    jobs.write(folder, phase="failed", message="All 99 pictures are alike.")
    app = open_page("Train")
    assert "It could not be told. All 99 pictures are alike." in said(app)
    assert "train-count" in keys(app)
    jobs.write(folder, phase="running", step=5, steps=9)
    status = json.loads((folder / "status.json").read_text())
    (folder / "status.json").write_text(json.dumps({**status, "pid": 0}))
    app.run()
    assert "could not be told" not in said(app)
    assert "train-count" in keys(app)


def test_points_and_one_generator_are_not_asked(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    assert QUESTION in [one.label for one in app.expander]
    with_family(app, "nothing", "gan")
    assert QUESTION not in [one.label for one in app.expander]
    app = open_page("Train")
    app.segmented_control(key="train-data").set_value("ring").run()
    assert not app.exception
    assert QUESTION not in [one.label for one in app.expander]

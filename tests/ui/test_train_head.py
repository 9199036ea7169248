"""The form's part of the self-labelling head: shown where it is on, its views chosen as words and seen as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan.config import DataFacts
from mixgan.ui.train import data as train_data
from mixgan.ui.train import head as train_head
from tests.ui.a_run import Open, own
from tests.ui.test_states import said
from tests.ui.test_train_form import field

PILLS = "train-hmog-digits-digits-views"


def with_family(app: AppTest, division: str, family: str) -> AppTest:
    app.segmented_control(key="train-division").set_value(division).run()
    return app.selectbox(key="train-family").set_value(family).run()


def labels(app: AppTest) -> set[str]:
    return {one.label for one in [*app.text_input, *app.selectbox, *app.pills, *app.segmented_control]}


def views(app: AppTest) -> list[str]:
    """Words of the pictures of views that stand on the page."""
    return [one.proto.body.split('alt="')[1].split('"')[0] for one in app.get("html") if "views of it" in one.proto.body]


def started_with(app: AppTest, started: list) -> dict[str, str]:
    app.button(key="train-start").click().run()
    argv = started[-1][0]
    return dict(zip(argv[4::2], argv[5::2], strict=True))


def test_a_head_that_is_on_shows_its_views_and_what_they_assume(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    assert not app.exception
    assert app.pills(key=PILLS).value == ["place", "size", "turn", "slant"]
    assert "Where it is does not matter" in app.pills(key=PILLS).options
    assert "The colour does not matter" not in app.pills(key=PILLS).options     # these are grey
    assert ("Kinds are what stays the same under these views, so of a picture these do not matter: where it is, how large it is, "
            "whether it is a little turned, whether it leans.") in said(app).replace("\\", "")
    assert views(app) == ["A picture of digits, and 8 views of it"]
    assert {"Head tries", "View sides", "How much each draws"} <= labels(app)


def test_a_head_that_is_off_is_one_field(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    field(app, "Self label").set_value("0").run()
    assert not app.exception
    assert not app.error
    assert "Self label" in labels(app)
    assert not {"Head tries", "View sides", "How much each draws", "What does not matter"} & labels(app)
    assert views(app) == []
    field(app, "Self label").set_value("many").run()
    assert "Self label should be" in said(app)


def test_what_was_not_changed_is_not_given_and_what_was_is(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    assert not {"--views", "--shares"} & set(started_with(app, started))
    app.pills(key=PILLS).set_value(["slant", "mirror", "place"]).run()
    assert "left or right" in said(app)
    app.segmented_control(key="train-hmog-digits-digits-shares").set_value("equal").run()
    options = started_with(app, started)
    assert (options["--views"], options["--shares"]) == ("place,slant,mirror", "equal")
    app.pills(key=PILLS).set_value([]).run()
    assert not app.exception
    assert "There are none: nothing says which pictures are of one kind." in said(app)
    assert any("needs views" in one.value for one in app.error)
    assert not [button for button in app.button if button.key == "train-start"]     # it could only fail


def test_points_and_single_generators_have_no_views(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    app.session_state["train-data"] = "ring"
    app.run()
    field(app, "Self label").set_value("0.3").run()
    assert not app.exception
    assert {"Head tries", "How much each draws"} <= labels(app)
    assert "What does not matter" not in labels(app)
    assert views(app) == []
    app.session_state["train-data"] = "digits"
    app.run()
    with_family(app, "nothing", "gan")
    assert "Self label" not in labels(app)


def test_parts_of_colour_are_offered_where_there_is_colour() -> None:
    grey, colour = (DataFacts(image_shape=(channels, 8, 8)) for channels in (1, 3))
    assert not set(train_head.OF_COLOUR) & set(train_head.offered(grey, {}))
    assert "colour" in train_head.offered(grey, {"colour": "colour:0.5"})       # a preset has it: it is not lost
    assert set(train_head.OF_COLOUR) <= set(train_head.offered(colour, {}))


def test_a_set_that_is_not_here_has_no_pictures_and_keeps_nobody_back(home: Path, monkeypatch: pytest.MonkeyPatch,
                                                                      open_page: Open) -> None:
    monkeypatch.setenv("MIXGAN_DATA", str(home / "nothing"))
    monkeypatch.setattr(train_data, "FIRST", "mnist")
    app = open_page("Train")
    app.session_state["train-data"] = "mnist"
    app.run()
    assert not app.exception
    assert not app.error
    assert views(app) == []
    assert app.button(key="train-start")


def test_own_pictures_are_shown_by_one_of_their_own(home: Path, open_page: Open, started: list) -> None:
    np.savez(home / "mine.npz", images=np.random.default_rng(0).integers(0, 256, (60, 8, 8, 3), np.uint8))
    app = open_page("Train")
    own(app, "path")
    app.text_input(key="train-path").set_value(str(home / "mine.npz")).run()
    field(app, "Self label").set_value("0.3").run()
    assert not app.exception
    assert views(app) == ["A picture of mine.npz, and 8 views of it"]
    pills = next(one for one in app.pills if one.label == "What does not matter")
    pills.set_value([*pills.value, "colour"]).run()
    assert "its colour" in said(app)
    assert started_with(app, started)["--views"] == "mirror,turn:0.15,size:0.15,place:0.1,brightness:0.3,colour"

"""The tour: six pages in order, its step in the link, ended by its button or by the menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.ui.home.talks import shipped
from tests.ui.a_page import ways_of
from tests.ui.tiny import write_tiny

STEPS = shipped().script.steps
Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]


def says(app: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in app.get("html"))


def steps_of(app: AppTest) -> dict[str, str]:
    return {label: way for label, way in ways_of(app).items() if label.startswith(("Previous", "Next", "Train your own", "Take"))}


def test_it_leads_through_every_page_and_back(models: Models, open_page: Open) -> None:
    models("hmog", "megan")
    assert steps_of(open_page("Home", model="megan-tiny", seed="3"))["Take the two-minute tour"] == \
        "./?model=megan-tiny&seed=3&tour=1"
    for number, step in enumerate(STEPS, 1):
        app = open_page(step.page, tour=str(number), model="megan-tiny", seed="3")
        assert not app.exception
        assert f"<b>{number} of {len(STEPS)}</b>" in says(app)
        assert step.say in says(app)
        assert app.query_params["tour"] == str(number)
        assert len(app.title) == 1
        offered = steps_of(app)
        kept = "model=megan-tiny&seed=3"                                # the steps' own models are not here
        if number > 1:
            before = STEPS[number - 2].page.replace("Home", "./")
            assert offered["Previous"] == f"{before}?{kept}&tour={number - 1}"
        else:
            assert "Previous" not in offered
        if number < len(STEPS):
            after = STEPS[number].page
            assert offered[f"Next: {after}"] == f"{after}?{kept}&tour={number + 1}"
        else:
            assert offered["Train your own"] == f"Train?{kept}"


def test_a_step_opens_its_own_model_where_it_is_shipped(home: Path, open_page: Open) -> None:
    for name, family in (("hmog-mnist", "hmog"), ("megan-mnist", "megan")):
        write_tiny(home / "checkpoints" / name, family)
    assert steps_of(open_page("Tree", tour="2"))["Next: Experts"] == "Experts?model=megan-mnist&tour=3"
    assert steps_of(open_page("Experts", tour="3", model="megan-mnist"))["Previous"] == "Tree?model=hmog-mnist&tour=2"


@pytest.mark.parametrize(("page", "number", "is_on"), [
    ("Experts", "3", True), ("Experts", "2", False), ("Experts", "99", False), ("Experts", "x", False), ("Home", "1", True)])
def test_the_link_holds_the_step(page: str, number: str, is_on: bool, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page(page, tour=number)
    assert not app.exception
    assert (f"<b>{number} of" in says(app)) is is_on
    assert ("tour" in app.query_params) is is_on


def test_the_menu_ends_it(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", tour="2")
    app.switch_page("pages/Train.py").run()
    assert "tour" not in app.query_params
    app.switch_page("pages/Tree.py").run()
    assert "<b>2 of" not in says(app)


def test_its_button_ends_it(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", tour="2")
    app.button(key="tour-end").click().run()
    assert "<b>2 of" not in says(app)
    assert app.title[0].value.startswith("Leaf")

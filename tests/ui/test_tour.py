"""The tour: six pages in order, its step in the link, ended by its button or by the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.ui.tour import STEPS

Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]


def says(app: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in app.get("html"))


def test_it_leads_through_every_page(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home")
    app.button(key="tour-begin").click().run()
    for number, step in enumerate(STEPS, 1):
        assert not app.exception
        assert f"<b>{number} of {len(STEPS)}</b>" in says(app)
        assert step.says in says(app)
        assert app.query_params["tour"] == str(number)
        assert len(app.title) == 1
        app.button(key="tour-next").click().run()
    assert app.title[0].value.startswith("Train a model")
    assert "tour" not in app.query_params
    assert not [button for button in app.button if button.key == "tour-next"]


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

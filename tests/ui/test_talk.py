"""Talk mode: what stands in the link, what is left of a page, and talks of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.ui.views.home import nobody
from tests.ui.a_page import text_of, ways_of
from tests.ui.tiny import write_tiny

Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]

OWN = """# My talk
## First the tree
<Tree?model=hmog-tiny&z=3&node=L>
Look left.
## Again, right
<Tree?model=hmog-tiny&z=3&node=R>
## Who makes what?
<Experts?model=megan-tiny&off=2>
"""


def shown(app: AppTest) -> str:
    """What the components of a page are called: `mixgan_tree` and so on."""
    return " ".join(part.proto.component_name for part in app.get("bidi_component"))


@pytest.mark.parametrize(("page", "component"), [
    ("Home", "mixgan_sheet"), ("Tree", "mixgan_tree"), ("Experts", "mixgan_experts"), ("Covariance", "mixgan_covariance"),
    ("Mixture", "mixgan_mix")])
def test_a_slide_is_a_title_and_one_view(page: str, component: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page(page, talk="1")
    assert not app.exception
    assert component in shown(app)
    assert len(app.title) == 1
    assert not [*app.subheader, *app.expander, *app.main.caption]
    assert "--talk-room" in text_of(app)
    assert app.query_params["talk"] == "1"
    assert "--talk-room" not in text_of(open_page(page))


def test_it_goes_along_from_page_to_page(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home", talk="1", sample="2")
    assert all("talk=1" in way for way in ways_of(app).values())
    step = open_page("Tree", talk="1", tour="2")
    assert "talk=1" in ways_of(step)["Next: Experts"]


def test_a_talk_of_ones_own_is_offered_and_given(models: Models, home: Path, open_page: Open) -> None:
    models("hmog", "megan")
    (home / "scripts").mkdir()
    (home / "scripts" / "mine.md").write_text(OWN)
    first = "Tree?model=hmog-tiny&z=3&node=L&script=mine.md&tour=1"
    assert ways_of(open_page("Home"))["My talk"] == first
    app = open_page("Tree", script="mine.md", tour="1", node="L", z="3")
    assert "<b>1 of 3</b>" in text_of(app)
    assert "Look left." in text_of(app)
    assert ways_of(app)["Next: Tree"] == "Tree?model=hmog-tiny&z=3&node=R&script=mine.md&tour=2"
    for name, value in {"script": "mine.md", "tour": "2", "node": "R", "z": "3"}.items():       # the same page, another state
        app.query_params[name] = value
    app.run()
    assert "At R" in [each.value for each in app.subheader]


def test_a_talk_beside_a_model(models: Models, home: Path, open_page: Open) -> None:
    models("hmog", "megan")
    (home / "checkpoints" / "hmog-tiny" / "script.md").write_text(OWN)
    assert ways_of(open_page("Home", model="hmog-tiny"))["My talk"].endswith("script=hmog-tiny&tour=1")
    assert "My talk" not in ways_of(open_page("Home", model="megan-tiny"))
    assert "<b>3 of 3</b>" in text_of(open_page("Experts", model="megan-tiny", script="hmog-tiny", tour="3"))


@pytest.mark.parametrize(("name", "text", "says"), [
    ("none.md", None, "Unknown talk 'none.md'"), ("mine.md", "# no steps", "The script has no steps."),
    ("mine.md", "## One\n<Nowhere>", "Unknown page 'Nowhere'"), ("../config.md", None, "Unknown talk")])
def test_what_cannot_be_told_is_a_sentence(
        name: str, text: str | None, says: str, home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    (home / "scripts").mkdir()
    if text is not None:
        (home / "scripts" / name).write_text(text)
        assert says in " ".join(each.value for each in open_page("Home").error).replace("\\", "")
    app = open_page("Tree", script=name, tour="1")
    assert not app.exception
    assert says in " ".join(each.value for each in app.error).replace("\\", "")
    assert len(app.title) == 1                                                                  # the page is shown all the same


def test_home_says_first_that_nobody_made_these(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "hmog-tiny", "hmog")
    assert "Nobody wrote these digits" in text_of(open_page("Home"))
    assert "digits" not in nobody("/home/visitor/cats")
    assert nobody("/home/visitor/mnist") != nobody("mnist")                                     # whatever lies there

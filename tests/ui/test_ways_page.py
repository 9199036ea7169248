"""Ways: what is here, in the order of what is divided, from stored files alone; what is said of budgets is so."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.families.registry import FAMILIES
from mixgan.figures.divisions import DIVISIONS
from mixgan.ui import look
from mixgan.ui.home import ways
from tests.test_config import loads_torch
from tests.ui.a_page import Models, Open, ways_of
from tests.ui.test_states import said
from tests.ui.tiny import POINTS, write_tiny

REPOSITORY = Path(__file__).resolve().parents[2]


def book(app: AppTest) -> list[dict[str, Any]]:
    part, = (part.proto for part in app.get("bidi_component") if part.proto.component_name == "mixgan_book")
    return json.loads(part.json)["groups"]


def names(app: AppTest) -> list[list[str]]:
    return [[card["name"] for card in group["cards"]] for group in book(app)]


def test_all_families_stand_where_they_divide_in_the_order_of_the_registry(models: Models, open_page: Open) -> None:
    models(*reversed(FAMILIES))
    app = open_page("Ways")
    assert not app.exception
    assert [group["title"] for group in book(app)] == [one.title for one in DIVISIONS.values()]
    assert names(app) == [[f"{one.name}-tiny" for one in FAMILIES.values() if one.divides == divides] for divides in DIVISIONS]
    for group in book(app):
        for card in group["cards"]:
            family = FAMILIES[card["name"].removesuffix("-tiny")]
            assert (card["title"], card["sentence"]) == (family.title, family.sentence)
            assert "20 steps" in card["facts"]


def test_a_division_without_models_is_left_out_and_names_follow_within_a_family(home: Path, open_page: Open) -> None:
    for name in ("b", "a"):
        write_tiny(home / "checkpoints" / name, "gmgan")
    write_tiny(home / "checkpoints" / "0", "gan")
    app = open_page("Ways")
    assert names(app) == [["a", "b"], ["0"]]
    assert [group["title"] for group in book(app)] == [DIVISIONS["latent"].title, DIVISIONS["nothing"].title]


def test_every_card_opens_its_model_on_its_best_page(models: Models, open_page: Open) -> None:
    models("hmog", "gan", "megan")
    addresses = {card["name"]: card["address"] for group in book(open_page("Ways", seed="3")) for card in group["cards"]}
    assert addresses == {"hmog-tiny": "Tree?seed=3&model=hmog-tiny", "gan-tiny": "./?seed=3&model=gan-tiny",
                         "megan-tiny": "Experts?seed=3&model=megan-tiny"}


def test_tiles_are_those_of_the_sheet_and_a_frame_is_the_expert_s(home: Path, models: Models, open_page: Open) -> None:
    models("megan", "gan")
    cards = {card["name"]: card for group in book(open_page("Ways")) for card in group["cards"]}
    tiles, alone = cards["megan-tiny"]["tiles"], cards["gan-tiny"]["tiles"]
    folder = home / "checkpoints" / "megan-tiny"
    assert (tiles["width"], tiles["height"], tiles["columns"], tiles["rows"]) == (8, 8, 8, 8)
    assert base64.b64decode(tiles["webp"]) == (folder / "samples.webp").read_bytes()
    drew = json.loads((folder / "figures.json").read_text())["samples"]["expert"]
    colours = [f"light-dark({light},{dark})" for light, dark in (look.pair(k, 3) for k in range(3))]
    assert tiles["frames"] == [colours[k] for k in drew]
    assert "each framed in the colour of its expert" in tiles["alt"]
    assert alone["frames"] == []
    assert alone["alt"] == "Samples of gan-tiny, seed 0"


def test_points_and_torn_or_missing_sheets_are_left_out(home: Path, models: Models, open_page: Open) -> None:
    models("hmog", "megan", "mog")
    write_tiny(home / "checkpoints" / "points", "gan", POINTS, data="ring")
    (home / "checkpoints" / "megan-tiny" / "samples.webp").write_bytes(b"RIFF of another kind")
    (home / "checkpoints" / "mog-tiny" / "samples.webp").unlink()
    app = open_page("Ways")
    assert not app.exception
    assert names(app) == [["hmog-tiny"]]


def test_without_any_sheet_it_says_how_one_is_made(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "bare", "gan", figures=False)
    assert "mixgan describe NAME" in said(open_page("Ways"))


def test_runs_stand_beside_the_shipped_when_asked_and_alone_where_nothing_is_shipped(home: Path, open_page: Open) -> None:
    write_tiny(home / "runs" / "mine" / "model", "gan")
    app = open_page("Ways")
    assert names(app) == [["mine"]]
    write_tiny(home / "checkpoints" / "theirs", "gan")
    app = open_page("Ways")
    assert names(app) == [["theirs"]]
    app.toggle(key="ways-runs").set_value(True).run()
    assert names(app) == [["mine", "theirs"]]
    assert app.query_params["runs"] == "yes"
    assert names(open_page("Ways", runs="yes")) == [["mine", "theirs"]]


def test_the_set_is_that_of_the_open_model_or_the_link_s(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "a", "gan", data="digits")
    write_tiny(home / "checkpoints" / "b", "gan", data="x/flowers")
    assert names(open_page("Ways")) == [["a"]]
    assert names(open_page("Ways", model="b")) == [["b"]]
    app = open_page("Ways", data="flowers")
    assert names(app) == [["b"]]
    app.segmented_control(key="ways-set").set_value("digits").run()
    assert names(app) == [["a"]]
    app = open_page("Ways", data="cats")
    assert names(app) == [["a"]]
    assert "data 'cats' is not possible" in said(app)


def test_home_links_to_it(models: Models, open_page: Open) -> None:
    models("hmog")
    assert ways_of(open_page("Home", seed="3"))["How else can one divide?"] == "Ways?seed=3"


# --- budgets -----------------------------------------------------------------------------------------------------------


def a_model(steps: int, minutes: float | None, **figures: Any) -> Any:
    training = SimpleNamespace(steps=steps, self_label=0.0, mode_seeking=0.0)
    return SimpleNamespace(config=SimpleNamespace(training=training), figures={"minutes": minutes, **figures})


@pytest.mark.parametrize(("models", "sentence"), [
    ([a_model(20, 3.0)], ""),
    ([a_model(4000, 2.2), a_model(4000, 3.4)], "Each has learnt for 4,000 steps, 2 to 3 minutes; their parameters differ."),
    ([a_model(4000, 2.2), a_model(4000, 2.4)], "Each has learnt for 4,000 steps, 2 minutes; their parameters differ."),
    ([a_model(300, 0.2), a_model(35_000, 67.0), a_model(400, None)],
     "This is no contest: their budgets differ, 300 to 35,000 steps, under 1 to 67 minutes."),
    ([a_model(300, None), a_model(400, None)], "This is no contest: their budgets differ, 300 to 400 steps.")])
def test_budgets_are_said_as_they_are(models: list[Any], sentence: str) -> None:
    assert ways.budgets(models) == sentence


def test_facts_of_a_model_name_what_was_added() -> None:
    one = a_model(8000, 14.2, n_experts=8, expert_word="leaf", parameters=1_248_744)
    assert ways.facts(one) == ["8 leaves", "1.25 M parameters", "8,000 steps", "14 minutes"]
    one.config.training.self_label, one.config.training.mode_seeking = 0.3, 1.0
    assert ways.facts(one)[-2:] == ["self-labelling head", "mode seeking"]
    assert ways.facts(a_model(20, 0.5, n_experts=1, parameters=1)) == ["1 parameter", "20 steps", "under 1 minute"]
    assert ways.facts(a_model(20, None)) == ["20 steps"]


# --- without torch -----------------------------------------------------------------------------------------------------

OPENED = """
import os
os.environ["MIXGAN_HOME"] = {home!r}
import mixgan.ui.model.warm
mixgan.ui.model.warm.begin = lambda: None                 # what is got ready after the page was shown
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60)
app.switch_page("pages/Ways.py")
app.run()
assert not app.exception
assert any(part.proto.component_name == "mixgan_book" for part in app.get("bidi_component"))
"""


def test_it_opens_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert not loads_torch(OPENED.format(home=str(tmp_path)))

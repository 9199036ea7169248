"""The side that own pictures are brought to, on the Train page: which are offered, what each costs, that it reaches the run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan import families
from mixgan.config import DataFacts
from mixgan.training import expected
from mixgan.ui.train import sides
from tests.training.test_cost import COST
from tests.ui.a_run import Open, own
from tests.ui.test_states import said


def chosen(home: Path, open_page: Open, px: int) -> AppTest:
    """The page with 40 coloured pictures of `px` by `px`."""
    path = home / f"p{px}.npz"
    np.savez(path, images=np.random.default_rng(0).integers(0, 256, (40, px, px, 3), np.uint8))
    app = open_page("Train")
    own(app, "path")
    return app.text_input(key="train-path").set_value(str(path)).run()


def size_of(argv: list[str]) -> str:
    return argv[argv.index("--size") + 1]


def captions(app: AppTest) -> list[str]:
    return list(app.radio[0].proto.captions)


def test_it_starts_at_32_with_the_price_of_each_beside_it(home: Path, open_page: Open, started: list) -> None:
    app = chosen(home, open_page, 64)
    (radio,) = app.radio
    assert radio.options == ["28 px", "32 px", "48 px", "64 px"]
    assert radio.value == 32
    assert all(caption.startswith("~") and caption.endswith("min") for caption in captions(app))
    assert "Estimates for two quiet cores" in said(app)
    assert "as an estimate" in said(app)
    assert "32 by 32 px, colour" in said(app)
    app.button(key="train-start").click().run()
    assert size_of(started[0][0]) == "32"


def test_another_side_is_shown_measured_and_trained(home: Path, open_page: Open, started: list) -> None:
    app = chosen(home, open_page, 64)
    app.radio[0].set_value(64).run()
    assert "64 by 64 px, colour" in said(app)
    app.button(key="train-measure").click().run()
    assert size_of(started[0][0]) == "64"
    app.button(key="train-start").click().run()
    assert size_of(started[1][0]) == "64"


def test_what_was_measured_is_told_apart_from_what_follows_from_it(home: Path, open_page: Open) -> None:
    app = chosen(home, open_page, 64)
    facts = json.loads(next((home / "cache" / "peek").glob("*/peek.json")).read_text())["facts"]
    config = families.configure("hmog", str(home / "p64.npz"), DataFacts.model_validate(facts))
    expected.write(config, COST)
    app.run()
    at = dict(zip((28, 32, 48, 64), captions(app), strict=True))
    assert at[32] == expected.minutes_of(COST.seconds(config))
    assert at[64] == f"~{expected.minutes_of(3.5 * COST.seconds(config))}"
    assert "Measured here at 32 px; the others follow" in said(app)


def test_a_wrong_field_keeps_the_choice(home: Path, open_page: Open) -> None:
    app = chosen(home, open_page, 64)
    app.radio[0].set_value(48).run()
    steps = next(field for field in app.text_input if field.label == "Steps")
    steps.set_value("many").run()
    assert app.error
    assert app.radio[0].value == 48
    assert set(captions(app)) == {"not possible"}


def test_without_a_choice_there_is_none_and_the_size_is_still_said(home: Path, open_page: Open, started: list) -> None:
    app = chosen(home, open_page, 28)
    assert not app.radio
    app.button(key="train-start").click().run()
    assert size_of(started[0][0]) == "28"


def test_kinds_are_counted_at_the_chosen_side(home: Path, open_page: Open, started: list) -> None:
    path = home / "more.npz"
    np.savez(path, images=np.random.default_rng(0).integers(0, 256, (90, 64, 64, 3), np.uint8))
    app = open_page("Train")
    own(app, "path")
    app.text_input(key="train-path").set_value(str(path)).run()
    app.button(key="train-count").click().run()
    assert size_of(started[0][0]) == "32"


@pytest.mark.parametrize(("measured", "words"), [
    ([], "Estimates for two quiet cores"), ([28, 32, 64], "Times are measured"), ([32], "Measured here at 32 px"),
    ([64, 32], "Measured here at 32 and 64 px")])
def test_how_the_times_are_known(measured: list[int], words: str) -> None:
    assert sides.source(measured, [28, 32, 64]).startswith(words)

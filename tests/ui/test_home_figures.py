"""Home's figures: a table of what is stored, the button where it can be measured, and a sentence where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mixgan import jobs
from mixgan.analysis.evaluation import parts_of
from mixgan.config import DataFacts
from mixgan.measures.records import Figure
from mixgan.store.evaluation import Basis, Evaluation, write_evaluation
from mixgan.store.models import fingerprint
from mixgan.ui.views import figures as views
from tests.ui.a_page import Models, Open, text_of
from tests.ui.tiny import DIGITS, POINTS, write_tiny

BUTTON = "Measure it against held-out pictures"
COVERAGE = Figure("coverage-c@5", 0.5622, 359, 359, "c/digits/1", 5, "test", 0, (0.5477, 0.5767), (0.9352, 0.9387),
                  "a perfect model has 0.969; floor: train against test").to_dict()


def evaluation(model: str = "ab12", **parts: list[dict[str, Any]]) -> Evaluation:
    found = Evaluation(basis=Basis(model=model, data="digits", digest="cd34", n=359, features="c/digits/1", seed=0))
    for part, records in parts.items():
        found = found.with_part(part, records)
    return found


def whole(folder: Path) -> Evaluation:
    return evaluation(fingerprint(folder), **{part: [COVERAGE] if part == "neighbourhoods" else [] for part in parts_of(4)})


def opened(open_page: Open, name: str = "hmog-tiny") -> AppTest:
    """Home, and then its figures opened."""
    app = open_page("Home", model=name)
    app.session_state[f"figures-{name}"] = True
    return app.run()


def offered(app: AppTest) -> list[str]:
    return [one.label for one in app.button if one.key and one.key.startswith("make-evaluate")]


# --- the table ----------------------------------------------------------------------------------------------------------------


def test_a_figure_is_a_row_with_all_that_belongs_to_it() -> None:
    found = evaluation(one=[COVERAGE], two=[Figure("copied share px", 0.001, 2000, 1000).to_dict()])
    assert views.rows(found) == [
        ["coverage-c@5", "0.5622", "0.5477 to 0.5767", "0.9352 to 0.9387", "359",
         "Share of real pictures that have a generated one in their neighbourhood: what is missing lowers it. "
         "A perfect model has 0.969."],
        ["copied share px", "0.001", "", "", "2,000 / 1,000",
         "Share of the pictures that lie suspiciously near to a training picture."]]
    assert "359 held-out ones of digits, features c/digits/1" in views.basis(found)
    assert "Real against real (train against test)" in views.basis(found)


def test_both_sides_of_being_told_apart_have_a_sentence_of_their_own() -> None:
    for letter in "cp":                                             # of a checker, of principal components
        for measure, begins in (("soft", "Share of a {} picture's five"), ("vote", "Share of {} pictures most of")):
            for side in ("real", "generated"):
                told = Figure(f"nn5-{measure}-{letter} {side}", 0.5, 9, 9).to_dict()
                assert views.rows(evaluation(one=[told]))[0][-1].startswith(begins.format(side))


# --- the page -----------------------------------------------------------------------------------------------------------------


def test_stored_figures_are_shown_when_they_are_opened(home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    folder = home / "checkpoints" / "hmog-tiny"
    write_evaluation(folder, whole(folder))
    assert "coverage-c@5" not in text_of(open_page("Home"))
    app = opened(open_page)
    assert "0.9352 to 0.9387" in text_of(app)
    assert not offered(app)
    assert not app.exception


def test_the_button_measures_and_cancel_ends_it(
    home: Path, models: Models, open_page: Open, started: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    models("hmog")
    app = opened(open_page)
    assert offered(app) == [BUTTON]
    app.button(key="make-evaluate-hmog-tiny").click().run()
    (argv, folder), = started
    assert argv[1:] == ["-m", "mixgan", "evaluate", str(home / "checkpoints" / "hmog-tiny")]
    ended: list[Path] = []
    monkeypatch.setattr("mixgan.jobs.end", ended.append)
    again = open_page("Home", model="hmog-tiny")                    # whoever comes back finds it open
    assert again.get("progress")[0].proto.text.replace("\\", "").startswith("Measuring hmog-tiny")
    again.button(key="cancel-evaluate").click().run()
    assert ended == [folder]


def test_one_that_was_stopped_is_gone_on_with(home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    folder = home / "checkpoints" / "hmog-tiny"
    write_evaluation(folder, evaluation(fingerprint(folder), neighbourhoods=[COVERAGE]))
    app = opened(open_page)
    assert "coverage-c@5" in text_of(app)
    assert "stopped before its end" in text_of(app)
    assert offered(app) == [BUTTON]


def test_figures_of_other_weights_are_not_shown(home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    write_evaluation(home / "checkpoints" / "hmog-tiny", evaluation("others", neighbourhoods=[COVERAGE]))
    app = opened(open_page)
    assert "other weights" in app.warning[0].value
    assert "coverage-c@5" not in text_of(app)
    assert offered(app) == [BUTTON]


def test_what_is_no_evaluation_is_a_sentence_and_no_button(home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    (home / "checkpoints" / "hmog-tiny" / "evaluation.json").write_text('{"basis": 3}')
    app = opened(open_page)
    assert "Remove evaluation.json" in app.warning[0].value.replace("\\", "")
    assert not offered(app)
    assert not app.exception


FEW = DIGITS.model_copy(update={"n_train": 500})


@pytest.mark.parametrize(("facts", "data", "why"), [
    (FEW, "digits", "100 of them are needed, one in ten is held out, and there are 500 to train on"),
    (DIGITS, "/nowhere/pictures.npz", "no checker knows these pictures, and the real ones are not on this machine"),
    (DataFacts(image_shape=(1, 8, 8), n_train=90), "pictures.npz", "no checker knows these pictures")])
def test_where_it_could_only_fail_the_reason_stands_instead(
    facts: DataFacts, data: str, why: str, home: Path, open_page: Open
) -> None:
    write_tiny(home / "checkpoints" / "mine", "gan", facts, data=data)
    app = opened(open_page, "mine")
    assert f"It cannot be measured against held-out pictures: {why}" in text_of(app)
    assert not offered(app)


def test_points_have_no_such_figures(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "dots", "gan", POINTS, data="ring")
    assert not [one for one in open_page("Home", model="dots").expander if one.label.startswith("Figures")]


def test_a_failure_is_told_and_it_can_be_tried_again(home: Path, models: Models, open_page: Open) -> None:
    models("hmog")
    folder = home / "cache" / "evaluate" / "hmog-tiny"
    jobs.write(folder, phase="failed", steps=1, message="gone")
    app = opened(open_page)
    assert "It was not measured." in app.warning[0].value
    assert offered(app) == [BUTTON]

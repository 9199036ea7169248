"""Why a page cannot measure or show something: each reason where it is one, and none of them where it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from mixgan.analysis.publish.growth import why_no_growth
from mixgan.config import DataFacts
from mixgan.errors import StoreError
from mixgan.measures import judges
from mixgan.store.models import ModelFolder, find
from mixgan.store.runs import create
from mixgan.ui.home.figures import _why_not
from mixgan.ui.model import measured
from mixgan.ui.model.covariance import own_title, title
from mixgan.ui.views.answerers import title_of
from tests.ui.tiny import DIGITS, POINTS, tiny_config, write_tiny

OWN = DataFacts(image_shape=(1, 8, 8), n_train=300)


@pytest.fixture
def tiny(home: Path) -> Callable[..., ModelFolder]:
    def make(facts: DataFacts = DIGITS, data: str = "digits", family: str = "gmgan") -> ModelFolder:
        write_tiny(home / "checkpoints" / "tiny", family, facts, figures=False, data=data)
        return find("tiny")

    return make


def test_pictures_that_a_checker_reads_have_no_reason(tiny: Callable[..., ModelFolder]) -> None:
    found = tiny()
    assert (measured.why_unread(found), measured.why_unmeasured(found)) == ("", "")


def test_nobody_reads_pictures_without_a_checker(tiny: Callable[..., ModelFolder]) -> None:
    assert measured.why_unread(tiny(OWN, "own/pictures")) == "no checker knows these pictures"


def test_a_checker_of_another_size_says_both(tiny: Callable[..., ModelFolder]) -> None:
    said = measured.why_unread(tiny(DIGITS.model_copy(update={"image_shape": (1, 8, 16)})))
    assert said == "their checker reads 8 by 8 px, and these have 16 by 8 px"


def test_a_torn_checker_is_said_to_be_torn(tiny: Callable[..., ModelFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(config: object) -> None:
        raise StoreError("torn")

    monkeypatch.setattr(judges, "of", torn)
    assert measured.why_unread(tiny()) == "the checker of these pictures cannot be read"


@pytest.mark.parametrize(("here", "n_train", "said"), [
    (False, 5000, "no checker knows these pictures, and the real ones are not on this machine"),
    (True, 179, "no checker knows these pictures, and 179 are too few to measure distances"),
    (True, 180, "")])
def test_distances_need_the_pictures_and_enough_of_them(
        here: bool, n_train: int, said: str, tiny: Callable[..., ModelFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixgan.data.is_here", lambda name: here)
    found = tiny(OWN.model_copy(update={"n_train": n_train}), "own/pictures")
    assert measured.why_unmeasured(found) == said
    # what is told there is told once
    assert not (said and _why_not(found))


def test_points_are_read_by_nobody(tiny: Callable[..., ModelFolder]) -> None:
    assert measured.why_unmeasured(tiny(POINTS, "ring")) == "no checker knows these pictures"


@pytest.mark.parametrize(("here", "n_train", "said"), [
    (False, 60_000, "the real ones are not on this machine"),
    (True, 700, "100 of them are needed, one in ten is held out, and there are 700 to train on"), (True, 900, "")])
def test_a_checker_alone_is_not_enough_to_evaluate(
        here: bool, n_train: int, said: str, tiny: Callable[..., ModelFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixgan.data.is_here", lambda name: here)
    assert _why_not(tiny(DIGITS.model_copy(update={"n_train": n_train}))) == said


def test_steps_are_shown_of_pictures_whose_run_kept_some(home: Path) -> None:
    config = tiny_config("gmgan")
    run = create("one", config)
    assert why_no_growth(run.model, tiny_config("gmgan", POINTS, "ring")).startswith("it draws points in the plane")
    nothing = "the run that it came from is not here, and only a run keeps its steps"
    assert why_no_growth(run.model, config) == why_no_growth(home / "checkpoints" / "one", config) == nothing
    kept = run.path / "snapshots" / "00000005.safetensors"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"kept")
    assert why_no_growth(run.model, config) == ""


# --- titles --------------------------------------------------------------------------------------------------------------


def test_only_a_model_with_gaussians_is_said_to_spread() -> None:
    assert own_title("component") == "Each component at a spread of its own"
    assert own_title("leaf", truncation=True) == "Truncation: the noise of each leaf at a spread of its own"
    assert title("component", 8).startswith("Each component as wide")
    assert title("generator", 4, truncation=True) == "Truncation: the noise of the generator narrower than trained: spread 0.50"


@pytest.mark.parametrize(("weight", "said"), [(0.0, "without mode seeking"), (0.1, "with mode seeking, weight 0.1")])
def test_a_column_of_answers_says_whether_modes_were_sought(weight: float, said: str) -> None:
    training = SimpleNamespace(mode_seeking=weight)
    assert title_of(SimpleNamespace(config=SimpleNamespace(training=training))) == said     # type: ignore[arg-type]

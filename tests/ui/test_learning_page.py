"""The Learning page: what it shows of kept steps, and what it says where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from mixgan.analysis.publish import store_growth
from mixgan.errors import ConfigError
from mixgan.store import runs
from mixgan.store.growth import Growth, read_growth, write_growth
from mixgan.store.models import find
from mixgan.store.runs import RunFolder
from mixgan.ui.views import learning
from tests.ui.a_page import Open, text_of
from tests.ui.tiny import tiny_config, write_tiny

STEPS = (20, 60, 200, 900)


@pytest.fixture
def run(home: Path) -> RunFolder:
    """A finished run with four snapshots; the experts of the first two draw nothing."""
    run = runs.create("grown", tiny_config("megan"))
    generator = write_tiny(run.model, "megan")
    state = generator.state_dict()
    for i, step in enumerate(STEPS):
        run.write_snapshot(step, {name: (value if i > 1 or not value.is_floating_point() else torch.zeros_like(value)).half()
                                  if value.is_floating_point() else value for name, value in state.items()})
    return run


def test_kept_steps_are_made_ready_and_shown(run: RunFolder, open_page: Open) -> None:
    told: list[tuple[int, int]] = []
    growth = store_growth(run.model, lambda done, of: told.append((done, of)))
    assert [one.step for one in growth.moments] == list(STEPS)
    assert told == [(i, 4) for i in range(1, 5)]
    assert growth.features.startswith("c/digits/")
    assert [one.information == 0 for one in growth.moments] == [True, True, False, False]
    assert read_growth(run.model) == growth
    app = open_page("Learning", model="grown", step="60")
    assert app.title[0].value == "Its experts came apart most between steps 60 and 200"
    assert "rests on the same 1,000 samples of seed 0" in text_of(app)
    assert not app.exception


def test_fewer_steps_fit_into_less(run: RunFolder) -> None:
    whole = store_growth(run.model)
    one = (run.model / "growth" / "000020.mixg").stat().st_size
    growth = store_growth(run.model, limit=2 * one)
    assert [each.step for each in growth.moments] == [20, 900]
    assert len(whole.moments) == 4


def test_a_step_that_was_not_kept_is_said(run: RunFolder, open_page: Open) -> None:
    store_growth(run.model)
    app = open_page("Learning", model="grown", step="61")
    assert "The link's step '61' is not possible here" in text_of(app)


def test_a_run_that_kept_its_steps_offers_to_make_them_ready(run: RunFolder, open_page: Open) -> None:
    app = open_page("Learning", model="grown")
    assert [one.key for one in app.button if one.key and one.key.startswith("make-")] == ["make-growth-grown"]


def test_a_model_without_its_run_says_why(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "bare", "megan")
    app = open_page("Learning")
    assert "the run that it came from is not here" in text_of(app)
    assert not [one for one in app.button if one.key and one.key.startswith("make-")]
    with pytest.raises(ConfigError, match=r"^The steps of bare cannot be shown"):
        store_growth(find("bare").path)


def test_a_missing_step_is_a_sentence(run: RunFolder, open_page: Open) -> None:
    store_growth(run.model)
    (run.model / "growth" / "000060.mixg").unlink()
    app = open_page("Learning", model="grown")
    assert "has no generator of step 60" in " ".join(error.value for error in app.error)


def test_lines_that_were_not_measured_are_not_drawn(run: RunFolder) -> None:
    growth = store_growth(run.model)
    names = [name for name, _ in learning._lines(growth, "expert")]
    assert len(names) == 3
    blind = Growth(n=growth.n, moments=tuple(one.model_copy(update={"information": None}) for one in growth.moments))
    write_growth(run.model, blind, {})
    assert [name for name, _ in learning._lines(blind, "expert")] == names[1:]

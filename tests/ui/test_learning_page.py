"""The Learning page: what it shows of kept steps, and what it says where there are none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from streamlit.testing.v1 import AppTest

from mixgan import families, jobs
from mixgan.analysis.publish import is_behind, store_growth
from mixgan.errors import ConfigError, StoreError
from mixgan.store import runs
from mixgan.store.growth import Growth, read_growth, write_growth
from mixgan.store.models import find
from mixgan.store.runs import RunFolder, snapshot_steps
from mixgan.ui.components.packet import unpack
from mixgan.ui.views import learning
from mixgan.ui.views import plane as plane_words
from tests.ui.a_page import Open, text_of
from tests.ui.tiny import POINTS, tiny_config, write_tiny

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


def steps_shown(app: AppTest, component: str = "growth") -> list[int]:
    return [one["step"] for one in view_of(app, component)["moments"]]


def errors_of(app: AppTest) -> str:
    return " ".join(error.value for error in app.error).replace("\\", "")


def view_of(app: AppTest, component: str = "growth") -> dict[str, Any]:
    """What the page's component is given."""
    protos = [part.proto for part in app.get("bidi_component") if part.proto.component_name == f"mixgan_{component}"]
    header = unpack(protos[0].bytes)[0]
    return dict(header["view"])


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
    one = (run.path / "growth" / "000020.mixg").stat().st_size
    growth = store_growth(run.model, limit=2 * one)
    assert [each.step for each in growth.moments] == [20, 900]
    assert len(whole.moments) == 4


def test_the_link_names_a_step_and_the_nearest_that_was_kept_is_shown(run: RunFolder, open_page: Open) -> None:
    store_growth(run.model)
    assert view_of(open_page("Learning", model="grown", step="61"))["at"] == 1
    app = open_page("Learning", model="grown", step="901")
    assert "The link's step '901' is not possible here" in text_of(app)
    assert view_of(app)["at"] == 3


def test_a_run_that_kept_its_steps_offers_to_make_them_ready(run: RunFolder, open_page: Open) -> None:
    app = open_page("Learning", model="grown")
    assert [one.key for one in app.button if one.key and one.key.startswith("make-")] == ["make-growth-grown"]


def test_a_model_without_its_run_says_why(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "bare", "megan")
    app = open_page("Learning")
    assert "the run that it came from is not here" in text_of(app)
    assert not [one for one in app.button if one.key and one.key.startswith("make-")]
    assert "Those of these can" not in text_of(app)
    with pytest.raises(ConfigError, match=r"^The steps of bare cannot be shown"):
        store_growth(find("bare").path)


def test_a_model_without_its_run_names_those_that_have_their_steps(run: RunFolder, home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "bare", "megan")
    store_growth(run.model)
    app = open_page("Learning", model="bare")
    assert "Those of these can:" in text_of(app)
    app.button(key="grown-grown").click().run()
    assert app.query_params["model"] == "grown"
    assert "cannot be shown" not in text_of(app)


def test_a_missing_step_is_a_sentence(run: RunFolder, open_page: Open) -> None:
    store_growth(run.model)
    (run.path / "growth" / "000060.mixg").unlink()
    app = open_page("Learning", model="grown")
    assert "has no generator of step 60" in errors_of(app)
    assert steps_shown(app) == [20, 200, 900]                       # the others still are


def test_lines_that_were_not_measured_are_not_drawn(run: RunFolder) -> None:
    growth = store_growth(run.model)
    names = [name for name, _ in learning._lines(growth.moments, "expert")]
    assert len(names) == 3
    blind = Growth(n=growth.n, moments=tuple(one.model_copy(update={"information": None}) for one in growth.moments))
    write_growth(run.model, blind, {})
    assert [name for name, _ in learning._lines(blind.moments, "expert")] == names[1:]


# --- a run under way -----------------------------------------------------------------------------------------------------


@pytest.fixture
def learns(home: Path) -> RunFolder:
    """A run of a tree that has kept two steps, and no model yet."""
    config = tiny_config("hmog")
    run = runs.create("learns", config.model_copy(update={"training": config.training.model_copy(update={"steps": 900})}))
    for step in (20, 60):
        snapshot(run, step)
    jobs.write(run.path, phase="running", step=70, steps=900)
    return run


def snapshot(run: RunFolder, step: int) -> None:
    run.write_snapshot(step, {name: value.half() if value.is_floating_point() else value
                              for name, value in families.build(run.config).state_dict().items()})


def test_a_run_under_way_opens_with_the_steps_that_it_has(
        learns: RunFolder, open_page: Open, started: list[tuple[list[str], Path]]) -> None:
    app = open_page("Learning", run="learns")
    # without a click
    assert [(argv[-2:], folder.name) for argv, folder in started] == [(["growth", str(learns.path)], "learns")]
    store_growth(learns.model)
    app.run()
    view = view_of(app)
    assert steps_shown(app) == [20, 60]
    assert view["live"]
    assert view["follows"]
    assert view["axis"] == len(snapshot_steps(900))                 # those that will come have their places
    assert len(started) == 1
    first = {name: view[name] for name in ("of", "axis", "draws", "directions")}
    program = unpack_program(app)
    snapshot(learns, 200)
    store_growth(learns.model)
    app.run()
    assert steps_shown(app) == [20, 60, 200]
    assert {name: view_of(app)[name] for name in first} == first    # nothing that is looked at moves
    assert unpack_program(app) == program
    assert not app.exception


def unpack_program(app: AppTest) -> bytes:
    return next(unpack(part.proto.bytes)[1]["program"] for part in app.get("bidi_component")
                if part.proto.component_name == "mixgan_growth")


def test_what_was_made_of_a_step_is_kept_until_the_run_writes_it_anew(learns: RunFolder) -> None:
    store_growth(learns.model)
    program = learns.path / "growth" / "000020.mixg"
    os.utime(program, (2e9, 2e9))
    snapshot(learns, 200)
    assert is_behind(learns.model, read_growth(learns.model))
    store_growth(learns.model)
    assert not is_behind(learns.model, read_growth(learns.model))
    assert program.stat().st_mtime == 2e9                           # not made again
    os.utime(learns.snapshots()[20], (3e9, 3e9))
    store_growth(learns.model)
    assert program.stat().st_mtime < 2e9


def test_a_torn_step_is_a_sentence_and_the_others_are_shown(run: RunFolder, open_page: Open) -> None:
    path = run.snapshots()[200]
    path.write_bytes(path.read_bytes()[:-40])
    growth = store_growth(run.model)
    assert [one.step for one in growth.unread] == [200]
    app = open_page("Learning", model="grown")
    assert steps_shown(app) == [20, 60, 900]
    assert "Step 200 is left out: " in errors_of(app)


def test_no_step_that_can_be_read_is_an_error(learns: RunFolder) -> None:
    for path in learns.snapshots().values():
        path.write_bytes(b"")
    with pytest.raises(StoreError, match=r"^No step of learns can be read"):
        store_growth(learns.model)


def test_a_run_that_has_kept_nothing_yet_says_so(home: Path, open_page: Open) -> None:
    run = runs.create("young", tiny_config("megan"))
    jobs.write(run.path, phase="running", step=3, steps=900)
    assert "young has kept no step yet" in text_of(open_page("Learning", run="young"))
    assert "The link's run 'none' is not possible here" in text_of(open_page("Learning", run="none"))


def test_a_tree_is_offered_where_there_is_one(learns: RunFolder, run: RunFolder, open_page: Open, started: object) -> None:
    for one in (learns, run):
        store_growth(one.model)
    view = view_of(open_page("Learning", run="learns", show="tree", node="LR"))
    assert (view["show"], view["selected"], [name for name, _ in view["modes"]]) == ("tree", "LR", ["experts", "tree"])
    app = open_page("Learning", model="grown", show="tree")
    assert (view_of(app)["show"], view_of(app)["modes"]) == ("experts", [])


# --- points in the plane -------------------------------------------------------------------------------------------------


@pytest.fixture
def ring(home: Path) -> RunFolder:
    run = runs.create("ring", tiny_config("megan", POINTS, "ring"))
    for step in (20, 60):
        snapshot(run, step)
    return run


def test_points_show_their_steps_with_the_modes_that_are_found(ring: RunFolder, open_page: Open) -> None:
    jobs.write(ring.path, phase="running", step=70, steps=900)
    app = open_page("Learning", run="ring", step="20")
    view = view_of(app, "plane")
    assert steps_shown(app, "plane") == [20, 60]
    assert (view["at"], view["live"], view["follows"], len(view["centres"]), view["n"]) == (0, True, False, 8, 1000)
    assert [sum(counts) for counts in view["counts"]] == [one["found"] for one in view["moments"]]
    assert app.title[0].value.startswith("Its 3 experts find ")
    assert "of 8 modes" in app.title[0].value
    snapshot(ring, 200)
    torn = ring.snapshots()[60]
    torn.write_bytes(torn.read_bytes()[:50])
    app.run()
    assert steps_shown(app, "plane") == [20, 200]
    assert "Step 60 is left out: " in errors_of(app)
    assert not app.exception


def test_points_of_a_model_without_its_run_are_its_last_step(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "alone", "hmog", POINTS, data="ring")
    app = open_page("Learning")
    assert steps_shown(app, "plane") == [20]
    assert not app.exception


@pytest.mark.parametrize(("counts", "K", "whole", "says"), [
    ([(20, 8), (60, 7), (200, 8)], 8, True, "Its 8 experts find all 8 modes from step 200 on"),
    ([(20, 8), (200, 8)], 8, False, "Its 8 experts find 8 of 8 modes"),       # those between may have lost one
    ([(20, 8), (60, 7)], 1, True, "Its one generator finds 7 of 8 modes"),
    ([], 1, True, "Where the generator puts its points"), ([], 3, True, "Where each expert puts its points")])
def test_the_title_says_since_when_all_modes_are_found(counts: list[tuple[int, int]], K: int, whole: bool, says: str) -> None:
    assert plane_words.title(counts, 8, K, "expert", whole) == says

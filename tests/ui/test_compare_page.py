"""Compare: columns of the link, a scrubber over kept steps, cells that open their picture where it is shown best."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan import families, pictures
from mixgan.analysis.describe import samples_of
from mixgan.measures.records import Figure
from mixgan.store import runs
from mixgan.store.evaluation import Basis, Evaluation, write_evaluation
from mixgan.store.models import ModelFolder, fingerprint
from mixgan.ui.compare import chosen, page
from tests.ui.a_page import Models, Open, text_of, ways_of
from tests.ui.test_states import said
from tests.ui.tiny import POINTS, tiny_config, write_tiny


def sheets(app: AppTest) -> list[bytes]:
    return [part.proto.bytes for part in app.get("bidi_component") if part.proto.component_name == "mixgan_sheet"]


def names(app: AppTest) -> list[str]:
    return [one.partition("</h2>")[0].partition('class="of-two">')[2] for one in (str(part.value) for part in app.markdown)
            if '<h2 class="of-two">' in one]


def a_run(name: str, family: str, steps: tuple[int, ...] = (5, 10), ended: bool = True) -> None:
    """A run that kept steps: at each its generator is another one."""
    config = tiny_config(family)
    run = runs.create(name, config)
    for step in steps:
        own = config.model_copy(update={"training": config.training.model_copy(update={"seed": step})})
        run.write_snapshot(step, families.build(own).state_dict())
    if ended:
        write_tiny(run.model, family)


def test_two_models_of_the_same_pictures_stand_side_by_side(models: Models, open_page: Open) -> None:
    models("hmog", "gan", "gmgan")
    app = open_page("Compare", model="hmog-tiny")
    assert not app.exception
    assert names(app) == ["A: hmog-tiny", "B: gan-tiny"]
    assert len(sheets(app)) == 2
    assert "Seed 0: the same noise in all" in said(app)
    assert "family" in text_of(app)
    assert "HMoG" in text_of(app)
    assert not app.select_slider                                    # none kept a step


def measured(home: Path, name: str, value: float, digest: str = "d", weights: str | None = None) -> None:
    """An evaluation of the model: one figure, with all that belongs to it."""
    folder = home / "checkpoints" / name
    basis = Basis(model=weights or fingerprint(folder), data="digits", digest=digest, n=500, features="c/digits/1")
    record = Figure("coverage-c@5", value, 500, 500, basis.features, 5, "test", 0, (value - 0.02, value + 0.02), (0.95, 0.97))
    write_evaluation(folder, Evaluation(basis=basis).with_part("neighbourhoods", [record.to_dict()]))


@pytest.mark.parametrize(("value", "digest", "verdict"), [
    (0.8, "d", "B better"), (0.72, "d", "tie"), (0.8, "other", "not comparable: other pictures")])
def test_what_was_measured_against_held_out_pictures_is_compared(
    value: float, digest: str, verdict: str, home: Path, models: Models, open_page: Open,
) -> None:
    models("hmog", "gan")
    measured(home, "hmog-tiny", 0.7)
    measured(home, "gan-tiny", value, digest)
    app = open_page("Compare", a="hmog-tiny", b="gan-tiny")
    row = text_of(app).partition("coverage-c@5")[2].partition("</tr>")[0]
    cells = [cell.partition("</td>")[0] for cell in row.split("<td>")[1:]]
    other = f"{value:g} ({value - 0.02:.2g} to {value + 0.02:.2g})"
    assert cells == ["0.7 (0.68 to 0.72)", other, "0.95 to 0.97", "500", verdict]
    assert "stand here once two" not in text_of(app)


@pytest.mark.parametrize("weights", [None, "of others"])
def test_one_evaluation_alone_or_one_of_other_weights_is_compared_with_nothing(
    weights: str | None, home: Path, models: Models, open_page: Open,
) -> None:
    models("hmog", "gan")
    measured(home, "hmog-tiny", 0.7)
    if weights is not None:
        measured(home, "gan-tiny", 0.8, weights=weights)
    app = open_page("Compare", a="hmog-tiny", b="gan-tiny")
    assert "stand here once two of them were measured as they are now" in text_of(app)
    assert "coverage-c@5" not in text_of(app)
    (home / "checkpoints" / "gan-tiny" / "evaluation.json").write_text('{"basis": 3}')
    assert not open_page("Compare", a="hmog-tiny", b="gan-tiny").exception


def test_the_link_says_which_and_choices_write_it(models: Models, open_page: Open) -> None:
    models("hmog", "gan", "gmgan", "megan")
    app = open_page("Compare", a="gan-tiny", b="megan-tiny", c="hmog-tiny", d="nobody")
    assert names(app) == ["A: gan-tiny", "B: megan-tiny", "C: hmog-tiny"]
    assert "The link's d 'nobody' is not possible here" in said(app)
    app.selectbox(key="compare-d").set_value("gmgan-tiny").run()
    assert names(app)[-1] == "D: gmgan-tiny"
    assert app.query_params["d"] in ("gmgan-tiny", ["gmgan-tiny"])
    app.selectbox(key="compare-b").set_value("gan-tiny").run()
    app.selectbox(key="compare-c").set_value("none").run()
    app.selectbox(key="compare-d").set_value("none").run()
    assert names(app) == ["A: gan-tiny"]                            # a model stands in one column only
    assert "choose another one for B" in said(app)


def test_noise_of_two_sizes_is_said_to_be_two(home: Path) -> None:
    one, other = (tiny_config("gan").model_copy(update={"options": {"noise_dim": size}}) for size in (4, 5))
    folders = [ModelFolder(home, "x"), ModelFolder(home, "y")]
    for folder, config in zip(folders, (one, other), strict=True):
        folder.__dict__["config"] = config
    assert "different draws" in page.noise_line(folders)
    assert "the same noise" in page.noise_line(folders[:1])


def test_the_scrubber_shows_the_generator_of_the_step_in_every_column_that_kept_it(home: Path, open_page: Open) -> None:
    a_run("one", "gmgan")
    a_run("two", "megan", (8,))
    write_tiny(home / "checkpoints" / "shipped", "gan")
    app = open_page("Compare", a="one", b="two", c="shipped", step="9", seed="3")
    assert not app.exception
    assert app.select_slider(key="compare-step").value == 8
    text = " ".join(str(part.value) for part in app.markdown)
    assert "step 5 of 20 steps" in text
    assert "step 8 of 20 steps" in text
    assert "after 20 steps" in text
    config = tiny_config("gmgan")
    own = config.model_copy(update={"training": config.training.model_copy(update={"seed": 5})})
    wanted, _ = samples_of(families.build(own).eval().requires_grad_(False), None, 3)
    assert pictures.webp(wanted, lossless=True) in sheets(app)[0]
    app.select_slider(key="compare-step").set_value(10).run()
    assert app.query_params["step"] in ("10", ["10"])
    assert pictures.webp(wanted, lossless=True) not in sheets(app)[0]


def test_a_torn_step_is_a_sentence_in_its_column_and_is_read_again_once_it_is_mended(home: Path, open_page: Open) -> None:
    a_run("one", "gmgan")
    write_tiny(home / "checkpoints" / "shipped", "gan")
    torn = home / "runs" / "one" / "snapshots" / "000005.safetensors"
    whole = torn.read_bytes()
    torn.write_bytes(whole[:100])
    app = open_page("Compare", a="one", b="shipped", step="5")
    assert len(app.error) == 1
    assert "000005.safetensors" in app.error[0].value.replace("\\", "")
    assert len(sheets(app)) == 1
    torn.write_bytes(whole)
    app.run()
    assert not app.error
    assert len(sheets(app)) == 2


def test_a_run_without_a_model_shows_its_newest_step(home: Path, open_page: Open) -> None:
    a_run("young", "hmog", (5, 7), ended=False)
    write_tiny(home / "checkpoints" / "shipped", "gan")
    write_tiny(home / "checkpoints" / "points", "gan", POINTS, data="ring")
    app = open_page("Compare", a="young", b="shipped")
    assert names(app) == ["A: young", "B: shipped"]
    assert "newest step, 7 of 20 steps" in " ".join(str(part.value) for part in app.markdown)
    assert "points" not in app.selectbox(key="compare-a").options


@pytest.mark.parametrize(("steps", "wanted", "found"), [
    ([5, 10], 7, 5), ([5, 10], 10, 10), ([5, 10], 3, 5), ([5, 10], 99, 10), ([5, 10], -1, -1), ([], 7, -1)])
def test_a_column_shows_the_newest_step_up_to_the_wanted_one(steps: list[int], wanted: int, found: int) -> None:
    assert chosen.nearest(steps, wanted) == found


def test_a_cell_opens_its_picture_on_the_page_that_fits(models: Models, open_page: Open, home: Path) -> None:
    models("hmog", "gan", "megan")
    ways = ways_of(open_page("Compare", a="hmog-tiny", b="megan-tiny", c="gan-tiny", sample="3"))
    expert = json.loads((home / "checkpoints" / "hmog-tiny" / "figures.json").read_text())["samples"]["expert"][3]
    path = "".join("LR"[expert >> (1 - level) & 1] for level in range(2))
    assert ways[f"Walk the gates that led to leaf E{expert + 1}"] == f"Tree?model=hmog-tiny&node={path}&z=3"
    assert ways["Sample 3 through every expert"] == "Experts?model=megan-tiny&z=3"
    assert ways["Sample 3 narrower and wider"] == "Covariance?model=gan-tiny&z=3"


def test_a_cell_of_a_step_opens_that_step(home: Path, open_page: Open) -> None:
    a_run("one", "gmgan")
    a_run("young", "megan", (5,), ended=False)
    ways = ways_of(open_page("Compare", a="one", b="young", step="5", sample="0"))
    assert ways["Step 5 of one, live"] == "Learning?model=one&step=5"
    assert ways["Step 5 of young, live"] == "Learning?run=young&step=5"


def test_a_run_that_ended_stands_in_the_list_once_as_its_model(home: Path) -> None:
    a_run("one", "gmgan")
    a_run("young", "gmgan", ended=False)
    known = chosen.choices()
    assert {name: found.path.name for name, found in known.items()} == {"one": "model", "young": "young"}


def test_a_twin_is_the_first_choice(home: Path) -> None:
    for name, family in (("m", "gmgan"), ("m-plain", "gmgan"), ("other", "hmog")):
        write_tiny(home / "checkpoints" / name, family)
    known = chosen.choices()
    assert chosen.second_for(known["m"], known) == "m-plain"
    assert chosen.second_for(known["m-plain"], known) == "m"
    assert chosen.second_for(known["other"], known) in ("m", "m-plain")
    assert chosen.second_for(known["m"], {"m": known["m"]}) == "none"


def test_one_model_alone_says_what_is_missing(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Compare")
    assert "One model of pictures is not enough" in said(app)
    assert np.shape(sheets(app)) == (0,)

"""The form of the Train page: what it starts, what it refuses, and which names are free."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from mixgan import jobs
from mixgan.data import known
from mixgan.errors import ConfigError
from mixgan.ui.train import data
from mixgan.ui.train import form as train_form
from tests.ui.a_run import Open, a_run
from tests.ui.test_states import said


def test_the_start_button_runs_the_command_with_what_was_changed(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    assert not app.exception
    app.segmented_control(key="train-division").set_value("latent").run()
    app.selectbox(key="train-family").set_value("gmgan").run()
    field(app, "Steps").set_value("40")                             # typed, and Start pressed at once: both come together
    app.button(key="train-start").click().run()
    (argv, folder), = started
    assert argv[:4] == [sys.executable, "-m", "mixgan", "train"]
    options = dict(zip(argv[4::2], argv[5::2], strict=True))
    assert options == {"--family": "gmgan", "--data": "digits", "--run": "gmgan-digits-1", "--preset": "digits", "--steps": "40"}
    assert folder == home / "runs" / "gmgan-digits-1"
    assert app.query_params["run"] == "gmgan-digits-1"
    assert "gmgan-digits-1 is about to start" in said(app)


@pytest.mark.parametrize("name", sorted(known()))
def test_every_known_set_can_be_chosen(name: str, home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    if known()[name].asks:
        app.segmented_control(key="train-data").set_value("asked").run()
        app.segmented_control(key="train-asked").set_value(name).run()
    else:
        app.segmented_control(key="train-data").set_value(name).run()
    assert not app.exception
    app.button(key="train-start").click().run()
    (argv, _), = started
    assert argv[argv.index("--data") + 1] == name


def field(app: AppTest, label: str) -> TextInput:
    return next(one for one in app.text_input if one.label == label)


@pytest.mark.parametrize(("label", "typed", "sentence"), [
    ("Steps", "99999999999", "Steps should be a whole number from 1 to 10,000,000 (given '99999999999')."),
    ("Steps", "0", "Steps should be a whole number from 1 to 10,000,000 (given '0')."),
    ("Steps", "1e3", "Steps should be a whole number from 1 to 10,000,000 (given '1e3')."), ("Steps", "", "(given '')."),
    ("Seed", "2.7", "Seed should be a whole number from 0 to 2,147,483,647 (given '2.7')."),
    ("Lr critic", "0", "Lr critic should be a number over 0, up to 1 (given '0')."), ("Lr critic", "nan", "(given 'nan')."),
    ("Beta1", "1", "Beta1 should be a number from 0, below 1 (given '1')."),
    ("Widths", "0, 4", "widths.0 should be greater than or equal to 1 (given '0')"),
    ("Critic widths", "a", "critic_widths.0 should be a valid integer")])
def test_an_invalid_field_starts_nothing(label: str, typed: str, sentence: str, home: Path, open_page: Open,
                                         started: list) -> None:
    app = open_page("Train")
    field(app, label).set_value(typed)
    app.button(key="train-start").click().run()
    assert not app.exception
    assert not started
    assert "Nothing was started. " in said(app)
    assert sentence in said(app)
    assert not [one for one in app.button if one.key == "train-start"]
    field(app, label).set_value({"Widths": "8, 4", "Critic widths": "4"}.get(label, "0.5" if label[0] in "LB" else "3")).run()
    assert "should be" not in said(app)
    assert not started                                              # what was pressed is past
    app.button(key="train-start").click().run()
    assert len(started) == 1


def test_every_wrong_field_is_named_at_once(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    field(app, "Steps").set_value("many")
    field(app, "Beta1").set_value("-1").run()
    assert "Steps should be" in said(app)
    assert "Beta1 should be" in said(app)
    assert "Nothing was started" not in said(app)


def test_residual_networks_are_chosen_in_the_form(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    for label in ("Decoder", "Critic"):
        next(one for one in app.selectbox if one.label == label).set_value("residual").run()
    norm = next(one for one in app.selectbox if one.label == "Critic norm")
    norm.set_value("layer").run()
    assert "A residual critic takes critic_norm 'none' or 'spectral' (given 'layer')" in said(app)
    next(one for one in app.selectbox if one.label == "Critic norm").set_value("none").run()
    app.button(key="train-start").click().run()
    (argv, _), = started
    options = dict(zip(argv[4::2], argv[5::2], strict=True))
    assert (options["--decoder"], options["--critic"]) == ("residual", "residual")


def test_a_name_that_was_typed_last_is_the_run_s(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    field(app, "Name").set_value("mine")
    app.button(key="train-start").click().run()
    assert [folder for _, folder in started] == [home / "runs" / "mine"]


def test_a_preset_for_another_size_brings_a_named_set_to_it(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    assert "are brought to" not in said(app)
    next(one for one in app.selectbox if one.label == "Preset").set_value("published").run()
    assert not app.exception
    assert "The pictures are brought to 32 by 32 px." in said(app)
    assert field(app, "Steps").value == "23250"
    app.button(key="train-start").click().run()
    (argv, _), = started
    assert argv[argv.index("--preset"):argv.index("--preset") + 4] == ["--preset", "published", "--size", "32"]


def test_a_preset_for_another_size_is_not_offered_where_questions_have_theirs(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    app.segmented_control(key="train-data").set_value(data.ASKED).run()
    preset = next(one for one in app.selectbox if one.label == "Preset")
    assert "published" not in preset.options
    assert "Not here: published is for 256 px." in preset.help


def test_what_a_published_preset_has_otherwise_stands_below_it(home: Path, open_page: Open) -> None:
    """AC-GAN's takes any size; of other presets nothing is said to differ."""
    app = open_page("Train")
    app.segmented_control(key="train-division").set_value("nothing").run()
    app.selectbox(key="train-family").set_value("acgan").run()
    assert "What differs" not in said(app)
    next(one for one in app.selectbox if one.label == "Preset").set_value("published").run()
    assert not app.exception
    assert "What differs:" in said(app)
    assert "The networks are small ones of ours for 28 px" in said(app)


def test_settings_that_do_not_go_together_are_refused_in_the_form(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    norm = next(one for one in app.selectbox if one.label == "Critic norm")
    norm.set_value("batch").run()
    assert "critic_norm is 'batch'" in said(app)
    assert not [one for one in app.button if one.key == "train-start"]
    assert not started


@pytest.mark.parametrize("name", ["../away", "a b", "", "con"])
def test_a_name_that_cannot_be_a_folder_is_refused(name: str, home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    next(one for one in app.text_input if one.label == "Name").set_value(name).run()
    app.button(key="train-start").click().run()
    assert "cannot be a folder name" in said(app)
    assert not started


def test_a_name_that_is_taken_is_refused_and_the_next_free_one_is_offered(home: Path, open_page: Open, started: list) -> None:
    a_run("hmog-digits-1", "finished", 20)
    app = open_page("Train")
    assert next(one for one in app.text_input if one.label == "Name").value == "hmog-digits-2"
    next(one for one in app.text_input if one.label == "Name").set_value("hmog-digits-1").run()
    app.button(key="train-start").click().run()
    assert "There is a run named hmog-digits-1 already" in said(app)
    assert not started


def test_two_tabs_that_start_the_same_name_make_one_run(home: Path, open_page: Open, started: list) -> None:
    one, two = open_page("Train"), open_page("Train")
    one.button(key="train-start").click().run()
    two.button(key="train-start").click().run()
    assert len(started) == 1
    assert "There is a run named hmog-digits-1 already" in said(two)


def test_a_name_whose_process_died_before_it_was_a_run_is_free(home: Path, started: list) -> None:
    folder = home / "runs" / "one"
    folder.mkdir(parents=True)
    jobs.write(folder, phase="queued", pid=2**22 - 3, started=1.0)
    train_form.start(train_form.Wish("one", "hmog", "digits", "digits", {}))
    assert len(started) == 1


def test_a_disk_that_takes_nothing_is_a_sentence_beside_the_button(home: Path, open_page: Open, started: list) -> None:
    run = a_run("one", "running", 10, rate=2.0)
    (run.path / ".asking").mkdir()                                  # a lock that cannot be opened
    app = open_page("Train")
    app.button(key="train-pause").click().run()
    assert not app.exception
    assert "one/.asking could not be written" in said(app)
    (run.path / ".asking").rmdir()
    app.button(key="train-pause").click().run()
    assert "could not be written" not in said(app)
    assert jobs.pending(run.path) is not None


def test_a_home_that_takes_no_folder_is_a_sentence(home: Path, open_page: Open) -> None:
    (home / "runs").write_bytes(b"a file where the runs should lie")
    app = open_page("Train")
    app.button(key="train-start").click().run()
    assert not app.exception
    assert "runs/hmog-digits-1 could not be written" in said(app)


def test_a_folder_without_a_run_keeps_no_name_from_use(home: Path, started: list) -> None:
    folder = home / "runs" / "one"
    folder.mkdir(parents=True)
    os.utime(folder, (time.time() + 3600,) * 2)                     # wherever the clock stands
    train_form.start(train_form.Wish("one", "hmog", "digits", "digits", {}))
    assert len(started) == 1


def test_pictures_that_lost_their_labels_start_nothing(home: Path, started: list) -> None:
    """Between the look at them and the start: the run would read all of them before it said so."""
    own = home / "uploads" / "abc" / "own.npz"
    own.parent.mkdir(parents=True)
    np.savez(own, images=np.zeros((40, 8, 8), np.uint8))
    with pytest.raises(ConfigError, match=r"cGAN learns from labels, and .*own\.npz has none"):
        train_form.start(train_form.Wish("one", "cgan", str(own), "", {}))
    train_form.start(train_form.Wish("one", "gan", str(own), "", {}))
    assert len(started) == 1


@pytest.mark.parametrize("other", ["mine", "MINE"])
def test_two_tabs_at_the_same_moment_make_one_run(other: str, home: Path, started: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same name, or one that many disks take for the same."""
    real, told = jobs.start, []

    def slowly(argv: list[str], folder: Path) -> int:
        time.sleep(0.2)                                             # long enough for the other to look
        return real(argv, folder)

    def press(name: str) -> None:
        try:
            train_form.start(train_form.Wish(name, "hmog", "digits", "digits", {}))
        except ConfigError as err:
            told.append(str(err))

    monkeypatch.setattr("mixgan.jobs.start", slowly)
    with ThreadPoolExecutor() as tabs:
        list(tabs.map(press, ["mine", other]))
    assert len(started) == 1
    assert told == [f"There is a run named {started[0][1].name} already. Give another name, or resume it in the list below."]

"""The Train page: the form starts the command, and a run is found again from its folder alone."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mixgan import jobs, pictures
from mixgan.errors import ConfigError, DataError
from mixgan.store import runs
from mixgan.ui import sentences, train_data, training
from tests.ui.test_states import said
from tests.ui.tiny import tiny_config, write_tiny

Open = Callable[..., AppTest]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path]]:
    """Commands that would have been started."""
    commands: list[tuple[list[str], Path]] = []

    def start(argv: list[str], folder: Path) -> int:
        commands.append((list(argv), folder))
        jobs.write(folder, phase="queued", message="starting", steps=20)
        return os.getpid()

    monkeypatch.setattr("mixgan.jobs.start", start)
    return commands


def a_run(name: str, phase: str, step: int, *, family: str = "hmog", pid: int | None = None, message: str = "", rate: float = 0.0,
          log: str = "") -> runs.RunFolder:
    run = runs.create(name, tiny_config(family))
    extra = {} if pid is None else {"pid": pid, "started": 1.0}
    jobs.write(run.path, phase=phase, step=step, steps=20, message=message, rate=rate, **extra)
    if log:
        run.log.write_text(log)
    return run


def with_progress(run: runs.RunFolder) -> runs.RunFolder:
    for step in (10, 20):
        run.metrics.append({"step": step, "loss_generator": 1.0 / step, "loss_critic": 0.5, "usage": [0.1, 0.2, 0.3, 0.4]})
        run.write_sheet(step, pictures.webp(np.full((64, 64, 1), step, np.uint8)))
    return run


# --- the form ----------------------------------------------------------------------------------------------------------


def test_the_start_button_runs_the_command_with_what_was_changed(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    assert not app.exception
    app.selectbox(key="train-family").set_value("gmgan").run()
    steps = next(one for one in app.number_input if one.label == "Steps")
    steps.set_value(40).run()
    app.button(key="train-start").click().run()
    (argv, folder), = started
    assert argv[:4] == [sys.executable, "-m", "mixgan", "train"]
    options = dict(zip(argv[4::2], argv[5::2], strict=True))
    assert options == {"--family": "gmgan", "--data": "digits", "--run": "gmgan-digits-1", "--preset": "digits", "--steps": "40"}
    assert folder == home / "runs" / "gmgan-digits-1"
    assert app.query_params["run"] == "gmgan-digits-1"
    assert "gmgan-digits-1 is about to start" in said(app)


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


def test_own_pictures_are_looked_at_before_a_start(home: Path, open_page: Open, started: list) -> None:
    archive = home / "own.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for i in range(40):
            file = home / f"{i}.png"
            Image.fromarray(np.full((8, 8), 6 * i, np.uint8)).save(file)
            zipped.write(file, f"{'even' if i % 2 == 0 else 'odd'}/{i}.png")
        zipped.writestr("even/notes.png", b"not a picture")
    app = open_page("Train")
    app.selectbox(key="train-data").set_value(train_data.OWN_PATH).run()
    app.text_input(key="train-path").set_value(str(archive)).run()
    text = said(app)
    assert "8 by 8 px, grey, 2 classes" in text
    assert "even/notes.png" in text
    app.button(key="train-start").click().run()
    assert started[0][0][started[0][0].index("--data") + 1] == str(archive)
    assert "--run own" not in started[0][0]


def test_an_upload_is_kept_under_its_own_name(home: Path, open_page: Open, started: list) -> None:
    content = home / "u.npz"
    np.savez(content, images=np.random.default_rng(0).integers(0, 256, (40, 8, 8), np.uint8))
    app = open_page("Train")
    app.selectbox(key="train-data").set_value(train_data.OWN_UPLOAD).run()
    app.file_uploader(key="train-upload").upload("my pictures.npz", content.read_bytes()).run()
    assert "8 by 8 px, grey" in said(app)
    app.button(key="train-start").click().run()
    kept = Path(started[0][0][started[0][0].index("--data") + 1])
    assert kept.parent.parent == home / "uploads"
    assert kept.name == "my_pictures.npz"
    assert kept.read_bytes() == content.read_bytes()


@pytest.mark.parametrize("name", ["../x.npz", "a/b.zip", ".hidden.zip"])
def test_an_upload_cannot_leave_its_folder(name: str, home: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be a folder name"):
        train_data.save_upload(name, b"x")


def test_refused_pictures_are_a_sentence_on_the_page(home: Path, open_page: Open) -> None:
    bad = home / "bad.npz"
    np.savez(bad, images=np.array([{"a": 1}], dtype=object))
    app = open_page("Train")
    app.selectbox(key="train-data").set_value(train_data.OWN_PATH).run()
    app.text_input(key="train-path").set_value(str(bad)).run()
    assert "bad.npz" in said(app)
    assert app.error
    app.text_input(key="train-path").set_value(str(home / "nowhere")).run()
    assert "There is nothing at" in said(app)


# --- a run -------------------------------------------------------------------------------------------------------------


def test_a_running_run_is_found_from_its_folder(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "running", 10, rate=2.0))
    app = open_page("Train")
    assert "one learns: step 10 of 20" in said(app)
    assert app.get("progress")[0].proto.value == 50
    assert "about 5 s left" in app.get("progress")[0].proto.text
    assert app.button(key="train-stop").label == "Stop"


def test_stop_is_asked_of_the_run_and_shown_until_it_is_done(home: Path, open_page: Open) -> None:
    run = with_progress(a_run("one", "running", 10, rate=2.0))
    app = open_page("Train")
    app.button(key="train-stop").click().run()
    assert jobs.asked(run.path) == "stop"
    assert app.button(key="train-stopping").disabled


def test_the_link_chooses_the_run(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20))
    with_progress(a_run("two", "stopped", 10))
    assert "one has learnt for 20 steps" in said(open_page("Train", run="one"))
    assert "two stopped at step 10 of 20" in said(open_page("Train", run="two"))
    assert "learnt" in said(open_page("Train", run="three")) or "stopped" in said(open_page("Train", run="three"))


@pytest.mark.parametrize(("log", "cause"), [
    ("MemoryError: could not allocate", "ran out of memory"), ("OSError: No space left on device", "disk is full"),
    ("RunError: loss is NaN", "number ran away"), ("Something else", "Its log says why"),
])
def test_a_failure_shows_its_last_lines_and_a_likely_cause(log: str, cause: str, home: Path, open_page: Open) -> None:
    a_run("one", "failed", 12, log=f"step 11\n{log}\n")
    app = open_page("Train")
    assert cause in said(app)
    assert log in app.code[0].value
    assert app.button(key="train-resume")


def test_a_run_whose_process_is_gone_is_lost_and_can_be_resumed(home: Path, open_page: Open, started: list) -> None:
    a_run("one", "running", 12, pid=2**22 - 3)
    app = open_page("Train")
    assert "Its process is gone" in said(app)
    app.button(key="train-resume").click().run()
    assert started[0][0][1:] == ["-m", "mixgan", "train", "--resume", "one"]
    assert started[0][1] == home / "runs" / "one"


def test_a_finished_run_opens_with_one_click(home: Path, open_page: Open) -> None:
    run = with_progress(a_run("mine", "finished", 20, family="megan"))
    write_tiny(run.model, "megan")
    write_tiny(home / "checkpoints" / "first-in-the-list", "hmog")
    app = open_page("Train")
    app.button(key="train-open").click().run()
    assert app.selectbox(key="model").value == "mine"
    assert app.title[0].value == "The same noise, three hands"


def test_the_other_pages_say_that_a_training_runs(home: Path, open_page: Open) -> None:
    a_run("one", "running", 10)
    app = open_page("Home")
    assert any("training one: 50 %" in link.proto.label.replace("\\", "") for link in app.get("page_link"))


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (40, "40 s"), (180, "3 min"), (7800, "2 h 10 min")])
def test_times_are_for_people(seconds: float, text: str) -> None:
    assert sentences.minutes(seconds) == text


def test_peek_refuses_in_one_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mixgan.ui import peek

    assert peek.main([str(home / "nothing"), str(home / "out")]) == DataError.exit_status
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (home / "out" / "peek.json").exists()


def test_the_cause_of_a_lost_run_is_named() -> None:
    assert "process is gone" in training.likely_cause([], "lost")

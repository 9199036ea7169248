"""What went wrong, or is about to, and what the Train page offers against it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mixgan import jobs
from mixgan.analysis.settling import Look
from mixgan.store import runs
from mixgan.ui.train import trouble as train_trouble
from tests.ui.a_run import Open, a_run, with_progress
from tests.ui.test_states import said
from tests.ui.tiny import tiny_config


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


def test_the_cause_of_a_lost_run_is_named() -> None:
    assert "process is gone" in train_trouble.likely_cause([], "lost")


def with_a_dead_expert(run: runs.RunFolder) -> runs.RunFolder:
    for step in (5, 10, 15):
        run.metrics.append({"step": step, "usage": [0.5, 0.3, 0.2, 0.0], "gate_entropy": 0.5, "gate_information": 1.0})
    return run


def test_an_alarm_shows_its_evidence_and_its_remedy_goes_on_with_other_settings(
    home: Path, open_page: Open, started: list,
) -> None:
    run = with_a_dead_expert(a_run("one", "running", 15, rate=2.0))
    app = open_page("Train")
    assert "4 (0.0 %)" in said(app)
    hand = app.button(key="train-alarm-0")
    assert hand.label.startswith("Go on with balance")
    hand.click().run()
    wish = jobs.pending(run.path)
    assert wish is not None
    assert (wish.request, list(wish.settings)) == ("change", ["balance"])
    assert app.button(key="train-alarm-0").disabled             # asked once
    assert not started                                          # the run does it, whoever still looks


def test_a_remedy_that_needs_a_new_run_starts_one_of_the_same_kind(home: Path, open_page: Open, started: list) -> None:
    run = a_run("one-1", "running", 15, family="gmgan", rate=2.0)
    for step in (5, 10, 15):
        run.metrics.append({"step": step, "usage": [0.5, 0.5], "twins": {"pair": [0, 1], "ratio": 0.01}})
    app = open_page("Train")
    app.button(key="train-alarm-0").click().run()
    argv, folder = started[0]
    assert folder == home / "runs" / "one-2"
    assert argv[argv.index("--run") + 1] == "one-2"
    assert argv[argv.index("--family") + 1] == "gmgan"
    assert argv[-2:] == ["--self_label", "0.3"]
    assert jobs.pending(run.path) is None                       # the old one is left alone


def with_a_restless_head(run: runs.RunFolder) -> runs.RunFolder:
    for i in range(6):
        run.settling.append(Look(0, 250 * (i + 1), -0.5 - 0.001 * i, 0.31, (0.1,) * 10).line())
    run.metrics.append({"step": 0})
    return run


def test_a_head_that_did_not_settle_has_a_button_for_each_way_out(home: Path, open_page: Open, started: list) -> None:
    run = with_a_restless_head(a_run("one-1", "running", 15, family="gmgan", rate=2.0))
    app = open_page("Train")
    assert not app.exception
    assert "31 % of real pictures change their kind" in said(app)
    labels = {one.key: one.label for one in app.button if one.key and one.key.startswith("train-alarm")}
    assert labels == {"train-alarm-0-0": "Start again with other views", "train-alarm-0-1": "Go on anyway"}    # half of 3 is 1
    app.button(key="train-alarm-0-0").click().run()
    argv, folder = started[0]
    assert folder == home / "runs" / "one-2"
    assert argv[-4:] == ["--views", "place:0.1,size:0.15,turn:0.12,slant:0.1,brightness,contrast", "--view_sides", "both"]
    assert jobs.pending(run.path) is None


def test_an_alarm_that_was_put_aside_is_silent_in_this_tab(home: Path, open_page: Open, started: list) -> None:
    with_a_restless_head(a_run("one-1", "running", 15, family="gmgan", rate=2.0))
    app = open_page("Train")
    app.button(key="train-alarm-0-1").click().run()
    assert "change their kind when only the view changes (over" not in said(app)
    assert not [one for one in app.button if one.key and one.key.startswith("train-alarm")]
    assert not started
    assert "(over 25 %)" in said(open_page("Train")).replace("\\", "")


@pytest.mark.parametrize(("cause", "label", "setting"), [
    ("nan", "Go on with half the learning rates", "--lr_generator"), ("memory", "Go on with batches of 32", "--batch"),
    ("disk", "Go on, now that there is space", "--resume")])
def test_a_failure_with_a_cause_has_a_button(
    cause: str, label: str, setting: str, home: Path, open_page: Open, started: list,
) -> None:
    run = a_run("one", "failed", 12)
    jobs.write(run.path, phase="failed", step=12, steps=20, message="It is told here.", cause=cause)
    app = open_page("Train")
    assert "one failed. It is told here." in said(app)
    assert ("GB are free" in said(app)) == (cause == "disk")
    app.button(key="train-remedy-0").click().run()
    assert started[0][0][1:6] == ["-m", "mixgan", "train", "--resume", "one"]
    assert setting in started[0][0]
    assert label


@pytest.mark.parametrize(("i", "label", "more"), [
    (0, "Put it back and go on", []), (1, "Go on with lr_critic 0.5", ["--lr_critic", "0.5"])])
def test_a_config_changed_by_hand_is_put_back_or_taken(
    i: int, label: str, more: list[str], home: Path, open_page: Open, started: list,
) -> None:
    run = a_run("one", "stopped", 12)
    run.save_point(12, {}, {"config": run.config.model_dump(mode="json")})
    run.write_config(run.config.model_copy(update={"training": run.config.training.model_copy(update={"lr_critic": 0.5})}))
    jobs.write(run.path, phase="failed", step=12, steps=20, message="It is told here.", cause="config")
    hand = open_page("Train").button(key=f"train-remedy-{i}")
    assert hand.label == label
    hand.click().run()
    assert started[0][0][4:] == ["--resume", "one", "--as-saved", *more]


def test_what_was_changed_half_way_is_said() -> None:
    from mixgan.families.amend import amended

    config = amended(tiny_config("hmog"), {"balance": "0.5"}, 4)
    assert train_trouble.changes(config) == f"From step 4 on: balance 0.5 instead of {tiny_config('hmog').training.balance}."


@pytest.mark.parametrize(("change", "words"), [
    ({"version": 99}, "has version 99; this mixgan reads up to"), ({"family": 3}, "family should be a valid string"),
    (None, "is not JSON")])
def test_a_config_that_cannot_be_read_is_a_sentence_and_hides_no_other(
    change: dict[str, object] | None, words: str, home: Path, open_page: Open,
) -> None:
    with_progress(a_run("good", "finished", 20))
    path = with_progress(a_run("bad", "stopped", 10)).path / "config.json"
    content = path.read_text()
    path.write_text(content[:40] if change is None else json.dumps({**json.loads(content), **change}))
    before = path.read_bytes()
    app = open_page("Train", run="bad")
    assert words in said(app)
    assert "fault of ours" not in said(app)
    assert app.button(key="train-resume").disabled
    assert app.button(key="show-good")
    assert path.read_bytes() == before


def test_the_command_s_own_sentence_is_the_reason(home: Path, open_page: Open) -> None:
    a_run("one", "running", 12, pid=2**22 - 3, log="step 12\nmixgan: The pictures have gone.\n")
    assert "one could not go on. The pictures have gone." in said(open_page("Train"))

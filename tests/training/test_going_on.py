"""A run goes on with other settings: asked on its way, given at a resume, or written into its config by a hand, which is told."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from mixgan import jobs
from mixgan.cli import main
from mixgan.errors import ConfigError, RunError
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.control import Control
from mixgan.training.going_on import GoOn, change, edits
from mixgan.training.processes import Processes
from tests.training.small import bars
from tests.training.test_control import alone, assert_same, home, new, train  # noqa: F401

pytestmark = pytest.mark.usefixtures("home")


def go_on(run: RunFolder, **settings: Any) -> str:
    return loop.run(run, bars(), start=GoOn(settings))


def written_by_hand(run: RunFolder, **settings: Any) -> None:
    path = run.path / "config.json"
    content = json.loads(path.read_text())
    content["training"].update(settings)
    path.write_text(json.dumps(content))


def stopped(name: str, at: int = 7) -> RunFolder:
    run = new(name)
    assert train(run, {at: lambda: jobs.ask(run.path, "stop")}) == "stopped"
    return run


def test_a_change_on_the_way_is_a_stop_and_a_resume_with_it() -> None:
    asked, resumed = new("asked"), stopped("resumed")
    settings = {"lr_critic": "0.004", "batch": 8}
    assert train(asked, {7: lambda: jobs.ask(asked.path, "change", settings=settings)}) == "finished"
    assert go_on(resumed, **settings) == "finished"
    assert [(note.step, note.settings) for note in asked.config.amended] == [(7, {"lr_critic": 0.004, "batch": 8})]
    assert asked.config == resumed.config
    assert_same(asked, resumed)


def test_who_asks_is_told_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    run = new("asked")
    told: list[int] = []

    def person() -> None:
        told.append(main(["control", "asked", "change", "--batch", "8"]))
        jobs.ask(run.path, "resume")

    thread = threading.Thread(target=person)
    assert train(run, {3: lambda: (jobs.ask(run.path, "pause"), thread.start())}) == "finished"     # it waits for the person
    thread.join(60)
    assert told == [0]
    assert f"From step {run.config.amended[0].step} on: batch 16 -> 8." in capsys.readouterr().out


def test_a_change_alters_what_is_learnt(alone: RunFolder) -> None:  # noqa: F811
    asked = new("asked")
    assert train(asked, {7: lambda: jobs.ask(asked.path, "change", settings={"lr_critic": 0.004})}) == "finished"
    with pytest.raises(AssertionError):
        assert_same(asked, alone)


def test_a_paused_run_is_changed_and_rests_on() -> None:
    run = new("paused")
    seen: list[tuple[str, int, int]] = []

    def until(request: str, n: int = 1, **settings: Any) -> None:
        wish = jobs.ask(run.path, request, n, settings)
        end = time.monotonic() + 60
        while time.monotonic() < end and not (jobs.answered(run.path, wish) and jobs.state(run.path) is jobs.State.paused):
            time.sleep(0.01)
        status = jobs.read(run.path)
        assert status is not None
        seen.append((status.phase, status.step, len(run.config.amended)))

    def person() -> None:
        until("pause")
        until("change", batch=8)
        until("step", 2)
        jobs.ask(run.path, "resume")

    thread = threading.Thread(target=person)
    assert train(run, {3: thread.start}) == "finished"
    thread.join(60)
    step = seen[0][1]                                               # the person is not quicker than a step
    assert seen == [("paused", step, 0), ("paused", step, 1), ("paused", step + 2, 1)]
    assert run.config.amended[0].step == step


@pytest.mark.parametrize(("settings", "words"), [
    ({"steps": 5}, "steps should be over 6"), ({"noise_dim": 9}, "cannot go on with noise_dim"),
    ({"threads": 2}, "threads cannot change while"), ({"lr_critik": 1}, "Did you mean 'lr_critic'")])
def test_what_cannot_change_on_the_way_changes_nothing(
    settings: dict[str, Any], words: str, alone: RunFolder, capsys: pytest.CaptureFixture[str],  # noqa: F811
) -> None:
    run = new("same")
    assert train(run, {6: lambda: jobs.ask(run.path, "change", settings=settings)}) == "finished"
    assert words in capsys.readouterr().err
    assert not run.config.amended
    assert_same(run, alone)


def test_a_batch_that_the_processes_cannot_share_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    class Three(Processes):
        def __init__(self) -> None:
            self.index, self.count = 0, 3

    run = stopped("three")
    control = Control(run.path)
    control.settings["batch"] = 8
    change(run, control, Three())
    assert "cannot be shared evenly by 3 processes" in capsys.readouterr().err
    assert not run.config.amended


def test_a_config_that_a_hand_changed_is_told_and_put_back(alone: RunFolder) -> None:  # noqa: F811
    run = stopped("by-hand")
    before = run.config
    written_by_hand(run, lr_critic=0.5, seed=3)
    assert edits(run) == {"lr_critic": (before.training.lr_critic, 0.5), "seed": (0, 3)}
    with pytest.raises(RunError, match=r"changed by hand: .*seed 0 -> 3.* --as-saved") as told:
        train(run)
    status = jobs.read(run.path)
    assert status is not None
    assert (told.value.cause, status.phase, status.cause, status.step) == ("config", "failed", "config", 7)
    assert edits(run)                                               # nothing was put back unasked
    assert loop.run(run, bars(), start=GoOn(as_saved=True)) == "finished"
    assert run.config == before
    assert_same(run, alone)


def test_a_hand_s_value_can_be_taken_from_here_on() -> None:
    run, resumed = stopped("by-hand"), stopped("resumed")
    written_by_hand(run, lr_critic=0.004)
    assert loop.run(run, bars(), start=GoOn({"lr_critic": 0.004}, as_saved=True)) == "finished"
    assert go_on(resumed, lr_critic=0.004) == "finished"
    assert run.config == resumed.config
    assert_same(run, resumed)


def test_what_was_amended_is_no_work_of_a_hand_and_is_kept() -> None:
    run = stopped("both")
    run.write_config(GoOn({"balance": 2.0}).config(run))            # and killed before its next point
    assert edits(run) == {}
    written_by_hand(run, lr_critic=0.5)
    assert list(edits(run)) == ["lr_critic"]
    put_back = GoOn(as_saved=True).config(run)
    assert [note.settings for note in put_back.amended] == [{"balance": 2.0}]
    assert (put_back.training.balance, put_back.training.lr_critic) == (2.0, new("plain").config.training.lr_critic)


def test_the_config_of_a_run_under_way_elsewhere_is_not_touched() -> None:
    run = stopped("elsewhere")
    before, points = run.config, run.points()
    jobs.write(run.path, phase="running", pid=1, step=7, steps=20, host="another", heartbeat=time.time())
    with pytest.raises(ConfigError, match="under way on another"):
        loop.run(run, bars(), start=GoOn({"balance": 2.0}, step=5))
    assert (run.config, run.points()) == (before, points)


def test_a_point_that_does_not_tell_its_config_is_gone_on_from(home: Path) -> None:  # noqa: F811
    """Of an older version."""
    run = stopped("old")
    manifest = run.path / "resume" / "000007" / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["meta"]["config"]
    manifest.write_text(json.dumps(content))
    written_by_hand(run, lr_critic=0.004)
    assert edits(run) == {}
    assert train(run) == "finished"

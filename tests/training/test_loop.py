"""One run under its loop: what is asked of it in every phase, a point that broke, two processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accelerate import Accelerator

from mixgan import jobs
from mixgan.errors import ConfigError
from mixgan.store import runs
from mixgan.store.models import find
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.control import Control
from mixgan.training.processes import Processes
from tests.training.small import bars, config_of

STEPS = 6
TIMES = ("rate", "minutes")
HERE = os.getpid()
Said = list[tuple[str, int]]                                      # phase, step


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr(loop, "STATUS_EVERY_S", 0.0)
    monkeypatch.setattr(loop, "PAUSE_POLL_S", 0.001)
    return tmp_path


@pytest.fixture
def seen() -> Said:
    return []


def made(name: str, **settings: Any) -> RunFolder:
    return runs.create(name, config_of("mog", **{"steps": STEPS, "evaluate_every": 2, "checkpoint_every": 2, **settings}))


def go(run: RunFolder, progress: Callable[[int, int, str], None] | None = None, **named: Any) -> str:
    return loop.run(run, bars(), progress, processes=Processes(Accelerator(cpu=True)), **named)


def left(run: RunFolder) -> tuple[bytes, list[dict[str, Any]], dict[int, bytes]]:
    lines = [{name: value for name, value in line.items() if name not in TIMES} for line in run.metrics.read()]
    return (run.model / "model.safetensors").read_bytes(), lines, {n: path.read_bytes() for n, path in run.sheets().items()}


# --- what is asked ------------------------------------------------------------------------------------------------------------

def asking(run: RunFolder, at: int, *requests: tuple[str, int], seen: Said, then: str = "") -> Any:
    """A `jobs.write` that asks once the run says it is at step `at`, notes what it says, and asks `then` at its first pause."""
    real, asked = jobs.write, list(requests)
    last = [then] if then else []

    def write(folder: Path, **values: Any) -> None:
        real(folder, **values)
        seen.append((values["phase"], values["step"]))
        if values["phase"] in ("running", "queued") and values["step"] >= at:
            while asked:
                jobs.ask(folder, *asked.pop(0))
        if values["phase"] == "paused" and last:
            jobs.ask(folder, last.pop())
    return write


@pytest.mark.parametrize(("requests", "pause"), [
    ([("pause", 1)], 2), ([("step", 1)], 3), ([("step", 3)], 5), ([("step", 1), ("step", 2)], 5),
    ([("pause", 1), ("step", 2)], 4), ([("step", 3), ("pause", 1)], 2), ([("pause", 1), ("resume", 1)], None),
    ([("stop", 1), ("resume", 1)], 2)])
def test_requests_that_come_together_all_count(
    requests: list[tuple[str, int]], pause: int | None, seen: Said, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made("asked")
    monkeypatch.setattr("mixgan.jobs.write", asking(run, 2, *requests, seen=seen, then="resume"))
    outcome = go(run)
    stops = requests[0][0] == "stop"
    assert outcome == ("stopped" if stops else "finished")
    assert [step for phase, step in seen if phase == "paused"][:1] == ([] if stops or pause is None else [pause])
    status = jobs.read(run.path)
    assert status is not None
    assert status.step == (pause if stops else STEPS)
    assert jobs.asked(run.path, HERE, status.answered) == []        # every one was answered


def test_a_stop_in_a_pause_keeps_a_model_and_a_resume_ends_with_the_same_bits(
    seen: Said, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, run = made("whole"), made("stopped")
    assert go(whole) == "finished"
    with monkeypatch.context() as patch:
        patch.setattr("mixgan.jobs.write", asking(run, 3, ("pause", 1), seen=seen, then="stop"))
        assert go(run) == "stopped"
    assert jobs.state(run.path) is jobs.State.stopped
    assert find("stopped").config == run.config                     # what it learnt opens
    assert run.points()[-1] == 3
    assert go(run) == "finished"
    assert left(run) == left(whole)


def test_a_pause_in_the_warm_up_holds_it_there(seen: Said, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made("warm", warm_up_steps=5)
    monkeypatch.setattr("mixgan.jobs.write", asking(run, 0, ("pause", 1), seen=seen, then="stop"))
    assert go(run) == "stopped"
    assert ("paused", 0) in seen
    assert (run.points(), run.metrics.read()) == ([], [])           # nothing learnt yet: it begins anew
    monkeypatch.undo()
    monkeypatch.setenv("MIXGAN_HOME", str(home))
    assert go(run) == "finished"


def test_a_stop_while_it_waits_for_its_turn(seen: Said, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made("waits")
    monkeypatch.setattr("mixgan.jobs.turn.POLL_S", 0.001, raising=False)
    with jobs.turn("cpu", "other", lambda holder: False):
        monkeypatch.setattr("mixgan.jobs.write", asking(run, 0, ("pause", 1), ("stop", 1), seen=seen))
        assert go(run) == "stopped"
    assert seen == [("queued", 0), ("stopped", 0)]


@pytest.mark.parametrize(("request_", "parts"), [("stop", 1), ("pause", 3), ("change", 3)])
def test_a_request_while_the_finished_model_is_measured_is_answered_and_a_stop_ends_it(
    request_: str, parts: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = made("measured")
    heard: list[bool] = []

    def publish(path: Path, minutes: float, between: Callable[[], None]) -> None:
        wish = jobs.ask(run.path, request_, settings={"lr_critic": 0.5} if request_ == "change" else None)
        for _ in range(3):
            try:
                between()
            finally:
                heard.append(jobs.answered(run.path, wish))

    before = run.config
    assert go(run, publish=publish) == "finished"
    assert heard == [True] * parts
    status = jobs.read(run.path)
    assert status is not None
    assert (status.phase, status.step) == ("finished", STEPS)
    assert ("describe measured" in status.message) == (request_ == "stop")
    assert (run.config, find("measured").config) == (before, before)
    assert ("not changed. The run has made its last step" in capsys.readouterr().err) == (request_ == "change")


def test_each_look_without_a_request_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    control = Control(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    assert not control.look(3)


# --- two of them ----------------------------------------------------------------------------------------------------------------

def test_a_run_that_another_process_works_on_is_refused_untouched(home: Path) -> None:
    run = made("taken")
    code = ("import sys; from pathlib import Path; from mixgan import jobs\n"
            "with jobs.claim(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, str(run.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ConfigError, match=r"under way in another process\. Watch it, or stop it first: control taken stop"):
            go(run)
        assert jobs.read(run.path) is None
        other.communicate(timeout=60)
    assert go(run) == "finished"


# --- nothing lost ------------------------------------------------------------------------------------------------------------

def test_a_broken_point_is_written_again(home: Path) -> None:
    run = made("broken", checkpoint_every=1)
    assert go(run) == "finished"
    for step in run.points()[1:]:
        (run.path / "resume" / f"{step:06d}" / "model.ema.safetensors").write_bytes(b"")
    assert go(run) == "finished"
    for step in run.points():
        run.load_point(step)
    assert run.points()[-1] == STEPS


def test_a_line_says_how_strange_the_pictures_are_where_augmentation_is_on(home: Path) -> None:
    """What the alarm of a leak reads."""
    plain, augmented = made("plain"), made("augmented", augment="translation,cutout")
    for run in (plain, augmented):
        assert go(run) == "finished"
    assert not any("strange" in line for line in plain.metrics.read())
    lines = augmented.metrics.read()
    assert len(lines) > 1
    assert all(set(line["strange"]) == {"translation", "brightness", "contrast"} for line in lines)

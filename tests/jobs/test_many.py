"""The driver of many jobs, with small children in place of trainings: conditions, never times."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from mixgan import jobs
from mixgan.jobs import State, many

# a job that says `running`, then waits for the file `go` beside it, or for a request to stop
CHILD = """
import sys, time, pathlib
from mixgan import jobs
folder = pathlib.Path(sys.argv[1])
(folder / "starts").open("a").write("x")
jobs.write(folder, phase="running", step=1, steps=2)
while not (folder / "go").exists():
    status = jobs.read(folder)
    if jobs.asked(folder, status.pid, status.answered):
        jobs.write(folder, phase="stopped", step=1, steps=2)
        sys.exit()
    time.sleep(0.02)
phase = (folder / "go").read_text() or "finished"
jobs.write(folder, phase=phase, step=2, steps=2, message="so it went" if phase == "failed" else "")
"""


class Driven(threading.Thread):
    def __init__(self, folders: list[Path], at_once: int) -> None:
        super().__init__(daemon=True)
        self.folders, self.at_once, self.said = folders, at_once, []
        self.states: dict[Path, State] = {}
        self.finished: list[Path] = []

    def run(self) -> None:
        engine = many.Processes(lambda folder: [sys.executable, "-c", CHILD, str(folder)])
        self.states = many.drive(self.folders, engine, self.at_once, lambda folder, words: self.said.append((folder.name, words)),
                                 self.finished.append)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def folders(tmp_path: Path, n: int) -> list[Path]:
    made = [tmp_path / f"job{i}" for i in range(n)]
    for folder in made:
        folder.mkdir()
    return made


def running(folder: Path) -> bool:
    return jobs.state(folder) is State.running


def test_some_at_a_time_and_what_is_finished_is_left_alone(tmp_path: Path) -> None:
    one, two, three, done = folders(tmp_path, 4)
    jobs.write(done, phase="finished", step=2, steps=2)
    driven = Driven([done, one, two, three], 2)
    driven.start()
    until(lambda: running(one) and running(two))
    assert jobs.read(three) is None
    (one / "go").write_text("failed")
    until(lambda: running(three))
    for folder in (two, three):
        (folder / "go").touch()
    driven.join()
    assert driven.states == {one: State.failed, two: State.finished, three: State.finished, done: State.finished}
    assert ("job3", "finished before") in driven.said
    assert driven.finished[0] == done
    assert sorted(driven.finished) == [two, three, done]            # each once, the failed one never
    assert ("job0", "failed: so it went") in driven.said
    assert not (done / "starts").exists()


def test_a_killed_job_is_started_again_three_times_at_most(tmp_path: Path) -> None:
    (one,) = folders(tmp_path, 1)
    driven = Driven([one], 1)
    driven.start()
    for n in range(1, 5):
        until(lambda n=n: not driven.is_alive() or ((one / "starts").exists() and len((one / "starts").read_text()) == n
                                                    and running(one)))
        assert driven.is_alive(), f"given up after {n - 1} kills"
        status = jobs.read(one)
        assert status is not None
        psutil.Process(status.pid).kill()
    driven.join()
    assert driven.states == {one: State.lost}
    assert len((one / "starts").read_text()) == 4


def test_what_another_driver_left_running_is_waited_for(tmp_path: Path) -> None:
    (one,) = folders(tmp_path, 1)
    jobs.start([sys.executable, "-c", CHILD, str(one)], one)
    until(lambda: running(one))
    driven = Driven([one], 1)
    driven.start()
    until(lambda: ("job0", "under way already") in driven.said)
    (one / "go").touch()
    driven.join()
    assert driven.states == {one: State.finished}
    assert (one / "starts").read_text() == "x"


def test_ctrl_c_stops_all_and_waits_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = folders(tmp_path, 2)
    engine = many.Processes(lambda folder: [sys.executable, "-c", CHILD, str(folder)])
    sleep, asked = time.sleep, []

    def interrupted(seconds: float) -> None:
        if not asked and all(running(folder) for folder in pair):
            asked.append(os.getpid())
            raise KeyboardInterrupt
        sleep(seconds)

    monkeypatch.setattr(many.time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        many.drive(pair, engine, 2, lambda folder, words: None)
    assert [jobs.state(folder) for folder in pair] == [State.stopped] * 2

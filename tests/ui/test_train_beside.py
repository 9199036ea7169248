"""What stands beside a run on the Train page: another run, its cost, the device, a sweep."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path

import pytest

from mixgan import files, jobs
from mixgan.jobs import machine
from mixgan.training import expected
from mixgan.ui.train import device as train_device
from tests.ui.a_run import Open, a_run, with_progress
from tests.ui.test_states import said


def test_two_runs_are_compared_in_words(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20))
    with_progress(a_run("two", "finished", 20))
    a_run("unlike", "finished", 20)                             # without pictures it cannot stand beside one
    app = open_page("Train", run="one")
    choice = app.selectbox(key="train-with-one")
    assert choice.options == ["no other run", "two"]
    choice.set_value("two").run()
    assert app.query_params["with"] == "two"
    table = "".join(part.proto.body for part in app.get("html"))
    assert app.title[0].value.replace("\\", "") == "one beside two"
    assert "energy distance to the data" in table
    assert "a tie" in table
    assert "a tie" in "".join(part.proto.body for part in open_page("Train", run="one", **{"with": "two"}).get("html"))


def test_runs_of_different_pictures_are_not_compared_in_figures(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20))
    with_progress(a_run("two", "finished", 20, data="mnist"))
    app = open_page("Train", run="one", **{"with": "two"})
    assert "one learns digits and two learns mnist: figures of different pictures are not compared." in said(app)
    assert "last figures" not in "".join(part.proto.body for part in app.get("html"))


def test_the_cost_is_measured_by_a_command_and_then_shown(home: Path, open_page: Open, started: list) -> None:
    app = open_page("Train")
    app.button(key="train-measure").click().run()
    argv, folder = started[0]
    assert argv[1:4] == ["-m", "mixgan", "cost"]
    assert "Trying a few steps" in said(app)
    jobs.write(folder, phase="finished", step=1, steps=1)
    cost = expected.Cost("cpu", 2.0, 0.03, 0.01, 0.1, 612.0, 2, 0.5)
    files.write_json(folder / expected.FILE, dataclasses.asdict(cost))
    assert "and 612 MB on this CPU" in said(app.run())


@pytest.mark.parametrize(("seen", "words"), [
    (machine.Machine(2, 0.4, 8192, 4096, (), False), "2 cores, 0.4 busy now, 4.0 of 8.0 GB memory free; no GPU was found"),
    (machine.Machine(2, 5.0, 8192, 4096, (), False), "More wants to run than there are cores (load 5.0)"),
    (machine.Machine(2, 0.4, 8192, 700, (), False), "Memory is short"),
    (machine.Machine(16, 1.0, 8192, 4096, (machine.Gpu("A GPU", 81920, 1024, 0.37),), False),
     "A GPU, 79.0 of 80.0 GB free, 37 % in use"),
    (machine.Machine(8, 1.0, 8192, 4096, (), True), "this Mac's own GPU"),
])
def test_the_device_is_said_honestly(seen: machine.Machine, words: str) -> None:
    assert words in train_device.sentence(seen)


def test_the_table_of_a_sweep_is_what_the_command_prints(home: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answered(argv: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        asked.append(argv)
        good = argv[4].endswith("good.toml")
        rows = [{"run": "a-seed0", "seed": 0, "state": "finished", "distance": 0.125}]
        return subprocess.CompletedProcess(argv, 0 if good else 2, json.dumps(rows), "mixgan: bad.toml is missing.\n")

    app = open_page("Train")
    monkeypatch.setattr("mixgan.ui.train.sweeps.subprocess.run", answered)
    app.text_input(key="train-sweep").set_value("bad.toml").run()
    assert "bad.toml is missing" in said(app)
    app.text_input(key="train-sweep").set_value("good.toml").run()
    assert asked[-1][1:] == ["-m", "mixgan", "sweep", str(home / "good.toml"), "--table", "--json"]
    assert "<td>0.125</td>" in "".join(part.proto.body for part in app.get("html"))
    app.button(key="train-sweep-again").click().run()
    assert len(asked) == 3                                      # it is read anew

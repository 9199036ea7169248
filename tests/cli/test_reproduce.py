"""`reproduce` as a user meets it: a quick table to its end, killed half-way, and gone on with where only its rows are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from mixgan.analysis.group_names import GROUP_MEASURES
from mixgan.analysis.publish.row import _groups, measured_row, step_within
from mixgan.cli import main
from mixgan.errors import ConfigError
from mixgan.files import shipped_root
from mixgan.store.models import read_config
from mixgan.store.runs import RunFolder, create, open_run
from mixgan.store.table_rows import Measured, Row, add_row, read_rows, rows_path
from mixgan.store.tables import read_table
from mixgan.store.tensors import read_tensors

FILE = """
title = "Two families"
data = ["mnist"]
seeds = [0, 1]
n = 5000
match = "one"
cpu_seconds = 100
measures = ["coverage-c@5", "nn5-soft-c real", "FID-c"]
[settings]
steps = 5000
device = "cpu"
noise_dim = 8
[arms.one]
family = "gan"
[arms.ten]
family = "gmgan"
settings = { self_label = 0.0 }
[[claims]]
words = "Ten cover more than one."
measure = "coverage-c@5"
better = "higher"
arm = "ten"
against = ["one"]
smallest = 0.02
"""


pytestmark = pytest.mark.usefixtures("ended")


@pytest.mark.slow
def test_a_quick_table_is_killed_and_goes_on_where_only_its_rows_are(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "two.toml"
    path.write_text(FILE)
    words = [sys.executable, "-m", "mixgan", "reproduce", str(path), "--quick"]
    child = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 300
    while not read_rows("two-quick"):
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    child.kill()
    child.communicate()
    first = read_rows("two-quick")
    assert list(first) == [("one", "digits", 0)]
    shutil.rmtree(home / "runs" / "two-quick-one-datadigits-seed0")  # as on another machine
    assert main(["reproduce", str(path), "--quick"]) == 0
    said = capsys.readouterr()
    assert "1 of 4 rows are there." in said.err
    assert "3 of 3 runs are finished." in said.err
    assert "cannot be told apart (as many pictures, coverage-c@5): Ten cover more than one." in said.out
    assert not (home / "runs" / "two-quick-one-datadigits-seed0").exists()
    rows = read_rows("two-quick")
    assert set(rows) == {(arm, "digits", seed) for arm in ("one", "ten") for seed in (0, 1)}
    assert rows["one", "digits", 0] == first["one", "digits", 0]
    row = rows["ten", "digits", 1]
    assert (row.n, row.ended.step, row.ended.pictures, sorted(row.ended.values)) == (
        200, 12, 192, ["coverage-c@5", "nn5-soft-c real"])
    assert any("needs at least 640" in why for why in row.left_out)
    assert abs(row.parameters - rows["one", "digits", 1].parameters) <= 0.02 * rows["one", "digits", 1].parameters
    result = json.loads(rows_path("two-quick").read_text())["result"]
    values = [rows["ten", "digits", seed].ended.values["coverage-c@5"] - rows["one", "digits", seed].ended.values["coverage-c@5"]
              for seed in (0, 1)]
    assert result["claims"][0]["pairs"][0]["gains"] == pytest.approx(values, abs=1e-5)
    assert result["claims"][0]["pairs"][0]["why"] == "2 seeds; 3 are the least"
    shown = (home / "tables" / "two-quick.md").read_text()
    assert "4 of 4 runs are finished; 200 generated pictures" in shown
    shutil.rmtree(home / "runs")
    assert main(["reproduce", str(path), "--quick"]) == 0
    assert "4 of 4 rows are there." in capsys.readouterr().err
    assert not (home / "runs").exists()
    assert main(["reproduce", str(path), "--quick", "--show"]) == 0
    assert capsys.readouterr().out.strip() == shown.strip()
    assert (home / "tables" / "two-quick.md").read_text() == shown


@pytest.mark.slow
def test_a_row_has_the_model_as_it_was_after_the_seconds(home: Path) -> None:
    assert main(["train", "--family", "gan", "--data", "digits", "--run", "a", "--steps", "60", "--batch", "8", "--widths", "8,6",
                 "--critic_widths", "4,8", "--evaluate_every", "30", "--checkpoint_every", "30", "--device", "cpu",
                 "--quick"]) == 0
    run = open_run("a")
    lines: list[dict[str, Any]] = [{**line, "minutes": line["step"] / 60} for line in run.metrics.read()]       # a second a step
    run.metrics.clear()
    for line in lines:
        run.metrics.append(line)
    row = measured_row(run, "a", "digits", 100, ["coverage-c@5", "JSD/50 px"], cpu_seconds=40.4)
    assert row.within is not None
    assert (row.ended.step, row.ended.seconds, row.ended.pictures) == (60, 60.0, 480)
    assert (row.within.step, row.within.seconds, row.within.pictures) == (40, 40.0, 320)
    assert set(row.within.values) == set(row.ended.values) == {"coverage-c@5", "JSD/50 px"}
    assert row.within.values["JSD/50 px"] != row.ended.values["JSD/50 px"]
    measured, kept = read_tensors(run.path / "at-000040" / "model.safetensors"), read_tensors(run.snapshots()[40])
    assert set(measured) == set(kept)
    assert all(torch.equal(measured[name], kept[name]) for name in kept)
    assert measured_row(run, "a", "digits", 100, ["coverage-c@5"], cpu_seconds=90).within is None       # it ended before


def test_the_step_within_the_seconds_is_the_newest_that_is_near(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "r")
    assert step_within(run, 10) is None
    for step, minutes in ((0, 1), (100, 2), (200, 4)):
        run.metrics.append({"step": step, "minutes": minutes})
    (run.path / "snapshots").mkdir()
    for step in (50, 100, 150, 200):
        (run.path / "snapshots" / f"{step:06d}.safetensors").touch()
    assert step_within(run, 220) == (150, 180.0)
    assert step_within(run, 239) is None                            # 180 is too far from it
    assert step_within(run, 240) == (200, 240.0)
    assert step_within(run, 112) == (50, 90.0)
    assert step_within(run, 60) is None                             # warming up
    assert step_within(run, 400) is None                            # it ended at 240


def test_groups_of_real_pictures_are_measured_by_everyone_who_groups_them() -> None:
    """Of a shipped model with a head: the classifier of fakes, the head, and two that need no network."""
    folder = shipped_root() / "gmgan-digits"
    found = {record.name: record for record in _groups(folder, read_config(folder), 100)}
    assert set(found) == set(GROUP_MEASURES)
    assert all(record.n_real == 359 for record in found.values())
    assert found["clustering: ACC"].n_fake == 200
    assert "mean of 5 classifiers" in found["clustering: ACC"].note
    assert found["head Q alone: ACC"].value > 0.7


def test_points_are_measured_by_their_modes(home: Path) -> None:
    assert main(["train", "--family", "gan", "--data", "ring", "--run", "a", "--steps", "20", "--batch", "8", "--widths", "8,6",
                 "--critic_widths", "8,8", "--evaluate_every", "10", "--checkpoint_every", "10", "--device", "cpu"]) == 0
    row = measured_row(open_run("a"), "a", "ring", 300, ["modes covered", "high-quality share"])
    found = {record.name: record for record in row.ended.records}
    assert set(found) == {"modes covered", "high-quality share"}
    assert all(record.n_fake == 300 for record in found.values())
    assert 0 <= found["modes covered"].value <= 8
    assert found["modes covered"].note.startswith("of 8, with 1 %")


def test_the_shipped_tables_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["table", "title", "runs"]
    assert {line.split()[0] for line in lines[1:]} >= {"mixtures", "depth", "components", "seeking", "head"}


def test_finished_rows_are_shipped_and_count_elsewhere(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("mixgan.store.table_rows.shipped_root", lambda: home / "shipped")
    assert main(["reproduce", "seeking", "--ship"]) == 2
    assert "seeking has no finished row to ship. Make some" in capsys.readouterr().err
    _, table = read_table("seeking")
    config = read_config(shipped_root() / "cgan-mnist")
    said = {**config.training.model_dump(), **table.settings}
    training = config.training.model_validate({name: said[name] for name in config.training.model_dump()})
    config = config.model_copy(update={"training": training, "preset": ""})
    row = Row(arm="off", data="mnist", seed=0, config=config, parameters=1, n=table.n, reference="r",
              cpu_seconds=table.cpu_seconds, asked=tuple(table.measures), ended=Measured(step=1, pictures=1, seconds=1))
    for one in (row, row.model_copy(update={"seed": 77}), row.model_copy(update={"seed": 1, "n": 100})):
        add_row("seeking", one)
    run = create("whatever", config)                                # what it drew is found by its settings, not by its name
    run.write_sheet(2000, b"early")
    run.write_sheet(3000, b"drawn")
    for folder in ("snapshots", "model"):
        (run.path / folder).mkdir(exist_ok=True)
    (run.model / "config.json").write_bytes((run.path / "config.json").read_bytes())
    (run.model / "model.safetensors").write_bytes(b"")
    assert main(["reproduce", "seeking", "--ship"]) == 0
    assert capsys.readouterr().out.startswith("1 row, 1 sheet: ")
    assert (home / "shipped" / "tables" / "seeking" / "off-mnist-seed0.webp").read_bytes() == b"drawn"
    rows_path("seeking").unlink()                                   # as on another machine
    assert list(read_rows("seeking")) == [("off", "mnist", 0)]
    assert main(["reproduce", "seeking", "--show"]) == 0
    assert "1 of 6 runs are finished" in capsys.readouterr().out


def test_a_changed_run_is_no_row(home: Path) -> None:
    class Changed(RunFolder):
        @property
        def config(self) -> Any:
            return type("Config", (), {"amended": (1,)})

    with pytest.raises(ConfigError, match="changed half-way"):
        measured_row(Changed(home / "x"), "a", "digits", 100, ["FID-c"])


@pytest.mark.parametrize(("words", "sentence"), [
    (["mixturs"], "Unknown table 'mixturs'"), (["none.toml"], "none.toml is missing"),
    (["mixtures", "--at-once", "0"], "--at-once should be from 1 to 256 (given 0)"),
    (["mixtures", "--quick", "--ship"], "mixtures-quick is no table of the project, so its rows are not shipped. Ship one of"),
    (["mixtures", "--quik"], "reproduce does not take --quik")])
def test_a_mistake_is_one_sentence(
    words: list[str], sentence: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(home)
    assert main(["reproduce", *words]) == 2
    assert sentence in capsys.readouterr().err
    assert not (home / "runs").exists()

"""`growth`: of a finished run at once, of one under way until it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan import cli, families, jobs
from mixgan.cli import measuring
from mixgan.store import runs
from mixgan.store.growth import read_growth
from mixgan.store.runs import RunFolder
from tests.ui.tiny import tiny_config


def snapshot(run: RunFolder, step: int) -> None:
    run.write_snapshot(step, families.build(run.config).state_dict())


@pytest.mark.parametrize("called", ["learns", "runs/learns", "the folder"])
def test_a_run_under_way_is_followed_to_its_end(
        called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    run = runs.create("learns", tiny_config("megan"))
    jobs.write(run.path, phase="running", step=0, steps=900)
    seen: list[list[int]] = []

    def a_second(_: float) -> None:
        growth = read_growth(run.model)
        seen.append([] if growth is None else [one.step for one in growth.moments])
        snapshot(run, 20 * len(seen))
        if len(seen) == 3:
            jobs.write(run.path, phase="stopped", step=60, steps=900)

    monkeypatch.setattr(measuring.time, "sleep", a_second)
    assert cli.main(["growth", str(run.path) if called == "the folder" else called]) == 0
    assert seen == [[], [20], [20, 40]]                             # it waits for the first one too
    growth = read_growth(run.model)
    assert growth is not None
    assert [one.step for one in growth.moments] == [20, 40, 60]
    assert "learns: 3 steps are kept" in capsys.readouterr().err

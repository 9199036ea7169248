"""TensorBoard reads back what the run wrote, each evaluation once, and a run under way is followed to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mixgan.errors import ConfigError
from mixgan.pictures import sheet, webp
from mixgan.store.runs import RunFolder, create
from mixgan.training import tensorboard
from mixgan.training.tensorboard import export
from tests.training.small import bars, config_of

accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator", reason="tensorboard is not installed")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr(tensorboard, "POLL_S", 0.0)
    return create("one", config_of("megan"))


def evaluate(run: RunFolder, step: int) -> None:
    run.write_sheet(step, webp(sheet(bars().images[:4], 2)))
    run.metrics.append({"step": step, "loss": {"critic": step / 10}, "usage": [0.25, 0.75],
                        "twins": {"pair": [0, 1], "ratio": 0.5}})


def read(folder: Path) -> Any:
    events = accumulator.EventAccumulator(str(folder))
    events.Reload()
    return events


def test_figures_and_sheets_are_read_back(run: RunFolder, tmp_path: Path) -> None:
    for step in (0, 5, 10):
        evaluate(run, step)
    assert export(run, tmp_path / "tb") == 3
    events = read(tmp_path / "tb")
    assert set(events.Tags()["scalars"]) == {"loss/critic", "usage/1", "usage/2", "twins/ratio"}
    assert [(e.step, round(e.value, 4)) for e in events.Scalars("loss/critic")] == [(0, 0.0), (5, 0.5), (10, 1.0)]
    assert [e.value for e in events.Scalars("usage/2")] == [0.75] * 3
    assert [(e.step, e.width, e.height) for e in events.Images("samples")] == [(0, 16, 16), (5, 16, 16), (10, 16, 16)]


def test_a_run_under_way_is_followed_to_its_end(run: RunFolder, tmp_path: Path) -> None:
    left = iter([5, 10, 15])

    def going_on() -> bool:
        step = next(left, None)
        if step is not None:
            evaluate(run, step)
        return step is not None

    assert export(run, tmp_path / "tb", going_on) == 3
    assert [e.step for e in read(tmp_path / "tb").Scalars("loss/critic")] == [5, 10, 15]


def test_a_second_export_into_one_folder_is_refused(run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(run, tmp_path / "tb")
    with pytest.raises(ConfigError, match="holds event files already"):
        export(run, tmp_path / "tb")
    monkeypatch.setattr(tensorboard, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="pip install tensorboard"):
        export(run, tmp_path / "other")

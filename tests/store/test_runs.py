"""Run folders: claimed once, whole after any fault, resumable after kill -9."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mixgan.config import RunConfig
from mixgan.errors import ConfigError, RunError, StoreError
from mixgan.store import runs
from mixgan.store.runs import KEPT_POINTS, Metrics, RunFolder, run_of, snapshot_steps
from tests.faults import FAULTS, WHERE, break_disk, leftovers


def groups(step: int) -> dict[str, dict[str, torch.Tensor]]:
    return {"generator": {"w": torch.full((50,), float(step))}, "critic": {"w": torch.full((2, 3), float(-step))}}


@pytest.fixture
def run(home: Path, config: RunConfig) -> RunFolder:
    return runs.create("r1", config)


# --- folders --------------------------------------------------------------------------------------------------------------

def test_a_run_is_created_and_opened(run: RunFolder, config: RunConfig, home: Path) -> None:
    assert run.path == home / "runs" / "r1"
    assert runs.open_run("r1") == run
    assert runs.open_run("r1").config == config


def test_a_folder_that_has_a_run_is_refused_naming_resume(run: RunFolder, config: RunConfig) -> None:
    run.metrics.append({"step": 1})
    before = (run.path / "config.json").read_bytes()
    with pytest.raises(ConfigError, match=r"exists already.*--resume r1"):
        runs.create("r1", config.model_copy(update={"family": "gan"}))
    assert (run.path / "config.json").read_bytes() == before
    assert run.metrics.read() == [{"step": 1}]


def test_a_name_that_differs_in_capitals_only_is_refused(home: Path, config: RunConfig) -> None:
    (home / "runs" / "MINE").mkdir(parents=True)                     # a folder that holds no run
    runs.create("Mine", config)
    with pytest.raises(ConfigError, match="'Mine' exists already, and 'mine' differs from it in capitals only"):
        runs.create("mine", config)
    assert not (home / "runs" / "mine").exists()


@pytest.mark.parametrize("name", ["../r", "/r", "a/b", "", "..", "con"])
def test_a_run_stays_below_runs(name: str, home: Path, config: RunConfig) -> None:
    with pytest.raises(ConfigError, match="cannot be a folder name"):
        runs.create(name, config)
    with pytest.raises(ConfigError, match="cannot be a folder name"):
        runs.open_run(name)
    assert list(home.iterdir()) == []


def test_of_many_that_start_together_one_wins(home: Path, config: RunConfig) -> None:
    def attempt(_: int) -> bool:
        try:
            runs.create("same", config)
        except ConfigError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


@pytest.mark.parametrize("where", WHERE)
def test_a_run_that_could_not_be_created_can_be_created_later(
    where: str, home: Path, config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        break_disk(patch, where, errno.ENOSPC)
        with pytest.raises(RunError, match="disk is full"):
            runs.create("r1", config)
    assert runs.all_runs() == []
    assert runs.create("r1", config).config == config


def test_an_unknown_run_names_the_nearest(run: RunFolder) -> None:
    with pytest.raises(StoreError, match=r"Unknown run 'r2'.*Did you mean 'r1'\?"):
        runs.open_run("r2")


def test_the_list_is_newest_first_and_survives_a_broken_folder(home: Path, config: RunConfig) -> None:
    for i, name in enumerate(("a", "b", "c", "broken")):
        path = runs.create(name, config).path / "config.json"
        os.utime(path, (1000 + i % 3, 1000 + i % 3))
    (home / "runs" / "broken" / "config.json").write_text("{")
    (home / "runs" / "empty").mkdir()
    (home / "runs" / "file").touch()
    assert [run.name for run in runs.all_runs()] == ["c", "b", "a"]


# --- metrics ----------------------------------------------------------------------------------------------------------------

@given(steps=st.lists(st.integers(0, 50), max_size=6), cut=st.integers(0, 60),
       torn=st.binary(max_size=12).filter(lambda data: b"\n" not in data))
@settings(max_examples=25, deadline=None)
def test_lines_come_back_torn_ones_do_not(
    steps: list[int], cut: int, torn: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    metrics = Metrics(tmp_path_factory.mktemp("metrics") / "metrics.jsonl")
    lines = [{"step": step, "distance": step / 3} for step in steps]
    for line in lines:
        metrics.append(line)
    assert metrics.read() == lines
    with metrics.path.open("ab") as file:
        file.write(b'{"step": 9, "lo' + torn)                       # what a kill leaves
    assert metrics.read() == lines
    metrics.truncate(cut)
    metrics.append({"step": 99})
    assert metrics.read() == [line for line in lines if line["step"] <= cut] + [{"step": 99}]


def test_a_line_that_no_run_writes_is_left_out(run: RunFolder) -> None:
    run.metrics.append({"step": 1})
    with run.metrics.path.open("ab") as file:
        file.write(b"[" * 100_000 + b'\n{"step": 2, "usage": "much"}\n{"step": 3}\n')
    assert run.metrics.read() == [{"step": 1}, {"step": 3}]
    run.metrics.path.unlink()
    run.metrics.path.mkdir()
    assert run.metrics.read() == []


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS])
def test_metrics_on_a_bad_disk_are_a_sentence(fault: int, run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    run.metrics.append({"step": 1})
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(fault, os.strerror(fault))))
        with pytest.raises(RunError, match=FAULTS[fault]):
            run.metrics.append({"step": 2})
    assert run.metrics.read() == [{"step": 1}]
    with pytest.raises(ValueError, match="not JSON compliant"):
        run.metrics.append({"step": 3, "loss": float("nan")})


# --- sheets and snapshots -----------------------------------------------------------------------------------------------------

def test_sheets_and_snapshots_are_listed_by_step(run: RunFolder) -> None:
    for step in (500, 20, 1_000_000):
        run.write_sheet(step, b"RIFF%d" % step)
        run.write_snapshot(step, {"w": torch.tensor([1.0])})
    (run.path / "sheets" / ".000030.webp.x.part").touch()
    (run.path / "sheets" / "notes.txt").touch()
    assert list(run.sheets()) == list(run.snapshots()) == [20, 500, 1_000_000]
    assert run.sheets()[500].name == "000500.webp"
    assert run.sheets()[500].read_bytes() == b"RIFF500"


# --- points to resume from ------------------------------------------------------------------------------------------------------

def assert_point(run: RunFolder, step: int) -> None:
    found = run.newest_point()
    assert found is not None
    assert found[0] == step
    for name, tensors in groups(step).items():
        assert torch.equal(found[1][name]["w"], tensors["w"])
    assert found[2] == {"seen": step * 64}


def save(run: RunFolder, step: int) -> None:
    run.save_point(step, groups(step), {"seen": step * 64})


def test_points_come_back_and_the_last_ones_are_kept(run: RunFolder) -> None:
    assert run.newest_point() is None
    for step in range(0, 60, 10):
        save(run, step)
        assert_point(run, step)
    assert run.points() == [30, 40, 50]
    assert len(run.points()) == KEPT_POINTS
    save(run, 50)                                                   # over itself, as after a resume
    assert_point(run, 50)


def test_the_nearest_point_outlives_the_last_ones(run: RunFolder) -> None:
    for step, distance in ((10, 0.5), (20, 0.1), (30, 0.4), (40, 0.3), (50, 0.2), (60, 0.2)):
        run.save_point(step, groups(step), {"distance": distance})
    assert run.best_point() == 20
    assert run.points() == [20, 40, 50, 60]
    run.rewind(20)
    assert run.points() == [20]
    save(run, 30)                                                   # a point without a distance is never the best
    assert run.best_point() == 20


def test_a_broken_best_point_is_not_the_best(run: RunFolder) -> None:
    for step, distance in ((10, 0.1), (20, 0.2)):
        run.save_point(step, groups(step), {"distance": distance})
    (run.path / "resume" / "000010" / "manifest.json").write_text("{")
    assert run.best_point() == 20
    run.save_point(30, groups(30), {"distance": -(10**400)})         # JSON takes it, no float does
    assert run.best_point() == 20


def test_an_empty_group_and_no_meta(run: RunFolder) -> None:
    run.save_point(1, {"ema": {}})
    assert run.load_point(1) == ({"ema": {}}, {})


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("where", WHERE)
def test_a_fault_at_any_write_leaves_the_last_good_point(
    where: str, after: int, code: int, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three files; for `replace` the folder itself too; for `fsync` each file and its folder, at last the place of the point."""
    save(run, 10)
    save(run, 20)
    calls, in_place = {"write": (3, 3), "replace": (4, 4), "fsync": (7, 6)}[where]
    with monkeypatch.context() as patch:
        break_disk(patch, where, code, after)
        if after < calls:
            with pytest.raises(RunError, match=FAULTS[code]):
                save(run, 30)
        else:
            save(run, 30)
    assert run.points() == ([10, 20] if after < in_place else [10, 20, 30])
    assert_point(run, run.points()[-1])
    assert leftovers(run.path) == []
    save(run, 40)                                                   # room again
    assert_point(run, 40)


@pytest.mark.parametrize(("name", "content"), [
    ("critic.safetensors", None), ("critic.safetensors", b""), ("critic.safetensors", b"\x80\x02}q\x00."),
    ("manifest.json", b"{"), ("manifest.json", b'{"version": 2}'), ("manifest.json", b"{}"),
    ("manifest.json", b'{"groups": 3, "meta": {}}'), ("manifest.json", b'{"groups": ["../000010/critic"], "meta": {}}'),
    ("manifest.json", b'{"groups": [null], "meta": {}}'),
], ids=["missing", "empty", "pickle", "cut off", "newer", "no groups", "odd groups", "leads out", "no name"])
def test_a_broken_point_is_passed_over(name: str, content: bytes | None, run: RunFolder) -> None:
    save(run, 10)
    save(run, 20)
    file = run.path / "resume" / "000020" / name
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert_point(run, 10)


def test_a_folder_without_its_manifest_is_no_point(run: RunFolder) -> None:
    save(run, 10)
    (run.path / "resume" / "000020").mkdir()
    (run.path / "resume" / ".000030.abc.part").mkdir()              # a kill left it
    assert run.points() == [10]
    save(run, 40)
    assert leftovers(run.path) == []


def save_for_ever(run: RunFolder) -> None:
    step = run.points()[-1] if run.points() else 0
    while True:
        step += 1
        save(run, step)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")    # newer Pythons, of any fork
def test_kill_9_in_the_middle_leaves_a_point_that_opens(run: RunFolder) -> None:
    """Killed at moments that differ from run to run; each child goes on from what the one before left.

    Forked, since a child that imports torch first would take seconds.
    """
    last = 0
    for pause in (0.0, 0.003, 0.0071, 0.0137, 0.031):
        child = multiprocessing.get_context("fork").Process(target=save_for_ever, args=(run,), daemon=True)
        child.start()
        until = time.monotonic() + 30
        while not run.points() or run.points()[-1] <= last + 2:     # it is in its loop
            assert time.monotonic() < until
            time.sleep(0.001)
        time.sleep(pause)
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        found = run.newest_point()
        assert found is not None
        assert last < found[0] <= run.points()[-1]
        assert run.points()[-1] - found[0] <= 1                     # the one being replaced at most
        assert_point(run, found[0])
        last = found[0]
    save(run, last + 1)
    assert_point(run, last + 1)
    assert leftovers(run.path) == []                                # the next point sweeps what the kills left


def test_a_name_is_free_only_in_any_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    assert runs.free_name("hmog", "digits") == "hmog-digits-1"
    (tmp_path / "runs" / "hmog-Mine-1").mkdir(parents=True)
    assert runs.free_name("hmog", "/x/mine.zip") == "hmog-mine-2"
    assert runs.free_name("hmog", "/x/mine/") == "hmog-mine-2"
    assert runs.free_name("hmog", "/x/\u0444\u043e\u0442\u043e.zip") == "hmog-own-1"


@pytest.mark.parametrize("steps", [1, 20, 21, 600, 4000, 300_000])
def test_some_forty_steps_are_kept_closer_at_the_start(steps: int) -> None:
    kept = snapshot_steps(steps)
    assert kept[0] == min(20, steps)
    assert kept[-1] == steps
    assert len(kept) <= 40
    assert kept == sorted(set(kept))
    if steps >= 4000:
        assert len(kept) == 40
        assert kept[20] ** 2 == pytest.approx(kept[0] * kept[-1], rel=0.3)


def test_the_run_of_a_folder_is_its_own_or_the_one_that_holds_the_model(run: RunFolder) -> None:
    assert run_of(run.path) is None                                 # it has kept no step
    run.write_snapshot(20, {"w": torch.zeros(2)})
    assert run_of(run.path) == run_of(run.model) == run
    assert run_of(run.path.parent) is None

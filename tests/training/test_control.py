"""A run under control: paused, stepped, stopped and resumed it ends as one that was left alone; a failure says why."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from mixgan import families, jobs
from mixgan.errors import RunError
from mixgan.store import runs
from mixgan.store.models import find
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.trainer import Trainer
from tests.faults import break_disk
from tests.training.small import bars, config_of

STEPS = 20


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    return tmp_path


def new(name: str) -> RunFolder:
    return runs.create(name, config_of("hmog"))


def train(run: RunFolder, at: dict[int, Callable[[], object]] | None = None) -> str:
    """The run to its end; after step n, `at[n]` is called once."""
    waiting = dict(at or {})

    def progress(step: int, steps: int, words: str) -> None:
        if not words and step in waiting:
            waiting.pop(step)()

    return loop.run(run, bars(), progress)


def weights(run: RunFolder) -> dict[str, torch.Tensor]:
    return load_file(run.model / "model.safetensors")


def figures(run: RunFolder) -> list[dict[str, object]]:
    """Without what the clock decides."""
    return [{name: value for name, value in line.items() if name not in ("rate", "minutes")} for line in run.metrics.read()]


def assert_same(a: RunFolder, b: RunFolder) -> None:
    one, other = weights(a), weights(b)
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []
    assert figures(a) == figures(b)


@contextmanager
def a_person(run: RunFolder, *words: tuple[str, int]) -> Iterator[list[int]]:
    """Somebody who, each time the run is paused, notes the step and asks the next thing."""
    seen: list[int] = []

    def act() -> None:
        for request, n in words:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                status = jobs.read(run.path)
                if status is not None and status.phase == "paused" and jobs.pending(run.path) is None:
                    break
                time.sleep(0.01)
            assert status is not None
            seen.append(status.step)
            jobs.ask(run.path, request, n)

    thread = threading.Thread(target=act)
    thread.start()
    yield seen
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGAN_HOME", str(tmp_path_factory.mktemp("alone")))
        run = new("alone")
        assert train(run) == "finished"
        return run


def test_paused_stepped_and_resumed_it_ends_the_same(home: Path, alone: RunFolder) -> None:
    run = new("paused")
    with a_person(run, ("step", 1), ("step", 7), ("resume", 1)) as seen:
        assert train(run, {3: lambda: jobs.ask(run.path, "pause")}) == "finished"
    assert seen == [3, 4, 11]
    assert_same(run, alone)


def test_a_stopped_run_is_kept_opened_and_resumed(home: Path, alone: RunFolder) -> None:
    run = new("stopped")
    assert train(run, {7: lambda: jobs.ask(run.path, "stop")}) == "stopped"
    status = jobs.read(run.path)
    assert status is not None
    assert (status.phase, status.step) == ("stopped", 7)
    assert run.points()[-1] == 7
    assert families.load(find("stopped").path).n_experts == 8       # every page opens it
    (run.model / "map.npz").write_bytes(b"of these weights")
    assert train(run) == "finished"
    assert_same(run, alone)
    assert not (run.model / "map.npz").exists()                     # it was not of the finished one


def test_two_requests_at_once_are_both_heard(home: Path) -> None:
    run = new("twice")

    def both() -> None:
        jobs.ask(run.path, "pause")
        jobs.ask(run.path, "stop")

    assert train(run, {4: both}) == "stopped"
    assert run.points()[-1] == 4


@pytest.mark.parametrize("same_pid", [False, True])                 # in a container the next one may have the same
def test_a_request_to_a_process_that_died_does_not_stop_the_next(same_pid: bool, home: Path) -> None:
    run = new("left")
    jobs.write(run.path, phase="running", pid=os.getpid() if same_pid else 1, started=-1000.0)
    jobs.ask(run.path, "stop")
    assert train(run) == "finished"


@pytest.mark.parametrize(("value", "cause"), [(float("nan"), "nan"), (float("inf"), "nan"), (3e7, "diverged")])
def test_a_loss_that_runs_away_has_a_cause(value: float, cause: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = new("away")
    real = Trainer._generator_step

    def poisoned(self: Trainer, *given: torch.Tensor) -> dict[str, torch.Tensor]:
        if self.step == 12:
            self._update(torch.tensor(value, requires_grad=True), ["generator"], 12)
        return real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Trainer, "_generator_step", poisoned)
    with pytest.raises(RunError, match="Step 12: the loss is"):
        train(run)
    status = jobs.read(run.path)
    assert status is not None
    assert (status.phase, status.cause) == ("failed", cause)
    assert run.points()[-1] == 10                                   # the last good state


def test_memory_that_ran_out_has_a_cause(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = new("large")

    def full(self: Trainer) -> None:
        raise MemoryError

    monkeypatch.setattr(Trainer, "train_step", full)
    with pytest.raises(RunError, match="half the batch: --resume large --batch 8"):
        train(run)
    status = jobs.read(run.path)
    assert status is not None
    assert (status.phase, status.cause) == ("failed", "memory")


@pytest.mark.parametrize("words", [
    "[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory", "CUDA error: out of memory",
    "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
    "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "MPS backend out of memory (allocated: 1 GB)"])
def test_memory_that_is_too_short_to_begin_has_a_cause_too(words: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = new("too-large")

    def full(*given: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr(loop, "Trainer", full)
    with pytest.raises(RunError, match="Memory ran out at step 0"):
        train(run)
    status = jobs.read(run.path)
    assert status is not None
    assert (status.phase, status.cause) == ("failed", "memory")


@pytest.mark.parametrize("where", ["write", "fsync", "replace"])
def test_a_disk_that_fills_up_at_any_write_loses_nothing(
    where: str, home: Path, alone: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full from the next, fourth, seventh, ... call on; each time there is space again, and the run goes on."""
    run = new("full")
    told: list[RunError] = []
    outcome = ""
    while outcome != "finished":
        with monkeypatch.context() as patch:
            break_disk(patch, where, errno.ENOSPC, after=3 * len(told))
            try:
                outcome = train(run)
            except RunError as err:
                told.append(err)
        for step in run.points():
            run.load_point(step)                                    # each that is there is whole
    assert len(told) >= 4
    assert {err.cause for err in told} == {"disk"}
    assert all("disk is full" in str(err) for err in told)
    assert_same(run, alone)

"""What runs in a process of its own: a training beside, its memory, and a map in the worker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from mixgan import jobs
from mixgan.analysis.publish import MAP_N
from mixgan.files import shipped_root
from tests.benchmarks.table import Comparison
from tests.browser.serving import REPOSITORY

__all__ = ["map_in_the_worker", "memory_of_a_training", "training"]

GB = 1e9
PATIENCE_S = 300


@dataclass
class Running:
    """A digits training in a home of its own."""

    process: subprocess.Popen[bytes]
    folder: Path

    def wait_for_steps(self) -> None:
        """Until it makes steps: before that it imports."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            status = jobs.read(self.folder)
            if status is not None and status.step > 0:
                return
            time.sleep(0.2)
        raise RuntimeError("the training beside did not begin")


@contextmanager
def training(steps: int = 100_000, *, quick: bool = True) -> Iterator[Running]:
    """HMoG on the digits with its preset, one thread; it is ended with the block."""
    with tempfile.TemporaryDirectory() as home:
        argv = ["train", "--family", "hmog", "--data", "digits", "--run", "beside", "--threads", "1",
                "--warm_up_steps", "20", "--steps", str(steps), *(["--quick"] if quick else [])]
        process = _mixgan(argv, Path(home))
        try:
            yield Running(process, Path(home) / "runs" / "beside")
        finally:
            process.terminate()
            process.wait()


def _mixgan(argv: list[str], home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "mixgan", *argv], cwd=REPOSITORY, env={**os.environ, "MIXGAN_HOME": str(home)},
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def memory_of_a_training(n: int) -> list[Comparison]:
    """The most resident memory of a short digits training, sampled ten times a second; `n` decides how short."""
    return [Comparison("memory of a digits training", "GB", [_most(60 * n, quick=True)], most=1.5, note="its own process"),
            Comparison("the same with the figures at its end", "GB", [_most(60 * n, quick=False)], most=1.5)]


def _most(steps: int, quick: bool) -> float:
    """GB."""
    most = 0.0
    with training(steps, quick=quick) as run:
        while run.process.poll() is None:
            most = max(most, _resident(run.process.pid))
            time.sleep(0.1)
        if run.process.returncode:
            raise RuntimeError(f"the training beside ended with status {run.process.returncode}")
    return most


def _resident(pid: int) -> float:
    try:
        tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return sum(int(one.memory_info().rss) for one in tree) / GB
    except psutil.NoSuchProcess:
        return 0.0                                  # it ended meanwhile


def map_in_the_worker(n: int = 1) -> list[Comparison]:
    """Seconds of `mixgan map` of a shipped model, imports included."""
    taken = []
    for _ in range(n):
        with tempfile.TemporaryDirectory() as home:
            copy = Path(home) / "model"
            shutil.copytree(shipped_root() / "hmog-mnist", copy)
            begun = time.perf_counter()
            status = _mixgan(["map", str(copy)], Path(home)).wait()
            taken.append(time.perf_counter() - begun)
            if status:
                raise RuntimeError(f"mixgan map ended with status {status}")
    return [Comparison("map in the worker, imports included", "s", taken, most=30,
                       note=f"hmog-mnist, {MAP_N:,} points as the app asks for; the budget says 5,000")]

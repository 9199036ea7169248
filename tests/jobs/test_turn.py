"""Turns of a device: one at a time, given back by a crash, left when asked to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mixgan import jobs
from mixgan.cli import main
from tests.cli.conftest import SMALL

HOLD = """
import sys, time
from mixgan import jobs
with jobs.turn("cpu", "first", lambda holder: True) as held:
    print(held, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "True"
        yield child
        child.kill()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "waited for 30 s"
        time.sleep(0.02)


def test_who_waits_hears_who_holds_it(holder: subprocess.Popen[str]) -> None:
    heard = []
    with jobs.turn("cpu", "second", lambda name: heard.append(name) or len(heard) < 3) as held:     # type: ignore[func-returns-value]
        assert held is False
    assert heard == ["first"] * 3
    with jobs.turn("cuda", "second", lambda name: False) as other:                              # another device is free
        assert other is True


def test_a_kill_gives_it_back(holder: subprocess.Popen[str]) -> None:
    def waiting(name: str) -> bool:
        holder.send_signal(signal.SIGKILL)
        return True

    with jobs.turn("cpu", "second", waiting) as held:
        assert held is True
    with jobs.turn("cpu", "third", lambda name: False) as again:    # and leaving gives it back too
        assert again is True


def status(home: Path) -> dict[str, object]:
    path = home / "runs" / "second" / "status.json"
    found: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
    return found


def train(home: Path) -> subprocess.Popen[bytes]:
    argv = [sys.executable, "-m", "mixgan", "train", *SMALL, "--run", "second"]
    return subprocess.Popen(argv, env={**os.environ, "MIXGAN_HOME": str(home)}, stderr=subprocess.DEVNULL)


def test_a_second_run_queues_says_so_and_follows(home: Path, holder: subprocess.Popen[str]) -> None:
    child = train(home)
    until(lambda: status(home).get("message") == "waits until first is done")
    assert jobs.state(home / "runs" / "second") is jobs.State.queued
    holder.kill()
    assert child.wait(60) == 0
    assert status(home)["phase"] == "finished"


def test_a_run_that_waits_can_be_stopped(home: Path, holder: subprocess.Popen[str]) -> None:
    child = train(home)
    until(lambda: status(home).get("phase") == "queued")
    assert main(["control", "second", "stop"]) == 0
    assert child.wait(60) == 130
    assert status(home)["phase"] == "stopped"


def test_beside_does_not_wait(home: Path, holder: subprocess.Popen[str]) -> None:
    assert main(["train", *SMALL, "--run", "second", "--beside"]) == 0

"""What the tests of commands share: a home, a run of a second, and a process of its own to start one in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mixgan import jobs

SMALL = ["--family", "hmog", "--data", "ring", "--steps", "60", "--evaluate_every", "20", "--checkpoint_every", "10",
         "--batch", "32", "--threads", "1", "--device", "cpu", "--quick"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def ended(home: Path) -> Iterator[None]:
    """Runs outlive whoever began them: what a failed test leaves is ended."""
    yield
    for path in (home / "runs").glob("*"):
        if jobs.state(path) in jobs.UNDER_WAY:
            jobs.end(path)


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """In a process of its own; what it says, and each module as it is imported, goes into `said.txt`."""
    environment = {**os.environ, "MIXGAN_HOME": str(home), "PYTHONPROFILEIMPORTTIME": "1"}
    with (home / "said.txt").open("wb") as said:
        return subprocess.Popen([sys.executable, "-m", "mixgan", *words], env=environment, stderr=said)

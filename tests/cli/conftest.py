"""What the tests of commands that start many runs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mixgan import jobs


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs outlive whoever began them: what a failed test leaves is ended."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    yield tmp_path
    for path in (tmp_path / "runs").glob("*"):
        if jobs.state(path) in jobs.UNDER_WAY:
            jobs.end(path)

"""What a command says of its work to whoever waits for it: how far, how fast, how it ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan import jobs
from mixgan.cli import common
from mixgan.training import expected


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time in seconds, which a test moves; this process is the job of `tmp_path`."""
    now = [100.0]
    monkeypatch.setattr(common, "own_folder", lambda: tmp_path)
    monkeypatch.setattr(common.time, "monotonic", lambda: now[0])
    return now


def test_what_is_left_is_told_at_the_pace_since_the_first_step(tmp_path: Path, clock: list[float]) -> None:
    with common.as_job("Sorting") as tell:
        assert expected.left(jobs.read(tmp_path)) == ""
        clock[0] += 60.0                                            # loading is no pace
        tell(10, 110)
        assert expected.left(jobs.read(tmp_path)) == ""
        clock[0] += 20.0
        tell(50, 110)
        status = jobs.read(tmp_path)
        assert status is not None
        assert (status.step, status.steps, status.rate) == (50, 110, 2.0)
        assert expected.left(status) == "about 30 s left"
        tell(110, 110)
        assert expected.left(jobs.read(tmp_path)) == ""
    assert jobs.state(tmp_path) is jobs.State.finished


def test_a_mistake_ends_the_job_with_its_sentence(tmp_path: Path, clock: list[float]) -> None:
    def work() -> None:
        with common.as_job("Sorting") as tell:
            tell(1, 2)
            raise ValueError("no pictures")

    with pytest.raises(ValueError, match="no pictures"):
        work()
    status = jobs.read(tmp_path)
    assert status is not None
    assert (status.phase, status.message) == ("failed", "no pictures")

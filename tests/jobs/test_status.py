"""A state follows from what the child said and from whether it lives: exhaustively."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan import jobs
from mixgan.jobs import State, Status, alive, derive
from mixgan.jobs.status import PHASES, STALE_S, born


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits; not one of `jobs.start`, so nobody reaps it."""
    with subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def status_of(pid: int) -> Status:
    return Status(phase="running", pid=pid, started=born(pid), host=socket.gethostname(),
                  heartbeat=time.time())


# --- the pure function ------------------------------------------------------------------------------------------------------

EXPECTED = {
    ("queued", True): State.queued, ("queued", False): State.lost,
    ("running", True): State.running, ("running", False): State.lost,
    ("paused", True): State.paused, ("paused", False): State.lost,
    ("stopped", True): State.stopped, ("stopped", False): State.stopped,
    ("finished", True): State.finished, ("finished", False): State.finished,
    ("failed", True): State.failed, ("failed", False): State.failed,
}


@pytest.mark.parametrize(("phase", "living"), list(itertools.product(PHASES, [True, False])))
def test_every_state(phase: str, living: bool) -> None:
    assert derive(Status(phase=phase), living) is EXPECTED[phase, living]


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == set(itertools.product(PHASES, [True, False]))
    assert set(EXPECTED.values()) == set(State)
    assert derive(None, True) is derive(None, False) is State.lost


@given(status=st.builds(Status, phase=st.sampled_from(PHASES), step=st.integers(), pid=st.integers(), heartbeat=st.floats()),
       living=st.booleans())
def test_nothing_else_decides(status: Status, living: bool) -> None:
    assert derive(status, living) is EXPECTED[status.phase, living]


# --- alive ------------------------------------------------------------------------------------------------------------------

def test_a_process_lives_until_it_is_killed_even_as_a_zombie(child: subprocess.Popen[bytes]) -> None:
    status = status_of(child.pid)
    assert alive(status)
    os.kill(child.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert psutil.pid_exists(child.pid)                             # nobody has waited for it
    assert not alive(status)
    child.wait()
    assert not alive(status)


@pytest.mark.parametrize("by", [-3.0, 3.0, -1e6])
def test_a_pid_that_was_given_to_another_process_is_not_alive(by: float, child: subprocess.Popen[bytes]) -> None:
    status = status_of(child.pid)
    assert not alive(replace(status, started=status.started + by))
    assert alive(replace(status, started=status.started + by / abs(by)))         # the clock of the kernel is coarse


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system tells a start by its clock only")
@pytest.mark.parametrize("by", [-1e6, -3600, 3600, 1e6])
def test_a_clock_that_is_set_changes_no_life(by: float, child: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """psutil reckons a start from the time of boot, and that from the clock."""
    status = status_of(child.pid)
    now, boot = time.time(), psutil.boot_time()
    monkeypatch.setattr(time, "time", lambda: now + by)
    monkeypatch.setattr(psutil, "boot_time", lambda: boot + by)
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + by)
    monkeypatch.setattr(psutil.Process, "create_time", lambda _: now + by)
    assert alive(status)


@pytest.mark.parametrize("pid", [0, -1, 2**31, 10**30])
def test_pids_that_are_none(pid: int) -> None:
    assert not alive(Status(phase="running", pid=pid, host=socket.gethostname(), heartbeat=time.time()))


def test_no_status_no_life() -> None:
    assert not alive(None)


@pytest.mark.parametrize(("age", "expected"), [(0, True), (STALE_S - 5, True), (STALE_S + 5, False), (-STALE_S - 5, False)])
def test_on_another_host_the_heartbeat_decides(age: float, expected: bool) -> None:
    there = Status(phase="running", pid=os.getpid(), host="elsewhere", heartbeat=time.time() - age)
    assert alive(there) is expected


# --- the file ---------------------------------------------------------------------------------------------------------------

def test_what_the_child_says_is_read_with_who_it_is(tmp_path: Path) -> None:
    assert jobs.state(tmp_path) is State.lost
    jobs.write(tmp_path, phase="running", step=3, steps=9, message="é", rate=1.5)
    status = jobs.read(tmp_path)
    assert status is not None
    assert (status.phase, status.step, status.steps, status.message, status.rate) == ("running", 3, 9, "é", 1.5)
    assert (status.pid, status.host) == (os.getpid(), socket.gethostname())
    assert alive(status)
    assert jobs.state(tmp_path) is State.running
    jobs.write(tmp_path, phase="finished")
    assert jobs.state(tmp_path) is State.finished


def test_a_run_whose_process_is_gone_is_lost(tmp_path: Path) -> None:
    jobs.write(tmp_path, phase="running", started=1.0)              # this pid, another process
    assert jobs.state(tmp_path) is State.lost


@pytest.mark.parametrize("content", [
    "", "{", "[]", '{"phase": "sleeping"}', '{"phase": null}', '{"phase": "running", "step": "many"}', '{"step": null}',
    '{"phase": "running", "pid": []}', '{"phase": "running", "step": Infinity}', '{"phase": "running", "step": NaN}',
    '{"version": 2, "phase": "running"}',
])
def test_a_status_that_cannot_be_read_is_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text(content)
    assert jobs.read(tmp_path) is None
    assert jobs.state(tmp_path) is State.lost


@given(values=st.fixed_dictionaries({}, optional={name: st.none() | st.integers() | st.floats() | st.text(max_size=3)
                                                  for name in asdict(Status())}))
def test_any_status_file_has_a_state(values: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("status")
    (folder / "status.json").write_text(json.dumps(values))
    assert jobs.state(folder) in State


def test_fields_of_a_later_program_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text('{"phase": "finished", "mood": 3}')
    assert jobs.state(tmp_path) is State.finished

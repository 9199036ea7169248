"""Children: started once, heard in their log, asked through a file, seen through the folder alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from mixgan import jobs
from mixgan.errors import ConfigError
from mixgan.jobs import State
from mixgan.jobs import process as processes

SLEEP = [sys.executable, "-S", "-c", "import time; print('begun', flush=True); time.sleep(60)"]


def say(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until, "waited for 20 s"
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "job"
    yield folder
    for child in psutil.Process().children():
        if folder.is_dir() and str(folder.resolve()) in _environment(child):
            child.kill()


def _environment(child: psutil.Process) -> str:
    try:
        return child.environ().get("MIXGAN_JOB", "")
    except psutil.Error:
        return ""


def test_a_child_is_queued_until_it_speaks_and_lost_when_killed(folder: Path) -> None:
    pid = jobs.start(SLEEP, folder)
    assert jobs.state(folder) is State.queued
    status = jobs.read(folder)
    assert status is not None
    assert status.pid == pid
    assert os.getsid(pid) == pid != os.getsid(0)                    # a session of its own outlives ours
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: jobs.state(folder) is State.lost)
    wait_for(lambda: not psutil.pid_exists(pid))                    # reaped: no zombie stays


def test_two_starts_are_one_job(folder: Path) -> None:
    first = jobs.start(SLEEP, folder)
    assert jobs.start(SLEEP, folder) == first
    wait_for(lambda: jobs.log_tail(folder, 9) == ["begun"])
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: jobs.state(folder) is State.lost)
    assert jobs.start(SLEEP, folder) != first
    wait_for(lambda: jobs.log_tail(folder, 9) == ["begun", "begun"])


def test_starts_at_the_same_time_are_one_job(folder: Path) -> None:
    """Two tabs, one click each."""
    with ThreadPoolExecutor(4) as pool:
        pids = set(pool.map(lambda _: jobs.start(SLEEP, folder), range(4)))
    assert len(pids) == 1


def test_output_of_both_kinds_is_appended_and_input_is_empty(folder: Path) -> None:
    folder.mkdir()
    (folder / "log.txt").write_text("before\n")
    code = "import sys; print(len(sys.stdin.read()), flush=True); sys.stderr.write('oops\\n')"
    pid = jobs.start(say(code), folder)
    wait_for(lambda: not psutil.pid_exists(pid))
    assert jobs.log_tail(folder, 10) == ["before", "0", "oops"]


def test_the_child_knows_its_folder_and_its_word_is_not_overwritten(folder: Path) -> None:
    jobs.start(say("import os; from pathlib import Path\n"
                   "p = Path(os.environ['MIXGAN_JOB'])\n"
                   "(p / 'new').write_text('{\"phase\": \"finished\", \"message\": \"mine\"}')\n"
                   "(p / 'new').replace(p / 'status.json')"),
               folder)
    wait_for(lambda: jobs.state(folder) is State.finished)
    status = jobs.read(folder)
    assert status is not None
    assert status.message == "mine"


def test_an_announcement_comes_after_the_word_of_the_child(folder: Path) -> None:
    jobs.write(folder, phase="running", step=3)                     # the child was quicker
    processes._announce(os.getpid(), folder, None)
    assert jobs.state(folder) is State.running


def test_a_new_start_keeps_the_step_and_forgets_the_request(folder: Path) -> None:
    jobs.write(folder, phase="paused", step=40, steps=100, started=1.0)
    jobs.ask(folder, "stop")
    pid = jobs.start(SLEEP, folder)
    status = jobs.read(folder)
    assert status is not None
    assert (status.phase, status.step, status.steps, status.pid) == ("queued", 40, 100, pid)
    assert jobs.asked(folder) is None


def test_a_child_without_steps_can_be_ended(folder: Path) -> None:
    processes.end(folder)                                           # nothing there: nothing to end
    pid = jobs.start(SLEEP, folder)
    processes.end(folder)
    wait_for(lambda: not psutil.pid_exists(pid))


def test_ending_spares_a_process_that_only_has_the_pid(folder: Path) -> None:
    """The pid of this very process, with another start time: were it not checked, this test run would end."""
    jobs.write(folder, phase="running", started=1.0)
    processes.end(folder)


# --- control and log ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("request_", ["pause", "step", "resume", "stop"])
def test_what_is_asked_is_heard_until_acknowledged(request_: str, tmp_path: Path) -> None:
    assert jobs.asked(tmp_path) is None
    jobs.ask(tmp_path, "stop" if request_ != "stop" else "pause")
    jobs.ask(tmp_path, request_)                                    # the last one counts
    assert jobs.asked(tmp_path) == request_
    jobs.acknowledge(tmp_path)
    jobs.acknowledge(tmp_path)
    assert jobs.asked(tmp_path) is None


def test_what_cannot_be_asked_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Unknown request 'puase'.*Did you mean 'pause'\?"):
        jobs.ask(tmp_path, "puase")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"request": "explode"}', '{"request": ["stop"]}',
                                     '{"version": 2, "request": "stop"}'])
def test_a_request_that_cannot_be_read_is_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "control.json").write_text(content)
    assert jobs.asked(tmp_path) is None


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    assert jobs.log_tail(tmp_path, 3) == []
    (tmp_path / "log.txt").write_bytes(b"".join(b"line %d \xc3\xa9\n" % i for i in range(20_000)) + b"\xff torn")
    assert jobs.log_tail(tmp_path, 2) == ["line 19999 é", "\ufffd torn"]
    assert jobs.log_tail(tmp_path, 0) == []
    tail = jobs.log_tail(tmp_path, 10**6)
    assert sum(map(len, tail)) <= processes.TAIL_BYTES               # a long log is not read whole
    assert len(tail) > 1000

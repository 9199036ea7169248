"""Children: started once, heard in their log, asked through a file, seen through the folder alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from mixgan import jobs
from mixgan.errors import ConfigError, RunError
from mixgan.jobs import State
from mixgan.jobs import process as processes
from mixgan.jobs.status import born

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
    assert jobs.asked(folder, pid) == []


def test_a_child_without_steps_can_be_ended(folder: Path) -> None:
    processes.end(folder)                                           # nothing there: nothing to end
    pid = jobs.start(SLEEP, folder)
    processes.end(folder)
    wait_for(lambda: not psutil.pid_exists(pid))


def test_ending_spares_a_process_that_only_has_the_pid(folder: Path) -> None:
    """A process that began at another time than the one that the folder tells of."""
    other = subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL)
    try:
        jobs.write(folder, phase="running", pid=other.pid, started=1.0)
        processes.end(folder)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.3)
        jobs.write(folder, phase="running", pid=other.pid, started=born(other.pid))
        processes.end(folder)
        assert other.wait(20) != 0                                  # and this one is that process
    finally:
        other.kill()
        other.wait()


# --- control and log ----------------------------------------------------------------------------------------------------------

HERE = os.getpid()


@pytest.mark.parametrize("request_", ["pause", "step", "resume", "stop"])
def test_what_is_asked_is_heard_until_it_is_answered(request_: str, tmp_path: Path) -> None:
    jobs.write(tmp_path, phase="running")
    assert jobs.pending(tmp_path) is None
    first = jobs.ask(tmp_path, "stop" if request_ != "stop" else "pause")
    second = jobs.ask(tmp_path, request_, 100)
    wish = jobs.Request(request_, 100, second, HERE)
    assert [one.id for one in jobs.asked(tmp_path, HERE)] == [first, second]                 # none is lost, in their order
    assert jobs.asked(tmp_path, HERE, first) == [wish]
    assert jobs.asked(tmp_path, HERE, second) == []
    assert jobs.pending(tmp_path) == wish
    assert (jobs.answered(tmp_path, first), jobs.answered(tmp_path, second)) == (False, False)
    jobs.write(tmp_path, phase="running", answered=first)           # an answer that crossed the second request
    assert jobs.pending(tmp_path) == wish
    assert (jobs.answered(tmp_path, first), jobs.answered(tmp_path, second)) == (True, False)
    third = jobs.ask(tmp_path, "resume")                            # what was answered leaves the list
    assert [one.id for one in jobs.asked(tmp_path, HERE)] == [second, third]
    jobs.write(tmp_path, phase="running", answered=third)           # both were taken up at once
    assert jobs.pending(tmp_path) is None
    assert all(jobs.answered(tmp_path, wish) for wish in (first, second, third))


def test_requests_of_many_at_once_all_arrive(tmp_path: Path) -> None:
    jobs.write(tmp_path, phase="running")
    with ThreadPoolExecutor(8) as pool:
        wishes = list(pool.map(lambda _: jobs.ask(tmp_path, "step"), range(24)))
    assert sorted(one.id for one in jobs.asked(tmp_path, HERE)) == sorted(wishes)


def test_nobody_who_answers_is_an_answer(tmp_path: Path) -> None:
    """Who waits for it need not wait longer: the run's state says the rest."""
    jobs.write(tmp_path, phase="running", started=1.0)
    assert jobs.answered(tmp_path, jobs.ask(tmp_path, "pause"))


def test_a_claim_is_one_process_s_until_it_ends(tmp_path: Path) -> None:
    code = ("import sys, time; from pathlib import Path; from mixgan import jobs\n"
            "with jobs.claim(Path(sys.argv[1])) as alone:\n    print(alone, flush=True); time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"True\n"
        with jobs.claim(tmp_path) as alone:
            assert not alone
        child.kill()
        child.wait()
    with jobs.claim(tmp_path) as alone:
        assert alone


def test_what_was_asked_of_a_process_that_died_is_nobodys(tmp_path: Path) -> None:
    jobs.write(tmp_path, phase="running", pid=HERE - 1, started=1.0)
    jobs.ask(tmp_path, "stop")
    assert jobs.pending(tmp_path) is None                           # nobody there to answer
    jobs.write(tmp_path, phase="running")                           # the run goes on, in another process
    assert jobs.asked(tmp_path, HERE) == []


def test_what_cannot_be_asked_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Unknown request 'puase'.*Did you mean 'pause'\?"):
        jobs.ask(tmp_path, "puase")
    with pytest.raises(ConfigError, match=r"from 1 to 1,000,000 \(given 0\)"):
        jobs.ask(tmp_path, "step", 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [
    "", "{", "[]", "{}", '{"requests": 3}', '{"requests": [3]}', '{"requests": [{"request": "stop"}]}',
    '{"requests": [{"request": "explode", "n": 1, "id": "a", "pid": PID}]}',
    '{"requests": [{"request": ["stop"], "n": 1, "id": "a", "pid": PID}]}',
    '{"requests": [{"request": "step", "n": 0, "id": "a", "pid": PID}]}',
    '{"requests": [{"request": "step", "n": Infinity, "id": "a", "pid": PID}]}',
    '{"version": 2, "requests": [{"request": "stop", "n": 1, "id": "a", "pid": PID}]}',
    '{"requests": [{"request": "stop", "n": 1, "id": "a", "pid": null}]}'])
def test_a_request_that_cannot_be_read_is_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "control.json").write_text(content.replace("PID", str(HERE)))
    assert jobs.asked(tmp_path, HERE) == []


@pytest.mark.parametrize(("file", "act"), [
    (".asking", lambda folder: jobs.ask(folder, "stop")), (".start", lambda folder: jobs.start(["true"], folder)),
    ("log.txt", lambda folder: jobs.start(["true"], folder)), (".claim", lambda folder: jobs.claim(folder).__enter__()),
    (".turns/cpu.lock", lambda folder: jobs.turn("cpu", "x", lambda holder: False).__enter__())])
def test_a_file_that_cannot_be_written_is_a_sentence(
    file: str, act: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    (tmp_path / file).mkdir(parents=True)                           # a folder in its place
    with pytest.raises(RunError, match="could not be written"):
        act(tmp_path)


def test_a_start_that_cannot_be_told_is_taken_back(folder: Path) -> None:
    (folder / "status.json").mkdir(parents=True)
    with pytest.raises(RunError, match=r"status\.json could not be written"):
        jobs.start(SLEEP, folder)
    mine = [child for child in psutil.Process().children() if str(folder.resolve()) in _environment(child)]
    assert psutil.wait_procs(mine, 20)[1] == []


def test_a_program_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="No process could be started"):
        jobs.start([str(tmp_path / "nothing")], tmp_path)


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    assert jobs.log_tail(tmp_path, 3) == []
    (tmp_path / "log.txt").write_bytes(b"".join(b"line %d \xc3\xa9\n" % i for i in range(20_000)) + b"\xff torn")
    assert jobs.log_tail(tmp_path, 2) == ["line 19999 é", "\ufffd torn"]
    assert jobs.log_tail(tmp_path, 0) == []
    tail = jobs.log_tail(tmp_path, 10**6)
    assert sum(map(len, tail)) <= processes.TAIL_BYTES               # a long log is not read whole
    assert len(tail) > 1000
    (tmp_path / "log.txt").unlink()
    (tmp_path / "log.txt").mkdir()
    assert jobs.log_tail(tmp_path, 3) == []

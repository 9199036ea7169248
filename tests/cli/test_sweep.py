"""`sweep` as a user meets it: Ctrl-C and again; the same folders on Ray, whose worker and driver are killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from mixgan import jobs
from mixgan.cli import main
from tests.shortened import shorten

FILE = """
name = "s"
family = "gmgan"
data = "ring"
seeds = {seeds}
[settings]
steps = {steps}
batch = 16
evaluate_every = 1000
checkpoint_every = 10
device = "cpu"
"""


pytestmark = pytest.mark.usefixtures("ended")


def written(home: Path, steps: int, name: str = "s", seeds: str = "[0, 1]") -> Path:
    path = home / f"{name}.toml"
    path.write_text(FILE.format(steps=steps, seeds=seeds).replace('"s"', f'"{name}"'))
    return path


def begun(path: Path, *words: str) -> subprocess.Popen[str]:
    """In a session of its own: what is sent to it is sent to it alone."""
    return subprocess.Popen([sys.executable, "-m", "mixgan", "sweep", str(path), "--quick", "--at-once", "2", *words],
                            stderr=subprocess.PIPE, text=True, start_new_session=True)


def until(condition: Callable[[], bool], child: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert child.poll() is None, child.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def points(home: Path, name: str) -> list[int]:
    return sorted(int(path.parent.name) for path in (home / "runs" / name / "resume").glob("[0-9]*/manifest.json"))


def weights(home: Path, name: str) -> bytes:
    return (home / "runs" / name / "model" / "model.safetensors").read_bytes()


@pytest.mark.slow
def test_ctrl_c_keeps_the_run_and_again_goes_on(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One run, since each costs seconds of imports; several at a time: tests/jobs/test_many.py."""
    child = begun(written(home, 100_000, seeds="[0]"))
    until(lambda: bool(points(home, "s-seed0")), child)
    child.send_signal(signal.SIGINT)
    words = child.communicate(timeout=300)[1]
    assert child.returncode == 130, words
    assert "go on with: python -m mixgan sweep" in words
    status = jobs.read(home / "runs" / "s-seed0")
    assert status is not None
    assert (status.phase, points(home, "s-seed0")[-1]) == ("stopped", status.step)
    steps = status.step + 20
    shorten(home / "runs" / "s-seed0", steps)
    path = str(written(home, steps, seeds="[0]"))
    assert main(["sweep", path, "--quick"]) == 0
    assert f"goes on from step {status.step}" in (said := capfd.readouterr().err)
    assert "1 of 1 runs are finished" in said
    assert main(["sweep", path, "--quick"]) == 0
    assert "finished before" in capfd.readouterr().err
    assert main(["sweep", path, "--table", "--csv", str(home / "t.csv")]) == 0
    assert f"finished  {steps}" in capfd.readouterr().out
    assert (home / "t.csv").read_text().startswith("run,seed,state,step,distance")


@pytest.mark.parametrize(("words", "sentence"), [
    (["s.toml", "--at-once", "0"], "--at-once should be from 1 to 256 (given 0)"), (["none.toml"], "none.toml is missing"),
    (["s.toml", "--table", "--csv", "/proc/none/t.csv"], "t.csv"), (["s.toml", "--quik"], "sweep does not take --quik")])
def test_a_mistake_is_one_sentence(
    words: list[str], sentence: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    written(home, 40)
    monkeypatch.chdir(home)
    assert main(["sweep", *words]) in (1, 2)
    assert sentence in capsys.readouterr().err
    assert not (home / "runs").exists()


def test_without_ray_the_install_command_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["sweep", str(written(home, 40)), "--ray", "local"]) == 2
    assert "pip install ray" in capsys.readouterr().err
    assert not (home / "runs").exists()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install ray")
def test_on_ray_a_killed_worker_and_a_killed_driver_lose_nothing(home: Path) -> None:
    names = ("r-seed0", "r-seed1")
    child = begun(written(home, 100_000, "r"), "--ray", "local")
    until(lambda: all(points(home, name) for name in names), child)
    first = jobs.read(home / "runs" / names[0])
    assert first is not None
    reached = points(home, names[0])[-1]
    psutil.Process(first.pid).kill()
    until(lambda: points(home, names[0])[-1] > reached and (jobs.read(home / "runs" / names[0]) or first).pid != first.pid, child)
    child.kill()
    child.communicate()
    # the workers of a local cluster end with its driver; each run is then lost, not running
    deadline = time.monotonic() + 120
    while any(jobs.alive(jobs.read(home / "runs" / name)) for name in names):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    kept = {name: points(home, name)[-1] for name in names}
    for name in names:
        status = jobs.read(home / "runs" / name)
        assert status is not None
        assert status.step - kept[name] <= 10                       # one checkpoint interval
    steps = max(kept.values()) + 20
    for name in names:
        shorten(home / "runs" / name, steps)
    again = begun(written(home, steps, "r"), "--ray", "local")
    words = again.communicate(timeout=300)[1]
    assert again.returncode == 0, words
    # the same configuration under the other engine, never interrupted: the same bits
    assert main(["sweep", str(written(home, steps, "s")), "--quick", "--at-once", "2"]) == 0
    for name in names:
        plain = name.replace("r-", "s-")
        assert weights(home, name) == weights(home, plain)
        one, other = (json.loads((home / "runs" / which / "config.json").read_text()) for which in (name, plain))
        assert one == other

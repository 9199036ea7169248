"""The command line as a user meets it: a run that is killed and resumed, samples, lists, and one sentence for each mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from mixgan.cli import main

SMALL = ["--family", "hmog", "--data", "ring", "--steps", "60", "--evaluate_every", "20", "--checkpoint_every", "10",
         "--batch", "32", "--threads", "1", "--device", "cpu", "--quick"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    return tmp_path


def start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "MIXGAN_HOME": str(home)}
    return subprocess.Popen([sys.executable, "-m", "mixgan", *words], env=environment, stderr=subprocess.PIPE)


def killed_after_a_point(home: Path, name: str, number: int) -> int:
    """Start the run, send the signal once a point to resume from is there; the exit status."""
    child = start(home, "train", *SMALL, "--run", name, "--steps", "4000")
    deadline = time.monotonic() + 120
    while not list((home / "runs" / name / "resume").glob("[0-9]*/manifest.json")):
        assert child.poll() is None, child.communicate()[1].decode()
        assert time.monotonic() < deadline, "no point was written"
        time.sleep(0.02)
    child.send_signal(number)
    child.communicate()
    return child.returncode


def shortened(home: Path, name: str, steps: int) -> None:
    """The same run with a nearer end, so that the test need not wait for 4,000 steps."""
    path = home / "runs" / name / "config.json"
    content = json.loads(path.read_text())
    content["training"]["steps"] = steps
    path.write_text(json.dumps(content))


def test_a_killed_run_ends_with_the_same_bits(home: Path) -> None:
    assert killed_after_a_point(home, "killed", signal.SIGKILL) == -signal.SIGKILL
    newest = max(int(path.name) for path in (home / "runs" / "killed" / "resume").glob("[0-9]*"))
    shortened(home, "killed", newest + 30)
    assert main(["train", "--resume", "killed", "--quick"]) == 0
    assert main(["train", *SMALL, "--run", "whole", "--steps", str(newest + 30)]) == 0
    one, other = (home / "runs" / name / "model" / "model.safetensors" for name in ("killed", "whole"))
    assert one.read_bytes() == other.read_bytes()


def test_ctrl_c_keeps_the_state(home: Path) -> None:
    assert killed_after_a_point(home, "stopped", signal.SIGINT) == 130
    status = json.loads((home / "runs" / "stopped" / "status.json").read_text())
    assert status["phase"] == "stopped"
    assert (home / "runs" / "stopped" / "resume" / f"{status['step']:06d}" / "manifest.json").exists()


def test_train_list_show_verify_and_sample(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *SMALL, "--run", "first"]) == 0
    assert main(["list", "--json"]) == 0
    row = next(row for row in json.loads(capsys.readouterr().out) if row["name"] == "first")
    assert row["family"] == "hmog"
    assert row["n_experts"] == 8
    assert row["image_shape"] == [2]
    assert main(["verify", "first"]) == 0
    out = home / "samples.npz"
    assert main(["sample", "first", "--n", "5", "--seed", "3", "--expert", "2", "--out", str(out)]) == 0
    with np.load(out) as arrays:
        assert arrays["images"].shape == (5, 2)
        assert set(arrays["expert"].tolist()) == {2}
    assert main(["runs", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert [(row["name"], row["state"]) for row in found] == [("first", "finished")]


@pytest.mark.parametrize(("words", "sentence"), [
    (["train", "--family", "hmgo", "--data", "ring", "--run", "a"], "Did you mean 'hmog'?"),
    (["train", "--family", "hmog", "--data", "rign", "--run", "a"], "ring"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "a", "--dept", "3"], "Did you mean 'depth'?"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "a", "--depth", "99"], "less than or equal to 6"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "../a"], "cannot be a folder name"),
    (["train", "--family", "gan", "--data", "ring", "--run", "a", "--self_label", "1"], "at least two experts"),
    (["train", "--family", "gan", "--data", "ring", "--run", "a", "--critic_norm", "batch"], "gradient penalty"),
    (["train", "--resume", "nothing"], "Unknown run 'nothing'"),
    (["train", "--data", "ring"], "train needs --family"),
    (["sample", "nothing", "--out", "x.png"], "Unknown model 'nothing'"),
    (["control", "nothing", "stop"], "Unknown run"),
    (["list", "--colour"], "does not take --colour"),
])
def test_a_mistake_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_a_run_is_not_overwritten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *SMALL, "--run", "once"]) == 0
    before = (home / "runs" / "once" / "model" / "model.safetensors").read_bytes()
    capsys.readouterr()
    assert main(["train", *SMALL, "--run", "once"]) == 2
    assert "--resume once" in capsys.readouterr().err
    assert (home / "runs" / "once" / "model" / "model.safetensors").read_bytes() == before

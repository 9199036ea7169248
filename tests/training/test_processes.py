"""Two processes with half of each batch do what one does with the whole: the same pictures, losses and weights."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from accelerate import Accelerator

from mixgan.cli import main
from mixgan.errors import ConfigError
from mixgan.store.runs import open_run
from mixgan.training.processes import Processes
from tests.training.parallel import SETTINGS, trained

ROOT = Path(__file__).resolve().parents[2]
# float64 and another order of sums: 5e-16 was seen; a term that forgot the other half is off by 1e-3 and more
CLOSE = 1e-11


def torchrun(*words: str, processes: int = 2) -> subprocess.CompletedProcess[str]:
    """`torchrun --nproc-per-node N` on this machine alone, at any free port."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("processes")
    done = torchrun("-m", "tests.training.parallel", str(folder))
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.parametrize("family", SETTINGS)
def test_two_processes_train_as_one(both: Path, family: str) -> None:
    alone = trained(family)
    first, second = (np.load(both / f"{family}-{index}.npz") for index in (0, 1))
    assert set(first.files) == set(alone)
    for name in set(alone) - {"seen"}:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)
        np.testing.assert_allclose(first[name], alone[name], rtol=CLOSE, atol=CLOSE, err_msg=name)


@pytest.mark.parametrize("family", SETTINGS)
def test_each_picture_is_seen_once_per_epoch(both: Path, family: str) -> None:
    first, second = (np.load(both / f"{family}-{index}.npz")["seen"] for index in (0, 1))
    together = np.concatenate([first, second], 1)                   # (batches, 16); an epoch is four batches of 64 pictures
    np.testing.assert_array_equal(together, trained(family)["seen"])
    warm_up = 2                                                     # the head sees the first batches, and then they come again
    for epoch in (together[:warm_up], together[warm_up : warm_up + 4]):
        assert len(np.unique(epoch)) == epoch.size


class Three:
    """An accelerator of three processes, seen from the last."""

    process_index, num_processes, is_main_process = 2, 3, False


def test_a_batch_is_shared_evenly_or_refused() -> None:
    processes = Processes(Three())  # type: ignore[arg-type]
    assert processes.rows(12) == slice(8, 12)
    with pytest.raises(ConfigError, match=r"A batch of 64 cannot be shared evenly by 3 processes.*--batch 63"):
        processes.rows(64)


def test_one_process_alone_asks_nobody() -> None:
    processes = Processes(Accelerator(cpu=True))
    assert processes.rows(64) == slice(0, 64)
    assert processes.any(True) is True
    assert processes.any(False) is False


@pytest.mark.slow
def test_the_command_runs_in_two_processes_and_one_of_them_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    words = ["train", "--family", "gmgan", "--data", "digits", "--quick", "--steps", "20", "--evaluate_every", "10",
             "--checkpoint_every", "10", "--decoder_norm", "none", "--self_label", "0", "--threads", "1", "--device", "cpu"]
    done = torchrun("-m", "mixgan", *words, "--name", "two")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Finished:") == 1
    assert main([*words, "--name", "one"]) == 0
    one, two = (open_run(name).metrics.read() for name in ("one", "two"))
    assert [line["step"] for line in two] == [0, 10, 20]            # each line once
    assert open_run("two").points() == [10, 20]
    for mine, theirs in zip(one, two, strict=True):
        # float32 and another order of sums: 2e-7 was seen after 60 steps
        assert theirs["loss"] == pytest.approx(mine["loss"], rel=1e-5)
        assert theirs["usage"] == mine["usage"]

    again = torchrun("-m", "mixgan", *words, "--name", "two")
    assert again.returncode != 0
    assert again.stderr.count("The run 'two' exists already.") == 1
    assert "should not have happened" not in again.stderr

"""What the command line refuses, and what goes wrong under way: one sentence each, and nothing is lost."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from mixgan import families, jobs
from mixgan.cli import main
from mixgan.config import DataFacts
from mixgan.store import runs
from tests.bad_zip import bad_zip
from tests.cli.conftest import SMALL, start
from tests.faults import FAULTS, break_disk
from tests.ui.tiny import tiny_config

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(("words", "sentence"), [
    (["curve", "nothing"], "Unknown model 'nothing'"),
    (["judge", "nothing"], "Unknown model 'nothing'"),
    (["train", "--family", "hmgo", "--data", "ring", "--run", "a"], "Did you mean 'hmog'?"),
    (["train", "--family", "hmog", "--data", "rign", "--run", "a"], "ring"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "a", "--dept", "3"], "Did you mean 'depth'?"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "a", "--depth", "99"], "less than or equal to 6"),
    (["train", "--family", "hmog", "--data", "ring", "--run", "../a"], "cannot be a folder name"),
    (["train", "--family", "gan", "--data", "ring", "--run", "a", "--self_label", "1"], "at least two experts"),
    (["train", "--family", "gan", "--data", "ring", "--run", "a", "--critic_norm", "batch"], "gradient penalty"),
    (["train", "--resume", "nothing"], "Unknown run 'nothing'"),
    (["train", "--data", "ring"], "train needs --family"),
    (["train", "--family", "hmgo", "--data", "rign"], "Did you mean 'hmog'?"),
    (["train", "--family", "hmgo", "--settings"], "Did you mean 'hmog'?"),
    (["cost", "--family", "hmgo", "--data", "ring"], "Did you mean 'hmog'?"),
    *(([command, "--family", "hmog", "--data", "digits", *words], sentence)
      for command in ("train", "cost") for words, sentence in (
        (["--preset", "published"], "is for pictures of 32 px (given 8 by 8 px). Give --size 32, or another preset."),
        (["--size", "x"], "size should be a whole number (given 'x')"), (["--size", "-4"], "Pictures of -4 px were asked for."))),
    (["train", "--family", "gan", "--data", "ring", "--size", "32"], "holds points, which have no size in px"),
    (["sample", "nothing", "--out", "x.png"], "Unknown model 'nothing'"),
    *((["sample", "nothing", "--out", "x.png", "--spread", value], f"spread should be from 0 to 100 (given {value}).")
      for value in ("nan", "inf", "-1")),
    (["control", "nothing", "stop"], "Unknown run"),
    (["list", "--colour"], "does not take --colour"),
])
def test_a_mistake_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_a_wrong_family_is_told_before_torch_comes(home: Path) -> None:
    assert start(home, "train", "--family", "hmgo", "--data", "rign").wait() == 2
    said = (home / "said.txt").read_text()
    assert "Did you mean 'hmog'?" in said
    assert " torch\n" not in said


@pytest.mark.parametrize(("words", "sentence"), [
    (["control", "r", "change", "--lr_critic", "5"], "lr_critic"), (["control", "r", "change"], "Nothing would change"),
    (["control", "r", "change", "--seed", "4"], "cannot go on with seed 0 -> 4"),
    (["control", "r", "pause", "--lr_critic", "1"], "pause takes no --lr_critic"),
    (["control", "r", "change", "--steps", "3"], "steps should be over 7")])
def test_what_cannot_change_is_told_to_who_asks(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    run = runs.create("r", families.configure("gan", "ring", DataFacts(image_shape=(2,)), "", {}))
    jobs.write(run.path, phase="running", step=7, steps=20)
    assert main(words) == 2
    assert sentence in capsys.readouterr().err
    assert jobs.pending(run.path) is None


def test_a_run_is_not_overwritten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *SMALL, "--run", "once"]) == 0
    before = (home / "runs" / "once" / "model" / "model.safetensors").read_bytes()
    capsys.readouterr()
    assert main(["train", *SMALL, "--run", "once"]) == 2
    assert "--resume once" in capsys.readouterr().err
    assert (home / "runs" / "once" / "model" / "model.safetensors").read_bytes() == before
    config = home / "runs" / "once" / "config.json"
    config.write_text(config.read_text().replace('"version": 1', '"version": 99'))
    for words in (["train", "--resume", "once"], ["show", "once"]):
        capsys.readouterr()
        assert main(words) == (2 if words[0] == "train" else 0)     # the model has a config of its own
        assert ("has version 99" in capsys.readouterr().err) == (words[0] == "train")


@pytest.mark.parametrize(("kind", "sentence"), [
    ("out", "'../away.png' leads out of the archive"), ("bomb", "like a zip bomb"), ("few", "holds 0 pictures that can be read"),
    ("half", "is not a whole zip archive"), ("pickle", "holds Python objects, which could run"), ("nothing", "nothing is at"),
    ("absolute", "has an absolute path"), ("link", "'a.png' is a link")])
def test_pictures_that_are_refused_are_one_sentence_and_no_run(kind: str, sentence: str, home: Path,
                                                               capsys: pytest.CaptureFixture[str]) -> None:
    given = home / ("a.npz" if kind == "pickle" else "nothing.zip")
    if kind == "pickle":
        np.savez(given, images=np.array([{"a": 1}], dtype=object))
    elif kind != "nothing":
        given = bad_zip(home, kind)
    assert main(["train", *SMALL, "--data", str(given), "--run", "a"]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1
    assert not (home / "runs").exists()


@pytest.mark.parametrize(("folders", "sentence"), [((), "has none"), (("only",), "has")])
def test_a_family_that_needs_labels_says_so(
    folders: tuple[str, ...], sentence: str, home: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    root = home / "mine"
    for i in range(40):
        place = root / folders[0] if folders else root
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((8, 8), 6 * i, np.uint8)).save(place / f"{i}.png")
    assert main(["train", "--family", "acgan", "--data", str(root), "--run", "a"]) == 2
    err = capsys.readouterr().err
    assert "AC-GAN learns from labels" in err
    assert sentence in err
    assert not (home / "runs").exists()


@pytest.mark.parametrize("command", ["train", "cost", "sweep"])
def test_pictures_without_labels_are_not_read_for_a_family_that_needs_them(
    command: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the pictures were read")

    np.savez(home / "own.npz", images=np.zeros((40, 8, 8), np.uint8))
    (home / "s.toml").write_text(f'name = "s"\nfamily = "cgan"\ndata = "{home}/own.npz"\n')
    monkeypatch.setattr("mixgan.data.load", never)
    words = [str(home / "s.toml")] if command == "sweep" else ["--family", "cgan", "--data", str(home / "own.npz")]
    assert main([command, *words]) == 2
    assert capsys.readouterr().err.endswith(
        f"cGAN learns from labels, and {home}/own.npz has none. None of its arrays is called 'labels'. "
        "Give one folder per class, an npz with labels, or take a family that needs none.\n")
    assert not (home / "runs").exists()


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried ...")])
def test_short_memory_is_a_sentence(error: Exception, home: Path, capsys: pytest.CaptureFixture[str],
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    from mixgan.training.trainer import Trainer

    real = Trainer.train_step

    def step(trainer: Trainer) -> dict:
        if trainer.step == 30:
            raise error
        return real(trainer)

    monkeypatch.setattr(Trainer, "train_step", step)
    assert main(["train", *SMALL, "--run", "short"]) == 1
    err = capsys.readouterr().err
    assert "Memory ran out at step 30 with batches of" in err
    assert "--resume short" in err
    assert "Traceback" not in err
    assert json.loads((home / "runs" / "short" / "status.json").read_text())["phase"] == "failed"
    monkeypatch.undo()


def test_a_number_that_runs_away_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    from mixgan.training import loop

    def poisoned(trainer: loop.Trainer) -> dict:
        trainer._update(torch.tensor(float("nan"), requires_grad=True), ["generator"], trainer.step)
        return {}

    monkeypatch.setattr(loop.Trainer, "train_step", poisoned)
    assert main(["train", *SMALL, "--run", "away"]) == 1
    err = capsys.readouterr().err.splitlines()[-1]
    assert err.startswith("mixgan: Step 0: the loss is")
    assert "learning rate" in err


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS])
def test_a_full_disk_is_one_sentence_and_what_was_learnt_stays(fault: int, home: Path, capsys: pytest.CaptureFixture[str],
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        break_disk(patch, "fsync", fault, after=27)
        assert main(["train", *SMALL, "--run", "full"]) == 1
    err = capsys.readouterr().err.splitlines()[-1]
    assert err.startswith("mixgan: ")
    assert FAULTS[fault] in err
    run = runs.open_run("full")
    assert run.points()
    assert main(["train", "--resume", "full", "--quick"]) == 0


@pytest.mark.parametrize("lost", [False, True])
def test_a_disk_that_takes_nothing_is_a_sentence_too(lost: bool, home: Path, capsys: pytest.CaptureFixture[str],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.create("one", tiny_config("gan"))
    jobs.write(run.path, phase="running", step=3, steps=9)
    (run.path / ".asking").mkdir()                                  # a lock that cannot be opened
    if lost:                                                        # our own fault, and no place for its details
        monkeypatch.setattr(jobs, "ask", lambda *given: 1 / 0)
        (home / "mixgan-fault.txt").mkdir()
    assert main(["control", "one", "pause"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("mixgan: ")
    assert "could not be written" in err
    assert err.count("\n") == 1

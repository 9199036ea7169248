"""The command line says that augmentation is on and why, and `--augment none` switches it off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan.cli import main
from mixgan.store import runs

TINY = ["--quick", "--steps", "2", "--evaluate_every", "2", "--checkpoint_every", "2", "--widths", "4,4",
        "--critic_widths", "4,4", "--threads", "1", "--device", "cpu"]


@pytest.mark.parametrize(("words", "parts"), [
    ([], ("translation", "brightness", "contrast", "cutout")), (["--augment", "none"], ()),
    (["--augment", "cutout"], ("cutout",))])
def test_it_is_said_and_can_be_switched_off(words: list[str], parts: tuple[str, ...], tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "home"))
    np.savez(tmp_path / "mine.npz", images=np.random.default_rng(0).integers(0, 256, (60, 12, 12), np.uint8))
    assert main(["train", "--family", "gan", "--data", str(tmp_path / "mine.npz"), "--run", "one", *words, *TINY]) == 0
    said = capsys.readouterr().err
    assert ("the critic sees them" in said) == bool(parts)
    assert "pictures are too few" in said
    training = runs.open_run("one").config.training
    assert (training.augment, training.mirrored) == (parts, True)


def test_a_name_that_there_is_not_is_told_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--family", "gan", "--data", "digits", "--augment", "cutuot"]) != 0
    assert "Did you mean 'cutout'?" in capsys.readouterr().err

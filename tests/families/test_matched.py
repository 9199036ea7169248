"""Widths that give a generator another model's number of parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan import families
from mixgan.cli import main
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.matched import NEAR, matched, n_parameters
from mixgan.store import runs
from tests.ui.tiny import write_tiny

MNIST = DataFacts(image_shape=(1, 28, 28), class_names=tuple("0123456789"))


@pytest.mark.parametrize(("family", "wanted"), [
    ("gan", 60_000), ("gan", 234_177), ("gan", 862_000), ("gan", 1_250_000), ("gan", 5_000_000), ("hmog", 1_250_000)])
def test_within_two_percent(family: str, wanted: int) -> None:
    config = matched(families.configure(family, "mnist", MNIST), wanted)
    built = sum(p.numel() for p in families.build(config).parameters())
    assert built == n_parameters(config)
    assert abs(built - wanted) <= NEAR * wanted
    assert families.configure(family, "mnist", MNIST, overrides={"widths": config.options["widths"]}) == config


def test_what_cannot_be_reached_is_a_sentence() -> None:
    with pytest.raises(ConfigError, match="No widths bring gan within 2% of 10 parameters"):
        matched(families.configure("gan", "mnist", MNIST), 10)


def test_the_command_takes_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    generator = write_tiny(tmp_path / "other", "hmog")
    train = ["train", "--family", "gan", "--data", "digits", "--steps", "1", "--quick", "--device", "cpu", "--threads", "1"]
    assert main([*train, "--run", "like", "--match", str(tmp_path / "other")]) == 0
    wanted = sum(p.numel() for p in generator.parameters())
    assert n_parameters(runs.open_run("like").config) == pytest.approx(wanted, rel=NEAR)
    assert main([*train, "--run", "b", "--match", "nothing"]) == 2
    assert "Unknown model 'nothing'" in capsys.readouterr().err
    assert main([*train, "--run", "c", "--match", str(tmp_path / "other"), "--widths", "4"]) == 2
    assert "--match finds the widths itself" in capsys.readouterr().err

"""Pictures with a sentence each, from the command line: trained on, asked by other sentences, drawn again from the recipe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan.cli import main
from mixgan.store.models import read_config
from tests.data.planted import write_folder
from tests.data.test_captioned import planted

TINY = ["--steps", "2", "--batch", "4", "--widths", "4,4", "--critic_widths", "4,4", "--noise_dim", "4", "--code_dim", "4",
        "--threads", "1", "--quick", "--beside"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write_folder(tmp_path / "own", planted())
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(list(argv)) == 2
    return capsys.readouterr().err


def test_a_model_learns_from_a_list_and_is_asked_by_sentences(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--family", "words", "--data", "own", "--captions", "captions.csv", "--run", "tiny", *TINY]) == 0
    assert "Sentences from captions.csv: 22 words in all, at most 3 in a sentence." in capsys.readouterr().err
    assert read_config(home / "runs" / "tiny").data == "own#captions.csv"

    for out, sentence in (("a", "Picture number 3"), ("b", "number 4")):
        assert main(["sample", "tiny", "--n", "4", "--condition", sentence, "--out", f"{out}.png"]) == 0
    assert not np.array_equal(*(np.asarray(Image.open(f"{out}.png")) for out in "ab"))
    assert main(["show", "a.png", "--out", "again.png"]) == 0
    said = capsys.readouterr().out
    assert "asked: Picture number 3." in said
    assert np.array_equal(*(np.asarray(Image.open(f"{out}.png")) for out in ("a", "again")))
    assert "Unknown word 'numbr' (nearest: 'number'). Use the 22 known words" in refused(
        capsys, "sample", "tiny", "--condition", "numbr 3", "--out", "x.png")

    (home / "own").rename(home / "moved")                           # and goes on where its pictures lie now
    assert main(["train", "--resume", "tiny", "--data", "moved", "--steps", "3", "--quick", "--beside"]) == 0
    assert read_config(home / "runs" / "tiny").data == "moved#captions.csv"
    assert "--captions" in refused(capsys, "train", "--resume", "tiny", "--captions", "captions.csv")


def test_what_is_not_said_to_have_sentences_is_refused_with_how_it_could(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "--family", "words", "--data", "own", "--run", "x"]
    assert "own is not said to be such. It could be: add --captions captions.csv." in refused(capsys, *words)
    assert "both say how the pictures are asked" in refused(capsys, *words, "--pairs", "A:B", "--captions", "captions.csv")
    assert "captions should be the name of a list in the set (given 'x.txt')" in refused(capsys, *words, "--captions", "x.txt")
    (home / "own" / "captions.csv").unlink()
    assert "a table of file and caption in it and --captions captions.csv" in refused(capsys, *words)
    assert "They have sentences, and are read without classes." in refused(
        capsys, "train", "--family", "cgan", "--data", "own", "--captions", "captions.csv", "--run", "x")
    assert not (home / "runs" / "x").exists()

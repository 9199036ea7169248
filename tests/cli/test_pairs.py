"""Own pairs at the command line: trained on, gone on with, asked by a picture; every mistake is one sentence and status 2."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan.cli import main
from mixgan.store.models import read_config
from mixgan.store.picture_recipe import read_recipe
from tests.data.planted import encoded, noise, write_folder
from tests.ui.tiny import write_tiny

TINY = ["--steps", "2", "--batch", "4", "--widths", "4", "--critic_widths", "4", "--noise_dim", "4", "--threads", "1",
        "--quick", "--beside"]
PNG = encoded(noise(8, 8))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    files = {f"{folder}/{i}.png": encoded(noise(8, 8, 3, seed=first + i)) for folder, first in (("asks", 0), ("told", 100))
             for i in range(20)}
    write_folder(tmp_path / "own", files)
    (tmp_path / "q.png").write_bytes(PNG)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(list(words)) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_a_run_on_own_pairs_is_asked_by_a_picture(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--family", "pix", "--data", "own", "--pairs", "asks:told"]
    assert main(["train", *words, "--run", "tiny", *TINY]) == 0
    assert "Pairs: asks asks, told answers." in capsys.readouterr().err
    config = read_config(home / "runs" / "tiny" / "model")
    assert config.data == "own#asks:told"
    assert (config.facts.condition_shape, config.facts.n_questions) == ((3, 8, 8), 2)

    assert main(["sample", "tiny", "--n", "4", "--condition", "q.png", "--out", "a.png"]) == 0
    assert main(["show", "a.png", "--out", "again.png"]) == 0
    said = capsys.readouterr().out
    assert "Samples 0 to 3 of seed 0, asked by a picture of its own." in said
    assert "equal bit for bit" in said
    assert Path("again.png").read_bytes() == Path("a.png").read_bytes()
    (home / "p.png").write_bytes(encoded(noise(8, 8, seed=9)))
    assert main(["sample", "tiny", "--n", "4", "--condition", "p.png", "--out", "b.png"]) == 0
    assert Path("b.png").read_bytes() != Path("a.png").read_bytes()

    assert main(["sample", "tiny", "--n", "16", "--out", "kept.png"]) == 0      # the questions kept with the model ask
    assert read_recipe(Path("kept.png").read_bytes(), "kept.png").columns == 8
    assert main(["show", "kept.png"]) == 0
    assert "asked by" not in capsys.readouterr().out
    assert main(["sample", "tiny", "--n", "4", "--condition", "q.png", "--out", "a.npz"]) == 0
    with np.load("a.npz") as arrays:
        assert arrays["images"].shape == (4, 8, 8, 3)

    (home / "own").rename(home / "moved")                           # and goes on where its pictures lie now
    assert main(["train", "--resume", "tiny", "--data", "moved", "--steps", "3", "--quick", "--beside"]) == 0
    assert read_config(home / "runs" / "tiny").data == "moved#asks:told"
    assert "--pairs" in refused(capsys, "train", "--resume", "tiny", "--pairs", "told:asks")
    assert "brings its own questions" in refused(capsys, "sample", "tiny", "--selection", "x", "--condition", "q.png", "--out",
                                                 "x.png")
    assert "no picture to ask with" in refused(capsys, "sample", "tiny", "--condition", "moved/../runs/tiny/config.json", "--out",
                                               "x.png")


def test_what_is_not_said_to_be_pairs_is_refused_with_how_it_could_be(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "train", "--family", "pix", "--data", "own", "--run", "x")
    assert "own is not said to be such. It could be: add --pairs asks:told or --pairs told:asks." in said
    (home / "own" / "told").rename(home / "elsewhere")
    assert "two folders with files of the same names and --pairs A:B" in refused(
        capsys, "train", "--family", "pix", "--data", "own", "--run", "x")
    assert "digits has none. Give two folders" in refused(capsys, "train", "--family", "pix", "--data", "digits", "--run", "x")
    assert "pairs should be two names" in refused(capsys, "train", "--family", "pix", "--data", "own", "--pairs", "A")
    assert not (home / "runs" / "x").exists()


def test_a_family_that_is_asked_nothing_has_no_answer_to_compare(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "--family", "gan", "--data", "own", "--pairs", "asks:told", "--run", "x", *TINY]
    assert "gan is asked nothing. Set it to 0" in refused(capsys, *words, "--reconstruct", "10")
    assert main(words) == 0                                         # it learns from the answers alone


def test_a_family_of_labels_is_told_that_pairs_have_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "They are pairs" in refused(capsys, "train", "--family", "cgan", "--data", "own", "--pairs", "asks:told", "--run", "x")


def test_a_model_that_is_not_asked_takes_no_question(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "one", "hmog", figures=False)
    said = refused(capsys, "sample", "one", "--condition", "q.png", "--out", "x.png")
    assert "one takes no question: nothing is asked of it. Leave --condition out." in said

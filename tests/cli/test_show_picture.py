"""`show picture.png`: what the command line drew comes out again bit for bit; a mistake is one sentence and status 2."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan import pictures
from mixgan.cli import main
from mixgan.store.picture_recipe import read_recipe
from tests.ui.tiny import write_tiny


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write_tiny(tmp_path / "one", "hmog", figures=False)
    assert main(["sample", "one", "--n", "20", "--seed", "3", "--spread", "0.5", "--out", "sheet.png"]) == 0
    return tmp_path / "sheet.png"


@pytest.mark.parametrize("words", [["--expert", "1"], ["--seed", "7", "--spread", "2"], []])
def test_it_comes_out_bit_for_bit(sheet: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "one", "--n", "70", *words, "--out", "s.png"]) == 0
    assert main(["show", "s.png", "--out", "again.png"]) == 0
    assert "equal bit for bit" in capsys.readouterr().out
    assert Path("again.png").read_bytes() == Path("s.png").read_bytes()


def test_it_says_what_it_is(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "sheet.png"]) == 0
    said = capsys.readouterr().out
    assert "one, HMoG, parameters" in said
    assert "Samples 0 to 19 of seed 3." in said
    assert "Spread 0.5 of the trained one." in said


def test_an_expert_counts_from_one_as_on_the_pages(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "one", "--n", "4", "--expert", "3", "--out", "third.png"]) == 0
    assert read_recipe(Path("third.png").read_bytes(), "third.png").expert == 2
    assert main(["show", "third.png"]) == 0
    assert "All of it was drawn by leaf E3." in capsys.readouterr().out
    assert main(["sample", "one", "--n", "4", "--expert", "1", "--out", "first.png"]) == 0
    for wrong in ("0", "5", "-1"):
        assert main(["sample", "one", "--expert", wrong, "--out", "x.png"]) == 2
        assert f"expert should be from 1 to 4 (given {wrong})." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["sample", "--help"])
    assert "from 1 as on the pages" in " ".join(capsys.readouterr().out.split())


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["show", *words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_mistakes_are_one_sentence(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("plain.png").write_bytes(pictures.png(np.zeros((4, 4, 1), np.uint8)))
    Path("torn.png").write_bytes(sheet.read_bytes()[:200])
    recipe = read_recipe(sheet.read_bytes(), "sheet.png")
    with Image.open(sheet) as image:
        changed = np.array(image)[..., None]
    changed[3, 3] ^= 0x80
    Path("changed.png").write_bytes(pictures.png(changed, recipe.inside()))
    Path("cut.png").write_bytes(pictures.png(changed[:-1], recipe.inside()))
    Path("gone.png").write_bytes(pictures.png(changed, {**recipe.inside(), "model": "gone"}))
    assert "no recipe" in refused(capsys, "plain.png")
    assert "torn" in refused(capsys, "torn.png")
    assert "Drawn again it differs" in refused(capsys, "changed.png")
    assert "its recipe makes" in refused(capsys, "cut.png")
    assert "Unknown model 'gone'" in refused(capsys, "gone.png")
    assert "cannot be read" in refused(capsys, "nowhere.png")
    assert "--out should end in .png" in refused(capsys, "sheet.png", "--out", "x.jpg")
    assert "are for pictures" in refused(capsys, "one", "--out", "x.png")
    write_tiny(Path("two"), "hmog", figures=False)
    (Path("two") / "model.safetensors").write_bytes((Path("one") / "model.safetensors").read_bytes() + b"")
    assert main(["show", "sheet.png", "--model", "two"]) == 0
    write_tiny(Path("one"), "megan", figures=False)
    assert "here they are" in refused(capsys, "sheet.png")

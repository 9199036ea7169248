"""The command alone: what it prints, and that a mistake is one sentence. What is measured: tests/analysis/test_evaluation.py."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mixgan.cli import main
from mixgan.cli.evaluating import row
from mixgan.files import shipped_root

pytestmark = pytest.mark.usefixtures("home")


def test_a_table_is_printed_and_the_same_again_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(shutil.copytree(shipped_root() / "hmog-digits", home / "mine"))
    assert main(["evaluate", folder, "--n", "150"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split() == ["figure", "value", "95", "%", "floor", "n", "features", "note"]
    assert lines[2].startswith("density-c@5")
    assert "150 / 150" in lines[2]
    assert "needs at least 640 real samples, got 150" in said.err
    assert "150 pictures against 150 held-out ones of digits; evaluation.json is written." in said.err
    assert main(["evaluate", folder, "--n", "150", "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [record["name"] for record in records] == [line.split("  ")[0] for line in lines[1:]]


@pytest.mark.parametrize(("words", "sentence"), [
    (["nobody"], "Unknown model 'nobody'"), (["hmog-digits", "--n", "5"], "--n should be from 100 to the 359"),
    (["hmog-digits", "--against", "mnist"], "28 by 28 px"), (["hmog-digits", "--blocks"], "evaluate does not take --blocks")])
def test_a_mistake_is_told_in_a_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *words]) == 2
    assert sentence in capsys.readouterr().err


def test_a_figure_as_a_line() -> None:
    record = {"name": "FID-c", "value": 1.23456, "n_fake": 10_000, "n_real": 9000, "interval": [1.2, 1.3], "features": "c/x/1"}
    assert row(record) == {
        "figure": "FID-c", "value": "1.235", "95 %": "1.2 to 1.3", "floor": "", "n": "10,000 / 9,000", "features": "c/x/1",
        "note": ""}
    assert row({"name": "dead", "value": 0.0, "n_fake": 100})["n"] == "100"

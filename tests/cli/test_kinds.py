"""`kinds`: a table and a sentence, JSON, an answer that is remembered, a job that tells how far it is, and wrong words."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import pytest

from mixgan import jobs
from mixgan.cli import main
from mixgan.training import kinds


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.delenv("MIXGAN_JOB", raising=False)
    monkeypatch.setattr(kinds, "find", functools.partial(kinds.find, updates=10))
    return tmp_path


def test_a_table_and_a_sentence_once(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["kinds", "digits", "--most", "5", "--tries", "1"]
    assert main(words) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0].split() == ["kinds", "of", "the", "best", "score", "change", "their", "kind"]
    assert [line.split()[0] for line in lines[1:5]] == ["2", "3", "4", "5"]
    assert "A hint, no proof" in lines[-1]
    monkeypatch.setattr(kinds, "find", None)                        # it is remembered
    assert main([*words, "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert stored["sentence"] == lines[5]
    assert [row["kinds"] for row in stored["rows"]] == [2, 3, 4, 5]


def test_a_job_tells_how_far_it_is_and_how_it_ended(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = home / "job"
    monkeypatch.setenv("MIXGAN_JOB", str(job))
    seen = []
    write = jobs.write
    monkeypatch.setattr(jobs, "write", lambda folder, **given: (seen.append(given), write(folder, **given)))
    assert main(["kinds", "digits", "--most", "4", "--tries", "2"]) == 0
    assert [(one["step"], one["steps"]) for one in seen if one["phase"] == "running"] == [(0, 1), (10, 20), (20, 20)]
    assert jobs.state(job) is jobs.State.finished
    assert main(["kinds", "digits", "--most", "3"]) == 2
    assert jobs.state(job) is jobs.State.failed
    assert "given 3" in jobs.read(job).message                      # type: ignore[union-attr]


@pytest.mark.parametrize(("words", "said"), [
    (["digit"], "Did you mean 'digits'?"),
    (["ring"], "these are points"),
    (["digits", "--most", "2000"], "Kinds are tried up to a number from 4 to 40, of 1,438 pictures (given 2000)."),
    (["digits", "--views", "colour"], "The views 'colour' change nothing of these pictures"),
    (["digits", "--views", ""], "Without a view"),
    (["digits", "--views", "palce"], "Did you mean 'place'?"),
    (["digits", "--K", "4"], "kinds does not take --K."),
])
def test_what_is_wrong_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(["kinds", *words]) == 2
    found = capsys.readouterr().err
    assert said in found
    assert found.count("\n") == 1


@pytest.mark.parametrize(("n", "alike", "said"), [(20, False, "too few to tell kinds by: 60 are the least"),
                                                  (200, True, "pictures are alike")])
def test_sets_without_kinds_are_a_sentence(home: Path, capsys: pytest.CaptureFixture[str], n: int, alike: bool,
                                           said: str) -> None:
    images = np.random.default_rng(0).integers(0, 256, (1 if alike else n, 16, 16, 1), np.uint8)
    np.savez(home / "few.npz", images=np.repeat(images, n, 0) if alike else images)
    assert main(["kinds", str(home / "few.npz")]) == 2
    assert said in capsys.readouterr().err

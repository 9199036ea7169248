"""The command line as a user meets it: a run that is killed and resumed, samples, lists, settings and costs."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mixgan import families, jobs
from mixgan.analysis.observe import sample_stream
from mixgan.cli import main
from mixgan.config import DataFacts
from mixgan.pictures import to_uint8
from mixgan.store import runs
from mixgan.store.models import ModelFolder, find, write_extra
from tests.cli.conftest import SMALL, start
from tests.ui.tiny import write_tiny

pytestmark = pytest.mark.usefixtures("home")


def killed_after_a_point(home: Path, name: str, number: int) -> int:
    """Start the run, send the signal once a point to resume from is there; the exit status."""
    child = start(home, "train", *SMALL, "--run", name, "--steps", "4000")
    deadline = time.monotonic() + 120
    while not list((home / "runs" / name / "resume").glob("[0-9]*/manifest.json")):
        assert child.poll() is None, (home / "said.txt").read_text()[-2000:]
        assert time.monotonic() < deadline, "no point was written"
        time.sleep(0.02)
    child.send_signal(number)
    return child.wait()


def test_a_killed_run_ends_with_the_same_bits(home: Path) -> None:
    assert killed_after_a_point(home, "killed", signal.SIGKILL) == -signal.SIGKILL
    imported = (home / "said.txt").read_text()
    assert " torch\n" in imported
    # half of the 9 seconds from the start to the first picture went into these, of which nothing is used
    assert [name for name in ("torch._dynamo", "sympy", "sklearn", "PIL.TiffImagePlugin") if f" {name}\n" in imported] == []
    newest = max(int(path.name) for path in (home / "runs" / "killed" / "resume").glob("[0-9]*"))
    assert main(["train", "--resume", "killed", "--quick", "--steps", str(newest + 30)]) == 0       # need not wait for 4,000
    assert main(["train", *SMALL, "--run", "whole", "--steps", str(newest + 30)]) == 0
    one, other = (home / "runs" / name / "model" / "model.safetensors" for name in ("killed", "whole"))
    assert one.read_bytes() == other.read_bytes()


def test_ctrl_c_keeps_the_state(home: Path) -> None:
    assert killed_after_a_point(home, "stopped", signal.SIGINT) == 130
    status = json.loads((home / "runs" / "stopped" / "status.json").read_text())
    assert status["phase"] == "stopped"
    assert (home / "runs" / "stopped" / "resume" / f"{status['step']:06d}" / "manifest.json").exists()


def test_going_on_from_the_best_point_ends_with_the_same_bits(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mixgan.store.runs import open_run

    assert main(["train", *SMALL, "--run", "best"]) == 0
    run = open_run("best")
    model = (run.model / "model.safetensors").read_bytes()
    last = run.points()[-1]
    # the smallest distance is wherever it is; make an earlier one the best, so that steps are repeated
    for step in run.points()[1:]:
        manifest = run.path / "resume" / f"{step:06d}" / "manifest.json"
        manifest.write_text(re.sub(r'"distance": [^}\s]+', '"distance": 99.0', manifest.read_text()))
    best = run.points()[0]
    assert best < last
    assert main(["train", "--resume", "best", "--best", "--quick"]) == 0
    assert f"Going on from step {best};" in capsys.readouterr().err
    assert (run.model / "model.safetensors").read_bytes() == model


def test_train_list_show_verify_and_sample(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *SMALL, "--run", "first"]) == 0
    assert main(["list", "--json"]) == 0
    row = next(row for row in json.loads(capsys.readouterr().out) if row["name"] == "first")
    assert row["family"] == "hmog"
    assert row["n_experts"] == 8
    assert row["image_shape"] == [2]
    capsys.readouterr()
    write_extra(find("first").path, "figures.json", {"n_experts": 8, "parameters": 99, "figures": [
        {"name": "usage entropy", "value": 2.0, "n_fake": 500, "seed": 0}, {"name": "head Q alone", "value": 0.5}]})
    assert main(["show", "first"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  usage entropy: 2.0  (n = 500, seed 0)", "  head Q alone: 0.5"]
    write_extra(find("first").path, "card.md", "# first\n")
    assert main(["show", "first"]) == 0
    assert capsys.readouterr().out.split() == ["#", "first"]
    assert main(["verify", "first"]) == 0
    assert "first is whole: hmog, 8 leaves, " in capsys.readouterr().out
    out = home / "samples.npz"
    assert main(["sample", "first", "--n", "5", "--seed", "3", "--expert", "2", "--out", str(out)]) == 0
    with np.load(out) as arrays:
        assert arrays["images"].shape == (5, 2)
        assert set(arrays["expert"].tolist()) == {1}            # E2: people count from 1, arrays from 0
    assert main(["runs", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["state"]) for row in found] == [("first", "finished")]


def test_a_curve_is_measured_and_reports_its_levels(home: Path, monkeypatch: pytest.MonkeyPatch,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "tiny", "megan")
    monkeypatch.setenv("MIXGAN_JOB", str(home / "job"))
    steps: list[tuple[str, int, int]] = []
    real = jobs.write
    monkeypatch.setattr("mixgan.jobs.write", lambda folder, **values: (
        steps.append((values["phase"], values["step"], values["steps"])), real(folder, **values)))
    assert main(["curve", str(home / "tiny")]) == 0
    assert "curve.json is written" in capsys.readouterr().err
    assert len(ModelFolder(home / "tiny", "tiny").curve["points"]) == 24
    assert steps == [("running", 0, 1), *(("running", level, 24) for level in range(1, 25)), ("finished", 1, 1)]


def test_a_model_that_was_not_measured_has_the_minutes_of_its_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = home / "runs" / "quick"
    write_tiny(run / "model", "gan")
    (run / "metrics.jsonl").write_text('{"step": 10, "minutes": 1.5}\n{"step": 20, "minutes": 3.25}\n')
    told: list[float | None] = []
    monkeypatch.setattr("mixgan.analysis.publish.publish", lambda folder, full, minutes: told.append(minutes))
    assert main(["describe", str(run / "model")]) == 0
    assert main(["describe", str(run / "model"), "--minutes", "7"]) == 0
    (run / "metrics.jsonl").unlink()
    assert main(["describe", str(run / "model")]) == 0
    assert told == [3.25, 7.0, None]


def test_bad_ones_among_pictures_are_named_and_the_rest_is_learnt(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "mine"
    folder.mkdir()
    for i in range(40):
        Image.fromarray(np.full((8, 8), 6 * i, np.uint8)).save(folder / f"{i}.png")
    (folder / "words.png").write_bytes(b"not a picture")
    small = ["--widths", "4", "--critic_widths", "4", "--steps", "1", "--batch", "4", "--device", "cpu", "--threads", "1"]
    assert main(["train", "--family", "gan", "--data", str(folder), *small, "--quick", "--run", "a"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("4 more are held out to measure with.")
    assert "left out words.png" in err


def test_a_compilation_that_is_left_out_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *SMALL, "--steps", "1", "--compile", "true", "--run", "a"]) == 0
    assert "Nothing is compiled: that gains on a GPU alone, and this run is on cpu." in capsys.readouterr().err


def test_settings_say_what_a_published_preset_has_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--family", "megan", "--settings"]) == 0
    said = capsys.readouterr().out
    assert "published (for 32 px)" in said
    assert "  published: MNIST at 32 px as the authors of HMoG re-implemented it" in said
    preset = families.module("megan").presets()["published"]
    listed = [line.removeprefix("    differs: ") for line in said.splitlines() if line.startswith("    differs: ")]
    assert listed == list(preset.deviations)


def test_settings_of_a_family_without_a_published_preset_list_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--family", "gan", "--settings"]) == 0
    assert "differs:" not in capsys.readouterr().out


def test_a_run_that_was_given_no_name_has_the_one_of_the_page(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "runs" / "HMOG-ring-2").mkdir(parents=True)             # what lies there is nobody's to take
    for name in ("hmog-ring-1", "hmog-ring-3"):
        assert runs.free_name("hmog", "ring") == name
        assert main(["train", *SMALL, "--steps", "1"]) == 0
        assert f"The run is called {name}.\n" in capsys.readouterr().err
        assert (runs.open_run(name).model / "model.safetensors").exists()


def test_the_cost_at_another_size_is_that_of_the_run(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mixgan import data, families
    from mixgan.training import expected

    small = ["--widths", "4", "--critic_widths", "4", "--batch", "2", "--threads", "1", "--device", "cpu"]
    assert main(["cost", "--family", "gan", "--data", "digits", *small, "--size", "12", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["step_s"] > 0
    overrides = {"widths": "4", "critic_widths": "4", "batch": "2", "threads": "1", "device": "cpu"}
    for size, known in ((12, True), (None, False)):
        config = families.configure("gan", "digits", data.load("digits", size=size).facts(), "", overrides)
        assert (expected.read(config) is not None) is known


def on_another_machine(run: Path, ago: float) -> bytes:
    """What a machine of that name said so many seconds ago; the file's content."""
    content = json.loads((run / "status.json").read_text())
    content.update(phase="running", host="elsewhere", heartbeat=time.time() - ago)
    (run / "status.json").write_text(json.dumps(content))
    return (run / "status.json").read_bytes()


def test_a_run_folder_that_came_from_another_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(0).normal(size=(80, 2))
    np.savez(tmp_path / "there.npz", points=points)
    np.savez(tmp_path / "others.npz", points=points + np.arange(80)[:, None])
    small = ["--steps", "4", "--batch", "8", "--threads", "1", "--device", "cpu", "--quick", "--checkpoint_every", "2"]
    assert main(["train", "--family", "gan", "--data", str(tmp_path / "there.npz"), "--run", "one", *small]) == 0
    shutil.copytree(tmp_path / "runs", tmp_path / "here" / "runs")
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "here"))
    run = tmp_path / "here" / "runs" / "one"
    (tmp_path / "there.npz").rename(tmp_path / "moved.npz")
    monkeypatch.setattr("mixgan.cli.runs.ANSWER_S", 0.1)

    def told(words: list[str], status: int) -> str:
        capsys.readouterr()
        assert main(words) == status
        return capsys.readouterr().err

    again = ["train", "--resume", "one", "--quick", "--steps", "6"]
    before = on_another_machine(run, 2.0)
    err = told([*again, "--data", str(tmp_path / "moved.npz")], 2)
    assert "says that it is under way on elsewhere" in err
    assert "If this is a copy of its folder, go on in a minute" in err
    assert "asked in vain" in told(["control", "one", "stop"], 1)
    assert (run / "status.json").read_bytes() == before
    before = on_another_machine(run, 3600.0)
    assert "is not on this machine. Say where the same pictures lie now: --resume one --data PATH." in told(again, 2)
    assert "is not the one that the run 'one' began with" in told([*again, "--data", str(tmp_path / "others.npz")], 2)
    assert (run / "status.json").read_bytes() == before
    told([*again, "--data", str(tmp_path / "moved.npz")], 0)
    assert runs.open_run("one").config.data == str(tmp_path / "moved.npz")
    told(["train", "--resume", "one", "--quick", "--steps", "7"], 0)            # and it knows from now on


def test_a_class_is_asked_for_by_name_or_number(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = DataFacts(image_shape=(1, 8, 8), class_names=("oak", "elm", "ash"))
    generator = write_tiny(home / "trees", "acgan", facts)
    write_tiny(home / "plain", "gan", facts)
    for given, label in (("elm", 1), ("2", 2)):
        out = home / f"{given}.npz"
        assert main(["sample", str(home / "trees"), "--n", "5", "--label", given, "--out", str(out)]) == 0
        with np.load(out) as made:
            assert made["label"].tolist() == [label] * 5
            draw = generator.draw(5, sample_stream(0), label=label)
            assert np.array_equal(made["images"], to_uint8(generator(draw).detach()))
    for model, given, sentence in (("trees", "3", "label should be a class, or its number from 0 to 2 (given '3')."),
                                   ("trees", "-1", "given '-1'"), ("trees", "fir", "Classes: oak, elm, ash."),
                                   ("plain", "0", "This model was not told classes")):
        assert main(["sample", str(home / model), f"--label={given}", "--out", "x.npz"]) == 2
        assert sentence in capsys.readouterr().err


def test_a_model_that_a_judge_reads_is_not_measured_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "read", "megan", figures=False)
    write_extra(home / "read", "figures.json", {"checker": {"data": "digits", "accuracy": 0.994, "n_test": 359}})
    before = (home / "read" / "figures.json").read_bytes()
    assert main(["judge", str(home / "read")]) == 0
    assert "is read by a judge already: it is right in 99.4 % of 359 held-out pictures" in capsys.readouterr().err
    assert (home / "read" / "figures.json").read_bytes() == before

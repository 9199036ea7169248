"""A sweep's file: what it makes, and one sentence for each kind of mistake before anything starts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mixgan.errors import ConfigError, MixganError
from mixgan.store import runs
from mixgan.training.sweep import Planned, SweepFile, folder_of, plan, read_sweep, run_name
from mixgan.training.sweep_table import Observed, as_csv, observe_runs, table

GOOD: dict[str, Any] = {"name": "s", "family": "gmgan", "data": "ring", "seeds": [0, 3], "settings": {"steps": 40, "batch": 32},
                        "vary": {"std": [0.1, 0.2], "widths": [[8, 6], [8]]}}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    return tmp_path


def planned(**changes: Any) -> list[Planned]:
    return plan(SweepFile.model_validate({**GOOD, **changes}), "s.toml")


def test_every_combination_with_every_seed() -> None:
    made = planned()
    assert [one.name for one in made][:3] == ["s-std0.1-widths8x6-seed0", "s-std0.1-widths8x6-seed3", "s-std0.1-widths8-seed0"]
    assert len(made) == 8
    last = made[-1]
    assert (last.config.training.seed, last.config.training.steps, last.config.training.threads) == (3, 40, 1)
    assert (last.config.options["std"], last.config.options["widths"]) == (0.2, [8])
    assert last.varied == {"std": 0.2, "widths": [8]}


def test_family_and_preset_may_vary() -> None:
    made = planned(family="", vary={"family": ["gan", "hmog"]}, seeds=[1])
    assert [(one.name, one.config.family) for one in made] == [("s-familygan-seed1", "gan"), ("s-familyhmog-seed1", "hmog")]


def test_toml_and_json_are_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GOOD))
    (tmp_path / "a.toml").write_text('name = "s"\nfamily = "gmgan"\ndata = "ring"\nseeds = [0, 3]\n'
                                     "[settings]\nsteps = 40\nbatch = 32\n[vary]\nstd = [0.1, 0.2]\nwidths = [[8, 6], [8]]\n")
    assert read_sweep(tmp_path / "a.json") == read_sweep(tmp_path / "a.toml") == SweepFile.model_validate(GOOD)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"name": "a/b"}, "cannot be a folder name"),
    ({"seed": [0]}, "Unknown option 'seed'.*Did you mean 'seeds'"),
    ({"seeds": []}, "seeds.*at least 1"),
    ({"seeds": [-1]}, "seeds.0 .*greater than or equal to 0.*-1"),
    ({"seeds": [1, 1]}, "seeds states a value twice"),
    ({"family": "gmgam"}, "Unknown family 'gmgam'.*Did you mean 'gmgan'"),
    ({"family": ""}, "family should be given once"),
    ({"data": "rings"}, "rings"),
    ({"preset": "rign"}, "Unknown preset of gmgan 'rign'"),
    ({"settings": {"step": 3}}, "Unknown setting of gmgan 'step'.*Did you mean 'steps'"),
    ({"settings": {"steps": 0}}, "steps.*greater than or equal to 1"),
    ({"settings": {"seed": 0}}, "give the list 'seeds'"),
    ({"settings": {"std": 0.1}}, "std is in settings and in vary"),
    ({"settings": {"data": "ring"}}, "settings.data belongs to the top"),
    ({"settings": {"size": "8"}}, "size should be a whole number"),
    ({"vary": {"std": 0.1}}, "vary.std .*list"),
    ({"vary": {"std": []}}, "vary.std .*at least 1"),
    ({"vary": {"std": [0.1, 0.1]}}, "vary.std states a value twice"),
    ({"vary": {"std": [0.1, 50]}}, "with std = 50: .*std .*less than or equal to 10"),
    ({"data": "", "vary": {"data": ["ring", "./ring!"]}}, "ring"),
    ({"vary": {"std": [n / 10 for n in range(1, 51)], "c": [n / 10 for n in range(1, 51)]}}, "asks for 5,000 runs"),
    ({"vary": {"std": [float("nan")]}}, "std"),
]


@pytest.mark.parametrize(("changes", "words"), BAD, ids=[words[:30] for _, words in BAD])
def test_a_mistake_is_one_sentence_with_file_and_key(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({**GOOD, **changes}))
    with pytest.raises(MixganError, match=words) as told:
        plan(read_sweep(path), str(path))
    assert "bad.json" in str(told.value) or "folder name" in str(told.value)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("name", "content", "words"), [
    ("s.yaml", b"", "should end in .toml or .json"), ("s.toml", b"name = ", "is not TOML"), ("s.toml", b"\xff", "is not TOML"),
    ("s.json", b"[", "is not JSON"), ("s.json", b"[]", "should hold an object"), ("s.toml", b"#" * (2**20 + 1), "at most"),
    ("gone.toml", None, "is missing"), ("gone.json", None, "is missing")])
def test_a_file_that_is_none(name: str, content: bytes | None, words: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(MixganError, match=words):
        read_sweep(tmp_path / name)


def test_names_are_folder_names_and_do_not_meet() -> None:
    assert run_name("s", {"data": "./my set!", "c": 0.5, "dynamic": True}, 0) == "s-datamy_set-c0.5-dynamicTrue-seed0"
    long = run_name("s", {"data": "x" * 80}, 7)
    assert len(long) <= 64
    assert long.endswith("-seed7")
    assert long != run_name("s", {"data": "x" * 81}, 7)


def test_a_run_with_other_settings_is_not_touched() -> None:
    one = planned()[0]
    assert folder_of(one, make=False) is None
    made = folder_of(one, make=True)
    assert made is not None
    assert folder_of(one, make=True) == made
    with pytest.raises(ConfigError, match=r"exists with other settings .*batch 32 there, 64 in the file"):
        folder_of(planned(settings={"steps": 40, "batch": 64})[0], make=True)
    assert runs.open_run(one.name).config == one.config


def test_a_run_of_before_an_option_was_there_is_the_same_run() -> None:
    one = planned()[0]
    older = {key: kept for key, kept in one.config.options.items() if key != "dynamic"}
    runs.create(one.name, one.config.model_copy(update={"options": older}))
    assert folder_of(one, make=True) is not None
    other = replace(one, config=one.config.model_copy(update={"options": {**one.config.options, "noise_dim": 7}}))
    with pytest.raises(ConfigError, match=r"exists with other settings \(noise_dim [0-9]+ there, 7 in the file\)"):
        folder_of(other, make=True)


def seen(one: Planned, state: str, **figures: float) -> Observed:
    return Observed(one, state, 40, figures)


def test_the_table_has_mean_and_sd_of_the_finished() -> None:
    a, b, c, d, *_ = planned(vary={"std": [0.1, 0.2]}, seeds=[0, 3, 5])
    rows = table([seen(a, "finished", distance=1.0, usage=0.5), seen(b, "finished", distance=3.0),
                  seen(c, "running", distance=9.0), seen(d, "finished", distance=4.0)])
    assert [row["seed"] for row in rows] == [0, 3, 5, "mean", "sd", 0]
    assert rows[3] == {"run": "", "std": 0.1, "seed": "mean", "state": "2 finished", "step": "", "distance": 2.0, "usage": ""}
    assert rows[4]["distance"] == pytest.approx(2**0.5, rel=1e-4)
    assert all(row.keys() == rows[0].keys() for row in rows)
    read = list(csv.DictReader(io.StringIO(as_csv(rows))))
    assert (read[1]["distance"], read[1]["usage"], read[3]["seed"]) == ("3.0", "", "mean")


def test_csv_runs_nothing_and_quotes() -> None:
    assert as_csv([{"run": "=1+1", "std": 'a,"b"'}]).splitlines()[1] == "'=1+1," + '"a,""b"""'
    assert as_csv([]) == ""


def test_what_has_not_begun_says_so() -> None:
    one = planned()[0]
    assert observe_runs([one])[0].state == "not begun"
    folder_of(one, make=True)
    assert observe_runs([one]) == [Observed(one, "not begun", 0, {})]

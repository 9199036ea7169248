"""`sample MODEL --selection FILE` and `map MODEL --real`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixgan import families
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish import make_map
from mixgan.cli import main
from mixgan.store import maps
from mixgan.store.models import fingerprint, read_config
from tests.ui.tiny import write_tiny


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def selection(model: Path, **other: Any) -> str:
    content = {"version": 1, "kind": "selection", "model": "one", "fingerprint": fingerprint(model), "seed": 3, "n": 200,
               "samples": list(range(0, 60, 2)), "layout": "umap", "outline": [], "link": ""}
    Path("s.json").write_text(json.dumps({**content, **other}))
    return "s.json"


@pytest.mark.parametrize("family", ["hmog", "megan", "gmgan"])     # a soft gate, one that chance decides, a prior
def test_new_samples_have_a_recipe_that_draws_them_again(family: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "one", family, figures=False)
    assert main(["sample", "one", "--selection", selection(home / "one"), "--n", "20", "--out", "sheet.png"]) == 0
    assert main(["show", "sheet.png"]) == 0
    assert "equal bit for bit" in capsys.readouterr().out


def test_as_near_as_can_be_are_the_chosen_samples_themselves(home: Path) -> None:
    generator = write_tiny(home / "one", "gmgan", figures=False)
    assert main(["sample", "one", "--selection", selection(home / "one"), "--far", "0", "--n", "30", "--out", "s.npz"]) == 0
    seen = observe(generator.eval(), drawn(generator, 60, 3))
    with np.load("s.npz") as made:
        for image, expert in zip(made["images"], made["expert"], strict=True):
            at = [i for i in range(0, 60, 2) if np.abs(seen.pictures[i].astype(int) - image).max() <= 1]
            assert expert in seen.expert[at]


@pytest.mark.parametrize(("other", "words", "said"), [
    ({"fingerprint": "0" * 16}, [], "has others. Give the model that it was saved from."), ({"samples": ["a"]}, [], "samples"),
    ({}, ["--far", "2"], "far should be from 0 to 1"), ({}, ["--expert", "1"], "brings its own experts"),
    ({"samples": [1]}, [], "1 samples are chosen"),
    ({}, ["--mixture", "m.json"], "One of --mixture and --selection")])
def test_a_mistake_is_one_sentence(other: dict[str, Any], words: list[str], said: str, home: Path,
                                   capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "one", "hmog", figures=False)
    assert main(["sample", "one", "--selection", selection(home / "one", **other), *words, "--out", "s.png"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert main(["sample", "one", "--selection", "gone.json", "--out", "s.png"]) == 2


def test_real_pictures_are_laid_into_a_map_whose_samples_stay(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tiny(home / "one", "gmgan", figures=False)
    assert main(["map", "one", "--real"]) == 2
    assert "one has no map yet. Make it" in capsys.readouterr().err
    made = make_map(families.load(home / "one"), read_config(home / "one"), n=120, umap=False)
    assert made.hosts is not None                                   # a new map has them at once
    before = replace(made, hosts=None, real_cls=None)
    maps.write(home / "one" / "map.npz", before)
    assert main(["map", "one", "--real"]) == 0
    assert "359 real pictures are on its map" in capsys.readouterr().err
    after = maps.read(home / "one" / "map.npz")
    assert np.array_equal(after.hosts, made.hosts)
    assert np.array_equal(after.pca, before.pca)
    assert after.thumbs == before.thumbs
    maps.write(home / "one" / "map.npz", replace(before, expert=(before.expert + 1) % 3))
    assert main(["map", "one", "--real"]) == 2
    assert "The map of one is of other weights" in capsys.readouterr().err


def test_another_seed_has_its_own_hosts_in_the_same_map(home: Path) -> None:
    generator = write_tiny(home / "one", "gmgan", figures=False).eval()
    config = read_config(home / "one")
    first = make_map(generator, config, n=120, umap=False)
    other = make_map(generator, config, n=80, seed=5, umap=False, among=first)
    assert other.hosts is not None
    assert other.hosts.shape == (359, 5)
    assert other.hosts.max() < 80

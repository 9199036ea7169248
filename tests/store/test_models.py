"""Model folders: found by name, complete or not there, and one broken folder hides no other."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch

from mixgan.config import RunConfig
from mixgan.errors import ConfigError, MixganError, RunError, StoreError
from mixgan.store import models
from mixgan.store.models import ModelFolder, all_models, find, write_extra, write_model
from mixgan.store.tensors import read_tensors
from tests.faults import WHERE, break_disk, leftovers

TENSORS = {"w": torch.tensor([1.0, 2.0, 1 / 3]), "steps": torch.tensor([2**40])}


def ship(home: Path, name: str, config: RunConfig) -> Path:
    folder = home.parent / "shipped" / name
    write_model(folder, config, TENSORS, half=True)
    return folder


def finish(home: Path, name: str, config: RunConfig, when: int) -> Path:
    folder = home / "runs" / name / "model"
    write_model(folder, config, TENSORS, half=False)
    os.utime(folder / "model.safetensors", (when, when))
    return folder


def names() -> list[str]:
    return [model.name for model in all_models()[0]]


# --- writing and reading -----------------------------------------------------------------------------------------------

def test_a_model_comes_back(home: Path, config: RunConfig) -> None:
    folder = home / "m"
    write_model(folder, config, TENSORS, half=False)
    assert ModelFolder(folder, "m").config == config
    back = read_tensors(folder / "model.safetensors", {"w": (3,), "steps": (1,)})
    assert all(torch.equal(back[name], TENSORS[name]) for name in TENSORS)


def test_half_is_for_what_floats(home: Path, config: RunConfig) -> None:
    write_model(home / "m", config, TENSORS, half=True)
    back = read_tensors(home / "m" / "model.safetensors")
    assert torch.equal(back["w"], TENSORS["w"].half().float())
    assert not torch.equal(back["w"], TENSORS["w"])
    assert torch.equal(back["steps"], TENSORS["steps"])
    assert TENSORS["w"].dtype == torch.float32


def test_the_tensors_are_written_last(home: Path, config: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is complete when they are there: cut off after any write, it is complete or no model at all."""
    for after in range(3):
        folder = home.parent / "shipped" / f"m{after}"
        with monkeypatch.context() as patch:
            break_disk(patch, "replace", 28, after)
            if after < 2:
                with pytest.raises(RunError, match="disk is full"):
                    write_model(folder, config, TENSORS, half=False)
            else:
                write_model(folder, config, TENSORS, half=False)
    assert names() == ["m2"]
    assert all_models()[1] == []
    assert leftovers(home.parent) == []


@pytest.mark.parametrize("where", WHERE)
def test_a_failed_rewrite_leaves_a_model_that_opens(
    where: str, home: Path, config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ship(home, "m", config)
    before = (folder / "model.safetensors").read_bytes()
    with monkeypatch.context() as patch:
        break_disk(patch, where, 28, after=1)
        with pytest.raises(RunError):
            write_model(folder, config, {"w": torch.zeros(3)}, half=False)
    assert (folder / "model.safetensors").read_bytes() == before
    assert find("m").config == config
    assert leftovers(folder) == []


def test_what_else_lies_in_a_folder(home: Path, config: RunConfig) -> None:
    model = ModelFolder(ship(home, "m", config), "m")
    assert (model.figures, model.card) == ({}, "")
    assert (model.samples, model.nodes, model.map_path, model.curve) == (None,) * 4
    write_extra(model.path, "figures.json", {"n_experts": 4})
    write_extra(model.path, "card.md", "# é")
    write_extra(model.path, "samples.webp", b"RIFF")
    model = ModelFolder(model.path, "m")
    assert (model.figures, model.card, model.samples) == ({"n_experts": 4}, "# é", b"RIFF")
    assert model.n_bytes == sum(len((model.path / name).read_bytes()) for name in os.listdir(model.path))


def test_nothing_is_written_or_read_outside_the_folder(home: Path, config: RunConfig) -> None:
    folder = ship(home, "m", config)
    for name in ("../card.md", "/etc/card.md", "a/../../card.md"):
        with pytest.raises(StoreError, match="leads out of the folder"):
            write_extra(folder, name, "x")
    (home / "secret").write_text("{}")
    for name in ("samples.webp", "card.md", "figures.json", "map.npz"):
        (folder / name).symlink_to(home / "secret")
    model = ModelFolder(folder, "m")
    for read in ("samples", "card", "figures", "map_path"):
        with pytest.raises(StoreError, match="leads out"):
            getattr(model, read)
    (folder / "config.json").unlink()
    (folder / "config.json").symlink_to(home / "secret")
    with pytest.raises(StoreError, match="leads out"):
        _ = ModelFolder(folder, "m").config


def test_a_picture_that_is_too_large_is_not_read(home: Path, config: RunConfig) -> None:
    folder = ship(home, "m", config)
    with (folder / "samples.webp").open("wb") as file:
        file.truncate(models.MAX_PICTURE_BYTES + 1)
    assert ModelFolder(folder, "m").samples is None


# --- listing and finding -------------------------------------------------------------------------------------------------

def test_the_order_of_the_list(home: Path, config: RunConfig) -> None:
    for name in ("gmgan-digits", "hmog-mnist", "zebra"):
        ship(home, name, config)
    for name, when in (("old", 1000), ("new", 3000), ("mid", 2000), ("zebra", 4000)):
        finish(home, name, config, when)
    assert names() == ["hmog-mnist", "gmgan-digits", "zebra", "runs/zebra", "new", "mid", "old"]
    assert [model.kind for model in all_models()[0]] == ["shipped"] * 3 + ["run"] * 4


def test_a_run_named_as_a_shipped_model_is_found_beside_it(home: Path, config: RunConfig) -> None:
    """The command on a card makes one: `describe` must not measure the shipped one in its place."""
    shipped, mine = ship(home, "zebra", config), finish(home, "zebra", config, 1000)
    assert find("zebra").path == shipped
    assert find("runs/zebra").path == mine
    other = finish(home, "other", config, 1000)
    assert find("runs/other").path == find("other").path == other
    with pytest.raises(StoreError):
        find("runs/none")
    assert [models.name_of_run(name) for name in ("zebra", "other")] == ["runs/zebra", "other"]


def test_no_folders_no_models(home: Path) -> None:
    (home.parent / "shipped").rmdir()
    assert all_models() == ([], [])


@pytest.mark.parametrize(("name", "content", "sentence"), [
    ("config.json", None, "is missing"), ("config.json", "{", "is not JSON"), ("config.json", '{"version": 9}', "has version 9"),
    ("config.json", '{"family": "hmog"}', "Field required"), ("figures.json", "[]", "should hold an object"),
    ("figures.json", '{"version": 2}', "reads up to 1"),
], ids=["missing", "cut off", "newer", "incomplete", "figures of another kind", "newer figures"])
def test_a_broken_folder_is_named_and_hides_no_other(
    name: str, content: str | None, sentence: str, home: Path, config: RunConfig
) -> None:
    ship(home, "good", config)
    broken = ship(home, "broken", config)
    finish(home, "run", config, 1000)
    if content is None:
        (broken / name).unlink()
    else:
        (broken / name).write_text(content)
    good, bad = all_models()
    assert [model.name for model in good] == ["good", "run"]
    assert [folder.name for folder in bad] == ["broken"]
    assert sentence in bad[0].sentence


def test_what_is_not_complete_is_no_model(home: Path, config: RunConfig) -> None:
    (ship(home, "m", config) / "model.safetensors").unlink()
    (home.parent / "shipped" / "file").touch()
    ship(home, ".hidden", config)
    (home / "runs" / "begun").mkdir(parents=True)
    assert all_models() == ([], [])


def test_find_by_path_and_of_a_run(home: Path, config: RunConfig) -> None:
    folder = finish(home, "r1", config, 1000)
    assert find("r1").path == folder
    assert (find(str(folder)).path, find(str(folder.parent)).path) == (folder, folder)
    assert find(str(folder.parent)).name == "r1"


@pytest.mark.parametrize("name", ["hmog-mnits", "../../etc", "", "\0", "x" * 5000, "a/" * 3000, "~", "/", "é\ud800"])
def test_what_is_not_there_is_a_sentence(name: str, home: Path, config: RunConfig) -> None:
    ship(home, "hmog-mnist", config)
    with pytest.raises(StoreError) as refusal:
        find(name)
    assert len(str(refusal.value)) < 500
    if name == "hmog-mnits":
        assert "Did you mean 'hmog-mnist'?" in str(refusal.value)


def test_a_folder_without_a_model_says_how_to_get_one(home: Path) -> None:
    (home / "runs" / "begun").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"holds no model\.safetensors.*--resume"):
        find(str(home / "runs" / "begun"))


def test_a_newer_config_is_refused_and_untouched(home: Path, config: RunConfig) -> None:
    folder = ship(home, "m", config)
    content = {**json.loads((folder / "config.json").read_text()), "version": 2, "new": 1}
    (folder / "config.json").write_text(json.dumps(content))
    with pytest.raises(StoreError, match=r"has version 2; this mixgan reads up to 1\. Update mixgan\."):
        _ = find("m").config
    assert json.loads((folder / "config.json").read_text()) == content
    content["version"] = 1
    (folder / "config.json").write_text(json.dumps(content))
    with pytest.raises(ConfigError, match="Unknown option 'new'"):
        _ = find("m").config
    assert issubclass(ConfigError, MixganError)


@pytest.mark.parametrize("name", ["card.md", "samples.webp"])
def test_a_folder_in_the_place_of_a_file_is_a_sentence(name: str, home: Path, config: RunConfig) -> None:
    folder = ship(home, "m", config)
    (folder / name).mkdir()
    with pytest.raises(StoreError, match=f"m/{name} cannot be read: Is a directory"):
        _ = ModelFolder(folder, "m").card, ModelFolder(folder, "m").samples


def test_figures_that_break_a_page_are_told_and_hide_no_other_model(home: Path, config: RunConfig) -> None:
    write_extra(ship(home, "bad", config), "figures.json", {"samples": 5})
    ship(home, "good", config)
    assert names() == ["good"]
    assert "bad/figures.json: samples" in all_models()[1][0].sentence


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "a\0b", "\ud800", "~nobody", "../" * 40 + "x"])
def test_what_is_no_name_of_a_model_is_a_sentence(name: str, home: Path) -> None:
    with pytest.raises(StoreError, match="Unknown model"):
        find(name)

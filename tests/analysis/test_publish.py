from __future__ import annotations

import io
from functools import partial

import numpy as np
import pytest
import torch
from PIL import Image

from mixgan import data, families
from mixgan.analysis import publish as m
from mixgan.analysis.clustered import Effort
from mixgan.analysis.describe import describe, losses
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.publish import beside, single
from mixgan.analysis.publish import map as map_of
from mixgan.data import ImageSet
from mixgan.errors import ConfigError, StoreError
from mixgan.measures import judges
from mixgan.measures.features import reference
from mixgan.networks.initialise import initialise
from mixgan.networks.labeller import make_labeller
from mixgan.rng import Stream
from mixgan.store import maps
from mixgan.store.models import ModelFolder, read_config, write_extra, write_model
from mixgan.store.tensors import write_tensors
from tests.analysis.planted import TINY, GoldenTree, written
from tests.measures.planted import halves


def test_a_quick_look_writes_figures_and_sheets_and_no_card(tmp_path):
    generator = written(tmp_path / "model", "hmog", "digits")
    m.publish(tmp_path / "model", full=False, minutes=2.04)
    model = ModelFolder(tmp_path / "model", "model")
    assert model.figures["n_experts"] == 8
    assert model.figures["minutes"] == 2.0
    assert model.figures["checker"]["data"] == "digits"
    assert model.samples is not None
    assert model.nodes is not None
    assert model.map_path is None
    assert model.card == ""
    with Image.open(io.BytesIO(model.samples)) as sheet:
        tile = np.asarray(sheet.convert("L"))[:8, 8:16]
    assert np.array_equal(tile, observe(generator, drawn(generator, 2, 0)).pictures[1, :, :, 0])


def test_a_model_that_is_measured_again_stands_in_its_spread_with_what_it_says_now(tmp_path):
    folder = tmp_path / "gmgan-tiny"
    written(folder, "gmgan", "digits", seed=1)
    m.publish(folder, full=False, minutes=3)
    own = ModelFolder(folder, "gmgan-tiny").figures
    values = {name: [0.25, 0.5] for name in ("smallest share of an expert", "minutes of training")}
    write_extra(folder, "figures.json", {**own, "repeats": {"seeds": [0, 1], "values": values}})
    m.publish(folder, full=False)
    told = ModelFolder(folder, "gmgan-tiny").figures["repeats"]
    stated = {record["name"]: record["value"] for record in own["figures"]}
    assert told["seeds"] == [0, 1]
    assert told["values"]["minutes of training"] == [0.25, 3.0]
    assert told["values"]["smallest share of an expert"] == [0.25, round(stated["smallest share of an expert"], 5)]


def test_a_full_description_has_card_map_and_curve(tmp_path, monkeypatch):
    monkeypatch.setattr(map_of, "umap_layout", lambda points, seed: points[:, :2] * 2)        # the library is tried elsewhere
    folder = tmp_path / "gmgan-tiny"
    written(folder, "gmgan", "digits", n_experts=3)
    network = make_labeller((1, 8, 8), 3)
    initialise(network, Stream(1))
    write_tensors(folder / "head.safetensors", network.state_dict())
    m.publish(folder, full=True, minutes=3, effort=Effort(256, 2, 2))
    model = ModelFolder(folder, "gmgan-tiny")
    names = [record["name"] for record in model.figures["figures"]]
    assert {"clustering: ACC", "head Q alone: ACC", "coverage-c@5", "mean confidence"} <= set(names)
    assert model.curve is not None
    stored = maps.read(model.map_path)
    assert stored.n == m.MAP_N
    assert stored.umap == pytest.approx(2 * stored.pca)
    assert stored.trust == pytest.approx([stored.trust[0]] * 2)              # a layout twice as large is worth the same
    assert 0.5 < stored.trust[0] <= 1
    assert "    python -m mixgan train --family gmgan --data digits --preset digits " in model.card
    assert " --n_experts 3 --run gmgan-tiny\n" in model.card
    assert all(f"| {name} |" in model.card for name in names)
    assert model.n_bytes < 8 * 2**20
    m.publish(folder, full=False)                                       # measured again, of the same training
    again = ModelFolder(folder, "gmgan-tiny").figures
    assert again["minutes"] == 3


def test_a_head_is_asked_as_it_was_trained(tmp_path):
    """In evaluation mode, from uint8 pictures: the same logits as by hand."""
    folder = tmp_path / "model"
    written(folder, "gmgan", "digits", n_experts=3)
    network = make_labeller((1, 8, 8), 3)
    initialise(network, Stream(1))
    write_tensors(folder / "head.safetensors", network.state_dict())
    generator = families.load(folder)
    head = beside.head_of(folder, read_config(folder), generator)
    assert head is not None
    images = data.load("digits", split="test").images[:40]
    network.eval()
    with torch.no_grad():
        expected = network(torch.from_numpy(images).permute(0, 3, 1, 2) / 127.5 - 1).softmax(1)
    assert head(images) == pytest.approx(expected.numpy(), abs=1e-5)
    assert beside.head_of(tmp_path, read_config(folder), generator) is None


def test_points_get_their_modes_and_no_pictures(tmp_path):
    written(tmp_path / "model", "mog", "ring", noise_dim=2)
    m.publish(tmp_path / "model", full=False)
    model = ModelFolder(tmp_path / "model", "model")
    assert "modes covered" in [record["name"] for record in model.figures["figures"]]
    assert model.samples is None


def test_pictures_of_ones_own_have_no_judge_and_still_a_card(tmp_path, monkeypatch):
    config = families.configure("gan", str(tmp_path / "mine"), data.load("digits").facts(), overrides=TINY)
    write_model(tmp_path / "model", config, families.build(config).state_dict(), half=True)
    monkeypatch.setattr(map_of, "umap_layout", lambda points, seed: points[:, :2])
    m.publish(tmp_path / "model", full=True)                            # the folder of pictures is gone
    model = ModelFolder(tmp_path / "model", "model")
    assert "class_shares" not in model.figures
    assert "one generator" in model.card
    assert maps.read(model.map_path).cls.tolist() == [-1] * m.MAP_N


def test_shipped_models_keep_half_the_digits_and_their_head(tmp_path):
    source, target = tmp_path / "run", tmp_path / "shipped"
    generator = written(source, "gmgan", "digits", n_experts=3)
    write_tensors(source / "head.safetensors", {"a": torch.ones(2)})
    m.ship(source, target)
    again = families.load(target)
    draw = drawn(generator, 20, 0)
    assert observe(again, draw).pictures.astype(int) == pytest.approx(observe(generator, draw).pictures.astype(int), abs=2)
    assert (target / "model.safetensors").stat().st_size < 0.7 * (source / "model.safetensors").stat().st_size
    assert (target / "head.safetensors").exists()


LOOKS = [{"attempt": 0, "update": 250 * (i + 1), "objective": -4.3 - 0.001 * i, "flips": 0.034, "shares": [0.5, 0.3, 0.2]}
         for i in range(3)]


def test_how_a_head_settled_goes_with_its_model_and_is_on_its_card(tmp_path):
    folder = tmp_path / "a-model"
    written(folder, "gmgan", "digits", n_experts=3)
    write_extra(folder, "settling.json", {"looks": [*LOOKS, {"attempt": 1, "update": 250, "objective": -4.2, "flips": 0.1,
                                                             "shares": [0.5, 0.3, 0.2]}, {"broken": 1}]})
    m.publish(folder, full=False)
    assert ModelFolder(folder, "a-model").figures["settling"] == {
        "attempt": 0, "tries": 2, "updates": 750, "objective": -4.302, "flips": 0.034, "kinds": 3, "settled": True}
    m.store_card(folder)
    assert ("It had settled after 750 updates (first of two heads; objective -4.30; 3 % change kind under a view)."
            in ModelFolder(folder, "a-model").card)
    m.ship(folder, tmp_path / "shipped")
    m.publish(tmp_path / "shipped", full=False)
    assert ModelFolder(tmp_path / "shipped", "shipped").figures["settling"]["updates"] == 750


@pytest.mark.parametrize("content", [{}, {"looks": 3}, {"looks": [{"attempt": 0}]}])
def test_looks_that_are_none_are_no_figure(content, tmp_path):
    written(tmp_path / "model", "gmgan", "digits", n_experts=3)
    write_extra(tmp_path / "model", "settling.json", content)
    m.publish(tmp_path / "model", full=False)
    assert "settling" not in ModelFolder(tmp_path / "model", "model").figures


def test_held_out_data_of_the_models_own_size(tmp_path):
    written(tmp_path / "model", "gan", "digits")
    found = beside.test_split(read_config(tmp_path / "model"))
    assert isinstance(found, ImageSet)
    assert found.images.shape == (359, 8, 8, 1)


def test_a_measuring_that_is_ended_between_two_parts_writes_nothing(tmp_path):
    class Enough(Exception):
        pass

    def ends_at(part):
        left = iter(range(part))

        def between():
            if next(left, None) is None:
                raise Enough
        return between

    folder = tmp_path / "model"
    written(folder, "hmog", "digits")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for part in (0, 3):                                             # the first and the last
        with pytest.raises(Enough):
            m.publish(folder, full=False, between=ends_at(part))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_pictures_without_classes_are_measured_in_their_principal_components(tmp_path, monkeypatch):
    """Everything that a model of a known set has but what needs classes; and the figures say whose they are."""
    monkeypatch.setattr(map_of, "umap_layout", lambda points, seed: points[:, :2])
    np.savez(tmp_path / "own.npz", images=halves(400, 1).images)
    folder = tmp_path / "mine"
    written(folder, "megan", str(tmp_path / "own.npz"), n_experts=2, mirrored=False)
    m.publish(folder, full=True, effort=Effort(64, 1, 1))
    found = ModelFolder(folder, "mine")
    records = {record["name"]: record for record in found.figures["figures"]}
    assert {"precision-p@5", "coverage-p@5"} <= set(records)
    assert not {name for name in records if "-c" in name or name == "mean confidence"}
    assert records["recall-p@5"]["features"].startswith("pca64/own/")
    assert "reward blur" in records["recall-p@5"]["note"]
    assert records["recall-p@5"]["floor"] is not None
    assert found.curve["features"] == found.figures["knock_out"]["features"] == records["recall-p@5"]["features"]
    assert "expert_class" not in found.figures


def test_pictures_that_are_no_longer_here_are_not_measured(tmp_path):
    np.savez(tmp_path / "own.npz", images=halves(400, 1).images)
    written(tmp_path / "mine", "megan", str(tmp_path / "own.npz"), n_experts=2, mirrored=False)
    np.savez(tmp_path / "own.npz", images=halves(400, 2).images)        # others, by the same name
    for measure in (m.store_curve, m.store_losses):
        write_extra(tmp_path / "mine", "figures.json", {"figures": []})
        with pytest.raises(ConfigError, match="Nothing reads the pictures of mine"):
            measure(tmp_path / "mine")


# --- the curve ---------------------------------------------------------------------------------------------------------


def test_the_curve_alone_is_that_of_a_full_description(tmp_path):
    """Other reals are not even read by the judge."""
    generator = written(tmp_path / "model", "hmog", "digits", depth=1)
    told = []
    m.store_curve(tmp_path / "model", lambda done, of: told.append(done))
    stored = ModelFolder(tmp_path / "model", "model").curve
    judge, test = judges.of(read_config(tmp_path / "model")), data.load("digits", split="test", size=8)
    whole = describe(generator, judge, test, full=True, effort=Effort(64, 1, 1)).curve
    assert stored == whole | {"model": fingerprint(tmp_path / "model")}
    assert told == list(range(1, 25))
    assert (stored["n"], len(stored["points"])) == (179, 24)
    assert "truncation" in stored["meaning"]


def test_the_losses_alone_leave_every_other_figure_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(single, "losses", partial(losses, n=100, sets=2))
    folder = tmp_path / "model"
    generator = written(folder, "megan", "digits", n_experts=3)
    with pytest.raises(StoreError, match="no figures yet"):
        m.store_losses(folder)
    before = {"n_experts": 3, "knock_out": {"n": 1}, "minutes": 2.0, "figures": []}
    write_extra(folder, "figures.json", before)
    m.store_losses(folder)
    after = ModelFolder(folder, "model").figures
    assert list(after) == list(before)
    judge, test = judges.of(read_config(folder)), data.load("digits", split="test", size=8)
    expected = losses(generator, judge, reference(judge(test.images).features), n=100, sets=2)
    assert after == before | {"knock_out": expected}


def test_one_generator_has_nothing_to_lose(tmp_path):
    written(tmp_path / "model", "gan", "digits")
    with pytest.raises(ConfigError, match="nothing is left"):
        m.store_losses(tmp_path / "model")


@pytest.mark.parametrize(("family", "set_name", "words"), [
    ("mog", "ring", "points in the plane"), ("gan", "mine", "no judge knows them")])
def test_what_nothing_measures_is_said(family, set_name, words, tmp_path):
    known = set_name if set_name == "ring" else "digits"
    name = set_name if set_name == "ring" else str(tmp_path / set_name)
    config = families.configure(family, name, data.load(known).facts(), overrides={**TINY, "noise_dim": 2})
    write_model(tmp_path / "model", config, families.build(config).state_dict(), half=False)
    with pytest.raises(ConfigError, match=words):
        m.store_curve(tmp_path / "model")
    assert not (tmp_path / "model" / "curve.json").exists()


# --- maps --------------------------------------------------------------------------------------------------------------


def test_a_map_knows_who_drew_each_point_and_what_it_shows(tmp_path):
    generator = written(tmp_path / "model", "gmgan", "digits", n_experts=3)
    found = m.make_map(generator, read_config(tmp_path / "model"), n=100, seed=2, umap=False)
    seen = observe(generator, drawn(generator, 100, 2))
    assert np.array_equal(found.expert, seen.expert)
    assert found.umap is None
    assert found.space == "latent"
    assert found.cls.shape == (100,)
    assert len(found.class_names) == 10
    with Image.open(io.BytesIO(found.thumbs)) as sheet:
        pixels = np.asarray(sheet.convert("L")).astype(int)
    row, column = divmod(37, found.columns)
    tile = pixels[row * 8 : row * 8 + 8, column * 8 : column * 8 + 8]
    assert np.abs(tile - seen.pictures[37, :, :, 0]).mean() < 12         # WebP loses a little, another tile far more
    assert np.abs(tile - seen.pictures[38, :, :, 0]).mean() > np.abs(tile - seen.pictures[37, :, :, 0]).mean()


@pytest.mark.parametrize("side", [8, 28, 33, 64, 100])
def test_thumbnails_fit_every_browser(side):
    noise = np.random.default_rng(1).integers(0, 256, (900, side, side, 3), np.uint8)
    encoded, columns, px = m.thumbnails(noise)
    with Image.open(io.BytesIO(encoded)) as sheet:
        assert max(sheet.size) <= 4096
        assert sheet.width == columns * px
    assert px <= 32
    assert len(encoded) <= map_of.MAX_THUMBS_BYTES


def test_smaller_thumbnails_are_means_of_blocks():
    pictures = np.arange(2 * 6 * 6, dtype=np.uint8).reshape(2, 6, 6, 1)
    assert map_of._averaged(pictures, 3)[0, 0, 1, 0] == round(pictures[0, :3, 3:6].mean())
    assert np.array_equal(map_of._averaged(pictures, 1), pictures)


def test_points_have_no_thumbnails():
    golden = GoldenTree().eval()
    assert m.thumbnails(observe(golden, drawn(golden, 10, 0)).pictures)[0] == b""

"""A picture has one name, its seed and number: every page makes the same draw of it, and every link says it once."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image

from mixgan.analysis import publish
from mixgan.analysis.observe import drawn, observe
from mixgan.store import maps as store_maps
from mixgan.store.models import find, read_config
from mixgan.ui import choice
from mixgan.ui.experts import page as experts
from mixgan.ui.home import page as home
from mixgan.ui.model import covariance, maps, measured
from mixgan.ui.model.opened import Opened
from tests.ui.a_page import Models, Open, text_of, ways_of


def picture_ways(open_page: Open, page: str, **parameters: str) -> dict[str, dict[str, list[str]]]:
    """The parameters of every link to a picture, by page."""
    ways = [urlsplit(way) for way in ways_of(open_page(page, **parameters)).values() if "z=" in way]
    return {way.path: parse_qs(way.query) for way in ways}


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_every_link_names_the_picture_once(seed: int, models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    leaf = int(generator.weights(drawn(generator, 6, seed))[5].argmax())
    name = {"seed": [str(seed)]} if seed else {}
    pages = {"Home": "sample", "Tree": "z", "Experts": "z", "Covariance": "z", "Map": "z"}
    for page, number in pages.items():
        found = picture_ways(open_page, page, **{number: "5"}, **({"seed": str(seed)} if seed else {}))
        assert set(found) == {"Tree", "Experts", "Covariance", "Map"} - {page}
        for to, parameters in found.items():
            assert parameters.pop("node", None) == ([generator.tree.path(3 + leaf)] if to == "Tree" else None)
            assert parameters == {**name, "z": ["5"]}, (page, to)


def test_no_link_where_nothing_is_to_be_seen(models: Models, open_page: Open) -> None:
    models("gan", "gmgan")
    assert set(picture_ways(open_page, "Home", model="gan-tiny", sample="5")) == {"Covariance", "Map"}
    assert set(picture_ways(open_page, "Home", model="gmgan-tiny", sample="5")) == {"Experts", "Covariance", "Map"}
    assert set(picture_ways(open_page, "Map", model="gmgan-tiny")) == set()             # no picture is picked


@pytest.mark.parametrize("seed", [0, 4])
def test_home_shows_the_samples_of_the_seed(seed: int, models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = models("hmog")["hmog"]
    monkeypatch.setattr(choice, "seed", lambda: seed)
    shown = home.shelf(find("hmog-tiny"))
    seen = observe(generator, drawn(generator, 64, seed))
    with Image.open(io.BytesIO(shown.sheet)) as sheet:
        tiles = np.asarray(sheet.convert("L")).reshape(8, 8, 8, 8).swapaxes(1, 2).reshape(64, 8, 8)
    assert (tiles == seen.pictures[..., 0]).all()
    assert shown.figures["samples"]["expert"] == seen.expert.tolist()
    app = open_page("Home", seed=str(seed), sample="3")
    assert f"64 samples of seed {seed}" in text_of(app)
    assert f"<strong>Leaf E{seen.expert[3] + 1}</strong> of 4 has" in text_of(app)


def test_the_map_of_another_seed_lies_in_the_stored_one(models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = models("hmog")["hmog"]
    found = find("hmog-tiny")
    made = publish.make_map(generator, read_config(found.path), n=300, umap=False)
    kept = replace(made, umap=made.pca[:, ::-1] * 3 + 1)                    # any layout will do: a real one takes half a minute
    store_maps.write(found.path / "map.npz", kept)
    monkeypatch.setattr(choice, "seed", lambda: 0)
    assert maps.of_seed(found)[1] is None
    monkeypatch.setattr(choice, "seed", lambda: 6)
    placed, among = maps.of_seed(found)
    assert among is not None
    assert (placed.seed, placed.n, among.seed) == (6, measured.SAMPLES, 0)
    assert placed.n == publish.MAP_N
    seen = observe(generator, drawn(generator, measured.SAMPLES, 6))
    assert (placed.expert == seen.expert).all()
    low, high = kept.umap.min(0), kept.umap.max(0)
    assert ((placed.umap >= low) & (placed.umap <= high)).all()
    same = publish.make_map(generator, read_config(found.path), n=300, umap=False, among=kept)
    off = np.linalg.norm(same.umap - kept.umap, axis=1)                     # a sample of the map itself comes to its own place
    assert np.median(off) < 0.05 * np.linalg.norm(high - low)
    assert "each at the mean place of the ten nearest of the 300 of seed 0" in text_of(open_page("Map", seed="6"))


def test_pages_of_several_samples_begin_with_the_links(models: Models, open_page: Open) -> None:
    generators = models("hmog", "gmgan")
    for family in ("hmog", "gmgan"):
        generator = generators[family]
        found, opened = find(f"{family}-tiny"), Opened(generator, b"")
        draw = drawn(generator, 4990 + measured.N, 0)
        none = experts.Hand((), "reroute", "number", None)
        view = experts.view_of(found, opened, none, 4990)
        assert view["first"] == 4990
        assert (view["draws"]["noise"] == draw.noise[4990:4998].numpy()).all()
        wide = covariance.view_of(found, opened, 8, "all", None, 4990)
        assert (wide["draws"]["noise"] == draw.noise[4990:4998].numpy()).all()
        leader = int(generator.weights(draw)[4990].argmax())
        assert leader == int(generator.weights(measured.one_of(opened, 0, 4990))[0].argmax())
        if wide["own"] is not None:                                         # in its own expert's row it comes first
            assert (wide["own"][leader]["noise"][0] == draw.noise[4990].numpy()).all()


def test_the_way_back_to_sample_0(models: Models, open_page: Open, home: Path) -> None:
    models("megan")
    app = open_page("Experts", z="5", seed="3")
    assert "the noise of samples 5 to 12 of seed 3" in text_of(app)
    app.button(key="first-sample").click().run()
    assert "the noise of samples 0 to 7 of seed 3" in text_of(app)
    assert not [button for button in app.button if button.key == "first-sample"]


def test_a_pick_on_the_map_is_in_the_link_and_stays_when_the_seed_changes(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Map", z="17")
    assert "Sample 17 through every leaf" in ways_of(app)
    app.session_state["map-hmog-tiny"] = {"pick": 40}
    app.run()
    assert "z=40" in ways_of(app)["Sample 40 through every leaf"]
    app.number_input(key="seed").set_value(2).run()
    assert "seed=2&z=40" in ways_of(app)["Sample 40 through every leaf"]
    app.session_state["map-hmog-tiny"] = {"pick": -1}
    app.run()
    assert not [label for label in ways_of(app) if label.startswith("Sample")]


@pytest.mark.parametrize("page", ["Experts", "Covariance", "Tree"])
@pytest.mark.parametrize("family", ["hmog", "megan"])
def test_the_sentence_stands_beside_every_sample(page: str, family: str, models: Models, open_page: Open) -> None:
    """And is that of the sample which the links carry: its expert by the generator itself."""
    generator = models(family)[family]
    app = open_page(page, z="7", seed="3")
    weights = generator.weights(drawn(generator, 8, 3))[7]
    told = text_of(app)
    assert "Sample 7: " in told
    assert f"eaf E{int(weights.argmax()) + 1}</strong>" in told or f"expert E{int(weights.argmax()) + 1}</strong>" in told
    assert "The checker reads it as" in told
    assert "z=7" in ways_of(app)["Sample 7 among the others"]

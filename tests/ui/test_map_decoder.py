"""The Map's decoder: of the same samples as the map, made in the background, and a sentence where there can be none."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan.analysis.observe import drawn, observe
from mixgan.ui.components.map import map_packet
from mixgan.ui.components.packet import unpack
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.model import map_decoder, map_nearest
from mixgan.ui.model.opened import Opened
from tests.ui.a_page import Models, Open
from tests.ui.test_map_packet import LOOK, a_map


def packets(app: AppTest, name: str) -> list[dict]:
    parts = [part.proto for part in app.get("bidi_component") if part.proto.component_name == name]
    return [unpack(part.bytes)[0] for part in parts]


def test_map_and_decoder_mean_the_same_samples(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Map", seed="3")
    (shown,), (made,) = packets(app, "mixgan_map"), packets(app, "mixgan_decoder")
    assert shown["of"] == made["of"]
    assert made["of"].endswith("-3-5000")
    assert "why" not in made


def test_it_holds_the_noise_of_every_sample_and_the_place_of_its_picture(models: Models) -> None:
    generator = models("hmog")["hmog"]
    packet = map_decoder._made("x", 2, 300, Opened(generator, b"program"))
    header, parts = unpack(packet)
    seen = observe(generator, drawn(generator, 300, 2))
    noise = np.frombuffer(parts["noise"], "<i2").reshape(300, -1) * header["steps"]["noise"]
    np.testing.assert_allclose(noise, seen.draw.noise.numpy(), atol=2e-4)
    assert parts["program"] == b"program"
    assert header["gated"] is True
    assert len(parts["points"]) == 2 * 300 * header["components"]


def test_a_model_that_the_page_cannot_draw_with_is_told(models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    models("hmog")
    monkeypatch.setattr(map_decoder, "fits", lambda program: False)
    (made,) = packets(open_page("Map"), "mixgan_decoder")
    assert made["why"].startswith("This model is too large for the page to draw with")


def test_the_map_says_what_its_layouts_are_worth(models: Models, open_page: Open) -> None:
    stored = replace(a_map(), trust=np.array([0.25, 0.75], np.float32), trust_k=15)
    assert unpack(map_packet(stored, LOOK))[0]["trust"] == {"k": 15, "pca": 0.25, "umap": 0.75}
    alone = replace(stored, umap=None, trust=np.array([0.25, np.nan], np.float32))
    assert unpack(map_packet(alone, LOOK))[0]["trust"] == {"k": 15, "pca": 0.25}
    models("hmog")
    (made_at_once,) = packets(open_page("Map"), "mixgan_map")
    assert made_at_once["trust"] is None                                    # nobody waited for it to be measured


def test_the_nearest_real_pictures_are_told_with_how_many_were_searched(
    models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = models("hmog")["hmog"]
    monkeypatch.setattr(expert_measures, "real_pictures", lambda data, split: None)
    (told,) = packets(open_page("Map", z="17", seed="2"), "mixgan_near")
    assert told["index"] == 17
    assert told["why"] == "The nearest real pictures are not shown: the data set is not on this machine."
    chance = np.random.default_rng(0)
    images = chance.integers(0, 256, (70, *observe(generator, drawn(generator, 18, 2)).pictures.shape[1:]), np.uint8)
    images[33] = observe(generator, drawn(generator, 18, 2)).pictures[17]
    monkeypatch.setattr(expert_measures, "real_pictures", lambda data, split: SimpleNamespace(images=images))
    map_nearest._found.clear()
    (told,) = packets(open_page("Map", z="17", seed="2"), "mixgan_near")
    (shown,) = packets(open_page("Map", z="17", seed="2"), "mixgan_map")
    assert (told["of"], told["n"], len(told["distances"])) == (shown["of"], 70, 5)
    assert told["distances"][0] == pytest.approx(0, abs=1e-6)

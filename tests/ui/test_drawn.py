"""A drawing in the link: the same noise again, the pages that say so, and a sentence for what is none."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch

from mixgan.analysis.observe import drawn as drawn_of_seed
from mixgan.analysis.words import percent
from mixgan.ui.model import drawn
from mixgan.ui.model.drawn import Drawn
from tests.ui.a_page import Models, Open, text_of, ways_of


def found_noise(n: int) -> tuple[float, ...]:
    return tuple((np.round(256 * np.random.default_rng(7).standard_normal(n)) / 256).tolist())


@pytest.mark.parametrize("expert", [None, 0, 11])
def test_the_link_keeps_every_bit(expert: int | None) -> None:
    one = Drawn((*found_noise(48), -7.0, 6.99609375), expert)
    text = drawn.text_of(one)
    assert drawn.parse(text, 50, 12, gated=expert is None) == one
    assert len(text) < 140


@pytest.mark.parametrize("n", [1, 49, 64])
def test_the_link_keeps_every_grey_of_what_was_drawn(n: int) -> None:
    ink = tuple(np.random.default_rng(n).integers(0, 16, n).tolist())
    assert drawn.parse_ink(drawn.ink_text(ink), n) == ink
    assert drawn.parse_ink(drawn.ink_text(ink), n + 2) is None


TOO_FAR, NO_NUMBER, NO_EXPERT, TOO_LONG = (
    drawn.text_of(one) for one in (Drawn((9.0,) * 4), Drawn((float("nan"),) * 4), Drawn((0.0,) * 4, 3), Drawn((0.0,) * 5)))


@pytest.mark.parametrize("text", ["", "x", "AAAA", "1.AAA", "é" * 8, TOO_FAR, NO_NUMBER, NO_EXPERT, TOO_LONG])
def test_what_is_no_noise_of_this_model_is_none(text: str) -> None:
    assert drawn.parse(text, 4, 2, gated=True) is None
    assert drawn.parse(text, 4, 2, gated=False) is None


def test_the_tree_tells_of_the_drawing(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    one = Drawn(found_noise(generator.noise_dim))
    app = open_page("Tree", drawn=drawn.text_of(one))
    draw = drawn_of_seed(generator, 1, 0).with_noise(torch.tensor([one.noise], dtype=torch.float32))
    weights = generator.weights(draw)[0].detach()
    title = app.title[0].value.replace("\\", "")
    assert title.startswith(f"Leaf E{weights.argmax() + 1} has {percent(float(weights.max()))} of the weight")
    assert "what is nearest to a drawing" in text_of(app)


def test_a_component_draws_what_it_was_found_in(models: Models) -> None:
    generator: Any = models("gmgan")["gmgan"]
    one = Drawn(found_noise(generator.noise_dim), 1)
    draw = drawn.in_place_of(drawn_of_seed(generator, 1, 0), one)
    assert generator.weights(draw)[0].argmax() == 1
    assert draw.noise[0].tolist() == pytest.approx(one.noise)


def test_another_models_drawing_is_left_out_in_a_sentence(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", drawn="4.AAAA")
    assert "The link's drawn '4.AAAA' is not possible here and was left out" in text_of(app)


INK = tuple(i % 16 for i in range(64))


@pytest.mark.parametrize(("here", "there"), [("Tree", "Experts"), ("Experts", "Tree")])
def test_a_drawing_travels_between_the_pages(here: str, there: str, models: Models, open_page: Open) -> None:
    """With what was drawn; the sample of the seed has no links there, since it is another picture."""
    generator = models("hmog")["hmog"]
    one = Drawn(found_noise(generator.noise_dim), None, INK)
    app = open_page(here, **drawn.in_link(one))
    ways = [urlsplit(way) for label, way in ways_of(app).items() if "drawing" in label]
    assert [way.path.strip("./") for way in ways] == [there]
    query = {name: values[0] for name, values in parse_qs(ways[0].query).items()}
    assert drawn.parse(query["drawn"], generator.noise_dim, 4, gated=True) == Drawn(one.noise)
    assert drawn.parse_ink(query["ink"], 64) == INK
    assert not any("z=" in way for way in ways_of(app).values())
    other = open_page(there, **query)
    assert "what is nearest to a drawing" in text_of(other)
    assert (other.query_params["drawn"], other.query_params["ink"]) == (query["drawn"], query["ink"])


def test_what_is_sent_is_what_the_component_starts_from() -> None:
    one = Drawn(found_noise(4), 2, (0, 15, 7))
    assert drawn.of_state({"drawn": one.plain()}, None, 4, 3) == one
    assert drawn.of_state({"drawn": {**one.plain(), "ink": [0, 16]}}, None, 4, 3) == Drawn(one.noise, 2)
    assert drawn.of_state({"drawn": {**one.plain(), "ink": None}}, None, 4, 3) == Drawn(one.noise, 2)


def test_a_link_to_a_sample_leaves_the_drawing_behind(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Experts", **drawn.in_link(Drawn(found_noise(generator.noise_dim), None, INK)))
    for parameters, there in (({}, True), ({"z": "3"}, False)):
        app.switch_page("pages/Tree.py").run()
        app.query_params.clear()
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page("pages/Experts.py").run()
        assert ("what is nearest to a drawing" in text_of(app)) == there
        assert ("drawn" in app.query_params) == ("ink" in app.query_params) == there


@pytest.mark.parametrize("bad", ["x", "AAAA", "é"])
def test_no_picture_is_left_out_in_a_sentence(bad: str, models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", drawn=drawn.text_of(Drawn(found_noise(generator.noise_dim))), ink=bad)
    assert f"The link's ink '{bad}' is not possible here and was left out; allowed: 64 greys of a drawing" in text_of(app)
    assert "what is nearest to a drawing" in text_of(app)

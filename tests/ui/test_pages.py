"""The numbers on a page are those of the analysis functions, and what a component reports changes page and link."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan.analysis.experts import same_noise
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.routing import gate_planes, hard_masses, node_densities, push
from mixgan.measures.usage import hard_usage, soft_usage
from mixgan.ui import experts, measured, sentences

Models = Callable[..., dict]
Open = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    """Markdown, captions and the HTML of our own paragraphs and tables."""
    parts = [*app.markdown, *app.caption, *app.subheader]
    html = [part.proto.body for part in app.get("html")]
    return " ".join([str(part.value) for part in parts] + html).replace("\\", "")


# --- Home --------------------------------------------------------------------------------------------------------------


def test_home_tells_the_stored_facts_of_the_sample_in_the_link(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Home", sample="5")
    seen = observe(generator, drawn(generator, 64, 0))
    assert app.subheader[0].value == "Sample 5"
    share = sentences.percent(float(f"{seen.weights[5].max():.4g}"))
    assert f"<strong>Leaf {seen.expert[5] + 1}</strong> of 4 made {share} of this" in text_of(app)


def test_a_click_on_home_tells_that_sample_and_writes_the_link(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home")
    assert not app.subheader
    app.session_state["sheet"] = {"sample": 9}
    app.run()
    assert app.subheader[0].value == "Sample 9"


@pytest.mark.parametrize("bad", ["64", "-1", "x", ""])
def test_a_bad_sample_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home", sample=bad)
    assert not app.subheader
    assert not app.exception


# --- Tree --------------------------------------------------------------------------------------------------------------


def test_the_tree_says_who_made_the_sample(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", z="3", seed="5")
    weights = observe(generator, drawn(generator, 4, 5)).weights[3]
    title = app.title[0].value.replace("\\", "")
    assert title.startswith(f"Leaf {weights.argmax() + 1} made {sentences.percent(float(weights.max()))} of this ")


def test_the_tree_shows_the_share_of_the_node_in_the_link(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="RL")
    weights = generator.weights(drawn(generator, measured.N, 0)).numpy()
    soft = node_densities(weights).mean(0)[generator.tree.node("RL")]
    hard = hard_masses(weights)[generator.tree.node("RL")]
    assert "At RL" in text_of(app)
    assert f"{sentences.percent(float(soft))} of all samples pass here" in text_of(app)
    assert f"of {round(hard * measured.N):,} among {measured.N:,} draws" in text_of(app)


def test_the_push_is_the_closed_form(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="L")
    noise = drawn(generator, 1, 0).noise[0].numpy().astype(float)
    planes = gate_planes(generator)
    left = planes.logits(noise)[1] > 0
    found = push(planes, noise, 1, 0.45 if left else 0.55)
    assert f"A push of {found.length:.2f}" in text_of(app)


def test_walking_holding_and_dragging_change_what_is_said(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="root")
    assert "At the root" in text_of(app)
    app.session_state["tree-hmog-tiny"] = {"node": "LR", "override": {"": "L", "L": "R"}}
    app.run()
    assert "At LR" in text_of(app)
    assert app.title[0].value.replace("\\", "").startswith("Leaf 2 made 100 % of this ")      # both gates held: leaf LR alone
    app.session_state["tree-hmog-tiny"] = {"node": "", "pad": [1.0, -2.0]}
    app.run()
    first, second = np.array(measured.pad_directions(_opened(generator), 0))
    moved = drawn(generator, 1, 0).noise[0].numpy() + first - 2 * second
    g = 1 / (1 + np.exp(-gate_planes(generator).logits(moved)[0]))
    assert f"says {g:.2f} left, {1 - g:.2f} right" in text_of(app)


@pytest.mark.parametrize("bad", ["LLLL", "X", "0.1", ""])
def test_a_bad_node_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", node=bad)
    assert not app.exception
    assert any(one.value.startswith("At ") for one in app.subheader)


def _opened(generator: object) -> object:
    from mixgan.ui.opened import Opened

    return Opened(generator, b"")


# --- Experts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["hmog", "mog", "megan", "gmgan"])
def test_the_shares_are_those_of_the_measures(family: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Experts", seed="2")
    weights = generator.weights(drawn(generator, measured.N, 2)).numpy()
    table = text_of(app)
    for k, (hard, soft) in enumerate(zip(hard_usage(weights), soft_usage(weights), strict=True)):
        row = "".join(f"<td>{cell}</td>" for cell in (k + 1, sentences.percent(float(hard)), sentences.percent(float(soft))))
        assert row in table


def test_switching_off_counts_what_changes(models: Models, open_page: Open) -> None:
    generator = models("megan")["megan"]
    app = open_page("Experts", off="2")
    assert app.title[0].value == "Without expert 2, the others take over"
    import torch

    draw = drawn(generator, 64, 0)
    only = torch.tensor([True, False, True])
    before, after = observe(generator, draw).pictures, observe(generator, draw, only=only).pictures
    changed = int(experts.changed_rows(before, after).sum())
    used = int((observe(generator, draw).expert == 1).sum())
    assert f"**{changed} of 64** samples changed" in text_of(app)
    assert changed <= used                                   # only the samples of expert 2 can change


def test_a_click_on_an_eye_changes_the_page(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts")
    assert app.title[0].value == "The same noise, three hands"
    app.session_state["experts-megan-tiny"] = {"off": [0, 2]}
    app.run()
    assert app.title[0].value == "Without experts 1, 3, the others take over"


@pytest.mark.parametrize("bad", ["1,2,3", "9", "x", "0"])
def test_a_bad_list_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("megan")
    assert open_page("Experts", off=bad).title[0].value == "The same noise, three hands"


def test_the_same_noise_reaches_every_expert(models: Models) -> None:
    generator = models("gmgan")["gmgan"]
    view = experts.view_of(*_page_of(generator), ())
    assert np.allclose(view["draws"]["noise"], drawn(generator, 8, 0).noise.numpy())
    assert same_noise(generator, drawn(generator, 8, 0)).shape[:2] == (8, 3)


def _page_of(generator: object) -> tuple:
    from mixgan.store.models import find
    from mixgan.ui.opened import Opened

    return find("gmgan-tiny"), Opened(generator, b"")


# --- Covariance --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("link", "title"), [
    ({}, "Each component as wide as it was trained"), ({"level": "8"}, "Each component as wide as it was trained"),
    ({"level": "0"}, "Each component at its centre: one picture, no variety"),
    ({"level": "23"}, "Each component wider than trained: spread 2.875"),
    ({"level": "24"}, "Each component as wide as it was trained"), ({"level": "x"}, "Each component as wide as it was trained"),
])
def test_the_level_in_the_link_is_the_spread_on_the_page(link: dict, title: str, models: Models, open_page: Open) -> None:
    models("gmgan")
    assert open_page("Covariance", **link).title[0].value.replace("\\", "") == title


def test_letting_the_thumb_go_changes_the_title(models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Covariance")
    app.session_state["covariance-gmgan-tiny"] = {"level": 4}
    app.run()
    assert app.title[0].value.replace("\\", "") == "Each component narrower than trained: spread 0.5"


def test_one_generator_has_a_spread_too(models: Models, open_page: Open) -> None:
    models("gan")
    app = open_page("Covariance")
    assert app.title[0].value == "Each generator as wide as it was trained"
    assert not app.error

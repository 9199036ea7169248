"""The Tree page: its numbers are those of the analysis functions, and what its component reports changes page and link."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from mixgan.analysis.between import on_arc
from mixgan.analysis.nodes import class_counts, node_purity
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.routing import film_at, gate_planes, hard_masses, node_densities, node_mixtures
from mixgan.analysis.words import percent
from mixgan.families.contract import Draw
from mixgan.measures import judges
from mixgan.measures.clustering import miller_madow
from mixgan.measures.usage import hard_usage
from mixgan.store.models import find, write_extra
from mixgan.ui import links
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened
from mixgan.ui.tree import hand, node_pictures, page
from tests.ui.a_page import Models, Open, text_of


def heading_of(app: AppTest) -> str:
    """The title, and the line below it."""
    return f"{app.title[0].value} {app.main.caption[0].value}".replace("\\", "")


def test_the_tree_says_who_made_the_sample(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", z="3", seed="5")
    weights = observe(generator, drawn(generator, 4, 5)).weights[3]
    title = app.title[0].value.replace("\\", "")
    assert title.startswith(f"Leaf E{weights.argmax() + 1} has {percent(float(weights.max()))} of the weight in this ")


def test_the_tree_shows_the_share_of_the_node_in_the_link(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="RL")
    weights = generator.weights(drawn(generator, measured.N, 0)).numpy()
    soft = node_densities(weights).mean(0)[generator.tree.node("RL")]
    hard = hard_masses(weights)[generator.tree.node("RL")]
    assert "At RL" in text_of(app)
    assert f"{percent(float(soft))} of all samples pass here" in text_of(app)
    ends = f"{round(hard * measured.N):,} of {measured.N:,} draws end here"
    assert (ends if hard else "this branch is not used") in text_of(app)


def test_the_classes_at_a_node_are_those_of_the_counts(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="L")
    judge = judges.load("digits")
    assert judge is not None
    seen = observe(generator, drawn(generator, node_pictures.SEEN, 0))
    counts = class_counts(seen.weights, judge(seen.pictures).classes, 10, generator.tree)
    text = text_of(app)
    sheets = [part.proto.body for part in app.get("html") if "<style" in part.proto.body]
    assert all(body.rstrip().endswith("</style>") for body in sheets)       # what stands beside a style sheet would be hidden
    assert sheets
    purity = percent(node_purity(counts[1]) or 0)
    assert f"{counts[1].sum()} of {node_pictures.SEEN} samples end here. Purity {purity}" in text
    for c in np.flatnonzero(counts[1]):
        assert f'<th scope="row">{c}</th><td>{counts[3, c]}</td><td>{counts[4, c]}</td>' in text       # left and right
    told = max(0.0, miller_madow(counts[3:5]))
    assert f"Which side a sample goes to tells {told:.2f} nats of its class" in text
    app.session_state["tree-hmog-tiny"] = {"node": "LR"}
    app.run()
    assert "Which side a sample goes to" not in text_of(app)
    best = counts[4].argmax()
    assert f'<th scope="row">{best}</th><td>{counts[4, best]}</td>' in text_of(app)                     # a leaf has one column


def test_forks_that_few_pass_and_gates_without_a_fork_tell_nothing_of_classes() -> None:
    """A tree of depth 2 whose left half 29 samples reach; its right half parts two classes."""
    leaves = np.array([[15, 0], [0, 14], [400, 0], [0, 400]])
    counts = np.stack([leaves.sum(0), leaves[:2].sum(0), leaves[2:].sum(0), *leaves])
    told = page.told_by_forks(SimpleNamespace(tree=object(), n_gates=3), counts)
    assert set(told) == {0, 2}
    assert told[2] == pytest.approx(np.log(2), abs=0.01)
    assert told[0] == 0                                             # both halves hold as many of each class: below 0 by chance
    assert page.told_by_forks(SimpleNamespace(tree=None, n_gates=1), counts) == {}


def test_what_the_component_starts_from_is_counted_the_same_way(models: Models) -> None:
    generator = models("hmog")["hmog"]
    found = find("hmog-tiny")
    opened = _opened(generator)
    read = node_pictures.reading(found, opened, 0)
    assert read is not None
    assert read.counts[0].sum() == node_pictures.SEEN
    assert (read.counts[0] == np.bincount(read.classes, minlength=10)).all()
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(read.means))).convert("RGB"))
    assert sheet.shape == (10 * 8, 7 * 8, 3)                                # classes below each other, nodes side by side


@pytest.mark.parametrize(("family", "says"), [("megan", "The gate sent this noise to expert"), ("mog", "Leaf")])
def test_a_flat_gate_has_one_level(family: str, says: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Tree", node="2")
    assert not app.exception
    draw = drawn(generator, 1, 0)
    weights = generator.weights(draw)[0]
    assert app.title[0].value.replace("\\", "").startswith(f"{says} E{int(weights.argmax()) + 1}")
    word = generator.expert_word
    assert f"At {word} E2" in text_of(app)
    share = hard_usage(generator.weights(drawn(generator, measured.N, 0)).numpy())[1]
    assert f"{round(share * measured.N):,} of {measured.N:,} draws end here" in text_of(app) or share == 0
    app.session_state[f"tree-{family}-tiny"] = {"node": "", "override": {"": "3"}}
    app.run()
    assert f"is held at {word} E3 by hand" in text_of(app)
    assert f"{word} E3".lower() in app.title[0].value.replace("\\", "").lower()
    app.session_state[f"tree-{family}-tiny"] = {"node": ""}
    app.run()
    said = generator.gate(draw).probabilities[0]
    assert f"says {float(said.max()):.2f} {word} E{int(said.argmax()) + 1}" in text_of(app)


def test_the_title_follows_what_the_pictures_show(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", seed="2")
    single = app.title[0].value
    judge = judges.load("digits")
    assert judge is not None
    seen = observe(generator, drawn(generator, node_pictures.SEEN, 2))
    counts = class_counts(seen.weights, judge(seen.pictures).classes, 10, generator.tree)
    app.session_state["tree-hmog-tiny"] = {"mode": {"mode": "average", "cls": 0}}
    app.run()
    assert app.title[0].value == "The average of all samples that pass each node"
    assert f"mean pictures of {node_pictures.SEEN} samples of seed 2" in text_of(app)
    for cls in range(10):
        app.session_state["tree-hmog-tiny"] = {"mode": {"mode": "class", "cls": cls}}
        app.run()
        leaf, total = counts[3:, cls].argmax(), counts[0, cls]
        read = f"{counts[3 + leaf, cls]} of {total} sample{'s' if total > 1 else ''} read as {cls} end at leaf E{leaf + 1}"
        assert app.title[0].value == (read if total else f"None of {node_pictures.SEEN} samples is read as {cls}")
    app.session_state["tree-hmog-tiny"] = {"mode": {"mode": "sample", "cls": 3}}
    app.run()
    assert app.title[0].value == single


def test_a_family_without_a_gate_says_so(models: Models, open_page: Open) -> None:
    models("gmgan")
    assert "no gate reads the noise" in text_of(open_page("Tree"))


@pytest.mark.parametrize("bad", ["4", "-1", "L", "999999"])
def test_a_bad_expert_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Tree", node=bad)
    assert not app.exception
    assert any(one.value.startswith("At expert ") for one in app.subheader)


def test_walking_holding_and_dragging_change_what_is_said(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="root")
    assert "At the root" in text_of(app)
    app.session_state["tree-hmog-tiny"] = {"node": "LR", "override": {"": "L", "L": "R"}}
    app.run()
    assert "At LR" in text_of(app)
    # both gates held: leaf LR alone
    assert app.title[0].value.replace("\\", "").startswith("Leaf E2 has 100 % of the weight in this ")
    app.session_state["tree-hmog-tiny"] = {"node": "", "pad": [1.0, -2.0]}
    app.run()
    first, second = np.array(measured.pad_directions(_opened(generator), 0))
    moved = drawn(generator, 1, 0).noise[0].numpy() + first - 2 * second
    g = 1 / (1 + np.exp(-gate_planes(generator).logits(moved)[0]))
    assert f"says {g:.2f} left, {1 - g:.2f} right" in text_of(app)


@pytest.mark.parametrize(("keep", "t", "words"), [
    (False, 2, "pushed across the gate at L"), (True, 1.5, "pushed across the gate at L"),
    (False, 1, "pushed to the boundary of the gate at L"),
    (False, 0.5, "pushed 50 % of the way to the boundary of the gate at L")])
def test_the_heading_knows_the_push(keep: bool, t: float, words: str, models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", node="L")
    app.session_state["tree-hmog-tiny"] = {"node": "L", "push": {"node": "L", "t": t, "keep": keep}}
    app.run()
    planes, z = gate_planes(generator), drawn(generator, 1, 0).noise[0].numpy().astype(float)
    after = z + film_at(planes, z, 1, t, keep).delta
    weights = generator.weights(Draw(torch.from_numpy(after.astype(np.float32))[None]))[0]
    heading = heading_of(app)
    assert heading.startswith(f"Leaf E{int(weights.argmax()) + 1} has {percent(float(weights.max()))} of ")
    assert heading.endswith(words)
    g = 1 / (1 + np.exp(-planes.logits(after)[1]))
    assert f"says {g:.2f} left, {1 - g:.2f} right for this sample, {words}" in text_of(app)
    if t == 1:
        assert "says 0.50 left" in text_of(app)
    app.session_state["tree-hmog-tiny"] = {"node": "L", "push": None}
    app.run()
    assert "pushed" not in heading_of(app)


@pytest.mark.parametrize("bad", [7, {}, {"node": 3, "t": 1}, {"node": "LL", "t": 1}, {"node": "L", "t": 9},
                                 {"node": "L", "t": 0}])
def test_what_is_no_push_is_none(bad: object, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", node="L")
    app.session_state["tree-hmog-tiny"] = {"node": "L", "push": bad}
    app.run()
    assert not app.exception
    assert "pushed" not in heading_of(app)


@pytest.mark.parametrize("family", ["hmog", "mog"])
def test_the_heading_knows_the_dial(family: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Tree", node="root")
    logits = generator.gate(drawn(generator, 1, 0)).nodes if generator.tree else generator.gate(drawn(generator, 1, 0)).logits
    app.session_state[f"tree-{family}-tiny"] = {"node": "", "dial": 0.5}
    app.run()
    heading = heading_of(app)
    weights = node_mixtures(2 * logits)[0, 0] if generator.tree else torch.softmax(2 * logits[0], 0)
    assert f"Leaf E{int(weights.argmax()) + 1} has {percent(float(weights.max()))} of " in heading
    assert heading.endswith(", with the gates at temperature 0.50" if generator.tree else ", with the gate at temperature 0.50")
    app.session_state[f"tree-{family}-tiny"] = {"node": "", "dial": 0}
    app.run()
    heading = heading_of(app)
    assert " has 100 % of " in heading
    assert heading.endswith("with hard gates" if generator.tree else "with a hard gate")


def test_a_push_leaves_the_title_one_line_but_on_a_slide(models: Models, open_page: Open) -> None:
    models("hmog")
    words = "pushed across the gate at L"
    page, slide = (open_page("Tree", node="L", push="2", **more) for more in ({}, {"talk": "1"}))
    assert words in page.main.caption[0].value
    assert words not in page.title[0].value
    assert slide.title[0].value.endswith(words)
    assert page.title[0].value + ", " + words == slide.title[0].value


def test_nodes_are_told_by_the_classes_that_make_them_up(home: Path, models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    mix = np.full((7, 10), 0.1)                                 # the root has all ten
    mix[1:] = 0
    mix[1, [4, 7, 9]] = 0.5, 0.3, 0.2
    mix[2, [0, 1]] = 0.9, 0.07
    folder = home / "checkpoints" / "hmog-tiny"
    figures = json.loads((folder / "figures.json").read_text())
    write_extra(folder, "figures.json", figures | {"nodes": {"class_mix": mix.tolist()}})
    assert node_pictures.captions(find("hmog-tiny"), generator.tree, 7) == ["", "4, 7 and 9", "0", "", "", "", ""]
    assert "<td>4, 7 and 9</td>" in text_of(open_page("Tree"))


def test_without_a_tree_the_experts_counts_make_the_words(home: Path, models: Models) -> None:
    models("mog")
    folder = home / "checkpoints" / "mog-tiny"
    counts = [[90, 10, *[0] * 8], [0, 0, 300, *[0] * 7], [0] * 10]
    figures = json.loads((folder / "figures.json").read_text())
    write_extra(folder, "figures.json", figures | {"expert_class": counts})
    assert node_pictures.captions(find("mog-tiny"), None, 4) == ["2 and 0", "0 and 1", "2", ""]


@pytest.mark.parametrize("bad", ["LLLL", "X", "0.1", ""])
def test_a_bad_node_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", node=bad)
    assert not app.exception
    assert any(one.value.startswith("At ") for one in app.subheader)


def _opened(generator: object) -> object:

    return Opened(generator, b"")


def test_the_heading_knows_the_morph(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", z="2")
    app.session_state["tree-hmog-tiny"] = {"morph": {"to": 3, "t": 0.4}}
    app.run()
    noise = drawn(generator, 6, 0).noise.double().numpy()
    way = torch.from_numpy(on_arc(noise[2], noise[5], 0.4).astype(np.float32))[None]
    weights = generator.weights(Draw(way))[0]
    heading = heading_of(app)
    assert heading.startswith(f"Leaf E{int(weights.argmax()) + 1} has {percent(float(weights.max()))} of ")
    assert heading.endswith(", 40 % of the way to sample 5")
    app.session_state["tree-hmog-tiny"] = {"morph": {"to": 3000, "t": 0.4}}
    app.run()
    assert "of the way" not in heading_of(app)


@pytest.mark.parametrize(("z", "other"), [(2, 5), (5, 2)])
def test_a_link_opens_the_morph_with_both_ends(z: int, other: int, models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Tree", z=str(z), node="root", morph=f"{other}-0.4")
    noise = drawn(generator, 6, 0).noise.double().numpy()
    way = torch.from_numpy(on_arc(noise[z], noise[other], 0.4).astype(np.float32))[None]
    weights = generator.weights(Draw(way))[0]
    heading = heading_of(app)
    assert heading.startswith(f"Leaf E{int(weights.argmax()) + 1} has {percent(float(weights.max()))} of ")
    assert heading.endswith(f", 40 % of the way to sample {other}")
    assert f"sample {z} of seed 0" in text_of(app)
    app.session_state["tree-hmog-tiny"] = {"morph": None}
    app.run()
    assert "of the way" not in heading_of(app)


@pytest.mark.parametrize("bad", ["x", "5", "5-", "5-0", "5-1.5", "-1-0.5", "40-0.5", "5-nan"])
def test_what_is_no_morph_is_left_out_in_a_sentence(bad: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", z="2", morph=bad)
    assert not app.exception
    assert (f"The link's morph '{bad}' is not possible here and was left out; allowed: a sample from 0 to 33 and how far"
            in text_of(app))
    assert "morph" not in app.query_params


HELD = {"pad": "1,-2", "hold": "L-R", "push": "1.5-keep", "morph": "7-0.25", "dial": "0.25", "pictures": "average"}
SENT = {"node": "", "pad": [1.0, -2.0], "override": {"L": "R"}, "push": {"node": "", "t": 1.5, "keep": True}, "dial": 0.25,
        "morph": {"to": 7, "t": 0.25}, "mode": {"mode": "average", "cls": 0}}


def test_a_link_opens_what_the_hand_had_left(models: Models, open_page: Open) -> None:
    """The same words as where the component has just sent it."""
    models("hmog")
    linked = open_page("Tree", node="root", **HELD)
    moved = open_page("Tree", node="root")
    moved.session_state["tree-hmog-tiny"] = SENT
    moved.run()
    assert text_of(linked) == text_of(moved)
    assert linked.title[0].value == moved.title[0].value == "The average of all samples that pass each node"
    assert {name: linked.query_params[name] for name in HELD} == HELD


def test_what_the_component_sends_is_that_link(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}

    def keep(name: str, value: object, text: str, default: str = "", scope: str = "") -> None:
        kept[name] = "" if text == default else text

    monkeypatch.setattr(links, "keep", keep)
    hand.remember(SENT, "model")
    assert kept == HELD
    as_usual = {"pad": [0, 0], "override": {}, "push": False, "morph": None, "dial": 1, "mode": {"mode": "sample", "cls": 0}}
    hand.remember(as_usual, "model")
    assert kept == dict.fromkeys(HELD, "")
    kept.clear()
    hand.remember(dict.fromkeys(SENT.keys() - {"morph"}), "model")              # None: it was never sent
    assert not kept


def test_a_link_to_another_sample_leaves_the_hand_behind(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Tree", node="root", **HELD)
    for parameters, there in (({}, True), ({"z": "3"}, False)):
        app.switch_page("pages/Experts.py").run()
        app.query_params.clear()
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page("pages/Tree.py").run()
        assert ("dial" in app.query_params) == there

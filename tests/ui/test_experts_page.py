"""The Experts page: its numbers are those of the analysis functions, and what its component reports changes page and link."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from mixgan import jobs
from mixgan.analysis.biography import biography
from mixgan.analysis.experts import same_noise
from mixgan.analysis.losing import Losses, quality, read_losses, shares_left, without
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.words import percent, short_name
from mixgan.data import load
from mixgan.figures.expert_class import expert_class, expert_class_alt
from mixgan.measures import judges
from mixgan.measures.usage import hard_usage, soft_usage
from mixgan.store.models import find, write_extra
from mixgan.ui.experts import biography as expert_biography
from mixgan.ui.experts import loss as expert_loss
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.experts import page as experts
from mixgan.ui.experts import shares
from mixgan.ui.experts import words as expert_words
from mixgan.ui.model import making, measured
from mixgan.ui.views import experts as views
from mixgan.ui.views.basis import Basis
from tests.measures.planted import halves, judge_of_halves
from tests.ui.a_page import Models, Open, page_of, text_of
from tests.ui.tiny import write_tiny


@pytest.mark.parametrize("family", ["hmog", "mog", "megan", "gmgan"])
def test_the_shares_are_those_of_the_measures(family: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Experts", seed="2")
    weights = generator.weights(drawn(generator, measured.N, 2)).numpy()
    table = text_of(app)
    for k, (hard, soft) in enumerate(zip(hard_usage(weights), soft_usage(weights), strict=True)):
        row = "".join(f"<td>{cell}</td>" for cell in (f"E{k + 1}", percent(float(hard)), percent(float(soft))))
        assert row in table


def test_switching_off_counts_what_changes(models: Models, open_page: Open) -> None:
    generator = models("megan")["megan"]
    app = open_page("Experts", off="2")
    assert app.title[0].value == "Without expert E2, the others take over"

    draw = drawn(generator, 64, 0)
    only = torch.tensor([True, False, True])
    before, after = observe(generator, draw).pictures, observe(generator, draw, only=only).pictures
    changed = int(expert_loss.changed_rows(before, after).sum())
    used = int((observe(generator, draw).expert == 1).sum())
    assert f"**{changed} of 64** samples changed" in text_of(app)
    assert changed <= used                                   # only the samples of expert 2 can change


def test_a_click_on_an_eye_changes_the_page(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts")
    assert app.title[0].value == "The same noise, three hands"
    app.session_state["experts-megan-tiny"] = {"off": [0, 2]}
    app.run()
    assert app.title[0].value == "Expert E2 alone draws everything"


@pytest.mark.parametrize("family", ["megan", "hmog"])
def test_holes_are_counted_and_nobody_leads_in_them(family: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Experts", off="2", mode="drop")
    assert app.title[0].value == f"Without {generator.expert_word} E2, holes are left"
    holes = int(without(generator, drawn(generator, 64, 0), [1], "drop").holes.sum())
    assert f"**{holes} of 64** samples {'is a hole' if holes == 1 else 'are holes'}" in text_of(app)
    left = shares_left(generator.weights(drawn(generator, measured.N, 0)).numpy(), [1])
    for share in left:
        assert f"<td>{percent(float(share))}</td></tr>" in text_of(app)


def test_one_alone_draws_everything(models: Models, open_page: Open) -> None:
    models("megan")
    assert open_page("Experts", off="1,3").title[0].value == "Expert E2 alone draws everything"


def stored_losses_of(name: str) -> Losses:

    figures = find(name).figures
    losses = read_losses(figures["knock_out"], figures["expert_class"])
    assert losses is not None
    return losses


def test_the_loss_of_single_experts_is_the_stored_one_worst_first(models: Models, open_page: Open) -> None:
    models("megan")
    text = text_of(open_page("Experts"))
    losses = stored_losses_of("megan-tiny")
    assert [one.expert for one in losses.missed] == [2, 1, 0]
    places = [text.index(f"<span>{expert_words.change(one.losses['coverage'])}") for one in losses.missed]
    assert places == sorted(places)
    for one in losses.missed:
        cells = [short_name(one.expert), *(expert_words.change(one.losses[name]) for name in ("coverage", "recall", "precision"))]
        assert "".join(f"<td>{cell}</td>" for cell in cells) in text
    assert expert_words.missed_verdict(losses, "expert") in text
    assert expert_words.losses_floor(losses) in text
    assert "the share of 200 real test pictures with one of 100 samples nearby" in text


def test_the_board_of_classes_is_a_table_of_the_stored_counts(models: Models, open_page: Open) -> None:
    models("megan")
    text = text_of(open_page("Experts"))
    counts, names = find("megan-tiny").figures["expert_class"], find("megan-tiny").config.facts.class_names
    board = expert_class(counts, names)
    assert shares.markup(board, expert_class_alt(counts, names)) in text
    assert text.count("<th scope='row'>") == len(counts)
    percents = [percent(cell.share).removesuffix(" %") for _, cells in board.rows for cell in cells if cell.share >= 0.1]
    assert re.findall(r"style='background[^>]*>([0-9.]+)</td>", text) == percents


def test_one_that_is_off_shows_what_is_stored_of_it(models: Models, open_page: Open) -> None:
    models("megan")
    losses = stored_losses_of("megan-tiny")
    third = next(one for one in losses.missed if one.expert == 2)
    for link, stored in (({"off": "3"}, True), ({"off": "3", "mode": "drop"}, False), ({"off": "2,3"}, False)):
        text = text_of(open_page("Experts", **link))
        for name in ("coverage", "recall", "precision"):
            cells = (name, expert_words.measured(losses.whole[name]), expert_words.change(third.losses[name]))
            assert ("".join(f"<td>{cell}</td>" for cell in cells) in text) is stored
        assert "classes covered" in text


@pytest.mark.parametrize("stored", [None, {"n": 100, "n_real": 200, "coverage": [0.5], "without": [0.5, 0.4, 0.3]}])
def test_losses_that_were_not_measured_have_a_button(stored: dict | None, home: Path, models: Models, open_page: Open) -> None:
    models("megan")

    write_extra(home / "checkpoints" / "megan-tiny", "figures.json", find("megan-tiny").figures | {"knock_out": stored})
    app = open_page("Experts")
    assert [one for one in app.button if one.key == "make-losses-megan-tiny"]
    assert "cannot be measured" not in text_of(app)
    assert ("\N{MINUS SIGN}0.200" in text_of(app)) is (stored is not None)      # the first versions stored coverage alone


@pytest.mark.parametrize(("stored", "what"), [
    (None, "What is lost without each one"),
    ({"n": 100, "n_real": 200, "coverage": [0.5], "without": [0.5, 0.4, 0.3]}, "Recall, precision and intervals")])
def test_losses_that_nothing_can_measure_have_none(stored: dict | None, what: str, home: Path, open_page: Open) -> None:
    """No checker knows own pictures, and they are gone: the command could only fail."""
    write_tiny(home / "checkpoints" / "mine", "megan", data="mine.zip")
    write_extra(home / "checkpoints" / "mine", "figures.json", find("mine").figures | {"knock_out": stored})
    app = open_page("Experts")
    assert not [one for one in app.button if one.key and one.key.startswith("make-")]
    why = "no checker knows these pictures, and the real ones are not on this machine."
    assert f"{what} cannot be measured for this model: {why}" in text_of(app)


@pytest.mark.parametrize("labelled", [True, False])
def test_own_pictures_that_are_here_can_be_measured_and_their_classes_learnt(labelled: bool, home: Path, open_page: Open) -> None:
    pictures = halves(400, 1)
    np.savez(home / "own.npz", images=pictures.images, **({"labels": pictures.labels} if labelled else {}))
    facts = load(str(home / "own.npz")).facts()
    write_tiny(home / "checkpoints" / "mine", "megan", facts, data=str(home / "own.npz"))
    write_extra(home / "checkpoints" / "mine", "figures.json",
                find("mine").figures | {"knock_out": None, "expert_class": None})
    app = open_page("Experts")
    offered = {one.key for one in app.button if one.key and one.key.startswith("make-")}
    assert offered == {"make-losses-mine", *(["make-judge-mine"] if labelled else [])}
    assert "principal components of the pixels, which reward blur" in text_of(app)
    assert ("One can learn the classes of these pictures" in text_of(app)) is labelled
    judge_of_halves(home / "judges" / facts.digest)
    app = open_page("Experts")
    assert {one.key for one in app.button if one.key and one.key.startswith("make-")} == {"make-losses-mine"}
    assert "reward blur" not in text_of(app)
    # it knows the pictures some time before the model is measured with it
    jobs.write(making.job_folder(find("mine"), making.JUDGE), phase="running", steps=1)
    assert ("cancel-judge" in {one.key for one in open_page("Experts").button}) is labelled


def test_a_model_without_figures_says_which_command_makes_them(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "bare", "megan", figures=False)
    app = open_page("Experts")
    assert not [one for one in app.button if one.key and one.key.startswith("make-")]
    assert "Nothing was measured of this model yet: python -m mixgan describe bare does." in text_of(app)


def test_a_combination_is_measured_by_the_judge(models: Models, open_page: Open) -> None:
    generator = models("megan")["megan"]
    text = text_of(open_page("Experts", off="1,2"))

    judge = judges.load("digits")
    assert judge is not None
    real = expert_measures.real_features(judge, "digits")
    assert real is not None
    draw = drawn(generator, expert_measures.MEASURED, 0)
    before, after = (quality(judge, without(generator, draw, off), real) for off in ([], [0, 1]))
    for name in ("precision", "recall", "coverage"):
        assert f"<td>{name}</td><td>{getattr(before, name):.3f}</td><td>{getattr(after, name):.3f}</td>" in text
    assert f"<td>{before.covered} of 10</td><td>{after.covered} of 10</td>" in text


@pytest.mark.parametrize("family", ["megan", "hmog"])
def test_the_biography_is_that_of_the_analysis(family: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    app = open_page("Experts", expert="2", seed="3")
    word = generator.expert_word
    assert f"About {word} E2" in [each.value for each in app.subheader]
    seen = observe(generator, drawn(generator, expert_measures.SAMPLED, 3))
    every = generator.weights(drawn(generator, measured.N, 3)).numpy().argmax(1)
    life = biography(1, seen.pictures, seen.expert, every, generator.n_experts)
    sampled = expert_measures.Sampled(seen.pictures, seen.expert)
    text = text_of(app)
    assert expert_biography.share_line(life, word) in text
    assert expert_biography.twin_line(life, word, sampled) in text
    assert f"{100 * life.share:.1f} % of 2,000 draws" in text


def test_without_the_data_here_the_page_says_so(models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    models("megan")
    expert_measures.real_features.cache_clear()
    monkeypatch.setattr(expert_measures, "real_pictures", lambda data, split, side: None)
    text = text_of(open_page("Experts", off="1,3", expert="2"))
    assert "The nearest real pictures are not shown: the data set is not on this machine." in text
    assert "<td>coverage</td><td>not known</td><td>not known</td>" in text
    assert "need the real test pictures, which are not on this machine" in text
    expert_measures.real_features.cache_clear()


@pytest.mark.parametrize("link", [{"mode": "x"}, {"expert": "4"}, {"expert": "0"}, {"order": "x"}])
def test_impossible_values_in_the_link_are_dropped(link: dict, models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts", **link)
    assert not app.exception
    assert app.title[0].value == "The same noise, three hands"
    assert not app.query_params.keys() & link.keys()
    assert not any("About" in each.value for each in app.subheader)


def test_what_the_hand_sets_is_in_the_link(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts")
    sent = {"off": [1], "mode": "drop", "order": "alike", "expert": 2}
    hand = experts.hand_of(sent, experts.Hand((), "reroute", "number", None), 3)
    assert hand == experts.Hand((1,), "drop", "alike", 2)
    assert experts.hand_of({"expert": -1}, hand, 3).expert is None
    app.session_state["experts-megan-tiny"] = sent
    app.run()
    assert app.title[0].value == "Without expert E2, holes are left"
    assert "About expert E3" in [each.value for each in app.subheader]


def test_orders_are_permutations_and_a_tree_is_in_the_order_of_its_leaves(models: Models) -> None:
    generator = models("gmgan")["gmgan"]
    orders = {name: (word, rows) for name, word, _, rows in views.orders(Basis(*page_of(generator), 0))}
    assert list(orders) == list(experts.ORDERS)
    assert all(sorted(rows) == [0, 1, 2] for _, rows in orders.values())
    shares = hard_usage(generator.weights(drawn(generator, measured.N, 0)).numpy())
    assert [shares[k] for k in orders["share"][1]] == sorted(shares, reverse=True)


@pytest.mark.parametrize("bad", ["1,2,3", "9", "x", "0"])
def test_a_bad_list_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("megan")
    assert open_page("Experts", off=bad).title[0].value == "The same noise, three hands"


def test_the_same_noise_reaches_every_expert(models: Models) -> None:
    generator = models("gmgan")["gmgan"]
    view = experts.view_of(*page_of(generator), experts.Hand((), "reroute", "number", None))
    assert np.allclose(view["draws"]["noise"], drawn(generator, 8, 0).noise.numpy())
    assert same_noise(generator, drawn(generator, 8, 0)).shape[:2] == (8, 3)

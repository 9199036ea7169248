"""The card of a model: its figures with n, what its head takes for granted, and what differs from its preset and its twin."""

from __future__ import annotations

import pytest

from mixgan import data, families
from mixgan.analysis import twins
from mixgan.analysis.card import card
from mixgan.cli import main
from mixgan.store.models import write_extra
from tests.analysis.planted import written


def test_a_card_shows_interval_floor_and_n():
    config = families.configure("gmgan", "digits", data.load("digits").facts())
    figures = {"n_experts": 10, "expert_word": "component", "parameters": 1234, "minutes": 3.2, "figures": [
        {"name": "coverage-c@5", "value": 0.81234, "n_fake": 5000, "n_real": 5000, "interval": [0.80, 0.8211],
         "floor": [0.9651, 0.9694], "note": "so and so"},
        {"name": "dead experts", "value": 0.0, "n_fake": 2000}], "class_shares": [0.1] * 10}
    text = card("gmgan-digits", config, figures, data.known()["digits"])
    assert "| coverage-c@5 | 0.812 | 0.800 to 0.821 | 0.965 to 0.969 | 5,000 made and 5,000 real | so and so |" in text
    assert "| dead experts | 0 |  |  | 2,000 made |  |" in text
    assert "10 components, 1,234 parameters" in text
    assert "    python -m mixgan train --family gmgan --data digits --preset digits --run gmgan-digits\n" in text
    assert data.known()["digits"].licence in text
    assert "self-labelling head" in text


@pytest.mark.parametrize(("family", "source", "changes", "words"), [
    ("gmgan", "digits", {}, "10 kinds of equal size, and that of a picture these do not matter: where it is, how large it is, "
     "whether it is a little turned, whether it leans.\n"),
    ("hmog", "digits", {"views": "mirror, colour:0.5"}, "10 kinds whose shares it finds itself, and that of a picture these do "
     "not matter: left or right, its colour.\n"),
    ("mog", "ring", {"self_label": 0.3, "warm_up_steps": 5}, "and that a point that is moved a little keeps its kind.\n")])
def test_a_card_says_what_a_head_takes_for_granted(family, source, changes, words):
    config = families.configure(family, source, data.load(source).facts(), overrides=changes)
    text = card("x", config, {"n_experts": 10, "expert_word": "component", "parameters": 1, "figures": []})
    assert words in text


def test_a_card_of_a_published_preset_lists_what_differs_and_no_other_does():
    facts = data.load("digits", size=32).facts()
    bare = {"n_experts": 4, "expert_word": "expert", "parameters": 1, "figures": []}
    text = card("x", families.configure("megan", "digits", facts, "published"), bare)
    preset = families.module("megan").presets()["published"]
    assert f"The preset `published`: {preset.note}\nWhat differs:\n\n- {preset.deviations[0]}\n" in text
    assert all(f"\n- {one}\n" in text for one in preset.deviations)
    usual = card("x", families.configure("megan", "digits", facts, "digits"), bare)
    assert "differs" not in usual
    assert "The preset" not in usual


def test_a_card_tells_what_acc_is_only_where_it_has_one():
    config = families.configure("gmgan", "digits", data.load("digits").facts())
    bare = {"n_experts": 10, "expert_word": "component", "parameters": 1}
    told = card("x", config, bare | {"figures": [{"name": "clustering: ACC", "value": 0.8, "n_fake": 10_000, "n_real": 359}]})
    assert "ACC is the share of 359 held-out pictures" in told
    assert "clustering: ACC: by a classifier that learnt from 10,000 fakes" in told
    assert "self-labelling head, which learnt" not in told
    assert "ACC is" not in card("x", config, bare | {"figures": [{"name": "clustering: NMI", "value": 0.8, "n_real": 359}]})


def test_a_card_names_the_processor_of_the_training_and_the_space_of_its_features():
    config = families.configure("gan", "digits", data.load("digits", size=16).facts())
    figures = {"n_experts": 1, "expert_word": "expert", "parameters": 1, "processor": "abacus", "figures": [
        {"name": "precision-c@5", "value": 0.8, "features": "c/digits/12ab"},
        {"name": "mean confidence", "value": 0.8, "features": "c/other/0"}]}
    text = card("x", config, figures, data.known()["digits"])
    assert "abacus processor" in text
    assert "(c, here c/digits/12ab) cannot be compared" in text
    assert "trained on Handwritten digits of UCI, 8 by 8 px, brought to 16 by 16 px." in text
    text = card("x", config, figures | {"figures": []}, data.known()["digits"])
    assert "cannot be compared" not in text


def test_a_plain_model_says_what_differs_from_its_twin(tmp_path):
    twin = written(tmp_path / "a", "gmgan", "digits", self_label=0.3, steps=9)
    written(tmp_path / "a-plain", "gmgan", "digits", self_label=0.0, steps=8, lr_critic=2e-3)
    for folder, processor in (("a", "there"), ("a-plain", None)):
        write_extra(tmp_path / folder, "figures.json", {"n_experts": 3, "expert_word": "component", "parameters": 1,
                                                        "processor": processor, "figures": []})
        assert main(["describe", str(tmp_path / folder), "--card"]) == 0
    assert twin is not None
    text = (tmp_path / "a-plain" / "card.md").read_text()
    assert ("`a-plain` has no self-labelling head, which `a` has; also different: steps 8 instead of 9, "
            "lr_critic 0.002 instead of 0.001.\n") in text
    text = (tmp_path / "a" / "card.md").read_text()
    assert "has no self-labelling head" not in text
    assert "there processor" in text


def test_every_setting_of_the_head_is_the_head_s_own():
    """Each of them, set to another value, is no difference beside the head; all others are."""
    other = {"self_label": 0.0, "warm_up_steps": 9, "head_tries": 2, "head_widths": (5,), "lr_head": 0.1, "views": ("place",),
             "view_sides": "both", "shares": "found", "recover_margin": 1.0}
    config = families.configure("gmgan", "digits", data.load("digits").facts())
    for name, value in other.items():
        assert getattr(config.training, name) != value
    changed = config.training.model_copy(update={**other, "steps": 9})
    assert twins.differences(config.model_copy(update={"training": changed}), config) == ["steps 9 instead of 4,000"]


def test_a_card_of_what_was_not_measured_is_refused(tmp_path, capsys):
    written(tmp_path / "bare", "gan", "digits")
    assert main(["describe", str(tmp_path / "bare"), "--card"]) == 2
    assert "bare has no figures yet, which a card is made of. Run `python -m mixgan describe bare`." in capsys.readouterr().err
    assert main(["describe", str(tmp_path / "bare"), "--card", "--minutes", "3"]) == 2
    assert not (tmp_path / "bare" / "card.md").exists()


def test_leaves_are_not_leafs():
    config = families.configure("hmog", "digits", data.load("digits").facts(), preset="digits-plain")
    text = card("x", config, {"n_experts": 8, "expert_word": "leaf", "parameters": 1, "figures": []})
    assert "8 leaves" in text
    assert "self-labelling" not in text

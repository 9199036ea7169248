"""Every template that cards, tables and pages take from `analysis` is said where it is so, and not where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mixgan import data, families
from mixgan.analysis.card import card
from mixgan.analysis.describe import describe
from mixgan.analysis.mixture import mixture_figures
from mixgan.analysis.observe import Observation, drawn, observe
from mixgan.analysis.recipe_words import hand_sentences, sentences
from mixgan.analysis.settling import Outcome
from mixgan.analysis.settling_words import in_a_card, sentence, under_way
from mixgan.analysis.telling import sentences as told
from mixgan.analysis.telling import telling
from mixgan.analysis.tree_figures import node_words, tree_figures
from mixgan.analysis.words import percent_with
from mixgan.store.picture_recipe import Hand, Recipe
from tests.analysis.planted import PlantedChooser, PlantedTree

# --- a share --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "digits", "text"), [
    (1.0, 1, "100.0 %"), (0.99999, 1, "99.9 %"), (0.99996, 2, "99.99 %"), (0.0, 1, "0.0 %"), (1e-9, 1, "0.1 %"), (1e-9, 0, "1 %"),
    (0.9942, 2, "99.42 %"), (0.086, 1, "8.6 %"), (0.996, 0, "99 %")])
def test_less_than_all_is_never_100_nor_more_than_nothing_0(share: float, digits: int, text: str) -> None:
    assert percent_with(share, digits) == text


# --- a picture's recipe ----------------------------------------------------------------------------------------------------

PLAIN: dict[str, Any] = {"model": "one", "fingerprint": "0" * 16, "family": "hmog", "by": "command line", "seed": 3, "n": 4,
                         "columns": 2}
# what is changed -> words that it alone brings
RECIPES: dict[str, tuple[dict[str, Any], str]] = {
    "expert": ({"expert": 2}, "All of it was drawn by leaf E3."), "label": ({"label": 1}, "asked for class one"),
    "shares": ({"shares": [0.5, 0.5]}, "A mixture by hand, by leaf: E1: 50 %, E2: 50 %."),
    "spread": ({"spread": 0.5}, "Spread 0.5 of the trained one."),
    "spreads": ({"spread": [1.0, 0.5]}, "Spread by leaf: 1, 0.5 of the trained one."),
    "weights": ({"weights": "AAAA"}, "How much each leaf counts stands in the recipe"),
    "link": ({"link": "Tree?z=1"}, "The page as it was: Tree?z=1"), "one": ({"samples": [5], "n": 6}, "Sample 5 of seed 3."),
    "again": ({"samples": [5, 5], "n": 6}, "Sample 5 of seed 3, in 2 pictures."),
    "page": ({"by": "page", "page": "Tree"}, "drawn in the browser, page Tree"),
    "stored": ({"by": "stored sheet"}, "from the stored sheet"),
}


def said(**changes: Any) -> str:
    return "\n".join(sentences(Recipe(**{**PLAIN, **changes}), "leaf", ("zero", "one")))


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_says_what_stands_in_it_and_nothing_else(name: str) -> None:
    changes, words = RECIPES[name]
    assert words in said(**changes)
    for other, (more, _) in RECIPES.items():
        if other != name:
            assert words not in said(**more), other
    assert words not in said()


def test_a_spread_that_is_the_trained_one_is_none() -> None:
    assert "Spread" not in said(spread=[1.0, 1.0])
    assert "Spread" not in said()


HANDS: dict[str, tuple[dict[str, Any], str]] = {
    "pad": ({"pad": (0.0, 1.0)}, "The pad stood at +0.00, +1.00"),
    "held": ({"forced": {"L": "R"}}, "Gates held by hand: L to the right."),
    "chosen": ({"forced": {"": "3"}}, "the root to leaf E3"),
    "muted": ({"muted": (0, 2)}, "Muted: leaf E1, leaf E3; the others took over."),
    "holes": ({"muted": (0,), "holes": True}, "Muted: leaf E1; holes were left."),
    "dial": ({"temperature": 0.5}, "The gates stood at temperature 0.50"),
    "short": ({"push": ("L", 0.5)}, "Pushed 50 % of the way to the boundary of the gate at L."),
    "beyond": ({"push": ("", 1.5)}, "Pushed 100 % of the way to the boundary of the root, and beyond it."),
}


@pytest.mark.parametrize("name", HANDS)
def test_a_hand_is_told_by_what_it_changed(name: str) -> None:
    changes, words = HANDS[name]
    assert words in " ".join(hand_sentences(Hand(**changes), "leaf"))
    for other, (more, _) in HANDS.items():
        if other != name:
            assert words not in " ".join(hand_sentences(Hand(**more), "leaf")), other
    assert hand_sentences(Hand(), "leaf") == []
    assert hand_sentences(Hand(holes=True), "leaf") == []               # of holes without anybody off nothing is left


def test_nearly_at_the_boundary_is_not_all_of_the_way() -> None:
    near = " ".join(hand_sentences(Hand(push=("L", 0.9999)), "leaf"))
    assert "99.9 %" in near
    assert "beyond" not in near


# --- a head that warmed up --------------------------------------------------------------------------------------------------


def test_a_head_is_settled_only_where_it_was_and_fine_only_where_it_sorts_finer() -> None:
    whole, fine = (Outcome(0, 1, 500, -4.0, 0.03, kinds, kinds == 10) for kinds in (10, 20))
    assert "fine" not in sentence(whole, 10)
    assert "20 fine kinds, which are put together to 10" in sentence(fine, 10)
    assert "Not settled" not in sentence(whole, 10)
    assert ". Settled" not in sentence(fine, 10)
    assert "had not" not in in_a_card(whole)
    assert "had settled" not in in_a_card(fine)
    assert "heads" not in sentence(whole, 10) + in_a_card(whole) + under_way(0, 1, 9, 0.1, 10, 10)


# --- a critic's head -------------------------------------------------------------------------------------------------------


def test_a_head_of_classes_says_nothing_of_experts_nor_the_other_way() -> None:
    alike = telling([[50, 50], [50, 50]])
    of_experts, of_classes = (" ".join(told(alike, head, "leaf", ("cat", "dog"))) for head in ("expert", "label"))
    assert "they draw alike" in of_experts
    assert "class" not in of_experts
    assert "the class cannot be seen" in of_classes
    assert "leaf" not in of_classes


# --- figures and their notes --------------------------------------------------------------------------------------------------


def test_none_can_die_is_said_of_a_prior_alone() -> None:
    for gated in (True, False):
        weights = np.eye(3, dtype=np.float32)[np.arange(600) % 3]
        seen = Observation(drawn(PlantedTree(), 600, 0), np.zeros((600, 1, 1, 1), np.uint8), weights, weights, None, gated)
        notes = " ".join(figure.note for figure in mixture_figures(seen, 0))
        assert ("drawn from a prior, so none can die" in notes) is not gated
        assert ("if the gate ignores the noise" in notes) is gated
    alone = observe(PlantedChooser([0], [1.0]).eval(), drawn(PlantedChooser([0], [1.0]), 8, 0))
    assert mixture_figures(alone, 0) == []


def test_what_lies_between_two_leaves_is_said_only_where_enough_does(judge: Any) -> None:
    from mixgan.analysis.judged import Judged

    names = []
    for slack in (1, 60):                                               # nearly hard gates, and soft ones
        generator = PlantedTree().eval()
        generator.v = generator.v / slack
        seen = observe(generator, drawn(generator, 400, 0))
        names.append({figure.name for figure in tree_figures(Judged(seen, judge(seen.pictures), judge, 0))})
    assert "confidence between two leaves" not in names[0]
    assert "confidence between two leaves" in names[1]


def test_asked_classes_are_counted_only_where_some_were_asked_for(judge: Any) -> None:
    found = describe(PlantedTree().eval(), judge).figures["figures"]
    assert "asked class is read" not in {figure["name"] for figure in found}


def test_a_node_is_named_by_a_few_classes_only() -> None:
    assert node_words([0.5, 0.42, 0.08, 0.0], "abcd") == "a, b and c"
    assert node_words([0.97, 0.03], "ab") == "a"                        # 3 % are no part of a name
    assert node_words([0.2] * 5, "abcde") == ""
    assert node_words([0.05] * 20, "abcdefghijklmnopqrst") == ""


# --- a card ------------------------------------------------------------------------------------------------------------


def test_a_card_of_a_plain_gan_says_nothing_of_what_it_lacks() -> None:
    config = families.configure("gan", "digits", data.load("digits").facts())
    text = card("x", config, {"n_experts": 1, "expert_word": "generator", "parameters": 1, "figures": []})
    for words in ("self-labelling head", "It was told", "mode seeking", "The same recipe with", "Classes, as the judge reads",
                  "ACC is", "What differs", "brought to", "CPU-minutes", "cannot be compared"):
        assert words not in text, words
    assert "one generator" in text

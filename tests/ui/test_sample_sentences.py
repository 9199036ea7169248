"""Every template of `ui.sentences` is said where it is so, and not where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from mixgan.analysis.tradeoff import read_curve
from mixgan.ui import sentences as m

NAMES = ("cat", "dog", "<b>")
TREE = {"expert_word": "leaf", "n_experts": 4, "shares": {"hard": [0.7, 0.1, 0.1, 0.1]},
        "expert_class": [[90, 5, 5], [10, 10, 9], [0, 50, 0], [0, 0, 40]],
        "checker": {"data": "x", "accuracy": 0.994, "n_test": 9}}
HUES = {"shares": TREE["shares"], "n_experts": 4, "figures": [{"name": "NMI of expert and hue", "value": 0.9}],
        "expert_factor": {"name": "hue", "values": ["red", "blue"], "counts": [[60, 40], [1, 1], [1, 1], [1, 1]]}}


def facts(expert: int = 0, weight: float = 0.8, cls: str | None = "cat", alone: str | None = None) -> m.SampleFacts:
    return m.SampleFacts(5, expert, weight, cls, 0.9, alone)


# --- who made a sample ------------------------------------------------------------------------------------------------------

# what is so -> words that it alone brings
MADE: dict[str, tuple[str, str]] = {
    "one": (m.about_sample(facts(), {"n_experts": 1}, False, False), "there is no mixture here"),
    "soft": (m.about_sample(facts(), TREE, False, True), "<strong>Leaf E1</strong> of 4 has 80 % of the weight"),
    "gated": (m.about_sample(facts(1), TREE, True, True), "The gate sent this noise to <strong>leaf E2</strong> of 4"),
    "drawn": (m.about_sample(facts(2), TREE, True, False), "<strong>Leaf E3</strong> of 4 was drawn at random"),
}


@pytest.mark.parametrize("name", MADE)
def test_who_made_it_is_one_of_four_things(name: str) -> None:
    text, words = MADE[name]
    assert words in text
    for other, (more, _) in MADE.items():
        assert (words in more) is (other == name), other


def test_the_rest_is_shared_only_where_there_is_a_rest() -> None:
    assert "; the other leaves share the rest." in MADE["soft"][0]
    assert "share the rest" not in m.about_sample(facts(weight=0.996), TREE, False, True)
    assert "100 %" not in m.about_sample(facts(weight=0.99999), TREE, False, True)
    for name in ("one", "gated", "drawn"):
        assert "share the rest" not in MADE[name][0]


def test_what_a_checker_reads_is_said_where_one_reads() -> None:
    assert "The checker reads it as <strong>cat</strong> (90 % sure)." in MADE["soft"][0]
    assert "checker" not in m.about_sample(facts(cls=None), TREE, False, True)
    assert "&lt;b&gt;" in m.about_sample(facts(cls="<b>"), TREE, False, True)


def test_what_it_draws_alone_is_said_of_a_blend_that_was_looked_at() -> None:
    def said(alone: str | None, chooses: bool = False, figures: dict[str, Any] = TREE) -> str:
        return m.about_sample(facts(alone=alone), figures, chooses, True)

    assert said("cat").endswith("Alone, that leaf draws what is read as cat too.")
    assert said("dog").endswith("Alone, that leaf draws what is read as dog instead.")
    for text in (said(None), said("cat", True), said("cat", figures={"n_experts": 1})):
        assert "Alone" not in text


def test_a_tile_names_weight_and_class_only_where_they_say_something() -> None:
    assert m.tile_label(facts(), "leaf") == "sample 5: leaf E1, weight 0.80, read as cat"
    assert m.tile_label(facts(weight=1.0, cls=None), "leaf") == "sample 5: leaf E1"


# --- an expert --------------------------------------------------------------------------------------------------------------

EXPERTS: dict[str, tuple[str, str]] = {
    "read": (m.about_expert(0, TREE, NAMES), "70 % of all samples; 90 % of those are read as cat (n = 100; the checker is right "
             "in 99.4 % of real test pictures)."),
    "few": (m.about_expert(1, TREE, NAMES), "with 29 of its samples read, what it draws is too few to say."),
    "unread": (m.about_expert(0, {**TREE, "expert_class": None}, NAMES), "no checker has read its samples"),
    "weak": (m.about_expert(0, {**TREE, "checker": {"accuracy": 0.89}}, NAMES), "real pictures only, so its reading is left out"),
    "untold": (m.about_expert(0, {**TREE, "checker": None}, NAMES), "(n = 100)."),
    "counted": (m.about_expert(0, HUES, ()), "60 % of those are red (n = 100; counted, by no checker)"),
}


@pytest.mark.parametrize("name", EXPERTS)
def test_what_an_expert_draws_is_said_as_far_as_it_is_known(name: str) -> None:
    text, words = EXPERTS[name]
    assert words in text
    for other, (more, _) in EXPERTS.items():
        assert (words in more) is (other == name), other
    if name in ("few", "unread", "weak"):
        assert "are read as" not in text


def test_nothing_is_said_of_one_alone_nor_without_shares() -> None:
    assert m.about_expert(0, {**TREE, "shares": {"hard": [1.0]}}, NAMES) == ""
    assert m.about_expert(0, {}, NAMES) == ""
    assert m.about_expert(4, TREE, NAMES) == ""


def test_a_class_in_a_cell_needs_thirty_samples() -> None:
    assert m.reading([28, 2, 0], NAMES) == ["cat", "93 %"]
    assert m.reading([27, 2, 0], NAMES) == ["too few", ""]


def test_a_tally_names_three_kinds_at_most_and_those_that_came() -> None:
    assert m.tally(["b", "a", "b", "c", "d", "d"]) == "2 as b, 2 as d, 1 as a"
    assert m.tally(["a"]) == "1 as a"


# --- the curve --------------------------------------------------------------------------------------------------------------


def curve(precision: tuple[float, float], recall: tuple[float, float], **more: Any) -> Any:
    points = [{"spread": s, "precision": p, "precision_sd": 0.01, "recall": r, "recall_sd": 0.01}
              for s, p, r in zip((0.5, 1.0), precision, recall, strict=True)]
    return read_curve({"n": 500, "sets": 5, "k": 5, "features": "c/x/1", "split": "test", "points": points, **more})


VERDICTS: dict[str, tuple[str, str]] = {
    "seen": (m.curve_verdict(curve((0.98, 0.8), (0.2, 0.8)), True), "truer to the data, and less varied."),
    "costs": (m.curve_verdict(curve((0.8, 0.8), (0.2, 0.8)), True), "costs variety and buys no quality"),
    "free": (m.curve_verdict(curve((0.98, 0.8), (0.8, 0.8)), True), "truer to the data and costs no variety"),
    "empty": (m.curve_verdict(curve((0.8, 0.8), (0.8, 0.8), points=[]), True), "holds no point that can be read"),
    "lone": (m.curve_verdict(curve((0.8, 0.8), (0.8, 0.8), points=[{"spread": 1.0, "precision": 0.8, "recall": 0.8}]), True),
             "Too little was measured"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_what_a_smaller_spread_buys_is_one_of_these(name: str) -> None:
    text, words = VERDICTS[name]
    assert words in text
    for other, (more, _) in VERDICTS.items():
        assert (words in more) is (other == name), other
    assert ("trade-off of the paper" in text) is (name in ("costs", "free"))


def test_no_paper_is_named_where_no_gaussians_are() -> None:
    for precision, recall in (((0.8, 0.8), (0.2, 0.8)), ((0.98, 0.8), (0.8, 0.8)), ((0.8, 0.8), (0.8, 0.8))):
        assert "paper" not in m.curve_verdict(curve(precision, recall), False)
    neither = m.curve_verdict(curve((0.8, 0.8), (0.8, 0.8)), True)
    assert neither.count("no difference beyond the bands") == 2
    assert "costs" not in neither


# what a stored curve has -> words that it alone brings
BASES: dict[str, tuple[dict[str, Any], str]] = {
    "floor": ({"floor": {"precision": [0.9, 0.95]}}, "Real pictures against real ones reach precision 0.90 to 0.95."),
    "nameless": ({"model": ""}, "It does not say of which weights"),
    "blur": ({"features": "pca64/x"}, "which reward blur"),
}


@pytest.mark.parametrize("name", BASES)
def test_a_curve_rests_on_what_is_stored_with_it(name: str) -> None:
    changes, words = BASES[name]
    whole = {"model": "0" * 16}
    assert words in m.curve_basis(curve((0.8, 0.8), (0.8, 0.8), **{**whole, **changes}))
    for other, (more, _) in BASES.items():
        if other != name:
            assert words not in m.curve_basis(curve((0.8, 0.8), (0.8, 0.8), **{**whole, **more})), other
    assert "Left out" not in m.curve_basis(curve((0.8, 0.8), (0.8, 0.8), **whole))

"""Sentences are made by rules: each number is the stored one, and what rests on too little is left out and said so."""

from __future__ import annotations

import pytest

from mixgan.analysis.tradeoff import Curve, read_curve
from mixgan.ui import sentences

NAMES = tuple("0123456789")
FIGURES = {
    "n_experts": 3, "expert_word": "leaf", "shares": {"hard": [0.5, 0.3, 0.2], "soft": [0.4, 0.3, 0.3]},
    "expert_class": [[0, 900, 100, 0, 0, 0, 0, 0, 0, 0], [0] * 7 + [600, 0, 0], [5] + [0] * 9],
    "samples": {"seed": 0, "columns": 8, "expert": [0, 2], "weight": [0.894, 1.0], "cls": [1, None], "confidence": [0.97, None]},
}


def test_a_soft_mixture_names_the_share_of_its_largest_leaf() -> None:
    facts = sentences.sample_facts(FIGURES, NAMES, 0)
    assert facts is not None
    said = sentences.about_sample(facts, FIGURES, chooses=False, gated=True)
    assert "<strong>Leaf E1</strong> of 3 has 89 % of the weight; the other leaves share the rest." in said
    assert "reads it as <strong>1</strong> (97 % sure)" in said


def test_what_the_largest_leaf_alone_would_draw_is_said_where_it_was_looked_at() -> None:
    """A weight is no authorship: the picture may be another's."""
    def told(chooses: bool = False, K: int = 3, **samples: object) -> str:
        figures = {**FIGURES, "n_experts": K, "samples": {**FIGURES["samples"], **samples}}      # type: ignore[dict-item]
        facts = sentences.sample_facts(figures, NAMES, 0)
        assert facts is not None
        return sentences.about_sample(facts, figures, chooses=chooses, gated=True)

    assert told(alone=[7, 3]).endswith("(97 % sure). Alone, that leaf draws what is read as 7 instead.")
    assert told(alone=[1, 3]).endswith("Alone, that leaf draws what is read as 1 too.")
    for silent in (told(), told(alone=[None, 3]), told(alone=[-1, 3]), told(chooses=True, alone=[7, 3]), told(K=1, alone=[7, 3])):
        assert "Alone" not in silent
    assert "made" not in told(alone=[7, 3])


@pytest.mark.parametrize(("weight", "share"), [(1.0, "100 %"), (0.9996, "99.9 %")])
def test_a_leaf_with_all_of_the_weight_says_so(weight: float, share: str) -> None:
    said = sentences.about_sample(sentences.SampleFacts(0, 0, weight, None, 0.0), FIGURES, chooses=False, gated=True)
    assert said == f"<strong>Leaf E1</strong> of 3 has {share} of the weight."


def test_a_chosen_expert_made_all_of_it() -> None:
    facts = sentences.SampleFacts(0, 1, 1.0, None, 0.0)
    assert "drawn at random and made all of this" in sentences.about_sample(facts, FIGURES, chooses=True, gated=False)
    gated = sentences.about_sample(facts, FIGURES, chooses=True, gated=True)
    assert "The gate sent this noise to <strong>leaf E2</strong>" in gated


def test_what_an_expert_draws_is_the_largest_class_with_its_n() -> None:
    said = sentences.about_expert(0, FIGURES, NAMES)
    assert "Leaf E1 leads in 50 % of all samples" in said
    assert "90 % of those are read as 1 (n = 1,000)" in said


def test_an_expert_that_is_a_hue_is_told_by_it() -> None:
    factor = {"name": "hue", "values": ["red", "<b>"], "counts": [[98, 2], [0, 0], [1, 99]]}
    figures = {**FIGURES, "expert_factor": factor, "figures": [{"name": "NMI of expert and hue", "value": 0.9}]}
    assert "98 % of those are red (n = 100; counted, by no checker)" in sentences.about_expert(0, figures, NAMES)
    assert "&lt;b&gt;" in sentences.about_expert(2, figures, NAMES)
    beside = {**figures, "figures": [*figures["figures"], {"name": "NMI of expert and class", "value": 0.95}]}
    assert "90 % of those are read as 1" in sentences.about_expert(0, beside, NAMES)


def test_too_few_samples_are_left_out_and_named() -> None:
    assert "5 of its samples read" in sentences.about_expert(2, FIGURES, NAMES)


def test_a_weak_checker_is_left_out_and_named() -> None:
    said = sentences.about_expert(0, {**FIGURES, "checker": {"accuracy": 0.8}}, NAMES)
    assert "right in 80 %" in said
    assert "n = 1,000" not in said


def test_no_checker_is_said() -> None:
    figures = {**FIGURES, "expert_class": None}
    assert "no checker has read its samples" in sentences.about_expert(0, figures, NAMES)


def test_class_names_are_escaped() -> None:
    facts = sentences.SampleFacts(0, 0, 1.0, "<img src=x>", 0.9)
    assert "<img" not in sentences.about_sample(facts, FIGURES, chooses=True, gated=True)


def test_a_tally_names_the_most_frequent_first() -> None:
    assert sentences.tally(["7", "1", "7", "9", "7", "1", "4", "0"]) == "3 as 7, 2 as 1, 1 as 0"


def test_a_sample_that_is_not_stored_has_no_facts() -> None:
    assert sentences.sample_facts(FIGURES, NAMES, 2) is None
    assert sentences.sample_facts({}, NAMES, 0) is None


# --- the curve ---------------------------------------------------------------------------------------------------------


def curve(narrow: tuple[float, float], trained: tuple[float, float], **more: object) -> Curve:
    points = [{"spread": s, "precision": p, "precision_sd": 0.01, "recall": r, "recall_sd": 0.01}
              for s, (p, r) in ((0.5, narrow), (1.0, trained))]
    found = read_curve({"n": 500, "sets": 5, "k": 5, "features": "c/x/1", "points": points, **more})
    assert found is not None
    return found


@pytest.mark.parametrize("gaussians", [True, False])
def test_the_trade_off_in_words(gaussians: bool) -> None:
    said = sentences.curve_verdict(curve((0.98, 0.2), (0.88, 0.8)), gaussians=gaussians)
    assert said == ("At half the trained spread precision is 0.98 ± 0.01 instead of 0.88 ± 0.01, recall is 0.20 ± 0.01 instead "
                    "of 0.80 ± 0.01 (5 sets of 500 samples, 95 % bands): truer to the data, and less varied.")


@pytest.mark.parametrize(("gaussians", "begins"), [
    (True, "The trade-off of the paper does not show here"), (False, "No trade-off shows here")])
def test_where_the_trade_off_does_not_show_that_is_said(gaussians: bool, begins: str) -> None:
    """GM-GAN's paper has one; of families without Gaussians no paper says anything."""
    said = sentences.curve_verdict(curve((0.88, 0.2), (0.88, 0.8)), gaussians)
    assert said.startswith(f"{begins}: a smaller spread costs variety and buys no quality.")
    assert "instead of 0.88 ± 0.01, no difference beyond the bands, and recall" in said
    assert "instead of 0.80 ± 0.01, lower (5 sets of 500 samples, 95 % bands)." in said
    assert "instead of 0.88 ± 0.01, lower, and" in sentences.curve_verdict(curve((0.7, 0.9), (0.88, 0.8)), gaussians)
    assert sentences.curve_verdict(curve((0.98, 0.8), (0.88, 0.8)), gaussians).startswith(
        f"{begins}: a smaller spread is truer to the data and costs no variety. At")


def test_too_little_of_a_curve_is_said() -> None:
    empty = read_curve({"points": [{"spread": float("nan"), "recall": 0.5}]})
    assert empty is not None
    assert "no point that can be read" in sentences.curve_verdict(empty, gaussians=True)
    one = read_curve({"sets": 5, "points": [{"spread": 1.0, "recall": 0.5, "recall_sd": 0.1}]})
    assert one is not None
    assert "Too little was measured" in sentences.curve_verdict(one, gaussians=True)


def test_what_a_curve_rests_on() -> None:
    said = sentences.curve_basis(curve((0.98, 0.2), (0.88, 0.8), floor={"precision": [0.94, 0.97], "recall": [0.9, 0.9]}))
    assert "5 independent sets of 500 samples against 500 held-out pictures, 5 neighbours, features c/x/1" in said
    assert "Real pictures against real ones reach precision 0.94 to 0.97, recall 0.90." in said
    assert "Left out" not in said
    assert "1 of 3 stored points" in sentences.curve_basis(
        curve((0.98, 0.2), (0.88, 0.8), points=[{"spread": 0.5, "recall": 0.5}, {"spread": 1, "recall": 0.5}, {"spread": 2}]))

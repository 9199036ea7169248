"""What is said of a lost expert: planted losses, known by hand."""

from __future__ import annotations

from mixgan.analysis.factors import Told
from mixgan.analysis.losing import Losses, read_losses
from mixgan.ui.experts import words as expert_words


def losses(*without: list[float], recall: float = 0.1, precision: float = 0.0) -> Losses:
    """Two sets; `without`: coverage in both, without each expert."""
    whole = {"precision": [0.8, 0.8], "recall": [0.7, 0.7], "coverage": [0.80, 0.84]}
    found = read_losses({"n": 1000, "n_real": 900, "whole": whole, "floor": {"recall": [0.9, 0.95]}, "without": {
        "precision": [[0.8 - precision] * 2] * len(without), "recall": [[0.7 - recall] * 2] * len(without), "coverage": without}})
    assert found is not None
    return found


def test_the_most_missed_in_words() -> None:
    said = expert_words.missed_verdict(losses([0.8, 0.84], [0.50, 0.54], [0.78, 0.82]), "leaf")
    assert said == "Without leaf E2 coverage falls by 0.300, recall by 0.100; precision stays within its interval."
    said = expert_words.missed_verdict(losses([0.8, 0.84], [0.50, 0.54], recall=0, precision=-0.05), "leaf")
    assert said == ("Without leaf E2 coverage falls by 0.300; precision rises by 0.050; recall stays within its interval.")


def test_a_near_second_is_named_and_no_loss_is_no_loss() -> None:
    said = expert_words.missed_verdict(losses([0.50, 0.54], [0.50, 0.55], [0.8, 0.84]), "expert")
    assert said.endswith(" Expert E2 comes so close that the two cannot be told apart.")
    assert expert_words.missed_verdict(losses([0.8, 0.84], [0.8, 0.84], recall=0), "expert").startswith("No expert is missed")
    assert expert_words.missed_verdict(losses([0.79, 0.85], [0.8, 0.84], recall=0), "expert").startswith("No expert is missed")
    apart = expert_words.missed_verdict(losses([0.50, 0.54], [0.70, 0.74], [0.8, 0.84]), "expert")
    assert "cannot be told apart" not in apart


def test_nobody_is_missed_only_where_every_interval_says_so() -> None:
    """The largest mean loss, 0.05, lies within its wide interval; a small one, 0.02, lies beyond its narrow one."""
    said = expert_words.missed_verdict(losses([0.70, 0.84], [0.78, 0.82], [0.8, 0.84], recall=0), "expert")
    assert said == ("Without expert E2 coverage falls by 0.020; recall and precision stay within their intervals. It falls by "
                    "more on average without expert E1, but within its interval.")


def test_one_who_is_missed_by_recall_alone_is_missed() -> None:
    said = expert_words.missed_verdict(losses([0.8, 0.84], [0.8, 0.84], recall=0.1), "expert")
    assert "No expert is missed" not in said
    assert said == ("Once the others take over, no loss of coverage is beyond its interval, but recall falls without expert E1, "
                    "expert E2 (most: by 0.100).")
    rises = expert_words.missed_verdict(losses([0.8, 0.84], [0.8, 0.84], recall=-0.1, precision=-0.1), "expert")
    assert rises.startswith("No expert is missed")


def test_how_sure_the_first_versions_files_are_is_not_claimed() -> None:
    found = read_losses({"n": 1000, "n_real": 1000, "coverage": [0.8], "without": [0.8, 0.5], "changed": [0, 0]})
    assert found is not None
    said = expert_words.missed_verdict(found, "leaf")
    assert said == "Without leaf E2 coverage falls most, by 0.300; how sure that is was not measured."
    assert "independent sets" not in expert_words.missed_basis(found, "leaf")


def test_the_basis_states_n_sets_and_chance() -> None:
    found = losses([0.8, 0.84], [0.50, 0.54])
    assert "900 real test pictures with one of 1,000 samples nearby" in expert_words.missed_basis(found, "leaf")
    assert "Means of 2 independent sets" in expert_words.missed_basis(found, "leaf")
    said = expert_words.losses_floor(found)
    assert "coverage 0.040" in said
    assert "recall 0.900 to 0.950" in said


def test_a_change_has_its_sign_and_its_interval() -> None:
    found = losses([0.8, 0.84], [0.50, 0.54], precision=-0.05)
    assert [expert_words.change(found.missed[0].losses[name]) for name in ("coverage", "precision")] == [
        "\N{MINUS SIGN}0.300 ± 0.000", "+0.050 ± 0.000"]
    assert expert_words.change(found.missed[1].losses["coverage"]) == "+0.000 ± 0.000"


def test_what_the_words_of_the_experts_rest_on() -> None:
    by_class = Told("class", ("a", "b"), [[30, 0], [0, 70]])
    assert expert_words.counted(by_class, 0.98) == (
        "Read by the checker, which is right in 98.0 % of real test pictures, in 100 stored samples; "
                                       "purity is the largest class's share.")
    by_hue = expert_words.counted(Told("hue", ("red", "green"), [[30, 0], [0, 70]]), 0.98)
    assert "more than with the class" in by_hue
    assert "by no checker" in by_hue
    assert expert_words.counted(None, None).startswith("No checker has read these samples")

"""What is said of a lost expert: planted losses, known by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from mixgan.analysis.factors import Told
from mixgan.analysis.losing import Losses, read_losses
from mixgan.measures.records import wilson
from mixgan.ui.experts import words as expert_words
from mixgan.ui.experts.biography import share_line


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


def test_one_set_has_no_interval_and_no_chance() -> None:
    two = losses([0.8, 0.84], [0.7, 0.74])
    assert "mean of 2 independent sets" in expert_words.losses_basis(two)
    assert "±" in expert_words.losses_basis(two)
    assert "By chance alone two sets with nothing off differ by up to: precision 0.000" in expert_words.losses_floor(two)
    one = read_losses({"n": 1000, "n_real": 900, "whole": {"coverage": [0.8]}, "without": {"coverage": [[0.8], [0.7]]}})
    assert one is not None
    said = expert_words.losses_floor(one)
    assert said.startswith("The change is that of one set of 1,000 samples against 900 real test pictures: it has no interval.")
    assert not any(words in said for words in ("independent", "±", "By chance alone", "reach"))


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


def test_what_the_words_rest_on_is_a_checker_a_count_or_nothing() -> None:
    by_class, by_hue = (Told(what, ("a", "b"), [[30, 0], [0, 70]]) for what in ("class", "hue"))
    cases = {
        "unread": (expert_words.counted(None, 0.99), "No checker has read these samples"),
        "read": (expert_words.counted(by_class, 0.99996), "Read by the checker, which is right in 99.9 % of real test pictures, "
                 "in 100 stored samples; purity is the largest class's share."),
        "untold": (expert_words.counted(by_class, None), "Read by the checker in 100 stored"),
        "counted": (expert_words.counted(by_hue, 0.99), "so they are told by it: counted from the pixels"),
    }
    for name, (text, words) in cases.items():
        assert words in text
        assert [other for other, (more, _) in cases.items() if words in more] == [name]
        assert "100.0" not in text


def test_real_pictures_and_the_worst_of_several_are_told_where_they_were_looked_at() -> None:
    found = losses([0.8, 0.84], [0.5, 0.54])
    assert "Real pictures against real ones reach recall 0.900 to 0.950." in expert_words.losses_floor(found)
    assert "Real pictures" not in expert_words.losses_floor(replace(found, floor={}))
    assert "the worst of 2 looks a little worse" in expert_words.missed_basis(found, "leaf")
    assert "the worst of" not in expert_words.missed_basis(replace(found, sets=1), "leaf")


def test_the_share_of_an_expert_is_all_only_where_it_is() -> None:
    def said(count: int) -> str:
        return share_line(SimpleNamespace(expert=2, share=count / 5000, of=5000, interval=wilson(count, 5000)), "leaf")

    assert said(4999).startswith("Leaf E3 leads in 99.9 % of 5,000 draws (95 % interval 99.9 % to 99.9 %).")
    assert said(0).startswith("Leaf E3 leads in 0.0 % of 5,000 draws (95 % interval 0.0 % to 0.1 %).")

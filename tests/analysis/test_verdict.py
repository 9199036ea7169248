"""The rule that decides a claim: three outcomes, and what is no difference."""

from __future__ import annotations

import pytest

from mixgan.analysis.verdict import gains, of_all, verdict
from mixgan.store.tables import Better


@pytest.mark.parametrize(("differences", "smallest", "outcome"), [
    ([0.9, 1.0, 1.1], 0.5, "holds"),
    ([-0.9, -1.0, -1.1], 0.5, "holds not"),
    ([0.9, 1.0, 1.1], 1.2, "cannot be told apart"),                 # surely above 0, and too small to matter
    ([-0.9, -1.0, -1.1], 1.2, "cannot be told apart"),
    ([0.1, 1.0, 1.9], 0.5, "cannot be told apart"),                 # every seed says so, and the interval has 0 in it
    ([-0.1, -1.0, -1.9], 0.5, "cannot be told apart"),
    ([-0.01, 0.0, 0.01], 0.5, "cannot be told apart"),
    ([0.0, 0.0, 0.0], 0.5, "cannot be told apart"),
    ([0.9, 1.1], 0.5, "cannot be told apart"), ([1.0], 0.5, "cannot be told apart"), ([], 0.5, "cannot be told apart"),
    ([0.5, 0.5, 0.5], 0.5, "holds")])                               # the smallest that matters does matter
def test_the_outcome_follows_from_interval_and_smallest(differences: list[float], smallest: float, outcome: str) -> None:
    assert verdict(differences, smallest).outcome == outcome


def test_the_interval_is_students_and_too_few_seeds_are_named() -> None:
    found = verdict([0.9, 1.0, 1.1], 0.5)
    assert found.mean == pytest.approx(1.0)
    assert found.interval == pytest.approx((1 - 4.303 * 0.1 / 3**0.5, 1 + 4.303 * 0.1 / 3**0.5), abs=1e-3)
    assert found.why == ""
    assert (verdict([1.0, 1.0], 0.5).why, verdict([1.0], 0.5).why) == ("2 seeds; 3 are the least", "1 seed; 3 are the least")
    assert verdict([1.0], 0.5).interval is None
    assert verdict([], 0.5).why == "not measured on both sides"


@pytest.mark.parametrize(("better", "expected"), [
    ("lower", {0: 1.0, 2: -0.25}), ("higher", {0: -1.0, 2: 0.25}), (0.5, {0: 1.0, 2: 0.25})])
def test_a_gain_is_positive_where_the_arm_is_better_and_of_equal_seeds(better: Better, expected: dict[int, float]) -> None:
    assert gains({0: 0.5, 1: 9.0, 2: 0.5}, {0: 1.5, 2: 0.25, 3: 0.0}, better) == expected


def test_a_claim_against_several_holds_against_each() -> None:
    assert of_all(["holds", "holds"]) == "holds"
    assert of_all(["holds", "cannot be told apart"]) == "cannot be told apart"
    assert of_all(["holds", "cannot be told apart", "holds not"]) == "holds not"
    assert of_all([]) == "cannot be told apart"

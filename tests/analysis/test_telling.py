"""What is said of a critic's head: only what its counts bear out."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan.analysis.telling import alt, sentences, telling
from mixgan.measures.records import wilson
from mixgan.rng import Stream

APART = [[90, 10, 0], [2, 98, 0], [0, 0, 100]]
ALIKE = [[34, 33, 33], [33, 34, 33], [33, 33, 34]]
BEHIND = [[0, 50, 50], [50, 0, 50], [50, 50, 0]]
FIRST_FOR_ALL = [[100, 0, 0], [100, 0, 0], [100, 0, 0]]


def said(counts: list[list[int]], head: str = "expert", names: tuple[str, ...] = ()) -> str:
    return " ".join(sentences(telling(counts), head, "leaf", names))


def test_a_share_with_its_interval_and_the_share_of_a_guess() -> None:
    found = telling(APART)
    assert (found.n, found.right, found.share, found.chance) == (300, 288, 0.96, 1 / 3)
    assert found.interval == wilson(288, 300)
    assert said(APART).startswith("Of 300 fakes the critic's head names the leaf that made it in 96 % "
                                  "(95 % interval 93 % to 98 %). 1 / 3 = 33 % would say that they draw alike: this is more.")


@pytest.mark.parametrize(("counts", "beyond"), [(APART, 1), (ALIKE, 0), (FIRST_FOR_ALL, 0), (BEHIND, -1)])
def test_more_or_less_than_a_guess_is_said_beyond_the_interval_only(counts: list[list[int]], beyond: int) -> None:
    assert telling(counts).beyond == beyond
    assert ("this is more" in said(counts)) is (beyond == 1)
    assert ("says that they draw alike" in said(counts)) is (beyond == 0)
    assert ("less than a guess" in said(counts)) is (beyond == -1)


def test_a_mistake_is_named_where_it_is_more_than_a_guess_and_only_there() -> None:
    assert telling(APART).mistaken is None                          # 10 % is less than a third
    assert "mistake" not in said(ALIKE)
    assert telling(FIRST_FOR_ALL).mistaken is not None
    twins = [[50, 50, 0, 0], [0, 100, 0, 0], [0, 0, 100, 0], [0, 0, 0, 100]]
    assert telling(twins).mistaken == (0, 1, 0.5)
    assert "The commonest mistake: leaf E1 is taken for leaf E2, in 50 % of its fakes." in said(twins)


def test_with_many_cells_chance_alone_makes_no_mistake() -> None:
    """400 heads that guess, 90 cells each: of one cell at 95 % one in forty would be called a mistake."""
    K, n = 10, 200
    called = 0
    for seed in range(400):
        drawn = Stream(seed).choices(K * n, (1 / K,) * K).reshape(K, n)
        called += telling([np.bincount(row, minlength=K).tolist() for row in drawn]).mistaken is not None
    assert called <= 40                                             # expected at most ten; more than 40 under 1e-9


def test_an_expert_that_made_nothing_breaks_nothing() -> None:
    empty = [[0, 0], [1, 9]]
    assert telling(empty).right == 9
    assert alt(empty, "expert", "leaf") == "Fakes that the critic's head names right: leaf E2 in 90 %."


def test_classes_are_called_by_their_names() -> None:
    counts = [[10, 90], [5, 95]]
    assert "names the class that was asked for" in said(counts, "label", ("cat", "dog"))
    assert "where cat was asked for, dog is read, in 90 % of these." in said(counts, "label", ("cat", "dog"))
    assert "where 0 was asked for, 1 is read" in said(counts, "label")
    assert "the class cannot be seen" in said([[50, 50], [50, 50]], "label")
    assert alt(counts, "label", "leaf", ("cat", "dog")).endswith("cat in 10 %, dog in 95 %.")

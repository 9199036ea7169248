"""What ACC is worth: luck, by the sizes that the figures state."""

from __future__ import annotations

from typing import Any

import pytest

from mixgan.analysis.meanings import acc, acc_by_luck


def figures(K: int, n: int | None, name: str = "clustering: ACC") -> dict[str, Any]:
    return {"n_experts": K, "figures": [{"name": name, "value": 0.5, "n_real": n}]}


@pytest.mark.parametrize(("n", "K", "C", "luck"), [
    (1000, 10, 10, "0.14"), (10_000, 10, 10, "0.11"), (359, 8, 10, "0.17"), (10**6, 2, 2, "0.50"), (2**53, 2, 2, "0.50"),
    (10, 1, 5, "0.20")])
def test_luck_is_more_than_one_in_so_many_with_few_pictures(n: int, K: int, C: int, luck: str) -> None:
    """0.144 for 1,000 pictures and ten of each: measures.md 12."""
    assert acc_by_luck([(C, figures(K, n))]) == (
        f"Groups that know nothing of the classes come to about {luck} with {K} groups of {C} classes, if all are of equal size.")


def test_each_size_is_told_once() -> None:
    said = acc_by_luck([(10, figures(10, 359)), (10, figures(10, 359, "head Q alone: ACC")), (10, figures(8, 359))])
    assert said.count("about") == 2
    assert said.index("with 8 groups") < said.index("with 10 groups")


def test_nothing_is_said_where_no_acc_is_or_nobody_knows_of_how_many() -> None:
    assert acc_by_luck([]) == ""
    assert acc_by_luck([(10, figures(10, 359, "mean confidence"))]) == ""
    assert acc_by_luck([(10, figures(10, None))]) == ""
    assert acc_by_luck([(0, figures(10, 359)), (1, figures(10, 359))]) == ""
    assert acc_by_luck([(10, {})]) == ""


def test_a_table_explains_its_own_columns_alone() -> None:
    records = [*figures(10, 359, "head Q alone: ACC")["figures"], *figures(10, 359, "k-means: ACC")["figures"]]
    assert "k-means: ACC: by k-means" in acc(records)
    said = acc(records, {"head Q alone: ACC": "ACC of Q alone"})
    assert "ACC of Q alone: by the self-labelling head" in said
    assert "k-means" not in said
    assert acc(records[1:], {"head Q alone: ACC": "ACC of Q alone"}) == ""

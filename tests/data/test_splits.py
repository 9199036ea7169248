from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mixgan.data.splits import held_out, part
from mixgan.rng import Stream

labelled = st.lists(st.integers(0, 5), min_size=2, max_size=200)


@given(labelled, st.sampled_from([0.1, 0.2]))
def test_every_class_gives_its_share(labels: list[int], share: float) -> None:
    array = np.array(labels, np.int64)
    test = held_out(len(array), array, share, "x")
    assert 0 < test.sum() < len(array)
    counts = [int(test[array == c].sum()) for c in set(labels)]
    wanted = [int(share * labels.count(c) + 0.5) for c in set(labels)]
    assert counts == wanted or (sum(wanted) == 0 and sum(counts) == 1)


@given(st.integers(2, 500))
def test_the_two_parts_are_disjoint_and_complete(n: int) -> None:
    test = held_out(n, None, 0.1, "x")
    assert (part(test, "train") ^ part(test, "test")).all()
    assert part(test, "test").sum() == max(1, int(0.1 * n + 0.5))


def test_the_same_rows_every_time_and_others_for_another_address() -> None:
    first = np.flatnonzero(held_out(1000, None, 0.1, "x"))
    assert np.array_equal(first, np.flatnonzero(held_out(1000, None, 0.1, "x")))
    assert not np.array_equal(first, np.flatnonzero(held_out(1000, None, 0.1, "y")))
    # the address, spelt out: another one would mix test pictures into the training of a resumed run
    assert set(first) == set(Stream(0, ("data", "x", "hold-out", 0)).permutation(1000)[:100])


def test_rows_are_spread_over_the_set() -> None:
    """Not the first tenth, nor every tenth."""
    test = held_out(10_000, None, 0.1, "x")
    per_part = test.reshape(10, 1000).sum(1)
    assert per_part.min() > 50
    assert len(set(np.diff(np.flatnonzero(test)))) > 10

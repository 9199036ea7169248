from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.errors import DataError
from mixgan.measures.neighbours import Reference, coverage
from mixgan.measures.unique import unique_coverage
from tests.measures import slow
from tests.measures.golden import F, R

whole = st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=2), min_size=5, max_size=12).map(np.array)
fakes = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(0, 2)), min_size=1, max_size=12)
EXPERTS = np.random.default_rng(9).integers(0, 3, 300)


@given(whole, fakes, st.integers(1, 4))
def test_equals_the_definition_with_ties(real, rows, k):
    fake, experts = np.array(rows)[:, :2], np.array(rows)[:, 2]
    found = unique_coverage(Reference(real, k), fake, experts, 3)
    assert found == pytest.approx(slow.unique(real.tolist(), fake.tolist(), experts.tolist(), 3, k), abs=1e-12)


def test_all_of_them_together_are_at_most_the_coverage_and_a_single_expert_has_it_all():
    shares = unique_coverage(Reference(R), F, EXPERTS, 4)
    assert 0 < shares.sum() < coverage(R, F)
    assert shares[3] == 0                                               # no samples
    assert unique_coverage(Reference(R), F, np.zeros(300, int), 1).tolist() == [coverage(R, F)]


def test_names_of_experts_and_the_size_of_a_block_do_not_matter():
    shares = unique_coverage(Reference(R), F, EXPERTS, 3)
    assert unique_coverage(Reference(R, block=7), F, (EXPERTS + 1) % 3, 3).tolist() == np.roll(shares, 1).tolist()


def test_twins_have_nothing_of_their_own():
    both = np.concatenate([F, F])
    assert unique_coverage(Reference(R), both, np.repeat([0, 1], 300), 2).tolist() == [0, 0]


def test_what_lies_within_a_neighbourhood_is_told_of_each_sample():
    reference = Reference(R)
    counts, covered = reference.hits(F)
    assert (counts > 0).mean() == reference.against(F).precision
    assert counts.mean() / 5 == pytest.approx(reference.against(F).density, abs=1e-12)
    assert covered.mean() == reference.against(F).coverage
    assert reference.hits(F, EXPERTS, 4)[1].any(1).tolist() == covered[:, 0].tolist()


@pytest.mark.parametrize(("fake", "experts", "words"), [
    (F, EXPERTS[:9], "one whole number for each of 300"), (F, EXPERTS + 1, "from 0 to 2"), (F[:, :3], EXPERTS, "8 real and 3"),
    (np.where(F > 4, np.nan, F), EXPERTS, "NaN"),
])
def test_what_does_not_fit_is_said_in_a_sentence(fake, experts, words):
    with pytest.raises(DataError, match=words):
        unique_coverage(Reference(R), fake, experts, 3)

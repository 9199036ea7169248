from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.measures import clustering as m
from mixgan.rng import Stream
from tests.measures import slow

Y = np.random.default_rng(104).integers(0, 5, 500)
GROUPS = np.where(
    np.random.default_rng(105).random(500) < 0.6, (Y + 2) % 5, np.random.default_rng(106).integers(0, 7, 500)
)
TABLE = m.contingency(GROUPS, Y)
small_tables = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=5).map(np.array)


@pytest.mark.parametrize(
    ("measure", "golden"),
    [(m.accuracy, 0.656), (m.purity, 0.69), (m.nmi, 0.358327), (m.adjusted_rand, 0.381289), (m.mutual_information, 0.619650),
     (m.miller_madow, 0.595650)],
)  # fmt: skip
def test_golden_values_of_other_libraries(measure, golden):
    assert measure(TABLE) == pytest.approx(golden, abs=2e-6)


def test_golden_ami_and_class_entropy():
    assert m.adjusted_mutual_information(GROUPS, Y) == pytest.approx(0.349066, abs=2e-6)
    assert m.entropy(TABLE.sum(0)) == pytest.approx(1.606554, abs=2e-6)


def test_nmi_by_chance_is_that_of_shuffled_groups():
    mean = (m.entropy(TABLE.sum(1)) + m.entropy(TABLE.sum(0))) / 2
    assert m.nmi_by_chance(TABLE) * mean == pytest.approx(0.024603, abs=2e-6)       # scikit-learn's expected information
    shuffled = [m.nmi(m.contingency(np.random.default_rng(i).permutation(GROUPS), Y)) for i in range(200)]
    assert m.nmi_by_chance(TABLE) == pytest.approx(np.mean(shuffled), abs=4 * np.std(shuffled) / math.sqrt(200))
    assert m.nmi_by_chance(np.pad(TABLE, ((0, 2), (1, 0)))) == pytest.approx(m.nmi_by_chance(TABLE))    # groups of nobody
    assert m.nmi_by_chance(np.array([[3]])) == m.nmi(np.array([[3]])) == 1


def test_nmi_is_the_arithmetic_one():
    geometric = m.mutual_information(TABLE) / math.sqrt(m.entropy(TABLE.sum(0)) * m.entropy(TABLE.sum(1)))
    assert geometric == pytest.approx(0.359233, abs=2e-6)               # and test_golden excludes it


def test_a_contingency_counts_pairs():
    table = m.contingency(np.array([0, 0, 2]), np.array([1, 1, 0]), n_groups=4)
    assert table.tolist() == [[0, 2], [0, 0], [1, 0], [0, 0]]


@given(small_tables.filter(lambda t: t.sum() > 0))
def test_accuracy_is_the_best_of_all_matches(table):
    assert m.accuracy(table) == pytest.approx(slow.best_accuracy(table), abs=1e-12)
    assert m.accuracy(table) <= m.purity(table) + 1e-12


@given(small_tables.filter(lambda t: t.sum() > 0), st.permutations(range(4)))
def test_names_of_classes_do_not_matter(table, order):
    other = table[:, order]
    for measure in (m.accuracy, m.purity, m.nmi, m.adjusted_rand, m.miller_madow):
        assert measure(other) == pytest.approx(measure(table), abs=1e-10)


@given(small_tables.filter(lambda t: t.sum() > 0))
def test_nmi_is_symmetric_and_bounded(table):
    assert m.nmi(table) == pytest.approx(m.nmi(table.T), abs=1e-12)
    assert -1e-12 <= m.nmi(table) <= 1 + 1e-9


def test_equal_up_to_names_is_one():
    table = m.contingency((Y + 3) % 5, Y)
    for measure in (m.accuracy, m.purity, m.nmi, m.adjusted_rand):
        assert measure(table) == pytest.approx(1)
    assert m.mutual_information(table) == pytest.approx(m.entropy(table.sum(0)))


def test_miller_madow_has_no_bias_where_the_plug_in_has():
    """Independent labels, 400 tables of 300: the plug-in's mean is (K-1)(C-1)/(2n) = 0.0267, ours is 0 within error."""
    stream = Stream(1)
    plain, corrected = [], []
    for i in range(400):
        here = stream.child(i)
        table = m.contingency(here.child("a").integers(300, 5), here.child("b").integers(300, 5), 5, 5)
        plain.append(m.mutual_information(table))
        corrected.append(m.miller_madow(table))
    error = np.std(corrected) / math.sqrt(400)
    assert abs(np.mean(corrected)) < 5.5 * error
    assert np.mean(plain) == pytest.approx(16 / 600, abs=5.5 * error)


def test_the_match_by_chance_is_above_one_tenth():
    """n = 1,000, ten and ten: 0.144 +- 0.005 (measures.md 12)."""
    groups, classes = Stream(2).child("g").integers(1000, 10), Stream(2).child("c").integers(1000, 10)
    mean, deviation = m.accuracy_by_chance(groups, classes, Stream(3), 60)
    assert mean == pytest.approx(0.144, abs=0.006)
    assert 0.001 < deviation < 0.012


def test_best_match_names_the_class_of_each_group():
    assert m.best_match(np.array([[0, 9], [8, 1]])) == {0: 1, 1: 0}


def test_purity_of_each_group_and_of_an_empty_one():
    assert m.purity_per_group(np.array([[3, 1], [0, 0], [0, 5]])).tolist() == [0.75, 0, 1]


def test_fewer_groups_than_classes_cannot_reach_one():
    assert m.accuracy(np.array([[5, 5, 0], [0, 0, 5]])) == pytest.approx(10 / 15)


@pytest.mark.parametrize("counts", [[1, 0, 0], [2, 2], [1, 2, 3, 4]])
def test_entropy_by_hand(counts):
    assert m.entropy(np.array(counts)) == pytest.approx(slow.entropy(counts))


@pytest.mark.parametrize(
    ("groups", "classes", "words"), [([], [], "same samples"), ([0, 1], [0], "same samples"), ([-1, 0], [0, 0], "from 0")]
)
def test_labellings_that_cannot_be_counted_are_refused(groups, classes, words):
    with pytest.raises(ValueError, match=words):
        m.contingency(np.array(groups, int), np.array(classes, int))

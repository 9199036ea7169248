from __future__ import annotations

import numpy as np
import pytest

from mixgan.measures import features as m
from mixgan.measures.frechet import expected_bias
from mixgan.measures.neighbours import expected_coverage

DRAW = np.random.default_rng(11)
TEST = DRAW.standard_normal((1400, 6))
TRAIN = DRAW.standard_normal((900, 6)) + 0.5


@pytest.mark.parametrize(("n_test", "size"), [(10_000, 5000), (20_000, 5000), (1400, 700), (1279, 1279), (359, 359)])
def test_sizes_of_a_side(n_test, size):
    assert m.reference_size(n_test) == size


def test_the_reference_is_one_set_for_all_models():
    first = m.reference(TEST)
    assert np.array_equal(first, m.reference(TEST))
    assert len(first) == 700
    assert len(np.unique(first, axis=0)) == 700
    assert not np.array_equal(first, TEST[:700])                        # the halves of MNIST's test split differ


def test_names_and_what_is_left_out_when_few():
    assert set(m.feature_figures(TEST[:60], TEST[60:120])) == {
        "precision-c@5", "recall-c@5", "density-c@5", "coverage-c@5", "FID-c"}  # fmt: skip
    assert "FID-c" not in m.feature_figures(TEST[:59], TEST[60:120])


def test_floors_are_between_disjoint_halves():
    """Shared rows would give coverage 1 and a distance of 0; disjoint ones the closed forms."""
    found = m.floors("c/x/1", np.zeros((0, 6)), TEST)
    assert (found.n, found.against, found.features) == (700, "test halves", "c/x/1")
    low, high = found.values["coverage-c@5"]
    assert low == pytest.approx(expected_coverage(700, 700, 5), abs=0.03)
    assert high < 0.995
    low, high = found.values["FID-c"]
    bias = expected_bias(700, 700, np.ones(6))
    assert 0.4 * bias < low <= high < 2 * bias


def test_a_small_test_split_is_compared_with_training_pictures_and_says_so():
    found = m.floors("c/x/1", TRAIN, TEST[:600])
    assert (found.n, found.against) == (600, "train against test")
    assert found.values["FID-c"][0] > 1                                 # the shift of 0.5 in 6 features is seen


def test_floors_survive_their_file(tmp_path):
    from mixgan.files import read_json, write_json

    found = m.floors("c/x/1", np.zeros((0, 6)), TEST, repeats=1)
    write_json(tmp_path / "floors.json", found.model_dump(mode="json"))
    assert m.Floors.model_validate(read_json(tmp_path / "floors.json")) == found

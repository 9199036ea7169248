from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax
from torch import from_numpy
from torch_fidelity.metric_isc import isc_features_to_metric

from mixgan.errors import DataError
from mixgan.measures.inception_score import inception_score
from tests.measures import slow

LOGITS = np.random.default_rng(103).standard_normal((500, 10)) * 3
ROWS = softmax(LOGITS, 1)


def test_golden_value_and_torch_fidelity_in_one_split():
    theirs = isc_features_to_metric(from_numpy(LOGITS), splits=1, shuffle=False)
    assert inception_score(ROWS) == pytest.approx(3.803475, abs=2e-6)
    assert inception_score(ROWS) == pytest.approx(theirs["inception_score_mean"], abs=1e-9)


def test_equals_the_definition_where_probabilities_are_zero():
    rows = np.where(ROWS[:200] < 0.02, 0, ROWS[:200])
    rows /= rows.sum(1, keepdims=True)
    assert (rows == 0).any()
    assert inception_score(rows) == pytest.approx(slow.inception_score(rows.tolist()), abs=1e-10)


def test_one_sure_picture_of_each_class_is_the_highest_and_all_alike_the_lowest():
    assert inception_score(np.eye(10)[np.arange(400) % 10]) == pytest.approx(10)
    assert inception_score(np.tile(ROWS[:1], (400, 1))) == pytest.approx(1)
    assert inception_score(np.tile(np.eye(10)[3], (400, 1))) == pytest.approx(1)


def test_order_does_not_matter_and_float32_is_what_a_judge_gives():
    assert inception_score(ROWS[::-1]) == pytest.approx(inception_score(ROWS), abs=1e-12)
    assert inception_score(ROWS.astype(np.float32)) == pytest.approx(inception_score(ROWS), abs=1e-6)


@pytest.mark.parametrize(("rows", "words"), [
    (ROWS[:99], "at least 100 generated samples, got 99"), (LOGITS, "rows of numbers from 0 that sum to 1"),
    (ROWS / 2, "sum to 1"), (np.where(ROWS > 0.9, np.inf, ROWS), "infinity"),
])
def test_what_cannot_be_measured_is_said_in_a_sentence(rows, words):
    with pytest.raises(DataError, match=words):
        inception_score(rows)

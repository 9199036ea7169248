from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixgan.measures import usage as m
from tests.measures import slow

LOGITS = np.random.default_rng(107).standard_normal((200, 6)) * 2 + np.linspace(0, 2, 6)
GATE = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)


def test_golden_gate():
    """measures.md 17."""
    assert np.log(m.effective_experts(m.soft_usage(GATE))) == pytest.approx(1.714099, abs=2e-6)
    assert m.effective_experts(m.soft_usage(GATE)) == pytest.approx(5.551674, abs=2e-6)
    assert m.row_entropy(GATE).mean() == pytest.approx(0.961786, abs=2e-6)
    assert m.sharpness(GATE) == pytest.approx(0.463217, abs=2e-6)
    assert m.gate_information(GATE) == pytest.approx(0.752313, abs=2e-6)
    assert slow.entropy(list(m.hard_usage(GATE))) == pytest.approx(1.685065, abs=2e-6)


def test_hard_entropy_adds_its_bias_back():
    counts = np.array([3, 5, 0, 2])
    assert m.hard_entropy(counts) == pytest.approx(slow.entropy([3, 5, 2]) + 2 / 20)


def test_soft_and_hard_usage_differ():
    weights = np.array([[0.6, 0.4], [0.6, 0.4], [0.1, 0.9]])
    assert m.soft_usage(weights) == pytest.approx([1.3 / 3, 1.7 / 3])
    assert m.hard_usage(weights) == pytest.approx([2 / 3, 1 / 3])


def test_rows_led_to_an_expert_are_its_own_in_their_order_then_the_nearest():
    weights = np.array([[0.9, 0.1, 0.0], [0.3, 0.6, 0.1], [0.5, 0.1, 0.4], [0.2, 0.7, 0.1], [0.6, 0.1, 0.3]])
    assert m.led_to(weights, 2).tolist() == [[0, 2], [1, 3], [2, 4]]        # nothing is led to the third: the nearest
    assert m.led_to(weights, 4)[1].tolist() == [1, 3, 0, 2]                 # two of its own; ties in their order
    with pytest.raises(ValueError, match="6 rows of 5"):
        m.led_to(weights, 6)


def test_a_hard_even_gate_has_all_the_information():
    one_hot = np.eye(4)[np.arange(400) % 4]
    assert m.row_entropy(one_hot).tolist() == [0] * 400                  # 0 log 0 = 0
    assert m.sharpness(one_hot) == 1
    assert m.gate_information(one_hot) == pytest.approx(math.log(4))


def test_a_gate_that_ignores_the_noise_has_none():
    alike = np.tile([0.7, 0.2, 0.1], (50, 1))
    assert m.gate_information(alike) == pytest.approx(0, abs=1e-12)
    assert m.sharpness(np.full((5, 3), 1 / 3)) == pytest.approx(0, abs=1e-12)


def test_dead_and_unused_by_their_rules():
    """K = 4, n = 400: dead under 0.025 in both ways, unused under 0.05 of hard share."""
    weights = np.eye(4)[np.concatenate([np.zeros(200, int), np.full(185, 1), np.full(15, 2)])]
    assert m.dead_experts(weights) == [3]
    assert m.unused(weights) == [2, 3]
    weights[:, 3] = 0.05                                # mixes in everywhere, never leads: not dead
    assert m.dead_experts(weights) == []
    assert m.unused(weights) == [2, 3]


def test_few_samples_call_nobody_dead():
    with pytest.raises(ValueError, match="at least 400"):
        m.dead_experts(np.eye(4)[np.zeros(399, int)])


@given(st.integers(2, 6), st.integers(1, 30), st.integers(0, 10**6), st.permutations(range(6)))
def test_renaming_experts_changes_nothing(K, n, seed, order):
    logits = np.random.default_rng(seed).standard_normal((n, K)) * 30
    weights = np.exp(logits - logits.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    renamed = weights[:, [k for k in order if k < K]]
    for measure in (m.sharpness, m.gate_information):
        assert measure(renamed) == pytest.approx(measure(weights), abs=1e-10)
    assert -1e-9 <= m.gate_information(weights) <= math.log(K) + 1e-9


def test_one_expert_has_no_sharpness():
    with pytest.raises(ValueError, match="one expert"):
        m.sharpness(np.ones((3, 1)))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_broken_gate_is_told(bad):
    with pytest.raises(ValueError, match="broken down"):
        m.soft_usage(np.array([[0.5, bad]]))


def test_no_samples_are_refused():
    with pytest.raises(ValueError, match="n > 0"):
        m.hard_usage(np.zeros((0, 3)))


def test_float16_weights_are_summed_exactly():
    weights = np.full((5000, 2), 0.5, np.float16)
    assert m.soft_usage(weights).tolist() == [0.5, 0.5]

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan.families.hmog import Gates
from mixgan.networks.soft_tree import LinearLeaves, leaf_log_masses, mix_leaves
from mixgan.rng import Stream
from tests.networks import slow

Q = 0.58676                                     # E[g^2 + (1-g)^2] for a ~ N(0, 1), hmog.md 2


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("soft tree", *shape).normal(*shape)).double()


def some_leaves(L: int, Z: int, H: int) -> LinearLeaves:
    leaves = LinearLeaves(L, Z, H).double()
    with torch.no_grad():
        leaves.weight.copy_(normal(L * Z, H, seed=1).view(L, Z, H))
        leaves.bias.copy_(normal(L, H, seed=2))
    return leaves


# --- golden values of hmog.md 10: d = 2, Z = 2, H = 1 --------------------------------------------------------------------


GATES = torch.tensor([[1.0, 0, 0], [0, 1, 0.5], [1, 1, -0.5]], dtype=torch.float64)         # v, v, c
LEAVES = torch.tensor([[1.0, 0, 0], [0, 1, 1], [1, 1, -1], [2, -1, 0.5]], dtype=torch.float64)
Z = torch.tensor([[1.0, 2.0], [-1.0, 0.5]], dtype=torch.float64)
LOGITS = Z @ GATES[:, :2].T + GATES[:, 2]
WEIGHTS = torch.tensor([[0.6756, 0.0555, 0.2485, 0.0204], [0.1966, 0.0723, 0.1966, 0.5344]], dtype=torch.float64)


def golden_leaves() -> LinearLeaves:
    leaves = LinearLeaves(4, 2, 1).double()
    with torch.no_grad():
        leaves.weight.copy_(LEAVES[:, :2, None])
        leaves.bias.copy_(LEAVES[:, 2:])
    return leaves


def test_golden_leaf_weights() -> None:
    """Four printed digits, hence 5e-5."""
    assert_close(LOGITS, torch.tensor([[1, 2.5, 2.5], [-1, 1, -1]], dtype=torch.float64))
    assert_close(leaf_log_masses(LOGITS).exp(), WEIGHTS, atol=5e-5, rtol=0)


@pytest.mark.parametrize("form", ["C", "B"])
def test_golden_features(form: str) -> None:
    weights = leaf_log_masses(LOGITS).exp()[:, None]
    mixtures = weights if form == "C" else torch.cat([weights, torch.eye(4, dtype=torch.float64).expand(2, -1, -1)], 1)
    out = mix_leaves(golden_leaves(), Z[:, None], mixtures)
    assert_close(out[:, 0, 0], torch.tensor([1.3493, -1.4519], dtype=torch.float64), atol=5e-5, rtol=0)
    if form == "B":
        assert_close(out[:, 1:, 0], torch.tensor([[1, 3, 2, 0.5], [-1, 1.5, -1.5, -2]], dtype=torch.float64))


# --- the fast forms against the slow ones --------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_leaf_masses_equal_a_walk_along_every_path(depth: int) -> None:
    logits = normal(5, 2**depth - 1).mul(2).requires_grad_()
    upstream = normal(5, 2**depth, seed=3)
    fast, literal = leaf_log_masses(logits).exp(), slow.leaf_weights_by_path(logits)
    assert_close(fast, literal, atol=1e-13, rtol=0)
    mine, theirs = (torch.autograd.grad((w * upstream).sum(), logits)[0] for w in (fast, literal))
    assert_close(mine, theirs, atol=1e-12, rtol=0)


def fast_form(form: str, leaves: LinearLeaves, noise: Tensor, weights: Tensor) -> Tensor:
    if form == "C":
        return mix_leaves(leaves, noise[:, None], weights[:, None])[:, 0]
    flipped = weights.flip(1)                                       # m = 2 takes form B; the second mixture is not used
    return mix_leaves(leaves, noise[:, None], torch.stack([weights, flipped], 1))[:, 0]


@pytest.mark.parametrize("form", ["C", "B"])
@pytest.mark.parametrize("reference", ["parameters first", "recursion"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_fast_forms_equal_slow_ones_in_values_and_gradients(form: str, reference: str, depth: int) -> None:
    L, dim, H = 2**depth, 3, 2
    leaves = some_leaves(L, dim, H)
    noise, logits = normal(5, dim).requires_grad_(), normal(5, L - 1, seed=4).requires_grad_()
    upstream = normal(5, H, seed=5)
    fast = fast_form(form, leaves, noise, leaf_log_masses(logits).exp())
    if reference == "recursion":
        slow_one = slow.rows_by_recursion(logits, noise, leaves.weight, leaves.bias)
    else:
        weights = slow.leaf_weights_by_path(logits)
        slow_one = slow.mix_parameters_first(noise, weights, leaves.weight, leaves.bias)
    assert_close(fast, slow_one, atol=1e-12, rtol=0)
    inputs = (noise, logits, leaves.weight, leaves.bias)
    mine, theirs = (torch.autograd.grad((out * upstream).sum(), inputs) for out in (fast, slow_one))
    for a, b in zip(mine, theirs, strict=True):
        assert b.abs().max() > 1e-3                                 # two gradients of zero would also be equal
        assert_close(a, b, atol=1e-12, rtol=0)


def test_a_scale_of_its_own_for_each_leaf() -> None:
    """Noise (B, L, Z), as a spread per leaf makes it; both forms against a loop."""
    leaves, noise, weights = some_leaves(4, 3, 2), normal(5 * 4, 3).view(5, 4, 3), torch.softmax(normal(5, 4, seed=6), 1)
    expected = torch.stack([
        sum(weights[b, k] * (noise[b, k] @ leaves.weight[k] + leaves.bias[k]) for k in range(4)) for b in range(5)])
    assert_close(mix_leaves(leaves, noise, weights[:, None])[:, 0], expected)
    assert_close(mix_leaves(leaves, noise, weights[:, None].expand(-1, 3, -1))[:, 1], expected)


def test_gradcheck() -> None:
    leaves = some_leaves(4, 3, 2)

    def mixed(logits: Tensor, noise: Tensor) -> Tensor:
        return mix_leaves(leaves, noise[:, None], leaf_log_masses(logits).exp()[:, None])

    assert torch.autograd.gradcheck(mixed, (normal(2, 3).requires_grad_(), normal(2, 3, seed=7).requires_grad_()))


# --- what must hold for any tree -----------------------------------------------------------------------------------------


def test_weights_sum_to_one_and_a_row_stands_alone() -> None:
    logits = 3 * normal(64, 15)
    masses = leaf_log_masses(logits).exp()
    assert_close(masses.sum(1), torch.ones(64, dtype=torch.float64))
    assert_close(leaf_log_masses(logits[7:8]), leaf_log_masses(logits)[7:8])


def test_equal_leaves_leave_nothing_to_the_gates() -> None:
    leaves = some_leaves(8, 3, 2)
    with torch.no_grad():
        leaves.weight.copy_(leaves.weight[:1].expand_as(leaves.weight))
        leaves.bias.copy_(leaves.bias[:1].expand_as(leaves.bias))
    noise = normal(6, 3)
    outs = [mix_leaves(leaves, noise[:, None], leaf_log_masses(normal(6, 7, seed=s)).exp()[:, None]) for s in (8, 9)]
    assert_close(outs[0], outs[1])


def test_large_biases_send_everything_left() -> None:
    masses = leaf_log_masses(torch.full((1, 7), 60.0)).exp()
    assert_close(masses, torch.tensor([[1.0, 0, 0, 0, 0, 0, 0, 0]]), atol=1e-12, rtol=0)


def test_a_turned_gate_with_swapped_subtrees_is_the_same_tree() -> None:
    """Root turned, gates 1 and 2 swapped, leaves (0 1)(2 3) swapped."""
    logits = normal(5, 3)
    turned = torch.stack([-logits[:, 0], logits[:, 2], logits[:, 1]], 1)
    assert_close(leaf_log_masses(turned), leaf_log_masses(logits)[:, [2, 3, 0, 1]])


@pytest.mark.parametrize("nodes", [2, 4, 8])
def test_a_tree_with_missing_gates_is_refused(nodes: int) -> None:
    with pytest.raises(ValueError, match=f"got {nodes}"):
        leaf_log_masses(torch.zeros(1, nodes))


def test_saturated_gates_are_finite_and_still_learn() -> None:
    """|logit| = 200 in float32: a product of gates would be 0 and its logarithm's gradient NaN."""
    logits = torch.tensor([[200.0, -200, 200], [-200.0, 200, 0]], requires_grad=True)
    log_masses = leaf_log_masses(logits)
    assert torch.isfinite(log_masses).all()
    (log_masses.exp() * torch.tensor([1.0, 2, 3, 5])).sum().backward(retain_graph=True)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()
    assert logits.grad[1, 2].item() == pytest.approx(0.25 * (3 - 5))        # g (1-g) (left - right), undecided below
    logits.grad = None
    log_masses.sum().backward()                     # d log w: 1 - g on the left, -g on the right; never 0/0
    assert logits.grad is not None
    # the root: two leaves at 1 - g, two at -g
    assert_close(logits.grad[:, 0], torch.tensor([-2.0, 2.0]))


# --- first values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_first_features_have_variance_q_to_the_depth(depth: int) -> None:
    """gate_gain 1, Z = 100, H = 64, 2,000 z. One parameter seed is off by some 8 %, so the mean of 16 by some 2 %:
    5 % is 2.5 deviations, at fixed seeds 0 to 15. A gain of 1.05 or a level more or less falls out."""
    L, variances = 2**depth, []
    for seed in range(16):
        gates, leaves = Gates(100, L - 1, 1.0), LinearLeaves(L, 100, 64)
        gates.reset(Stream(seed).child("gates"))
        leaves.reset(Stream(seed).child("leaves"))
        z = torch.from_numpy(Stream(seed).child("z").normal(2000, 100))
        with torch.no_grad():
            h = mix_leaves(leaves, z[:, None], leaf_log_masses(gates(z)).exp()[:, None])
        variances.append(float(h.var()))
    assert sum(variances) / 16 == pytest.approx(Q**depth, rel=0.05)


def test_gain_of_the_leaves_scales_them() -> None:
    plain, gained = LinearLeaves(2, 9, 50), LinearLeaves(2, 9, 50, gain=3.0)
    for leaves in (plain, gained):
        leaves.reset(Stream(1))
    assert_close(gained.weight, 3 * plain.weight)
    # 900 values: a deviation is off by 1/sqrt(1800) = 2.4 %, bound at 5 of those
    assert float(plain.weight.detach().std()) == pytest.approx(1 / 3, rel=0.12)
    assert plain.bias.abs().max() == 0


def test_q_of_the_notes() -> None:
    """The integral of g^2 + (1-g)^2 under N(0, 1), by sums."""
    a = torch.linspace(-10, 10, 20_001, dtype=torch.float64)
    g = torch.sigmoid(a)
    density = torch.exp(-a * a / 2) / math.sqrt(2 * math.pi)
    assert float(((g**2 + (1 - g) ** 2) * density).sum() * 1e-3) == pytest.approx(Q, abs=5e-6)

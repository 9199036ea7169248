from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mixgan.analysis import routing as m
from mixgan.analysis.observe import drawn, observe
from mixgan.families.contract import Draw, TreeShape
from mixgan.measures.usage import gate_information
from mixgan.networks.soft_tree import leaf_log_masses
from tests.analysis.planted import GoldenTree, PlantedChooser, PlantedTree
from tests.ui.components.reference import moved_along

Z = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
GOLDEN = GoldenTree().eval()
TRACE = GOLDEN.gate(Draw(Z))
WEIGHTS = TRACE.probabilities.detach().numpy()
PLANES = m.Planes(GOLDEN.v.double().numpy(), GOLDEN.c.double().numpy())


def mixture_of(node: int, gates: list[float]) -> list[float]:
    """By recursion from the definition, one sample: the mixture of leaves seen from a node."""
    N = len(gates)
    if node >= N:
        return [float(leaf == node - N) for leaf in range(N + 1)]
    left, right = mixture_of(2 * node + 1, gates), mixture_of(2 * node + 2, gates)
    return [gates[node] * a + (1 - gates[node]) * b for a, b in zip(left, right, strict=True)]


# --- golden values of hmog.md 10 ---------------------------------------------------------------------------------------


def test_golden_weights_and_outputs():
    expected = np.array([[0.6756, 0.0555, 0.2485, 0.0204], [0.1966, 0.0723, 0.1966, 0.5344]])
    assert pytest.approx(expected, abs=6e-5) == WEIGHTS
    seen = observe(GOLDEN, Draw(Z))
    assert seen.pictures[:, 0] == pytest.approx([1.3493, -1.4519], abs=6e-5)


def test_golden_masses():
    assert m.node_densities(WEIGHTS).mean(0)[:3] == pytest.approx([1, 0.5, 0.5], abs=1e-6)


def test_golden_conditional_weights():
    at_node_1 = m.node_mixtures(TRACE.nodes)[:, 1].numpy()
    assert pytest.approx(np.array([[0.9241, 0.0759, 0, 0], [0.7311, 0.2689, 0, 0]]), abs=6e-5) == at_node_1


def test_golden_push():
    found = m.push(PLANES, np.array([1.0, 2.0]), 2)
    assert found.delta == pytest.approx([-1.25, -1.25])
    assert found.length == pytest.approx(1.7678, abs=6e-5)


# --- masses and mixtures -----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.integers(1, 4), st.integers(0, 10**6))
def test_mixtures_equal_the_recursion_and_densities_the_division(depth, seed):
    logits = torch.from_numpy(np.random.default_rng(seed).standard_normal((3, 2**depth - 1)) * 2)
    mixtures = m.node_mixtures(logits).numpy()
    weights = leaf_log_masses(logits).exp().numpy()
    densities = m.node_densities(weights)
    for row, node in itertools.product(range(3), range(2 ** (depth + 1) - 1)):
        expected = mixture_of(node, torch.sigmoid(logits[row]).tolist())
        assert mixtures[row, node] == pytest.approx(expected, abs=1e-12)
        below = list(TreeShape(depth).leaves(node))
        assert densities[row, node] == pytest.approx(weights[row, below].sum(), abs=1e-12)
        # what dividing would give, where it can be divided
        assert weights[row, below] / densities[row, node] == pytest.approx(mixtures[row, node, below], abs=1e-9)


def test_saturated_gates_give_no_nan():
    """Dividing by a node's density would be 0/0 here."""
    mixtures = m.node_mixtures(torch.tensor([[200.0, -200, 200], [-200, 0, 0]]))
    assert bool(torch.isfinite(mixtures).all())
    assert mixtures.sum(-1) == pytest.approx(torch.ones(2, 7), abs=1e-6)
    assert mixtures[0, 2].tolist() == [0, 0, 1, 0]                      # a node that nothing reaches still draws


def test_the_root_is_the_ordinary_sample_and_a_leaf_is_itself():
    draw = drawn(GOLDEN, 20, 1)
    pictures = GOLDEN.mixtures(draw, m.node_mixtures(GOLDEN.gate(draw).nodes)).detach()
    assert pictures[:, 0].numpy() == pytest.approx(GOLDEN(draw).detach().numpy(), abs=1e-5)
    assert pictures[:, 3:].numpy() == pytest.approx(GOLDEN.experts(draw).detach().numpy(), abs=1e-6)


def test_hard_masses_follow_the_largest_leaf():
    weights = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4], [0.3, 0.2, 0.45, 0.05]])
    assert m.hard_masses(weights) == pytest.approx([1, 1 / 3, 2 / 3, 1 / 3, 0, 1 / 3, 1 / 3])
    assert m.node_densities(weights).mean(0)[1] == pytest.approx((0.7 + 0.3 + 0.5) / 3)     # soft: another number


def test_planted_masses():
    """Gate 0 = 60 z_0 + 30: its left child has mass Phi(1/2) = 0.6915, n = 4,000, five standard errors."""
    seen = observe(PlantedTree(1.0).eval(), drawn(PlantedTree(), 4000, 0))
    masses = m.node_densities(seen.weights).mean(0)
    assert masses[1] == pytest.approx(0.6915, abs=5 * 0.0073)
    assert masses[3] == pytest.approx(masses[1] / 2, abs=5 * 0.008)
    assert masses[0] == pytest.approx(1)


# --- entropies and statistics ------------------------------------------------------------------------------------------


def test_planes_are_read_off_the_generator():
    found = m.gate_planes(GOLDEN)
    assert pytest.approx(PLANES.v, abs=1e-6) == found.v
    assert pytest.approx(PLANES.c, abs=1e-6) == found.c
    assert found.logits(Z.numpy()) == pytest.approx(TRACE.nodes.numpy(), abs=1e-5)


def test_planes_of_what_has_none_are_refused():
    with pytest.raises(ValueError, match="no tree"):
        m.gate_planes(PlantedChooser([0, 1], [0.5, 0.5]))

    class Curved(GoldenTree):
        def route(self, draw, parts):
            return super().route(draw.with_noise(draw.noise + draw.noise**2), parts)

    with pytest.raises(ValueError, match="not affine"):
        m.gate_planes(Curved())


def test_specialisation_from_nothing_to_ln_4():
    seen = observe(PlantedTree().eval(), drawn(PlantedTree(), 4000, 0))
    assert gate_information(seen.weights) > 0.85 * math.log(4)          # gates are nearly hard and even
    flat = PlantedTree()
    flat.v = flat.v * 0
    assert gate_information(observe(flat.eval(), drawn(flat, 500, 0)).weights) == pytest.approx(0, abs=1e-6)


# --- the smallest push -------------------------------------------------------------------------------------------------

planes_3 = st.integers(0, 10**6).map(
    lambda seed: m.Planes(*(np.random.default_rng(seed).standard_normal(shape) for shape in ((7, 5), 7)))
)
noise_3 = st.integers(0, 10**6).map(lambda seed: np.random.default_rng(seed).standard_normal(5))


@given(planes_3, noise_3, st.integers(0, 6), st.floats(0.02, 0.98))
def test_a_push_reaches_its_gate_along_the_shortest_way(planes, z, node, p):
    found = m.push(planes, z, node, p)
    assert planes.logits(z + found.delta)[node] == pytest.approx(math.log(p / (1 - p)), abs=1e-9)
    assert found.length == pytest.approx(np.linalg.norm(found.delta))
    along = found.delta @ planes.v[node] / np.linalg.norm(planes.v[node])
    assert abs(along) == pytest.approx(found.length, abs=1e-9)          # nothing is wasted sideways


@given(planes_3, noise_3, st.integers(0, 6))
def test_keeping_the_ancestors_keeps_them_and_is_never_shorter(planes, z, node):
    found = m.push_keeping_ancestors(planes, z, node)
    after, before = planes.logits(z + found.delta), planes.logits(z)
    assert after[node] == pytest.approx(0, abs=1e-8)
    above = [(node - 1) // 2] if 1 <= node <= 2 else [(node - 1) // 2, 0] if node > 2 else []
    assert after[above] == pytest.approx(before[above], abs=1e-8)
    assert found.length >= m.push(planes, z, node).length - 1e-9


def test_a_gate_that_ignores_the_noise_cannot_be_pushed():
    planes = m.Planes(np.zeros((1, 3)), np.ones(1))
    found = m.push(planes, np.ones(3), 0)
    assert found.length == math.inf
    assert found.delta.tolist() == [0, 0, 0]
    assert m.push_keeping_ancestors(planes, np.ones(3), 0).length == math.inf


def test_more_ancestors_than_noise_numbers():
    """Z = 1, three gates on one line: keeping the root's gate leaves no way to move."""
    planes = m.Planes(np.array([[1.0], [2.0], [1.0]]), np.array([0.0, 1.0, 0.5]))
    assert m.push_keeping_ancestors(planes, np.array([0.3]), 1).length == math.inf


@pytest.mark.parametrize("p", [0, 1, -0.1, 2])
def test_a_gate_cannot_be_sent_to_its_ends(p):
    with pytest.raises(ValueError, match="strictly between"):
        m.push(PLANES, np.ones(2), 0, p)


# --- the gates above stay on their side --------------------------------------------------------------------------------

SIDES = 0.04


def by_search(planes, z, node, logit):
    """Slow reference: the same least distance by a general solver."""
    from scipy.optimize import minimize

    above = ancestors(node)
    signs = np.where(planes.logits(z)[above] >= 0, 1, -1)
    least = np.minimum(SIDES, np.abs(planes.logits(z)[above]))
    rules = [{"type": "eq", "fun": lambda d: planes.logits(z + d)[node] - logit, "jac": lambda d: planes.v[node]}]
    if above:
        rules.append({"type": "ineq", "fun": lambda d: planes.logits(z + d)[above] * signs - least,
                      "jac": lambda d: planes.v[above] * signs[:, None]})
    start = m.push_keeping_ancestors(planes, z, node).delta
    found = minimize(lambda d: d @ d, start, jac=lambda d: 2 * d, constraints=rules, method="SLSQP",
                     options={"ftol": 1e-10, "maxiter": 400})
    assert found.success
    return math.sqrt(found.fun)


def ancestors(node):
    return [] if node == 0 else [(node - 1) // 2, *ancestors((node - 1) // 2)]


@settings(max_examples=60, deadline=None)
@given(planes_3, noise_3, st.integers(0, 6), st.sampled_from([0.0, -0.7, 0.7]))
def test_the_gates_above_keep_their_side_and_no_solver_finds_a_shorter_way(planes, z, node, logit):
    found = m.push_keeping_sides(planes, z, node, logit, SIDES)
    after, before = planes.logits(z + found.delta), planes.logits(z)
    assert after[node] == pytest.approx(logit, abs=1e-8)
    above = ancestors(node)
    assert ((after[above] >= 0) == (before[above] >= 0)).all()
    assert found.length == pytest.approx(by_search(planes, z, node, logit), rel=2e-4, abs=1e-5)


@given(planes_3, noise_3, st.integers(0, 6))
def test_keeping_sides_lies_between_the_free_push_and_the_one_that_keeps_the_logits(planes, z, node):
    free, kept = m.push(planes, z, node), m.push_keeping_ancestors(planes, z, node)
    sides = m.push_keeping_sides(planes, z, node)
    assert free.length - 1e-9 <= sides.length <= kept.length + 1e-9
    if node == 0:
        assert sides.delta == pytest.approx(free.delta, abs=1e-9)


def test_a_planted_corner():
    """Root: x; its left child: x + y, at z = (1, 1) both lean left. To x + y = -4 the free way ends at (-2, -2), where the root
    has turned; with the root kept (x >= 0.04) the nearest point is (0.04, -4.04)."""
    planes = m.Planes(np.array([[1.0, 0], [1, 1], [0, 1]]), np.zeros(3))
    z = np.array([1.0, 1.0])
    assert m.push(planes, z, 1, 1 / (1 + math.exp(4))).delta == pytest.approx([-3, -3])
    assert m.push_keeping_sides(planes, z, 1, -4.0).delta == pytest.approx([-0.96, -5.04])
    assert moved_along(planes, z, 1, np.array([-3.0, -3.0])) == [0, 2]
    assert moved_along(planes, z, 1, np.array([-0.96, -5.04])) == [2]
    assert m.push_keeping_sides(planes, z, 1, 1.0).delta == pytest.approx([-0.5, -0.5])     # no gate above is near: the free way


def test_no_way_where_the_gate_above_leaves_none():
    """Root and child read the same number: behind the root's boundary there is no zero of the child."""
    planes = m.Planes(np.array([[1.0], [1.0], [0.0]]), np.array([0.0, 2.0, 1.0]))
    assert m.push_keeping_sides(planes, np.array([1.0]), 1).length == math.inf
    assert m.push_keeping_sides(planes, np.array([1.0]), 2).length == math.inf          # a gate with no weights
    assert m.push_keeping_sides(planes, np.array([1.0]), 0).length == pytest.approx(1)


def test_random_pushes_that_flip():
    """Gate x at x = 1: a push of 2 flips it where the direction's cosine is below -1/2."""
    planes = m.Planes(np.array([[3.0, 0]]), np.zeros(1))
    angles = np.deg2rad([0, 90, 119, 121, 180, 239, 241])
    directions = 7 * np.stack([np.cos(angles), np.sin(angles)], 1)                       # their own length does not count
    assert m.flips(planes, np.array([1.0, 0.3]), 0, 2.0, directions) == 3
    assert m.flips(planes, np.array([1.0, 0.3]), 0, 0.999, directions) == 0              # below the smallest push: none can
    assert m.flips(planes, np.array([-1.0, 0.3]), 0, 2.0, -directions) == 3


def test_the_control_tells_a_gate_that_looks_at_the_noise_from_one_that_ignores_it():
    """64 numbers, 50 pushes as long as the noise, 200 samples: a quarter flips a gate, and none one that the noise hardly moves.
    At the film's own length, as the control once was, they are the same: none in both."""
    rng = np.random.default_rng(0)
    v = rng.standard_normal(64)
    looks, ignores = m.Planes(v[None], np.zeros(1)), m.Planes(0.01 * v[None] / 8, np.ones(1))
    counts = {"looks": [], "ignores": [], "film": []}
    for _ in range(200):
        z, directions = rng.standard_normal(64), rng.standard_normal((50, 64))
        counts["looks"].append(m.flips(looks, z, 0, float(np.linalg.norm(z)), directions))
        counts["ignores"].append(m.flips(ignores, z, 0, float(np.linalg.norm(z)), directions))
        counts["film"].append(m.flips(looks, z, 0, 2 * m.push(looks, z, 0).length, directions))
    assert np.mean(counts["looks"]) / 50 == pytest.approx(0.25, abs=0.04)
    assert np.mean(np.array(counts["looks"]) == 0) < 0.1
    assert max(counts["ignores"]) == 0
    assert np.mean(counts["film"]) / 50 < 0.001


# --- a gate without a tree ---------------------------------------------------------------------------------------------


def test_one_root_above_flat_experts():
    assert m.flat_densities(np.array([[0.2, 0.8], [1, 0]])).tolist() == [[1, 0.2, 0.8], [1, 1, 0]]


@pytest.mark.parametrize("keep", [False, True])
def test_a_film_begins_at_the_sample_and_turns_the_gate_round(keep: bool) -> None:
    """The gate's logit is (1 - t) of what it was; the free film is a straight line, its boundary the smallest push."""
    chance = np.random.default_rng(3)
    planes = m.Planes(chance.standard_normal((7, 6)), chance.standard_normal(7))
    z = chance.standard_normal(6)
    for node in range(7):
        now = planes.logits(z)[node]
        for t in (0.0, 0.5, 1.0, 2.0):
            found = m.film_at(planes, z, node, t, keep)
            assert planes.logits(z + found.delta)[node] == pytest.approx((1 - t) * now, abs=1e-9)
        if not keep:
            np.testing.assert_allclose(m.film_at(planes, z, node, 1.0).delta, m.push(planes, z, node).delta, atol=1e-12)
    flat = m.Planes(np.zeros((1, 2)), np.ones(1))
    assert m.film_at(flat, np.ones(2), 0, 1.0).length == np.inf

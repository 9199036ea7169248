from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from mixgan import families
from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.contract import Batch, Draw, Generator, Sample
from mixgan.families.gmgan import GMGAN, Components, parameter_groups
from mixgan.rng import Stream

K, DIM = 4, 6


def generator_of(seed: int = 0, **options: Any) -> GMGAN:
    small = {"n_experts": K, "noise_dim": DIM, "c": 1.0, "std": 0.5, "widths": (8, 6), "seed": seed, **options}
    config = families.configure("gmgan", "digits", DataFacts(image_shape=(1, 8, 8)), "digits-plain", small)
    return families.build(config).eval()


def golden(dynamic: bool = True) -> Components:
    """d = 2, mu = (1, -1), scales (2, 3); a second component far away."""
    components = Components(2, 2, 1.0, 1.0, dynamic)
    with torch.no_grad():
        components.mean.copy_(torch.tensor([[1.0, -1.0], [50.0, 60.0]]))
        components.log_scale.copy_(torch.tensor([[2.0, 3.0], [1.0, 1.0]]).log())
    return components


# --- the Gaussians, for pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dynamic", [False, True])
def test_gaussians_are_those_that_the_noise_goes_through(dynamic: bool) -> None:
    g = generator_of(dynamic=dynamic)
    g.components = golden(dynamic)
    means, maps = g.gaussians()
    assert_close(maps[0], torch.tensor([[2.0, 0.0], [0.0, 3.0]]))       # standard deviations, not logarithms or variances
    noise = torch.tensor([[0.5, -1.0]])
    assert_close(g.components(noise, None), (means + maps @ noise[0])[None])
    assert not means.requires_grad


# --- the mixture of Gaussians --------------------------------------------------------------------------------------------


@torch.no_grad()
def test_moments() -> None:
    """n = 40,000, seed 0: some 10,000 rows per component. A mean is known to std/sqrt(n_k), a variance to
    var sqrt(2/n_k), a covariance to var/sqrt(n_k); bounds at 5.5 of those over some 150 numbers: a false alarm in 10^5."""
    g = generator_of()
    draw = g.draw(40_000, Stream(0))
    z, k = g.latent(draw, "latent").double(), g.weights(draw).argmax(1)
    counts = torch.bincount(k, minlength=K).double()
    assert (counts - 10_000).abs().max() < 5.5 * math.sqrt(40_000 * 0.25 * 0.75)
    for component in range(K):
        rows, n = z[k == component], float(counts[component])
        assert_close(rows.mean(0), g.components.mean[component].double(), atol=5.5 * 0.5 / math.sqrt(n), rtol=0)
        covariance = torch.cov(rows.T)
        assert_close(covariance.diagonal(), torch.full((DIM,), 0.25).double(), atol=5.5 * 0.25 * math.sqrt(2 / n), rtol=0)
        off = covariance - torch.diag(covariance.diagonal())
        assert off.abs().max() < 5.5 * 0.25 / math.sqrt(n)
    share = (counts / 40_000)[:, None]
    means = g.components.mean.double()
    between = (share * means).T @ means - (share * means).sum(0)[:, None] * (share * means).sum(0)
    assert_close(torch.cov(z.T), between + 0.25 * torch.eye(DIM).double(), atol=0.03, rtol=0)     # 5.5 / sqrt(40,000)


def test_means_are_spread_as_the_paper_draws_them() -> None:
    """E |mu_i - mu_j|^2 = 2 d c^2 / 3: d = 100, c = 0.1 gives 0.6667. 40 seeds x 4 means: each pair has a deviation of
    0.08 or so, the mean over some 120 independent ones 0.008; bound at five."""
    found = []
    for seed in range(40):
        components = Components(4, 100, 0.1, 0.15, False)
        components.reset(Stream(seed))
        assert components.mean.abs().max() <= 0.1
        found.append((torch.pdist(components.mean) ** 2).mean().item())
    assert np.mean(found) == pytest.approx(0.6667, abs=0.04)
    assert components.log_scale.exp().unique().tolist() == pytest.approx([0.15])


def test_reparameterisation_golden() -> None:
    """z = A eps + mu with eps = (1, 1): (3, 2). `std` is a deviation, not a variance."""
    z = golden()(torch.ones(1, 2), None)
    assert_close(z[0], torch.tensor([[3.0, 2.0], [51.0, 61.0]]))
    assert_close(golden()(torch.ones(1, 2), torch.tensor([0.5, 0.0]))[0], torch.tensor([[2.0, 0.5], [50.0, 60.0]]))


def test_names_of_components_follow_their_noise() -> None:
    """With nearly no spread the nearest mean is the component, for every draw."""
    g = generator_of(std=1e-6)
    draw = g.draw(500, Stream(1))
    with torch.no_grad():
        nearest = torch.cdist(g.latent(draw, "latent"), g.components.mean).argmin(1)
        assert torch.equal(nearest, g.weights(draw).argmax(1))
    assert len(nearest.unique()) == K


def test_a_forced_component_wins() -> None:
    g = generator_of(std=1e-6)
    with torch.no_grad():
        z = g.latent(g.draw(20, Stream(1), expert=2), "latent")
    assert_close(z, g.components.mean[2].expand(20, -1), atol=1e-4, rtol=0)


# --- spread --------------------------------------------------------------------------------------------------------------


@torch.no_grad()
def test_no_spread_leaves_k_pictures() -> None:
    g = generator_of()
    draw = g.draw(64, Stream(2))
    drawn = g.weights(draw).argmax(1)
    assert len(drawn.unique()) == K                                 # all K are drawn
    at_means = g.experts(draw[:1], spread=0.0)[0]                   # (K, 1, 8, 8)
    assert torch.pdist(at_means.flatten(1), p=torch.inf).min() > 1e-2
    assert_close(g(draw, spread=0.0), at_means[drawn], atol=1e-5, rtol=0)       # a product's rows may round differently
    assert torch.pdist(g(draw, spread=0.1).flatten(1), p=torch.inf).min() > 1e-4
    for k in range(K):
        at_mean = g.experts(draw, torch.tensor([k]), spread=0.0)
        assert_close(at_mean, at_mean[:1].expand_as(at_mean))


@torch.no_grad()
def test_each_component_has_its_own_spread() -> None:
    """Scaling component 1 moves its rows away from its mean in proportion, and no other row at all."""
    g = generator_of()
    draw = g.draw(50, Stream(3))
    plain = g.parts(draw, None)
    scaled = g.parts(draw, torch.tensor([1.0, 2.5, 1.0, 0.0]))
    assert torch.equal(scaled[:, [0, 2]], plain[:, [0, 2]])
    mean = g.components.mean
    assert_close(scaled[:, 1] - mean[1], 2.5 * (plain[:, 1] - mean[1]), atol=1e-5, rtol=1e-5)
    assert_close(scaled[:, 3], mean[3].expand(50, -1))
    distances = [torch.pdist(g.parts(draw, torch.full((K,), s))[:, 2]).mean().item() for s in (0.5, 1.0, 2.0)]
    assert [d / distances[1] for d in distances] == pytest.approx([0.5, 1, 2], rel=1e-4)


def test_the_gate_is_a_fixed_prior() -> None:
    g = generator_of()
    trace = g.gate(g.draw(9, Stream(0)))
    assert trace is not None
    assert_close(trace.probabilities, torch.full((9, K), 1 / K))


# --- static and dynamic --------------------------------------------------------------------------------------------------


def run_back(g: GMGAN, experts: list[int]) -> tuple[Tensor, Tensor]:
    """dL/dz for L = sum(z^3)/3, which is z^2, and the noise."""
    draw = Draw(torch.from_numpy(Stream(4).normal(len(experts), DIM)), expert=torch.tensor(experts))
    z = g.latent(draw, "latent")
    (z**3 / 3).sum().backward()
    return (z**2).detach(), draw.noise


def test_gradients_of_means_and_scales_by_hand() -> None:
    """dL/dmu_k sums dL/dz over k's rows; dL/dlog s_k sums (dL/dz) s eps. Components that are not drawn get exactly 0."""
    g = generator_of(dynamic=True)
    up, eps = run_back(g, [0, 2, 2, 0, 2])
    for k, rows in ((0, [0, 3]), (2, [1, 2, 4])):
        assert_close(g.components.mean.grad[k], up[rows].sum(0))
        assert_close(g.components.log_scale.grad[k], (up[rows] * 0.5 * eps[rows]).sum(0), atol=1e-5, rtol=1e-5)
    assert g.components.mean.grad[[1, 3]].abs().max() == 0
    assert g.components.log_scale.grad[[1, 3]].abs().max() == 0


def test_dynamic_components_are_learned_slowly_and_static_ones_never() -> None:
    static, dynamic = generator_of(), generator_of(dynamic=True, dynamic_lr=0.25)
    assert not static.components.mean.requires_grad
    assert len(list(parameter_groups(static))) == 1
    network, gaussians = parameter_groups(dynamic)
    assert (network.scale, gaussians.scale) == (1.0, 0.25)
    assert {id(p) for p in gaussians.parameters} == {id(dynamic.components.mean), id(dynamic.components.log_scale)}
    ids = [id(p) for group in (network, gaussians) for p in group.parameters]
    assert sorted(ids) == sorted(id(p) for p in dynamic.parameters())


@pytest.mark.parametrize("dynamic", [False, True])
def test_the_gaussians_are_part_of_the_model(dynamic: bool) -> None:
    """A static mixture that is not saved with its generator is a lost model."""
    g, other = generator_of(dynamic=dynamic), generator_of(seed=1, dynamic=dynamic)
    assert {"components.mean", "components.log_scale"} <= set(g.state_dict())
    assert not torch.equal(g.components.mean, other.components.mean)
    other.load_state_dict(g.state_dict())
    draw = g.draw(5, Stream(0))
    with torch.no_grad():
        assert torch.equal(g(draw), other(draw))


# --- other covariances, and what holds them up -----------------------------------------------------------------------------


def planted(covariance: str) -> Components:
    """d = 2, mu = (1, -1), A = [[2, 0], [1, 3]]: the golden of the method notes; a second component at rest."""
    components = Components(2, 2, 1.0, 0.5, True, covariance)           # type: ignore[arg-type]
    components.reset(Stream(0))
    with torch.no_grad():
        components.mean[0] = torch.tensor([1.0, -1.0])
        if covariance == "full":
            components.matrix[0] = torch.tensor([[2.0, 0.0], [1.0, 3.0]])
        else:
            components.log_scale[0] = torch.tensor([2.0, 3.0]).log()
            components.below[0] = torch.tensor([1.0])
    return components


@pytest.mark.parametrize("covariance", ["chol", "full"])
@torch.no_grad()
def test_a_map_golden(covariance: str) -> None:
    """z = A eps + mu with eps = (1, 1) is (3, 3), and (4, 2) with A^T; the covariance is A A^T = [[4, 2], [2, 10]]."""
    of = planted(covariance)
    assert_close(of(torch.ones(1, 2), None)[0, 0], torch.tensor([3.0, 3.0]))
    assert_close(of(torch.ones(1, 2), torch.tensor([0.5, 1.0]))[0, 0], torch.tensor([2.0, 1.0]))
    A = of.maps()[0]
    assert_close(A @ A.T, torch.tensor([[4.0, 2.0], [2.0, 10.0]]))
    assert_close(of.maps()[1], 0.5 * torch.eye(2))                      # as every component starts
    assert_close(of.scales()[0].prod(), torch.tensor(6.0))              # singular values: their product is the determinant
    noise = torch.from_numpy(Stream(1).normal(40_000, 2))
    assert_close(torch.cov(of(noise, None)[:, 0].T), torch.tensor([[4.0, 2.0], [2.0, 10.0]]), atol=0.4, rtol=0)


@pytest.mark.parametrize("covariance", ["diag", "chol", "full"])
def test_every_form_starts_alike_and_learns(covariance: str) -> None:
    """The gradient of A by hand: dL/dA_k sums (dL/dz) eps^T over k's rows."""
    g, diagonal = (generator_of(dynamic=True, covariance=form) for form in (covariance, "diag"))
    draw = g.draw(5, Stream(0))
    assert_close(g(draw), diagonal(draw))
    up, eps = run_back(g, [0, 2, 2, 0, 2])
    by_hand = up[[0, 3]].T @ eps[[0, 3]]
    rows, columns = torch.tril_indices(DIM, DIM, -1)
    if covariance == "full":
        assert_close(g.components.matrix.grad[0], by_hand, atol=1e-5, rtol=1e-5)
    else:
        assert_close(g.components.log_scale.grad[0], 0.5 * by_hand.diagonal(), atol=1e-5, rtol=1e-5)
    if covariance == "chol":
        assert_close(g.components.below.grad[0], by_hand[rows, columns], atol=1e-5, rtol=1e-5)
    (_, gaussians) = parameter_groups(g)
    assert {id(p) for p in gaussians.parameters} == {id(p) for p in g.components.parameters()}


REAL = Batch(torch.zeros(2, 2))


def a_sample(g: Generator) -> Sample:
    return g.sample(g.draw(2, Stream(0)))


def test_a_floor_holds_scales_up_and_leaves_the_start_alone() -> None:
    """mean((1 - s/s0)^2): 0 at the start; half the scale everywhere costs a quarter, and the gradient points back up."""
    g = generator_of(dynamic=True, floor=2.0)
    assert g.own_losses(a_sample(g), REAL)["floor"].item() == pytest.approx(0, abs=1e-12)
    with torch.no_grad():
        g.components.log_scale += math.log(0.5)
    loss = g.own_losses(a_sample(g), REAL)["floor"]
    assert loss.item() == pytest.approx(2 * 0.25)
    loss.backward()
    assert (g.components.log_scale.grad < 0).all()                      # a step against it widens
    assert generator_of(dynamic=True).own_losses(a_sample(g), REAL) == {}


@pytest.mark.parametrize("covariance", ["chol", "full"])
def test_the_floor_of_a_matrix_is_that_of_its_singular_values(covariance: str) -> None:
    g = generator_of(dynamic=True, floor=1.0, covariance=covariance, n_experts=2, noise_dim=2)
    g.components = planted(covariance)
    values = torch.linalg.svdvals(torch.tensor([[2.0, 0.0], [1.0, 3.0]]))
    assert g.own_losses(a_sample(g), REAL)["floor"].item() == pytest.approx((1 - values / 0.5).square().sum().item() / 4)


def test_widths_tell_a_collapsed_component_and_nothing_of_static_ones() -> None:
    assert generator_of().widths() is None
    g = generator_of(dynamic=True)
    with torch.no_grad():
        g.components.log_scale[1] += math.log(0.01)
        g.components.log_scale[2, 1:] += math.log(0.01)                 # one long axis is left: no point yet
    assert g.widths().tolist() == pytest.approx([1, 0.01, 1, 1])


@pytest.mark.parametrize("asked", [{"covariance": "full"}, {"floor": 0.1}])
def test_static_components_take_nothing_that_is_learnt(asked: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(asked))} changes what a component learns.*set dynamic to true"):
        generator_of(**asked)

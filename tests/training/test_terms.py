from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from mixgan import families
from mixgan.families.contract import Draw, GateTrace, Sample
from mixgan.networks.initialise import fill, initialise
from mixgan.networks.labeller import make_labeller
from mixgan.rng import Stream
from mixgan.training.ema import Ema
from mixgan.training.self_label import EVEN_FOR, RAMP_STEPS, SelfLabel
from mixgan.training.term import entropy
from mixgan.training.terms import Balance, SampleEntropy, make_terms
from tests.training.small import config_of

K = 5


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("terms", *shape).normal(*shape))


def sample_of(logits: Tensor | None, images: Tensor | None = None, weights: Tensor | None = None) -> Sample:
    n = len(logits) if logits is not None else 4
    gate = None if logits is None else GateTrace(logits, torch.softmax(logits, 1))
    own = torch.full((n, K), 1 / K) if weights is None else weights
    return Sample(Draw(torch.zeros(n, 2)), torch.zeros(n, 1, 8, 8) if images is None else images, own, gate)


def value(term: Balance | SampleEntropy, logits: Tensor | None) -> Tensor:
    return term.generator_term(sample_of(logits), torch.zeros(4, 1, 8, 8), 0, Stream(0))


# --- balance -------------------------------------------------------------------------------------------------------------


def test_balance_is_zero_for_equal_use_and_k_minus_one_for_one_expert() -> None:
    alone = torch.full((6, K), -200.0)
    alone[:, 2] = 200
    assert float(value(Balance(1.0), torch.zeros(6, K))) == pytest.approx(0, abs=1e-6)
    assert float(value(Balance(1.0), alone)) == pytest.approx(K - 1, abs=1e-6)
    assert float(value(Balance(0.25), alone)) == pytest.approx((K - 1) / 4, abs=1e-6)


def test_balance_is_of_the_batch_not_of_the_row() -> None:
    """Every row certain, each of another expert: used equally."""
    assert float(value(Balance(1.0), 400 * torch.eye(K))) == pytest.approx(0, abs=1e-6)


def test_balance_by_hand() -> None:
    """Two experts of five at one half each: K (1/4 + 1/4) - 1."""
    assert float(value(Balance(1.0), 400 * torch.eye(K)[[0, 3]])) == pytest.approx(K / 2 - 1, abs=1e-6)


def test_balance_pushes_the_overused_logit_down() -> None:
    logits = torch.zeros(4, K)
    logits[:, 1] = 1
    logits.requires_grad_()
    value(Balance(1.0), logits).backward()
    assert logits.grad is not None
    assert (logits.grad[:, 1] > 1e-3).all()
    assert (logits.grad[:, [0, 2, 3, 4]] < 0).all()
    even = torch.zeros(4, K, requires_grad=True)
    value(Balance(1.0), even).backward()
    assert even.grad is not None
    assert even.grad.abs().max() < 1e-6


def test_without_a_gate_there_is_nothing_to_push() -> None:
    assert float(value(Balance(3.0), None)) == 0
    assert float(value(SampleEntropy(3.0), None)) == 0


# --- entropy -------------------------------------------------------------------------------------------------------------


def test_entropy_is_that_of_probabilities() -> None:
    logits = 2 * normal(20, K).double()
    p = torch.softmax(logits, 1)
    assert_close(entropy(logits), -(p * p.log()).sum(1))
    assert float(entropy(torch.zeros(1, K))) == pytest.approx(math.log(K))


def test_sample_entropy_is_the_mean_of_the_rows() -> None:
    """One row undecided, one certain; the entropy of the mean would be larger."""
    logits = torch.zeros(2, K)
    logits[1, 0] = 300
    assert float(value(SampleEntropy(2.0), logits)) == pytest.approx(2 * math.log(K) / 2, abs=1e-6)


@pytest.mark.parametrize("size", [100.0, 1e4])
def test_a_saturated_gate_has_a_finite_gradient(size: float) -> None:
    """Probabilities of exactly 0 in float32, where p log p gives NaN (the control below)."""
    logits = (size * torch.eye(K)).requires_grad_()
    out = value(SampleEntropy(1.0), logits)
    out.backward()
    assert out.item() == pytest.approx(0, abs=1e-6)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()
    naive = (1e4 * torch.eye(K)).requires_grad_()
    p = torch.softmax(naive, 1)
    (-(p * p.log()).sum()).backward()
    assert naive.grad is not None
    assert torch.isnan(naive.grad).any()


# --- the self-labelling head ---------------------------------------------------------------------------------------------


def undecided_head() -> SelfLabel:
    network = make_labeller((1, 8, 8), K)
    initialise(network, Stream(0))
    nn.init.zeros_(network[-1].weight)          # type: ignore[arg-type]
    nn.init.zeros_(network[-1].bias)            # type: ignore[arg-type]
    return SelfLabel(0.5, network=network, updates=10 * RAMP_STEPS)


def test_an_undecided_head() -> None:
    """Q uniform: recover = ln K, agree = ln K, decide = ln K - 2 ln K; so the head's own loss is 0."""
    head = undecided_head()
    weights = torch.softmax(normal(16, K), 1)
    found = head.generator_term(sample_of(torch.zeros(16, K), normal(16, 1, 8, 8), weights), torch.zeros(1), 0, Stream(0))
    assert found.item() == pytest.approx(0.5 * math.log(K), abs=1e-6)
    own = head.own_term(normal(16, 1, 8, 8), Stream(0))
    assert own.item() == pytest.approx(0, abs=1e-6)


def test_recovery_by_hand_and_its_ways_back() -> None:
    """Q always answers by its bias: the term is -mean sum_k w_k log Q_k; pictures and weights are both taught."""
    head = undecided_head()
    assert head.network is not None
    bias = torch.tensor([2.0, 0, 0, 0, -1])
    with torch.no_grad():
        head.network[-1].bias.copy_(bias)                           # type: ignore[index, union-attr, operator]
    weights = torch.softmax(normal(16, K), 1).requires_grad_()
    expected = -(weights.detach() @ torch.log_softmax(bias, 0)).mean()
    images = normal(16, 1, 8, 8).requires_grad_()
    found = head.generator_term(sample_of(torch.zeros(16, K), images, weights), torch.zeros(1), 0, Stream(0))
    assert_close(found.detach(), 0.5 * expected)
    fill(head.network[-1].weight, normal(K, 64))                    # type: ignore[index]
    head.generator_term(sample_of(torch.zeros(16, K), images, weights), torch.zeros(1), 0, Stream(0)).backward()
    for taught in (images, weights):
        assert taught.grad is not None
        assert taught.grad.abs().max() > 0


def test_the_head_learns_from_real_pictures_alone() -> None:
    """A fake teaches the generator; neither Q's weights nor what its norms remember hear of it."""
    network = make_labeller((1, 8, 8), K)
    initialise(network, Stream(0))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    head = SelfLabel(0.5, network=network)
    images = normal(16, 1, 8, 8).requires_grad_()
    head.generator_term(sample_of(torch.zeros(16, K), images), torch.zeros(1), 0, Stream(0)).backward()
    assert images.grad is not None
    assert images.grad.abs().max() > 0
    assert all(parameter.grad is None for parameter in network.parameters())
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    head.own_term(normal(16, 1, 8, 8), Stream(0)).backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
    assert not torch.equal(network.state_dict()["1.running_mean"], before["1.running_mean"])


def test_the_heads_own_loss_grows_in() -> None:
    head = undecided_head()
    assert head.network is not None
    fill(head.network[-1].weight, normal(K, 64))                    # type: ignore[index]
    head.network.eval()
    found = []
    for head.updates in (0, RAMP_STEPS // 2 - 1, RAMP_STEPS - 1):
        found.append(head.own_term(normal(16, 1, 8, 8), Stream(0)).item())
    first, half, full = found
    assert abs(full) > 1e-3
    assert first == pytest.approx(full / RAMP_STEPS, rel=1e-4)
    assert half == pytest.approx(full / 2, rel=1e-4)


class TwoAnswers(nn.Module):
    """Logits of its own for the first pictures that it is shown, and for the second: a picture and its view."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = nn.ParameterList([normal(16, K, seed=1), normal(16, K, seed=2)])
        self.asked = 0

    def forward(self, images: Tensor) -> Tensor:
        self.asked += 1
        return self.answers[self.asked - 1]


def test_a_view_learns_from_the_picture_and_not_the_picture_from_its_view() -> None:
    head = SelfLabel(0.5, network=TwoAnswers(), updates=RAMP_STEPS)
    plain, moved = head.network.answers                             # type: ignore[union-attr, misc]
    own = head.own_term(normal(16, 1, 8, 8), Stream(0))
    of_plain, of_moved = torch.autograd.grad(own, [plain, moved])
    q = torch.softmax(plain, 1)
    decide = entropy(plain).mean() - 2 * entropy(q.mean(0).log())
    assert_close(of_plain, torch.autograd.grad(decide, plain)[0])
    assert_close(of_moved, (torch.softmax(moved, 1) - q).detach() / 16)     # cross entropy's, with q as its labels


def test_two_views_teach_each_other() -> None:
    """Each side's gradient is the mean of what it learns as a view, and of its own wish to be decided."""
    head = SelfLabel(0.5, network=TwoAnswers(), both_sides=True, updates=RAMP_STEPS)
    sides = list(head.network.answers)                              # type: ignore[union-attr, arg-type]
    found = torch.autograd.grad(head.own_term(normal(16, 1, 8, 8), Stream(0)), sides)
    for mine, other, gradient in ((sides[0], sides[1], found[0]), (sides[1], sides[0], found[1])):
        q = torch.softmax(mine, 1)
        decide = torch.autograd.grad(entropy(mine).mean() - 2 * entropy(q.mean(0).log()), mine)[0]
        as_view = (torch.softmax(mine, 1) - torch.softmax(other, 1)).detach() / 16
        assert_close(gradient, (decide + as_view) / 2)


def test_found_shares_ask_for_less_evenness_and_keep_a_floor() -> None:
    """After the split: weight 1 on the entropy of the mean, and 20 for each share that lacks to a quarter of an equal one."""
    head = SelfLabel(0.5, network=TwoAnswers(), found_shares=True, updates=EVEN_FOR)
    plain, moved = head.network.answers                             # type: ignore[union-attr, misc]
    head.shares = head.recent = torch.tensor([0.01, 0.02, 0.27, 0.3, 0.4])
    q = torch.softmax(plain, 1)
    mean = q.mean(0).detach()
    running, recent = (memory * head.shares + (1 - memory) * mean for memory in (0.99, 0.9))
    agree = -(q * torch.log_softmax(moved, 1)).sum(1).mean()
    expected = agree + entropy(plain).mean() - entropy(recent.log()) + 20 * torch.relu(0.05 - running).sum()
    own = head.own_term(normal(16, 1, 8, 8), Stream(0))
    assert_close(own, expected)
    # the value is the running mean's; the gradient is this batch's, in full
    by_batch = (recent + q.mean(0) - mean, running + q.mean(0) - mean)
    alike = entropy(plain).mean() - entropy(by_batch[0].log()) + 20 * torch.relu(0.05 - by_batch[1]).sum()
    assert_close(torch.autograd.grad(own, plain)[0], torch.autograd.grad(alike, plain)[0])
    assert_close(head.shares, running)
    early = SelfLabel(0.5, network=TwoAnswers(), found_shares=True, updates=EVEN_FOR - 1)
    assert early.evenness == 2
    assert head.evenness == 1


def test_a_hinge_asks_no_more_once_a_sample_is_recognised() -> None:
    """Logits 3, 1, 0 with margin 1: as expert 0 it is free; as expert 1 it is behind 0 by 2, so 3; and behind 2 by 0 only."""
    head = SelfLabel(1.0, margin=1.0)
    logits = torch.tensor([[3.0, 1.0, 0.0]], requires_grad=True)
    cost = head._cost(logits)
    assert_close(cost, torch.tensor([[0.0, 3.0, 4.0 + 2.0]]))
    gradient = torch.autograd.grad(cost[0, 0], logits)[0]
    assert torch.equal(gradient, torch.zeros(1, 3))


def test_a_head_that_is_reordered_answers_the_same_in_another_order() -> None:
    network = make_labeller((1, 8, 8), K)
    head = SelfLabel(0.5, network=network)
    head.begin(Stream(3))
    head.own_term(normal(16, 1, 8, 8, seed=1), Stream(1))           # shares are no longer equal
    images, order = normal(8, 1, 8, 8, seed=5), [3, 0, 4, 1, 2]
    before, shares = head.fixed_logits(images), head.shares.clone()
    head.reorder(order)
    assert torch.equal(head.shares, shares[order])
    assert_close(head.fixed_logits(images), before[:, order])
    assert not torch.allclose(head.fixed_logits(images), before, atol=1e-3)


def test_fine_outputs_learn_and_their_kinds_are_read() -> None:
    """Probabilities of a kind are the sums of its outputs'; what learns from real pictures is the outputs."""
    network = make_labeller((1, 8, 8), K, outputs=2)
    head = SelfLabel(0.5, network=network, found_shares=True)
    head.begin(Stream(3))
    assert head.kinds is not None
    head.kinds.groups.copy_(torch.tensor([0, 0, 0, 1, 2, 3, 4, 4, 1, 2]))
    images = normal(16, 1, 8, 8)
    fine, whole = (torch.softmax(head.fixed_logits(images, fine=fine), 1) for fine in (True, False))
    assert_close(whole[:, 0], fine[:, :3].sum(1))
    assert_close(whole[:, 3], fine[:, 5])
    head.own_term(images, Stream(0))
    assert head.shares.shape == (2 * K,)
    assert_close(head.kind_shares[4], head.shares[6] + head.shares[7])
    assert float(head.kind_shares.sum()) == pytest.approx(1, abs=1e-5)


def test_balance_asks_for_the_shares_that_were_found() -> None:
    shares = torch.tensor([0.4, 0.3, 0.1, 0.1, 0.1])
    asked = Balance(2.0, asked=lambda: shares)
    assert float(value(asked, shares.log().expand(4, K))) == pytest.approx(0, abs=1e-6)
    even = float(value(asked, torch.zeros(4, K)))
    assert even == pytest.approx(2 * (float((0.04 / shares).sum()) - 1), abs=1e-5)
    assert even > 0.1


def test_settings_name_the_terms() -> None:
    def names(**settings: float) -> list[str]:
        config = config_of("mog", **settings)
        return [term.name for term in make_terms(config, families.build(config))]

    assert names(balance=0.0, sample_entropy=0.0, self_label=0.0) == []
    assert names(balance=1.0, sample_entropy=0.0, self_label=0.0) == ["balance"]
    assert names(balance=1.0, sample_entropy=0.2, self_label=0.3) == ["balance", "sample_entropy", "self_label"]


# --- the average ---------------------------------------------------------------------------------------------------------


class Small(nn.Module):
    def __init__(self, first: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((3,), first))
        self.norm = nn.BatchNorm1d(3)


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.999])
def test_average_of_a_constant_target(decay: float) -> None:
    """From 0 towards 1 in n steps: 1 - prod of min(decay, (1+t)/(10+t)); a decay of 0 copies."""
    average, live = Ema(Small(0.0), decay), Small(1.0)
    product = 1.0
    for step in range(30):
        average.update(live, step)
        product *= min(decay, (1 + step) / (10 + step))
        assert_close(average.model.weight, torch.full((3,), 1 - product))


def test_average_after_the_start_is_geometric() -> None:
    average, live = Ema(Small(0.0), 0.9), Small(1.0)
    for step in range(1000, 1010):
        average.update(live, step)
    assert_close(average.model.weight, torch.full((3,), 1 - 0.9**10))


def test_statistics_are_copied_not_averaged() -> None:
    """Integers too; and the live model keeps its own tensors, mode and gradients."""
    live = Small(1.0)
    average = Ema(live, 0.999)
    live.norm(normal(50, 3) + 4)
    average.update(live, 0)
    assert torch.equal(average.model.norm.running_mean, live.norm.running_mean)
    assert float(live.norm.running_mean.mean()) > 0.2
    assert int(average.model.norm.num_batches_tracked) == 1
    assert average.model.norm.running_mean.data_ptr() != live.norm.running_mean.data_ptr()
    assert not any(p.requires_grad for p in average.model.parameters())
    assert not average.model.training
    assert live.training
    assert all(p.requires_grad for p in live.parameters())
    assert_close(live.weight.detach(), torch.ones(3))

"""The self-labelling head Q (ours; InfoGAN's recovery with IMSAT's and RIM's agreement). No label is used anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.func import functional_call

from mixgan.families.contract import Sample
from mixgan.networks.initialise import initialise
from mixgan.networks.labeller import Kinds
from mixgan.rng import Stream
from mixgan.training.term import Term, entropy
from mixgan.training.views import View

__all__ = ["EVEN_FOR", "RAMP_STEPS", "SelfLabel"]

RAMP_STEPS = 300
EVEN_FOR = 800                  # updates with equal shares, after which shares are found: the split must form first
FLOOR, FLOOR_WEIGHT = 0.25, 20.0
MEMORY, SHORT_MEMORY = 0.99, 0.9    # of running shares: about a hundred batches, and ten


@dataclass
class SelfLabel(Term):
    """A small network that sorts real pictures into K kinds, and an extra loss that makes expert k draw kind k.

        agree    = - sum_k stopgrad(Q_k(x)) log Q_k(T(x)),  x real         trains Q; both ways where `both_sides` are views
        decide   = H(Q(x)) per sample, mean  -  b H(mean over the batch of Q(x))
        recover  = - sum_k w_k(z) log Q_k(T'(G(z)))                        trains generator and gate; Q is held fixed

    InfoGAN's Q learns from fakes, since it has no other teacher. Ours must not: it would learn to accept whatever an expert
    happens to draw, and a kind that no expert draws would be lost for good.

    After a warm-up Q learns no more: experts need meanings that stay, a tree keeps its kin (MNIST, 16 leaves, seed 0:
    dendrogram purity of test pictures .91, and .87 where Q went on beside the generator), and steps cost a seventh less.

    b is 2, which asks for equal shares. Where they are to be found it falls to 1 once the split has formed, and the mean is a
    running one over some ten batches, with this batch's gradient: no batch holds a set's shares, and evening out each tears kinds
    apart (K 16 on MNIST: purity .93 with it, .96 without; where K is the number of kinds it helps). A floor under each share (a
    quarter of an equal one) keeps outputs alive. Outside a tree the network then sorts twice as finely, and what views confuse is
    put together after the warm-up (`kinship.put_together`).

    A `margin` over 0 puts a hinge in the place of recover's cross-entropy: sum_k w_k sum_c relu(l_c - l_k + margin), c != k,
    which asks for no more once a fake is recognised.
    """

    name: str = "self_label"
    learning_rate: float = 5e-4
    view: View = field(default_factory=lambda: View(()))
    light: View = field(default_factory=lambda: View((), light=True))
    both_sides: bool = False
    found_shares: bool = False
    margin: float = 0.0
    shares: Tensor = field(default_factory=lambda: torch.ones(1))           # (F,) running mean of Q over real pictures
    recent: Tensor = field(default_factory=lambda: torch.ones(1))           # (F,) the same over fewer of them
    updates: int = 0

    def begin(self, stream: Stream) -> None:
        """First values, from nothing learnt."""
        assert self.network is not None
        initialise(self.network, stream)
        last = list(self.network.parameters())[-1]                  # the last layer's bias: one number for each output
        self.shares = self.recent = torch.full_like(last, 1 / len(last), requires_grad=False)
        self.updates = 0

    @property
    def kinds(self) -> Kinds | None:
        """What puts fine outputs together, where there is more than one for a kind."""
        last = list(self.network.children())[-1:] if self.network is not None else []
        return last[0] if last and isinstance(last[0], Kinds) else None

    @property
    def sorter(self) -> nn.Module:
        """The network up to its F outputs: what learns from real pictures."""
        assert self.network is not None
        return self.network if self.kinds is None else self.network[:-1]        # type: ignore[index]

    @property
    def kind_shares(self) -> Tensor:
        """(K,) running shares of the kinds."""
        if self.kinds is None:
            return self.shares
        return torch.zeros(self.kinds.n_kinds).to(self.shares).index_add(0, self.kinds.groups, self.shares)

    def fixed_logits(self, images: Tensor, *, fine: bool = False) -> Tensor:
        """Q's answer with a gradient to the pictures alone; neither its weights nor its norms' memory change."""
        network = self.sorter if fine else self.network
        assert network is not None
        held = {name: value.detach() for name, value in network.named_parameters()}
        held |= {name: value.clone() for name, value in network.named_buffers()}
        return torch.as_tensor(functional_call(network, held, (images,)))

    def generator_term(self, sample: Sample, real: Tensor, step: int, stream: Stream) -> Tensor:
        logits = self.fixed_logits(self.light(sample.images, stream.child("recover")))
        return self.weight * (sample.weights * self._cost(logits)).sum(1).mean()

    def _cost(self, logits: Tensor) -> Tensor:
        """(n, K): what it costs to be read so, if expert k was asked."""
        if not self.margin:
            return -torch.log_softmax(logits, 1)
        behind = torch.relu(logits[:, None, :] - logits[:, :, None] + self.margin)      # [n, k, c]: how far k is not ahead of c
        return behind.sum(2) - self.margin                                              # less what c = k adds

    def own_term(self, real: Tensor, stream: Stream) -> Tensor:
        first = self.sorter(self.view(real, stream.child("other")) if self.both_sides else real)
        second = self.sorter(self.view(real, stream.child("agree")))
        q = torch.softmax(first, 1)
        agree = -(q.detach() * torch.log_softmax(second, 1)).sum(1).mean()
        decide = self._decide(first, q)
        if self.both_sides:
            other = torch.softmax(second, 1)
            agree = (agree - (other.detach() * torch.log_softmax(first, 1)).sum(1).mean()) / 2
            decide = (decide + self._decide(second, other)) / 2
        self.updates += 1
        return min(1.0, self.updates / RAMP_STEPS) * (agree + decide)

    @property
    def evenness(self) -> float:
        """b: how much equal shares are asked for."""
        return 2.0 if self.updates < EVEN_FOR else self.evenness_at_last

    @property
    def evenness_at_last(self) -> float:
        return 1.0 if self.found_shares else 2.0

    def _decide(self, logits: Tensor, q: Tensor) -> Tensor:
        mean = self.over_all(q.mean(0))
        self.shares = self._remembered(self.shares, mean, MEMORY)
        self.recent = self._remembered(self.recent, mean, SHORT_MEMORY)
        no_value = mean - mean.detach()                             # this batch's gradient alone
        spread = self.recent + no_value if self.found_shares else mean
        decide = entropy(logits).mean() - self.evenness * entropy(spread.clamp_min(1e-12).log())
        if self.evenness < 2:
            decide = decide + FLOOR_WEIGHT * torch.relu(FLOOR / len(mean) - self.shares - no_value).sum()
        return decide

    def _remembered(self, before: Tensor, mean: Tensor, memory: float) -> Tensor:
        return torch.lerp(mean.detach(), before.to(mean), memory if self.updates else 0.0)

    def reorder(self, order: Sequence[int]) -> None:
        """Output `order[k]` becomes output k. Of a head that has learnt: what an optimiser remembers stays where it was."""
        assert self.network is not None
        new = torch.tensor(order, device=self.shares.device)
        for parameter in list(self.network.parameters())[-2:]:      # the last layer's weight and bias: a row for each output
            parameter.data.copy_(parameter.data[new].clone())
        self.shares, self.recent = self.shares[new], self.recent[new]

    def state(self) -> dict[str, Tensor]:
        return {"shares": self.shares, "recent": self.recent, "updates": torch.tensor(self.updates)}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        self.shares, self.recent, self.updates = state["shares"], state["recent"], int(state["updates"])

"""The self-labelling head alone, before the generator's first step. Afterwards it is held fixed.

Each of several tries ends when it has settled. The one with the lowest objective is kept and learns on until its updates are used
up; in a tree its outputs are then given to the leaves by kinship. All of it follows from (seed, try, update), so a warm-up that
was killed begins again and comes to the same bits.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from mixgan.analysis.settling import LOOK_EVERY, Look, best_try, settled
from mixgan.errors import ConfigError
from mixgan.pictures import to_float
from mixgan.rng import Stream
from mixgan.training.kinship import kin_order, put_together
from mixgan.training.self_label import SelfLabel
from mixgan.training.term import entropy
from mixgan.training.views import View, require_views

if TYPE_CHECKING:
    from mixgan.training.trainer import Trainer

__all__ = ["WarmUp", "heads_of"]

N_LOOKED = 3000
CHUNK = 500


def heads_of(trainer: Trainer) -> list[WarmUp]:
    """What is to be warmed up."""
    return [WarmUp(trainer, term) for term in trainer.terms if isinstance(term, SelfLabel) and term.warm_up_steps]


class WarmUp:
    """`step()` until `done`, then `finish()`."""

    def __init__(self, trainer: Trainer, head: SelfLabel) -> None:
        self.trainer, self.head = trainer, head
        self.tries = trainer.settings.head_tries
        self.stream = Stream(trainer.settings.seed).child("warm-up")
        self.pictures = _fixed(trainer, self.stream)
        _require_differences(self.pictures, head.view, self.stream)
        self.looks: list[Look] = []
        self.attempt, self.update = 0, 0
        self.kept: tuple[Any, ...] = ()
        self.chosen = self.done = False

    @property
    def words(self) -> str:
        which = f", head {self.attempt + 1} of {self.tries}" if self.tries > 1 else ""
        limit = "of" if self.chosen else "of at most"
        return f"sorting pictures{which}: {self.update:,} {limit} {self.head.warm_up_steps:,} updates"

    def step(self) -> Look | None:
        """One update; a look, where one was due."""
        self.trainer.warm_up(self.head, self.update, self.attempt)
        self.update += 1
        used_up = self.update >= self.head.warm_up_steps
        if self.update % LOOK_EVERY and not used_up:
            return None
        look = self._look()
        self.looks.append(look)
        if used_up or (not self.chosen and settled(self.looks)):
            self._next()
        return look

    def finish(self) -> None:
        """Put the outputs in the order that suits the family, and take their shares where experts are drawn by them."""
        trainer, head = self.trainer, self.head
        if trainer.generator.tree is not None:
            head.reorder(kin_order(self._closeness()))
        if head.kinds is not None:
            head.kinds.groups.copy_(torch.tensor(put_together(self._closeness(), head.kinds.n_kinds)))
        if trainer.generator.prior is not None:
            shares = head.kind_shares.double() / head.kind_shares.double().sum()
            for model in (trainer.generator, trainer.ema.model):
                model.draw_by(shares)

    def _next(self) -> None:
        """After a try the next one; after the last one the best goes on; after that nothing."""
        if self.chosen:
            self.done = True
            return
        if best_try(self.looks) == self.attempt:
            self.kept = (self.attempt, self.update, *map(copy.deepcopy, self._state()))
        if self.attempt + 1 < self.tries:
            self.attempt, self.update = self.attempt + 1, 0
            self.head.begin(Stream(self.trainer.settings.seed).child("init", self.head.name, self.attempt))
            self.trainer.forget(self.head.name)
            return
        self.attempt, self.update, network, optimiser, state = self.kept
        assert self.head.network is not None
        self.head.network.load_state_dict(network)
        self.trainer.optimisers[self.head.name].load_state_dict(optimiser)
        self.head.restore(state)
        self.chosen, self.done = True, self.update >= self.head.warm_up_steps

    def _state(self) -> tuple[Any, ...]:
        assert self.head.network is not None
        return self.head.network.state_dict(), self.trainer.optimisers[self.head.name].state_dict(), self.head.state()

    @torch.no_grad()
    def _answers(self) -> tuple[Tensor, Tensor]:
        """(n, F) logits of the fixed pictures, and of a view of each; by the batch's statistics, which all processes share."""
        here = self.stream.child("look")
        plain, moved = [], []
        for i, rows in enumerate(self.pictures.split(CHUNK)):
            images = (rows if rows.ndim == 2 else to_float(rows)).to(self.trainer.device)
            plain.append(self.head.fixed_logits(images, fine=True))
            moved.append(self.head.fixed_logits(self.head.view(images, here.child(i)), fine=True))
        return torch.cat(plain), torch.cat(moved)

    def _look(self) -> Look:
        """With the weights of the end from the start on: one scale for the whole curve."""
        plain, moved = self._answers()
        q = torch.softmax(plain, 1)
        agree = -(q * torch.log_softmax(moved, 1)).sum(1).mean()
        mean = q.mean(0)
        decide = entropy(plain).mean() - self.head.evenness_at_last * entropy(mean.clamp_min(1e-12).log())
        flips = (plain.argmax(1) != moved.argmax(1)).float().mean()
        return Look(self.attempt, self.update, round(float(agree + decide), 5), round(float(flips), 5),
                    tuple(round(float(share), 5) for share in mean), self.chosen)

    def _closeness(self) -> np.ndarray:
        """(F, F): the probability that one output is given to a picture and the other to its view; rows sum to shares."""
        plain, moved = (torch.softmax(logits, 1).double() for logits in self._answers())
        confused = (plain.T @ moved) / len(plain)
        return ((confused + confused.T) / 2).cpu().numpy()


def _fixed(trainer: Trainer, stream: Stream) -> Tensor:
    images = trainer.batches.images
    chosen = torch.from_numpy(stream.child("looked").permutation(len(images))[:N_LOOKED])
    return images[chosen.to(images.device)].cpu()


def _require_differences(pictures: Tensor, view: View, stream: Stream) -> None:
    """Kinds are told by what differs between pictures and not between views. Raises ConfigError where there is nothing."""
    if bool((pictures == pictures[:1]).all()):
        raise ConfigError("All pictures are alike, so there are no kinds to find.",
                          "Set self_label to 0, or take other pictures.")
    if pictures.ndim > 2:                                           # points are jittered whatever the views
        require_views(view, to_float(pictures[:CHUNK]), stream.child("views"))

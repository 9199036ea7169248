"""How many kinds are in these pictures? One small network sorts them into every number of kinds at once (ours).

Each number K has several heads on one trunk, and each head the objective of the self-labelling head: be sure, use all K kinds
equally, and give a picture and a view of it the same kind. At its best it is -2 ln K, so L / (-2 ln K) can be compared over K,
and is highest where the pictures fall apart by themselves (MNIST: 10). The common trunk makes the curve smooth, and the whole as
cheap as two heads that settle. Some trunks miss a number (3 of 10 on MNIST), so there are several.

A small set is learnt by heart, into any number of kinds: each try is read off a part of it that it has not seen, and the parts
are taken together. Of a large set the best try counts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mixgan.analysis.kinds_answer import PICTURES, Found, Row
from mixgan.data.imageset import ImageSet
from mixgan.errors import DataError
from mixgan.networks.initialise import initialise
from mixgan.networks.labeller import make_labeller
from mixgan.pictures import to_float
from mixgan.rng import Stream
from mixgan.training.batches import Batches
from mixgan.training.kinds_asked import FEWEST, Asked, numbers_up_to
from mixgan.training.self_label import RAMP_STEPS
from mixgan.training.views import View, require_views

__all__ = ["UPDATES", "find"]

# of each try, by whether both sides are views: the recipes of those learn twice as fast
UPDATES = {False: 3000, True: 2000}
HEADS_EACH = 5                  # of every number of kinds, on one trunk
BATCH = 64
N_LOOKED, CHUNK = PICTURES, 500
SMALL, PARTS = 10_000, 3         # pictures; of fewer, one part in three is read off, another for each try
TELL_EVERY = 10                 # updates
STRUCK_OUT = -1e4               # the logit of an output that a head does not have
Progress = Callable[[int, int], None]           # updates done, of how many; may raise to end it


def find(pictures: ImageSet, asked: Asked, progress: Progress = lambda done, of: None, updates: int | None = None) -> Found:
    """The curve of `asked` on the training pictures, on the CPU; after `updates` of each try, UPDATES unless given.

    Raises DataError where the pictures are alike, and ConfigError where the views change nothing of them, or leave nothing.
    """
    begun = time.process_time()
    _require_different(pictures.images)
    _, looked = _split(pictures, asked, 0)
    require_views(View(asked.views), to_float(looked[:CHUNK]), Stream(asked.seed).child("kinds", "tried"))
    numbers = numbers_up_to(asked.most)
    updates = UPDATES[asked.both_sides] if updates is None else updates
    total = asked.tries * updates
    each, sizes = [], []
    for attempt in range(asked.tries):
        learnt, looked = _split(pictures, asked, attempt)
        sorter = _Sorter(asked, numbers, attempt)
        batches = Batches(learnt, BATCH, sorter.stream.child("data"), torch.device("cpu"))
        for i in range(updates):
            sorter.step(batches[i].images, i)
            if (i + 1) % TELL_EVERY == 0:
                progress(attempt * updates + i + 1, total)
        each.append(sorter.look(looked))
        sizes.append(len(looked))
    rows = []
    for number, readings in zip(numbers, zip(*each, strict=True), strict=True):
        counts = readings if _is_small(pictures) else [max(readings, key=lambda one: one.share)]
        share, flips = fmean(one.share for one in counts), fmean(one.flips for one in counts)
        rows.append(Row(number, round(share, 5), round(flips, 5), tuple(one.share for one in readings)))
    different = sum(sizes[:PARTS]) if _is_small(pictures) else sizes[0]
    return Found(tuple(rows), round(time.process_time() - begun, 1), different)


@dataclass(frozen=True)
class _Reading:
    share: float
    flips: float


class _Sorter:
    """A trunk with `HEADS_EACH` heads for each of `numbers`, as one layer: (n, heads, numbers, largest number) logits."""

    def __init__(self, asked: Asked, numbers: Sequence[int], attempt: int) -> None:
        self.numbers, self.both = numbers, asked.both_sides
        self.stream = Stream(asked.seed).child("kinds", attempt)
        self.shape = (HEADS_EACH, len(numbers), max(numbers))
        self.net: nn.Module = make_labeller(asked.image_shape, math.prod(self.shape), asked.widths)
        initialise(self.net, self.stream.child("init"))
        self.view = View(asked.views)
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=asked.learning_rate, betas=(0.5, 0.99))
        kinds = torch.tensor(numbers)[:, None]
        self.struck_out = torch.arange(max(numbers)) >= kinds      # (numbers, largest)
        self.best = 2 * kinds[:, 0].float().log()                  # what the objective can fall below zero by

    def step(self, images: Tensor, i: int) -> None:
        """Update i, on a batch of real pictures."""
        here = self.stream.child("view", i)
        first = self._log_q(self.view(images, here.child("other")) if self.both else images)
        second = self._log_q(self.view(images, here.child("agree")))
        loss = (self._objective(first, second) / self.best).mean(0).sum()
        self.optimiser.zero_grad()
        (min(1.0, (i + 1) / RAMP_STEPS) * loss).backward()
        self.optimiser.step()

    @torch.no_grad()
    def look(self, pictures: Tensor) -> list[_Reading]:
        """For each number, its best head over all the `pictures` (n, H, W, C) uint8; by the statistics of large batches."""
        plain, moved = [], []
        for i, rows in enumerate(pictures.tensor_split(math.ceil(len(pictures) / CHUNK))):
            images = to_float(rows)
            plain.append(self._log_q(images))
            moved.append(self._log_q(self.view(images, self.stream.child("look", i))))
        first, second = torch.cat(plain), torch.cat(moved)
        shares = -self._objective(first, second) / self.best        # (heads, numbers)
        flips = (first.argmax(-1) != second.argmax(-1)).float().mean(0)
        best = shares.argmax(0)
        return [_Reading(round(float(shares[h, k]), 5), round(float(flips[h, k]), 5)) for k, h in enumerate(best.tolist())]

    def _log_q(self, images: Tensor) -> Tensor:
        """(n, heads, numbers, largest number) log-probabilities."""
        logits = self.net(images).view(len(images), *self.shape)
        return torch.log_softmax(logits.masked_fill(self.struck_out, STRUCK_OUT), -1)

    def _objective(self, first: Tensor, second: Tensor) -> Tensor:
        """(heads, numbers): agree + decide of every head, as in `SelfLabel`."""
        q = first.exp()
        found = _agree(q, second) + _decide(q, first)
        if not self.both:
            return found
        other = second.exp()
        return (found + _agree(other, first) + _decide(other, second)) / 2


def _agree(teacher: Tensor, learner: Tensor) -> Tensor:
    return -(teacher.detach() * learner).sum(-1).mean(0)


def _decide(q: Tensor, log_q: Tensor) -> Tensor:
    mean = q.mean(0)
    return -(q * log_q).sum(-1).mean(0) + 2 * (mean * mean.clamp_min(1e-12).log()).sum(-1)


def _is_small(pictures: ImageSet) -> bool:
    """Whether a network could learn them by heart, so that what it is read off must be others."""
    return len(pictures) < SMALL


def _split(pictures: ImageSet, asked: Asked, attempt: int) -> tuple[ImageSet, Tensor]:
    """What a try learns from, and at most 3,000 pictures that it is read off: of a large set the same for every try."""
    order = Stream(asked.seed).child("kinds", "looked").permutation(len(pictures))
    images, learnt = pictures.images, pictures
    if _is_small(pictures):
        parts = np.array_split(order, PARTS)
        order = parts.pop(attempt % PARTS)
        learnt = replace(pictures, images=images[np.concatenate(parts)], labels=None, conditions=None)
    return learnt, torch.from_numpy(np.ascontiguousarray(images[order[:N_LOOKED]]))


def _require_different(images: NDArray) -> None:
    """As many different pictures as there must be pictures."""
    seen: set[bytes] = set()
    for image in images:
        seen.add(image.tobytes())
        if len(seen) == FEWEST:
            return
    different = len(seen)
    if different == 1:
        raise DataError(f"All {len(images):,} pictures are alike: there is nothing to sort.", "Give different pictures.")
    raise DataError(f"Only {different} of the {len(images):,} pictures are different: {FEWEST} are the least.",
                    "Give more pictures, or choose the number yourself.")

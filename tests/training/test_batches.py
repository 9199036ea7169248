"""Which pictures a step sees: each once an epoch, in an order that follows from seed and epoch alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from mixgan.rng import Stream
from mixgan.training.batches import Batches

N, BATCH = 22, 5                # four batches an epoch, two pictures left over


def batches(seed: int = 0, batch: int = BATCH, n: int = N) -> Batches:
    points = np.repeat(np.arange(n, dtype=np.float32)[:, None], 2, 1)
    data: Any = SimpleNamespace(images=points, labels=None, conditions=None)
    return Batches(data, batch, Stream(seed), torch.device("cpu"))


def rows(found: Batches, index: int) -> list[int]:
    batch: Any = found[index]
    return [int(value) for value in getattr(batch, "images", batch)[:, 0]]


def test_each_picture_once_an_epoch_and_another_order_in_the_next() -> None:
    found = batches()
    epochs = [[one for place in range(4) for one in rows(found, 4 * epoch + place)] for epoch in range(3)]
    for order in epochs:
        assert len(set(order)) == 4 * BATCH
        assert set(order) <= set(range(N))
    assert len({tuple(order) for order in epochs}) == 3
    assert len({frozenset(order) for order in epochs}) > 1          # other ones are left over


def test_a_batch_follows_from_its_number_and_the_seed() -> None:
    forwards, backwards = batches(), batches()
    assert [rows(forwards, i) for i in range(12)] == [rows(backwards, i) for i in reversed(range(12))][::-1]
    assert rows(batches(1), 0) != rows(batches(0), 0)


def test_fewer_pictures_than_a_batch_are_one_batch() -> None:
    found = batches(batch=64, n=7)
    assert found.batch == 7
    assert sorted(rows(found, 3)) == list(range(7))


def pictures(mirrored: bool) -> Batches:
    """40 grey pictures of 1 by 2 px: the left pixel is the picture's number, the right one bright."""
    images = np.stack([np.arange(40, dtype=np.uint8), np.full(40, 255, np.uint8)], 1).reshape(40, 1, 2, 1)
    data: Any = SimpleNamespace(images=images, labels=np.arange(40), conditions=None)
    return Batches(data, 20, Stream(0), torch.device("cpu"), mirrored=mirrored)


def test_half_of_the_pictures_are_mirrored_others_each_time() -> None:
    plain, found = pictures(False), pictures(True)
    turned = []
    for index in range(40):
        as_it_is, batch = plain[index], found[index]
        assert torch.equal(batch.label, as_it_is.label)             # type: ignore[arg-type]
        whole = (batch.images == as_it_is.images).all(3).flatten()
        around = (batch.images == as_it_is.images.flip(3)).all(3).flatten()
        assert bool((whole ^ around).all())                         # one or the other, and the whole picture
        turned.append(around)
    assert 0.4 < float(torch.cat(turned).float().mean()) < 0.6      # of 800: deviation 0.018
    assert len({tuple(one.tolist()) for one in turned}) == 40
    assert torch.equal(pictures(True)[7].images, found[7].images)   # by its number alone


def test_mirrored_pictures_are_what_every_step_sees() -> None:
    from tests.training.small import trainer_of

    # a head that does not warm up learns beside the generator, and shows what it is given
    plain, mirrored = trainer_of("gmgan"), trainer_of("gmgan", mirrored=True, warm_up_steps=0)
    assert not torch.equal(plain._real(0).images, mirrored._real(0).images)
    seen: list[torch.Tensor] = []
    (head,) = [term for term in mirrored.terms if term.network is not None]
    own = head.own_term
    head.own_term = lambda real, stream: seen.append(real) or own(real, stream)     # type: ignore[method-assign,func-returns-value]
    mirrored.warm_up(head, 0)
    mirrored.train_step()
    assert len(seen) == 2
    assert all(torch.equal(real, mirrored._real(0).images) for real in seen)

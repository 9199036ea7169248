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
    data: Any = SimpleNamespace(images=points, labels=None)
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

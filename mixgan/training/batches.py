"""Real rows in an order that follows from (seed, epoch); the position follows from the batch number alone."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.families.contract import Batch, as_condition
from mixgan.pictures import to_float
from mixgan.rng import Stream

__all__ = ["Batches", "Images"]

DEVICE_SHARE = 0.25


class Images(Protocol):
    @property
    def images(self) -> NDArray: ...

    @property
    def labels(self) -> NDArray[np.int64] | None: ...

    @property
    def conditions(self) -> NDArray | None: ...

    @property
    def questions(self) -> NDArray | None: ...


class Batches:
    """`batches[i]`: pictures (batch, C, H, W) float32 in [-1, 1], or (batch, 2) points, and their labels and conditions if there
    are any: pictures as those, words int64 (batch, T).

    `mirrored`: half of the pictures, others each time, are turned around from left to right.

    Batch i is the same in every run of a seed. The whole set lies on the device as uint8 when it takes less than a quarter of
    its memory, else pictures travel batch by batch. Each picture is seen once per epoch; the remainder below one batch is left
    out of that epoch.
    """

    def __init__(self, data: Images, batch: int, stream: Stream, device: torch.device, *,
                 mirrored: bool = False) -> None:
        self.images = torch.from_numpy(np.ascontiguousarray(data.images))
        self.labels = None if data.labels is None else torch.from_numpy(np.ascontiguousarray(data.labels, np.int64))
        self.conditions = None if data.conditions is None else torch.from_numpy(np.ascontiguousarray(data.conditions))
        if len(self.images) < batch:
            batch = len(self.images)
        self.batch, self.stream, self.device, self.mirrored = batch, stream, device, mirrored
        self.per_epoch = len(self.images) // batch
        self._epoch, self._order = -1, torch.empty(0, dtype=torch.int64)
        if device.type == "cuda":
            free, _ = torch.cuda.mem_get_info(device)
            if self.images.numel() * self.images.element_size() < DEVICE_SHARE * free:
                self.images = self.images.to(device)
                self.labels = None if self.labels is None else self.labels.to(device)
                self.conditions = None if self.conditions is None else self.conditions.to(device)

    def __getitem__(self, index: int) -> Batch:
        epoch, place = divmod(index, self.per_epoch)
        if epoch != self._epoch:
            order = self.stream.child(epoch).permutation(len(self.images))
            self._epoch, self._order = epoch, torch.from_numpy(order).to(self.images.device)
        chosen = self._order[place * self.batch : (place + 1) * self.batch]
        rows = self.images[chosen].to(self.device)
        label = None if self.labels is None else self.labels[chosen].to(self.device)
        asked = None if self.conditions is None else as_condition(self.conditions[chosen].to(self.device))
        if asked is not None and asked.ndim == 4:
            asked = self._turned(asked, index)
        return Batch(rows if rows.ndim == 2 else self._turned(to_float(rows), index), label, asked)

    def _turned(self, images: Tensor, index: int) -> Tensor:
        """A picture and the one that asks for it together."""
        if not self.mirrored:
            return images
        turned = torch.from_numpy(self.stream.child("mirrored", index).uniform(len(images)) < 0.5).to(self.device)
        return torch.where(turned[:, None, None, None], images.flip(3), images)

"""Real rows in an order that follows from (seed, epoch); the position follows from the batch number alone."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mixgan.families.contract import Batch
from mixgan.pictures import to_float
from mixgan.rng import Stream

__all__ = ["Batches", "Images"]

DEVICE_SHARE = 0.25


class Images(Protocol):
    @property
    def images(self) -> NDArray: ...

    @property
    def labels(self) -> NDArray[np.int64] | None: ...


class Batches:
    """`batches[i]`: pictures (batch, C, H, W) float32 in [-1, 1], or (batch, 2) points, and their labels if there are any.

    `mirrored`: half of the pictures, others each time, are turned around from left to right.

    Batch i is the same in every run of a seed. The whole set lies on the device as uint8 when it takes less than a quarter of
    its memory, else pictures travel batch by batch. Each picture is seen once per epoch; the remainder below one batch is left
    out of that epoch.
    """

    def __init__(self, data: Images, batch: int, stream: Stream, device: torch.device, *,
                 mirrored: bool = False) -> None:
        self.images = torch.from_numpy(np.ascontiguousarray(data.images))
        self.labels = None if data.labels is None else torch.from_numpy(np.ascontiguousarray(data.labels, np.int64))
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

    def __getitem__(self, index: int) -> Batch:
        epoch, place = divmod(index, self.per_epoch)
        if epoch != self._epoch:
            order = self.stream.child(epoch).permutation(len(self.images))
            self._epoch, self._order = epoch, torch.from_numpy(order).to(self.images.device)
        chosen = self._order[place * self.batch : (place + 1) * self.batch]
        rows = self.images[chosen].to(self.device)
        label = None if self.labels is None else self.labels[chosen].to(self.device)
        return Batch(rows if rows.ndim == 2 else self._turned(to_float(rows), index), label)

    def _turned(self, images: Tensor, index: int) -> Tensor:
        if not self.mirrored:
            return images
        turned = torch.from_numpy(self.stream.child("mirrored", index).uniform(len(images)) < 0.5).to(self.device)
        return torch.where(turned[:, None, None, None], images.flip(3), images)

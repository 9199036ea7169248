"""Every random number has an address: a seed and a path of names lead to one stream, on any machine.

`Stream(7).child("train", "noise", 120).normal(64, 100)` is the same array for ever, and its first ten rows
are those of `.normal(10, 100)`: rows are drawn in blocks of 64, each block its own Philox counter. So a draw can be
extended, sliced or split over processes (`.rows_from(32)` goes on where the first 32 rows end) without changing a row.
(`torch.randn` rows change with n.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK_ROWS", "Stream"]

BLOCK_ROWS = 64


@dataclass(frozen=True)
class Stream:
    """A seed and the path below it. Immutable: drawing twice from one stream gives the same numbers."""

    seed: int
    path: tuple[str | int, ...] = ()
    first: int = 0

    def child(self, *names: str | int) -> Stream:
        return Stream(self.seed, (*self.path, *names), self.first)

    def rows_from(self, first: int) -> Stream:
        """The same stream and its children without their first rows: what one process draws of a batch. Not of a permutation."""
        return Stream(self.seed, self.path, self.first + first)

    def generator(self, block: int = 0) -> np.random.Generator:
        """numpy's generator at this address; `block` selects one of 2**64 disjoint parts of it."""
        # numpy's integers are written as numbers: np.int64(3) is the address 3
        path = tuple(name if isinstance(name, str) else int(name) for name in self.path)
        digest = hashlib.blake2b(repr((int(self.seed), path)).encode(), digest_size=16).digest()
        key = np.frombuffer(digest, np.uint64)
        return np.random.Generator(np.random.Philox(counter=[0, 0, 0, block], key=key))

    def normal(self, n: int, *shape: int) -> NDArray[np.float32]:
        """(n, *shape) float32, standard normal."""
        return self._rows(n, lambda g: g.standard_normal((BLOCK_ROWS, *shape), np.float32), shape, np.float32)

    def uniform(self, n: int, *shape: int) -> NDArray[np.float32]:
        """(n, *shape) float32 in [0, 1)."""
        return self._rows(n, lambda g: g.random((BLOCK_ROWS, *shape), np.float32), shape, np.float32)

    def gumbel(self, n: int, *shape: int) -> NDArray[np.float32]:
        """(n, *shape) float32, standard Gumbel; from exponentials, so that no logarithm of 0 is taken."""

        def block(g: np.random.Generator) -> NDArray[np.float32]:
            exponential = np.maximum(g.standard_exponential((BLOCK_ROWS, *shape), np.float32), 1e-30)
            return -np.log(exponential)

        return self._rows(n, block, shape, np.float32)

    def integers(self, n: int, high: int) -> NDArray[np.int64]:
        """(n,) int64 in [0, high)."""
        return self._rows(n, lambda g: g.integers(0, high, BLOCK_ROWS), (), np.int64)

    def choices(self, n: int, shares: Sequence[float]) -> NDArray[np.int64]:
        """(n,) int64: each of the numbers 0 .. len(shares)-1 as often as its share, of any scale, says."""
        edges = np.cumsum(np.asarray(shares, np.float64))
        u = self._rows(n, lambda g: g.random(BLOCK_ROWS), (), np.float64)
        return np.searchsorted(edges[:-1] / edges[-1], u, side="right").astype(np.int64)

    def permutation(self, n: int) -> NDArray[np.int64]:
        """A permutation of 0 .. n-1."""
        return self.generator().permutation(n)

    def _rows(
        self, n: int, draw: Callable[[np.random.Generator], NDArray], shape: tuple[int, ...], dtype: type
    ) -> NDArray:
        if n <= 0:
            return np.zeros((0, *shape), dtype)
        start, skipped = divmod(self.first, BLOCK_ROWS)
        blocks = [draw(self.generator(block)) for block in range(start, -(-(self.first + n) // BLOCK_ROWS))]
        return (blocks[0] if len(blocks) == 1 else np.concatenate(blocks))[skipped : skipped + n]

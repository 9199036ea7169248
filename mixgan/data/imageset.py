"""What every source of data becomes: pictures or points, their labels, and what was done to them on the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan.config import DataFacts

__all__ = ["ImageSet", "Skipped", "describe", "digest_of", "held_out_note"]

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Skipped:
    """A file that was left out: its name inside the set, and why."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class ImageSet:
    """One split of a data set, whole in memory.

    `images`: uint8 (N, H, W, C) with C 1 or 3, or float32 (N, 2) standardised points: (point - centre) / scale.
    `labels`: (N,) into `class_names`, or None. `modes`, `sigma`: toy sets only, in the units of the standardised points.
    `notes`: one sentence for each kind of conversion. `digest`: of images and labels, so that a run knows its data again.
    `skipped` and `notes` are about the whole source, both splits of it; `n_held_out` rows of it are the test split, since it
    does not say itself which are.
    `conditions`: row by row with `images`, where a picture is an answer to one.
    `finest`: px that the shorter side of half the pictures has at least, before any resizing; 0 for the known sets.
    """

    images: NDArray
    labels: Labels | None
    class_names: tuple[str, ...]
    source: str
    digest: str
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    centre: tuple[float, ...] = ()
    scale: float = 1.0
    modes: NDArray[np.float32] | None = None        # (modes, 2)
    sigma: float | None = None
    n_held_out: int = 0
    finest: int = 0
    conditions: NDArray | None = None               # what is asked with: uint8 (N, H, W, C), or int64 (N, T) words
    questions: NDArray | None = None                # (P, ...) of the same kind, held out: kept with a model, and asked in pages
    vocabulary: tuple[str, ...] = ()                # of words; the first is no word
    unpaired: bool = False                          # whether conditions and images are two sets, side by side by chance

    def __len__(self) -> int:
        return len(self.images)

    @property
    def is_points(self) -> bool:
        return self.images.ndim == 2

    @property
    def image_shape(self) -> tuple[int, ...]:
        """(C, H, W), as networks see a picture, or (2,)."""
        if self.is_points:
            return (self.images.shape[1],)
        height, width, channels = self.images.shape[1:]
        return (channels, height, width)

    def facts(self) -> DataFacts:
        """What is stored with a model; of the training split, whose length is `n_train`."""
        counts = () if self.labels is None else np.bincount(self.labels, minlength=len(self.class_names)).tolist()
        return DataFacts(image_shape=self.image_shape, class_names=self.class_names, class_counts=counts, n_train=len(self),
                         digest=self.digest, centre=self.centre, scale=self.scale, condition_shape=self.condition_shape,
                         vocabulary=self.vocabulary, unpaired=self.unpaired,
                         n_questions=0 if self.questions is None else len(self.questions))

    @property
    def condition_shape(self) -> tuple[int, ...]:
        """(C, H, W) or (T,), as networks see a condition; () where there is none."""
        if self.conditions is None:
            return ()
        first, *rest = self.conditions.shape[1:]
        return (rest[1], first, rest[0]) if rest else (first,)


def digest_of(images: NDArray, labels: Labels | None, *more: NDArray) -> str:
    """32 hexadecimal digits over the bytes, shapes and types of all."""
    digest = hashlib.blake2b(digest_size=16)
    for array in (images, labels, *more):
        if array is None:
            digest.update(b"none")
            continue
        digest.update(f"{array.dtype.newbyteorder('<').str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def describe(found: ImageSet) -> str:
    """`108 pictures, 8 by 8 px, grey, 10 classes.`, then what was held out, the notes and how many files were left out."""
    if found.is_points:
        what = f"{len(found):,} points in the plane"
    else:
        channels, height, width = found.image_shape
        what = f"{len(found):,} pictures, {width} by {height} px, {'grey' if channels == 1 else 'colour'}"
    classes = f", {len(found.class_names)} classes" if found.class_names else ""
    left_out = [f"{_files(len(found.skipped))} left out."] if found.skipped else []
    return " ".join([f"{what}{classes}.", *held_out_note(found.n_held_out), *found.notes, *left_out])


def held_out_note(count: int) -> list[str]:
    """One sentence, or none: what became of the rest of 120 pictures."""
    return [f"{count:,} more {'is' if count == 1 else 'are'} held out to measure with."] if count else []


def _files(count: int) -> str:
    return "1 file was" if count == 1 else f"{count:,} files were"

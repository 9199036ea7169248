"""`evaluate`: a model beside held-out pictures, measured part by part, each written when it is finished."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixgan import data, families
from mixgan.analysis.evaluation import Subject, floor_values, parts_of
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.publish.beside import name_of, needed_reader
from mixgan.analysis.two_sides import Real, Side
from mixgan.config import RunConfig
from mixgan.data import ImageSet
from mixgan.errors import ConfigError, DataError
from mixgan.measures.judges import Reader
from mixgan.rng import Stream
from mixgan.store.evaluation import (
    Basis,
    Evaluation,
    Floor,
    floor_path,
    read_evaluation,
    read_floor,
    write_evaluation,
    write_floor,
)
from mixgan.store.models import fingerprint, read_config

__all__ = ["MOST", "REPEATS", "store_evaluation"]

MOST = 10_000                   # pictures on each side, where there are as many held-out ones
LEAST = 100                     # below, no measure says anything
REPEATS = 3                     # of the floor
Tell = Callable[[int, int], None]


def store_evaluation(
    folder: Path, against: str | None = None, n: int | None = None, seed: int = 0, tell: Tell = lambda done, of: None,
) -> Evaluation:
    """Measure the model in `folder` against held-out pictures of its own set, or of `against`, and keep it in evaluation.json.

    `n` pictures on each side: 10,000 unless given, or as many as are held out. What is stored of the same weights, pictures, n
    and seed is not measured again, so one that was stopped goes on. Raises ConfigError for points, for pictures that nothing
    reads, and for more than are held out; DataError for pictures that are not here or of another size.
    """
    config, name = read_config(folder), name_of(folder)
    reader = needed_reader(config, name)
    source = against or config.data
    test = _opened(config, source, "test")
    basis = Basis(model=fingerprint(folder), data=source, digest=test.digest, n=_number(n, len(test), source),
                  features=reader.features_id, seed=seed)
    found = read_evaluation(folder)
    if found is None or found.basis != basis:
        found = Evaluation(basis=basis)
    generator = families.load(folder)
    parts = parts_of(generator.n_experts)
    if all(found.has(part) for part in parts):
        return found

    @cache
    def train() -> NDArray[np.uint8]:
        return _opened(config, source, "train").images

    order = Stream(seed, ("reference",)).permutation(len(test))
    real = _real(reader, test, order[: basis.n], train)
    floor = _floor(basis, reader, test, train, real, lambda done: tell(done, REPEATS + len(parts)))
    seen = observe(generator, drawn(generator, basis.n, seed))
    split = "test" if source == config.data else f"test of {source}"
    side = Side(seen.pictures, reader(seen.pictures))
    subject = Subject(basis, seen, side, real, split, floor.values(), f"floor: {floor.against}")
    for done, (part, measure) in enumerate(parts.items()):
        if not found.has(part):
            try:
                found = found.with_part(part, [figure.to_dict() for figure in measure(subject)])
            except DataError as err:
                found = found.without(part, str(err))
            write_evaluation(folder, found)
        tell(REPEATS + done + 1, REPEATS + len(parts))
    return found


def _number(n: int | None, held_out: int, source: str) -> int:
    if n is not None and not LEAST <= n <= held_out:
        raise ConfigError(f"--n should be from {LEAST} to the {held_out:,} pictures that are held out of {source} (given {n:,}).")
    if held_out < LEAST:
        raise DataError(f"{held_out} pictures are held out of {source}, and {LEAST} are the least to measure against.",
                        f"Give {10 * LEAST:,} pictures or more: one in ten is held out.")
    return min(MOST, held_out) if n is None else n


def _opened(config: RunConfig, source: str, split: data.Split) -> ImageSet:
    # a known set as it is: pictures of another one are not enlarged, that would be measured too
    own = source == config.data or source not in data.known()
    found = data.load(source, split=split, size=config.facts.image_shape[1] if own else None)
    if found.image_shape != config.facts.image_shape:
        raise DataError(f"The pictures of {source} are {_size(found.image_shape)}, and the model draws "
                        f"{_size(config.facts.image_shape)}.", "Evaluate it against pictures like its own.")
    return found


def _size(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return "points in the plane"
    channels, height, width = shape
    return f"{width} by {height} px with {channels} {'channel' if channels == 1 else 'channels'}"


def _real(reader: Reader, test: ImageSet, rows: NDArray[np.int64], train: Callable[[], NDArray[np.uint8]]) -> Real:
    side = Side(test.images[rows], reader(test.images[rows]))
    C = side.verdict.probabilities.shape[1]
    if C == 0:
        return Real(side, np.zeros(0), train, reader.letter)        # nobody knows its classes
    classes = test.labels[rows] if test.labels is not None and len(test.class_names) == C else side.verdict.classes
    return Real(side, np.bincount(classes, minlength=C) / len(rows), train, reader.letter)


def _floor(
    basis: Basis, reader: Reader, test: ImageSet, train: Callable[[], NDArray[np.uint8]], real: Real, tell: Callable[[int], None]
) -> Floor:
    """Of these features, pictures and n: measured once, and kept for every model."""
    path, halves = floor_path(basis), 2 * basis.n <= len(test)
    floor = read_floor(path) or Floor(against="test halves" if halves else "train against test")
    for repeat in range(len(floor.repeats), REPEATS):
        order = Stream(repeat, ("floor",)).permutation(len(test) if halves else len(train()))
        if halves:
            here = _real(reader, test, order[: basis.n], train)
            vars(here)["centres"] = real.centres                    # of the reference: fitted once
            other = test.images[order[basis.n : 2 * basis.n]]
        else:
            here, other = real, train()[order[: basis.n]]
        if len(other) < basis.n:
            return floor                                            # fewer training pictures than held-out ones
        floor = floor.model_copy(update={"repeats": (*floor.repeats, floor_values(here, Side(other, reader(other))))})
        write_floor(path, floor)
        tell(repeat + 1)
    return floor

"""The real pictures of a map: held-out ones, the same for every model of a data set, and what they are compared by."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mixgan import data
from mixgan.analysis.landing import as_values, landing
from mixgan.config import RunConfig
from mixgan.errors import DataError
from mixgan.measures import judges
from mixgan.rng import Stream
from mixgan.store.reals import COLUMNS, read_shipped, stored, write_reals

__all__ = ["MOST", "Reals", "features", "reals_of"]

MOST = 1000                     # real pictures of a map
Points = NDArray[np.floating]


@dataclass(frozen=True)
class Reals:
    """m held-out pictures, uint8 (m, H, W, C), or points (m, 2); `labels` (m,), -1 where there are none."""

    images: NDArray
    labels: NDArray[np.int64]


def reals_of(config: RunConfig) -> Reals | None:
    """Those shipped with the judge of a known set, else of the data set itself, if it is on this machine; else None."""
    channels, *sides = config.facts.image_shape if not config.facts.is_points else (1,)
    shipped = read_shipped(config.data)
    if shipped is not None and not config.facts.is_points:
        images = shipped.images(channels)
        if list(images.shape[1:3]) == sides:
            return Reals(images, shipped.labels)
    return _at_hand(config)


def _at_hand(config: RunConfig) -> Reals | None:
    size = None if config.facts.is_points else config.facts.image_shape[1]
    try:
        test = data.load(config.data, split="test", size=size, fetch=False)
    except DataError:
        return None
    return _some(test) if len(test) >= COLUMNS else None


def _some(test: data.ImageSet) -> Reals:
    """The same for every model: in an order of its own, since a folder's is by class."""
    rows = Stream(0, ("map", "real")).permutation(len(test))[:MOST]
    labels = np.full(len(rows), -1) if test.labels is None else np.asarray(test.labels)[rows]
    return Reals(test.images[rows], labels.astype(np.int64))


def features(pictures: NDArray, real: NDArray, judge: judges.Judge | None, read: Points | None = None) -> tuple[Points, Points]:
    """What both are compared by: the judge's features, of the samples as they were `read`, or principal components."""
    if judge is not None:
        return judge(pictures).features if read is None else read, judge(real).features
    found = landing(pictures)
    return found.points, (as_values(real) - found.mean) @ found.basis.T


def main(argv: list[str] | None = None) -> int:
    """Write `real.npz` of data sets beside their shipped judges."""
    parser = argparse.ArgumentParser(prog="python -m mixgan.analysis.reals", description=main.__doc__)
    parser.add_argument("set", nargs="+", choices=sorted(data.known()))
    for name in parser.parse_args(argv).set:
        some = _some(data.load(name, split="test"))
        write_reals(judges.judges_root() / name / "real.npz", stored(some.images, some.labels))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""One measure at a time, kept with the model: its curve against the spread, what is lost without each expert."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mixgan import families
from mixgan.analysis.curve import Progress, reals_needed, spread_curve
from mixgan.analysis.describe import losses
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.publish.beside import name_of, needed_figures, needed_reader, reals_of
from mixgan.errors import ConfigError
from mixgan.store.models import read_config, write_extra

__all__ = ["store_curve", "store_losses", "write_curve"]


def store_curve(folder: Path, progress: Progress | None = None) -> None:
    """Measure the curve of the model in `folder`, as a full description does, and keep it there.

    Raises ConfigError for points and for pictures that nothing reads, DataError where the held-out ones are not here.
    """
    config = read_config(folder)
    reader = needed_reader(config, name_of(folder))
    write_curve(folder, spread_curve(families.load(folder), reader, reals_of(config, reader, reals_needed), 0, progress))


def store_losses(folder: Path, progress: Progress | None = None) -> None:
    """Measure what is lost without each expert of the model in `folder`, and keep it in its figures; all others stay.

    Raises ConfigError for a single generator, for points and for pictures that nothing reads, DataError where the held-out
    ones are not here, and StoreError where no figures are stored yet.
    """
    config, name = read_config(folder), name_of(folder)
    generator = families.load(folder)
    if generator.n_experts < 2:
        raise ConfigError(f"{name} has one generator, and nothing is left without it.",
                          "Choose a model with two experts or more.")
    figures = needed_figures(folder, "the losses are kept with")
    reader = needed_reader(config, name)
    found = losses(generator, reader, reals_of(config, reader, lambda n: n), progress=progress)
    write_extra(folder, "figures.json", figures | {"knock_out": found})


def write_curve(folder: Path, curve: Mapping[str, Any]) -> None:
    """With the mark of the weights that it was measured of, so that it can be told from the curve of others."""
    write_extra(folder, "curve.json", {**curve, "model": fingerprint(folder)})

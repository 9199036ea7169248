"""Everything that `describe` finds, written into a model folder: sheets, figures, curve, map, card; and copies to ship."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mixgan import data, families
from mixgan.analysis.card import card
from mixgan.analysis.clustered import USUAL, Effort
from mixgan.analysis.describe import describe
from mixgan.analysis.publish.beside import HEAD, head_of, name_of, needed_figures, reader_of, test_split
from mixgan.analysis.publish.map import make_map
from mixgan.analysis.publish.single import write_curve
from mixgan.analysis.repeats import joined
from mixgan.analysis.settling import Outcome, looks_of, outcome
from mixgan.analysis.twins import PLAIN
from mixgan.config import RunConfig
from mixgan.families.contract import Generator
from mixgan.files import read_json, shipped_root
from mixgan.measures import judges
from mixgan.pictures import webp
from mixgan.store import maps
from mixgan.store.growth import program_at, read_growth, write_growth
from mixgan.store.models import SETTLING, TOLD, ModelFolder, forget_measures, read_config, write_extra, write_model
from mixgan.store.tensors import read_tensors, write_tensors

__all__ = ["publish", "ship", "store_card"]


def publish(
    folder: Path, *, full: bool, minutes: float | None = None, effort: Effort = USUAL, between: Callable[[], None] = lambda: None,
) -> None:
    """Measure the model in `folder` and write figures.json and the sheets; with `full` also curve, map and card.

    What needs data that are not on this machine is left out. `minutes` of training go into the card; where they are not
    given, those of the last time are kept. `between` is called between the parts, before anything is written: what it raises
    leaves the folder as it is.
    """
    config = read_config(folder)
    before = ModelFolder(folder, folder.name).figures
    minutes = before.get("minutes") if minutes is None else round(minutes, 1)
    generator: Generator = families.load(folder)
    test = test_split(config) if full or config.facts.is_points else None
    between()
    head = head_of(folder, config, generator)
    reader = reader_of(config) if full else None
    found = describe(generator, judges.of(config), test, full=full, reader=reader, head=head, effort=effort, source=config.data,
                     between=between)
    if minutes is not None:
        found.figures["minutes"] = minutes
    # of the same weights: others would have taken all that was measured away (`forget_measures`)
    found.figures.update({name: before[name] for name in ("repeats", "readable_after") if name in before})
    if config.training.seed in (before.get("repeats") or {}).get("seeds", []):
        found.figures["repeats"] = joined(before["repeats"], config.training.seed, found.figures)
    if (folder / TOLD).exists():
        found.figures["told"] = read_json(folder / TOLD)
    if (settled := _settled(folder)) is not None:
        found.figures["settling"] = asdict(settled)
    # measured first where it was trained
    found.figures["processor"] = before.get("processor") or platform.machine()
    if found.samples is not None:
        write_extra(folder, "samples.webp", webp(found.samples, lossless=True))
    if found.nodes is not None:
        write_extra(folder, "nodes.webp", webp(found.nodes, quality=85))
    if found.curve is not None:
        write_curve(folder, found.curve)
    write_extra(folder, "figures.json", found.figures)
    if full and not generator.reads_conditions:                     # a map is of what noise alone draws
        maps.write(folder / "map.npz", make_map(generator, config))
    if full:
        _write_card(folder, config, found.figures)


def _settled(folder: Path) -> Outcome | None:
    """How the head of the model in `folder` settled; None where nobody looked."""
    looks = read_json(folder / SETTLING).get("looks") if (folder / SETTLING).exists() else None
    return outcome(looks_of(looks)) if isinstance(looks, list) else None


def store_card(folder: Path) -> None:
    """The card of the model in `folder`, written anew from the figures that are stored with it. Raises StoreError without any."""
    _write_card(folder, read_config(folder), needed_figures(folder, "a card is made of"))


def _write_card(folder: Path, config: RunConfig, figures: Mapping[str, Any]) -> None:
    name = name_of(folder)
    write_extra(folder, "card.md", card(name, config, figures, data.known().get(config.data), _twin(folder, name)))


def _twin(folder: Path, name: str) -> RunConfig | None:
    """The config of the model that a `-plain` one stands beside: in the same folder, or shipped."""
    if not name.endswith(PLAIN):
        return None
    places = [root / name.removesuffix(PLAIN) for root in (folder.parent, shipped_root())]
    return next((read_config(place) for place in places if (place / "config.json").is_file()), None)


def ship(source: Path, target: Path) -> Path:
    """Copy the model in `source` into `target` as shipped models are: float16 tensors, the head beside them."""
    forget_measures(target)
    write_model(target, read_config(source), families.load(source).state_dict(), half=True)
    if (source / HEAD).exists():
        tensors = read_tensors(source / HEAD).items()
        write_tensors(target / HEAD, {name: value.half() if value.is_floating_point() else value for name, value in tensors})
    if (source / TOLD).exists():
        write_extra(target, TOLD, read_json(source / TOLD))
    if (source / SETTLING).exists():
        write_extra(target, SETTLING, read_json(source / SETTLING))
    if (growth := read_growth(source)) is not None:
        write_growth(target, growth, {one.step: program_at(source, one.step) for one in growth.moments})
    return target

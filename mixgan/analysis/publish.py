"""Writing what `describe` finds into a model folder: sheets, figures, curve, map, card."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan import data, families
from mixgan.analysis.card import card
from mixgan.analysis.clustered import USUAL, Effort, Head
from mixgan.analysis.curve import Progress, reals_needed, spread_curve
from mixgan.analysis.describe import describe, losses
from mixgan.analysis.latents import latent, place, principal, umap_layout
from mixgan.analysis.observe import Observation, drawn, observe
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.twins import PLAIN
from mixgan.config import RunConfig
from mixgan.data import ImageSet
from mixgan.errors import ConfigError, DataError, StoreError
from mixgan.families.contract import Generator
from mixgan.files import read_json, shipped_root
from mixgan.measures import judges
from mixgan.measures.features import reference_rows
from mixgan.networks.labeller import make_labeller
from mixgan.pictures import MAX_SHEET_PX, sheet, to_float, webp
from mixgan.store import maps
from mixgan.store.models import TOLD, ModelFolder, read_config, write_extra, write_model
from mixgan.store.tensors import read_tensors, write_tensors

__all__ = ["MAP_N", "make_map", "publish", "read_config", "ship", "store_card", "store_curve", "store_losses", "store_map",
           "thumbnails"]

MAP_N = 5000
REDUCED = 50                    # dimensions that UMAP and PCA see of a latent space
HEAD = "head.safetensors"
MAX_THUMB_PX = 32
MAX_THUMBS_BYTES = 3 * 2**20    # a model folder stays under 8 MB in all
CHUNK = 500


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
    test = _test_split(config) if full or config.facts.is_points else None
    between()
    found = describe(generator, _judge(config), test, full=full, head=_head(folder, config, generator.n_experts), effort=effort,
                     between=between)
    if minutes is not None:
        found.figures["minutes"] = minutes
    if (folder / TOLD).exists():
        found.figures["told"] = read_json(folder / TOLD)
    # measured first where it was trained
    found.figures["processor"] = before.get("processor") or platform.machine()
    if found.samples is not None:
        write_extra(folder, "samples.webp", webp(found.samples, lossless=True))
    if found.nodes is not None:
        write_extra(folder, "nodes.webp", webp(found.nodes, quality=85))
    if found.curve is not None:
        _write_curve(folder, found.curve)
    write_extra(folder, "figures.json", found.figures)
    if full:
        maps.write(folder / "map.npz", make_map(generator, config))
        _write_card(folder, config, found.figures)


def store_card(folder: Path) -> None:
    """The card of the model in `folder`, written anew from the figures that are stored with it. Raises StoreError without any."""
    _write_card(folder, read_config(folder), _needed_figures(folder, "a card is made of"))


def _write_card(folder: Path, config: RunConfig, figures: Mapping[str, Any]) -> None:
    name = _name(folder)
    write_extra(folder, "card.md", card(name, config, figures, data.known().get(config.data), _twin(folder, name)))


def _twin(folder: Path, name: str) -> RunConfig | None:
    """The config of the model that a `-plain` one stands beside: in the same folder, or shipped."""
    if not name.endswith(PLAIN):
        return None
    places = [root / name.removesuffix(PLAIN) for root in (folder.parent, shipped_root())]
    return next((read_config(place) for place in places if (place / "config.json").is_file()), None)


def _name(folder: Path) -> str:
    """What a model is called: a run's own model lies in `runs/<name>/model`."""
    return folder.parent.name if folder.name == "model" else folder.name


def _judge(config: RunConfig) -> judges.Judge | None:
    """The judge of a known set, if it takes pictures of this size."""
    judge = judges.load(config.data) if config.data in data.known() else None
    return judge if judge is not None and judge.config.image_shape == config.facts.image_shape else None


def _test_split(config: RunConfig) -> ImageSet | None:
    """Held-out data, or None where they are not on this machine."""
    try:
        return data.load(config.data, split="test", size=None if config.facts.is_points else config.facts.image_shape[1])
    except DataError:
        return None


def _head(folder: Path, config: RunConfig, n_experts: int) -> Head | None:
    """The self-labelling head kept beside a model, as a function of pictures; None where there is none."""
    path = folder / HEAD
    if not path.exists() or config.facts.is_points:
        return None
    network = make_labeller(config.facts.image_shape, n_experts)
    expected = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    network.load_state_dict(read_tensors(path, expected))
    network.eval()

    @torch.inference_mode()
    def probabilities(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        parts = [network(to_float(chunk)) for chunk in torch.from_numpy(np.ascontiguousarray(images)).split(CHUNK)]
        return torch.softmax(torch.cat(parts), 1).numpy()

    return probabilities


# --- maps --------------------------------------------------------------------------------------------------------------


def make_map(
    generator: Generator, config: RunConfig, *, n: int = MAP_N, seed: int = 0, umap: bool = True,
    among: maps.StoredMap | None = None,
) -> maps.StoredMap:
    """n samples at the common address, laid out by their last latent space. UMAP takes half a minute: not for a page.

    `among`: a map of this generator; the samples are placed at their nearest neighbours in it, which takes seconds.
    """
    seen = observe(generator, drawn(generator, n, seed))
    space = generator.spaces[-1]
    points = latent(generator, seen.draw, space)
    if among is not None:
        points = np.concatenate([points, latent(generator, drawn(generator, among.n, among.seed), space)])
    reduced, known = np.split(principal(points, REDUCED, seed), [n])
    layout = umap_layout(reduced, seed) if umap else None
    if among is not None and among.umap is not None:
        layout = place(known, among.umap, reduced)
    judge = None if config.facts.is_points else _judge(config)
    verdict = None if judge is None else judge(seen.pictures)
    thumbs, columns, thumb_px = thumbnails(seen)
    return maps.StoredMap(
        seed=seed,
        n=n,
        space=space,
        pca=reduced[:, :2] if reduced.shape[1] > 1 else np.repeat(reduced, 2, 1),
        expert=seen.expert,
        weight=seen.weights.max(1),
        cls=np.full(n, -1) if verdict is None else verdict.classes,
        confidence=np.zeros(n) if verdict is None else verdict.confidence,
        class_names=() if judge is None else judge.class_names,
        thumbs=thumbs,
        columns=columns,
        thumb_px=thumb_px,
        umap=layout,
    )


def thumbnails(seen: Observation) -> tuple[bytes, int, int]:
    """One WebP sheet of at most 4096 px and 3 MB, its columns, and the side of a tile; empty for points.

    Pictures over 32 px are averaged over whole blocks; quality gives way before the size does.
    """
    pictures = seen.pictures
    if pictures.ndim != 4:
        return b"", 1, 0
    factor = -(-max(pictures.shape[1:3]) // MAX_THUMB_PX)
    while -(-max(pictures.shape[1:3]) // factor) * np.ceil(len(pictures) ** 0.5) > MAX_SHEET_PX:
        factor += 1
    small = _averaged(pictures, factor)
    columns = int(np.ceil(len(small) ** 0.5))
    whole = sheet(small, columns)
    encoded = b""
    for quality in (80, 60, 40, 20, 5):
        encoded = webp(whole, quality=quality)
        if len(encoded) <= MAX_THUMBS_BYTES:
            break
    return encoded, columns, small.shape[2]


def _averaged(pictures: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Mean over blocks of factor x factor px; what does not fill a block at the edge is left out."""
    if factor == 1:
        return pictures
    n, height, width, channels = pictures.shape
    rows, columns = height // factor, width // factor
    cut = pictures[:, : rows * factor, : columns * factor].reshape(n, rows, factor, columns, factor, channels)
    return cut.mean((2, 4)).round().astype(np.uint8)


def store_map(folder: Path) -> None:
    """Make the map of the model in `folder` and keep it there."""
    maps.write(folder / "map.npz", make_map(families.load(folder), read_config(folder)))


# --- one measure at a time ---------------------------------------------------------------------------------------------


def store_curve(folder: Path, progress: Progress | None = None) -> None:
    """Measure the curve of the model in `folder`, as a full description does, and keep it there.

    Raises ConfigError for points and for pictures that no judge knows, DataError where the held-out ones are not here.
    """
    config = read_config(folder)
    judge = _needed_judge(config, _name(folder))
    _write_curve(folder, spread_curve(families.load(folder), judge, _reals(config, judge, reals_needed), 0, progress))


def store_losses(folder: Path, progress: Progress | None = None) -> None:
    """Measure what is lost without each expert of the model in `folder`, and keep it in its figures; all others stay.

    Raises ConfigError for a single generator, for points and for pictures that no judge knows, DataError where the held-out
    ones are not here, and StoreError where no figures are stored yet.
    """
    config, name = read_config(folder), _name(folder)
    generator = families.load(folder)
    if generator.n_experts < 2:
        raise ConfigError(f"{name} has one generator, and nothing is left without it.",
                          "Choose a model with two experts or more.")
    figures = _needed_figures(folder, "the losses are kept with")
    judge = _needed_judge(config, name)
    found = losses(generator, judge, _reals(config, judge, lambda n: n), progress=progress)
    write_extra(folder, "figures.json", figures | {"knock_out": found})


def _write_curve(folder: Path, curve: Mapping[str, Any]) -> None:
    """With the mark of the weights that it was measured of, so that it can be told from the curve of others."""
    write_extra(folder, "curve.json", {**curve, "model": fingerprint(folder)})


def _needed_figures(folder: Path, what_for: str) -> dict[str, Any]:
    name = _name(folder)
    figures = ModelFolder(folder, name).figures
    if not figures:
        raise StoreError(f"{name} has no figures yet, which {what_for}.", f"Run `python -m mixgan describe {name}`.")
    return figures


def _needed_judge(config: RunConfig, name: str) -> judges.Judge:
    if config.facts.is_points:
        raise ConfigError(f"{name} draws points in the plane: precision and recall need pictures that a judge reads.")
    judge = _judge(config)
    if judge is None:
        raise ConfigError(f"No judge was trained for the pictures of {name} ({config.data}), so nothing measures them.",
                          "Judges are there for the data sets that mixgan knows, at the size it knows them.")
    return judge


def _reals(config: RunConfig, judge: judges.Judge, needed: Callable[[int], int]) -> NDArray[np.float64]:
    """The judge's features of held-out pictures, in the order of `features.reference`; only those that are `needed`, of n."""
    test = data.load(config.data, split="test", size=config.facts.image_shape[1])
    rows = reference_rows(len(test.images))
    return judge(test.images[rows[: needed(len(rows))]]).features


# --- shipping ----------------------------------------------------------------------------------------------------------


def ship(source: Path, target: Path) -> Path:
    """Copy the model in `source` into `target` as shipped models are: float16 tensors, the head beside them."""
    write_model(target, read_config(source), families.load(source).state_dict(), half=True)
    if (source / HEAD).exists():
        tensors = read_tensors(source / HEAD).items()
        write_tensors(target / HEAD, {name: value.half() if value.is_floating_point() else value for name, value in tensors})
    if (source / TOLD).exists():
        write_extra(target, TOLD, read_json(source / TOLD))
    return target

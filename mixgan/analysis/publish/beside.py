"""What stands beside a model when it is measured: its name, its judge, held-out pictures, its head, its stored figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan import data
from mixgan.analysis.clustered import Head
from mixgan.config import RunConfig
from mixgan.data import ImageSet
from mixgan.errors import ConfigError, DataError, StoreError
from mixgan.families.contract import Generator
from mixgan.families.head import labeller_of
from mixgan.measures import judges
from mixgan.measures.features import LEAST_REALS, reference_rows
from mixgan.measures.own_judge import split_of
from mixgan.measures.principal import principal
from mixgan.pictures import to_float
from mixgan.store.models import ModelFolder
from mixgan.store.tensors import read_tensors

__all__ = ["HEAD", "head_of", "name_of", "needed_figures", "needed_reader", "reader_of", "reals_of",
           "test_split"]

HEAD = "head.safetensors"
CHUNK = 500


def name_of(folder: Path) -> str:
    """What a model is called: a run's own model lies in `runs/<name>/model`."""
    return folder.parent.name if folder.name == "model" else folder.name


def test_split(config: RunConfig) -> ImageSet | None:
    """Held-out data, or None where they are not on this machine."""
    try:
        return data.load(config.data, split="test", size=None if config.facts.is_points else config.facts.image_shape[1])
    except DataError:
        return None


def head_of(folder: Path, config: RunConfig, generator: Generator) -> Head | None:
    """The self-labelling head kept beside a model, as a function of pictures; None where there is none."""
    path = folder / HEAD
    if not path.exists() or config.facts.is_points:
        return None
    network = labeller_of(config, generator)
    expected = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    network.load_state_dict(read_tensors(path, expected))
    network.eval()

    @torch.inference_mode()
    def probabilities(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        parts = [network(to_float(chunk)) for chunk in torch.from_numpy(np.ascontiguousarray(images)).split(CHUNK)]
        return torch.softmax(torch.cat(parts), 1).numpy()

    return probabilities


def needed_figures(folder: Path, what_for: str) -> dict[str, Any]:
    name = name_of(folder)
    figures = ModelFolder(folder, name).figures
    if not figures:
        raise StoreError(f"{name} has no figures yet, which {what_for}.", f"Run `python -m mixgan describe {name}`.")
    return figures


def reader_of(config: RunConfig) -> judges.Reader | None:
    """What measures a model's pictures: their judge, else principal components of the training pictures where these are here."""
    judge = judges.of(config)
    if judge is not None or config.facts.is_points:
        return judge
    try:
        train, test = (split_of(config, split) for split in ("train", "test"))
    except DataError:
        return None
    if train.digest != config.facts.digest or len(test) < LEAST_REALS:
        return None
    return principal(Path(config.data).stem or "pictures", train.images, test.images)


def needed_reader(config: RunConfig, name: str) -> judges.Reader:
    """Raises ConfigError for points, and for pictures that are not here, are others than were learnt from, or are too few."""
    if config.facts.is_points:
        raise ConfigError(f"{name} draws points in the plane: precision and recall need pictures.")
    reader = reader_of(config)
    if reader is None:
        raise ConfigError(f"Nothing reads the pictures of {name} ({config.data}): no judge knows them, and those that it learnt "
                          f"from are not here, unchanged and {10 * LEAST_REALS} or more.", "Put them back where they were.")
    return reader


def reals_of(config: RunConfig, reader: judges.Reader, needed: Callable[[int], int]) -> NDArray[np.float64]:
    """The reader's features of held-out pictures, in the order of `features.reference`; only those that are `needed`, of n."""
    test = split_of(config, "test")
    rows = reference_rows(len(test.images))
    return reader(test.images[rows[: needed(len(rows))]]).features

"""Model folders: what the explorer opens. Reading one needs no torch.

    config.json  model.safetensors  card.md  figures.json  samples.webp  map.npz  nodes.webp  curve.json  told.json
    settling.json  evaluation.json  growth/

A folder is complete when model.safetensors, its last-written file, is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mixgan.config import CONFIG_VERSION, RunConfig, checked
from mixgan.errors import MixganError, StoreError, unknown
from mixgan.files import inside, read_json, runs_root, shipped_root, write_bytes, write_json
from mixgan.store.evaluation import FILE as EVALUATION
from mixgan.store.figures import checked_figures
from mixgan.store.growth import forget_growth

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "FIRST", "Broken", "ModelFolder", "all_models", "find", "fingerprint", "forget_measures", "name_of_run", "read_config",
    "write_extra", "write_model",
]

WEIGHTS = "model.safetensors"
FIRST = "hmog-mnist"
TOLD = "told.json"              # what the critic's heads said of the model's samples when it was written
SETTLING = "settling.json"      # the looks at its self-labelling head while that warmed up: {"looks": [...]}
MAX_PICTURE_BYTES = 16 * 2**20
MAX_CARD_BYTES = 100_000


def read_config(folder: Path) -> RunConfig:
    """`config.json` of a model or run folder."""
    return checked(RunConfig, read_json(inside(folder, "config.json"), CONFIG_VERSION), f"{folder.name}/config.json")


@dataclass(frozen=True)
class ModelFolder:
    """A complete model folder. `kind`: shipped, run, or folder (given by its path)."""

    path: Path
    name: str
    kind: str = "folder"

    @cached_property
    def config(self) -> RunConfig:
        return read_config(self.path)

    @cached_property
    def figures(self) -> dict[str, Any]:
        """`figures.json`, or {} where nothing was measured."""
        path = inside(self.path, "figures.json")
        return checked_figures(read_json(path), f"{self.name}/figures.json") if path.exists() else {}

    @cached_property
    def told(self) -> dict[str, list[list[int]]]:
        """What the critic's heads said of the model's samples, by head; {} where it has none. (asked, said) counts."""
        path = inside(self.path, TOLD)
        if "told" not in self.figures and path.exists():            # of a run whose figures were not measured yet
            return checked_figures({"told": read_json(path)}, f"{self.name}/{TOLD}")["told"]
        return self.figures.get("told") or {}

    @cached_property
    def curve(self) -> dict[str, Any] | None:
        path = inside(self.path, "curve.json")
        return read_json(path) if path.exists() else None

    @property
    def card(self) -> str:
        return (_bytes(inside(self.path, "card.md")) or b"")[:MAX_CARD_BYTES].decode(errors="replace")

    @property
    def n_bytes(self) -> int:
        return sum(file.stat().st_size for file in self.path.iterdir() if file.is_file())

    @property
    def samples(self) -> bytes | None:
        return self._picture("samples.webp")

    @property
    def nodes(self) -> bytes | None:
        return self._picture("nodes.webp")

    @property
    def map_path(self) -> Path | None:
        path = inside(self.path, "map.npz")
        return path if path.exists() else None

    def _picture(self, name: str) -> bytes | None:
        return _bytes(inside(self.path, name))


def _bytes(path: Path) -> bytes | None:
    """What is in a small file; None where there is none, or one that is too large."""
    try:
        return path.read_bytes() if path.exists() and path.stat().st_size <= MAX_PICTURE_BYTES else None
    except OSError as err:
        raise StoreError(f"{path.parent.name}/{path.name} cannot be read: {err.strerror}.", "The folder is unchanged.") from err


@dataclass(frozen=True)
class Broken:
    """A folder that could not be opened, and why."""

    name: str
    sentence: str


def _complete(path: Path) -> bool:
    try:
        return (path / WEIGHTS).is_file()
    except OSError:
        return False                                                # a name longer than the system allows


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False                                                # a name longer than the system allows


def _candidates() -> list[ModelFolder]:
    """Complete folders: shipped ones by name, the first-opened one in front, then finished runs, newest first."""
    shipped = [ModelFolder(path, path.name, "shipped") for path in _folders(shipped_root()) if _complete(path)]
    shipped.sort(key=lambda model: (model.name != FIRST, model.name))
    runs = [ModelFolder(path / "model", name_of_run(path.name), "run") for path in _folders(runs_root())
            if _complete(path / "model")]
    runs.sort(key=lambda model: (model.path / WEIGHTS).stat().st_mtime, reverse=True)
    return shipped + runs


def name_of_run(run: str) -> str:
    """What the model of a run is called: as the run is, and `runs/<name>` where a shipped model has that name.

    A card's command makes such a run: it must be found beside what it repeats, and neither be taken for the other.
    """
    return f"runs/{run}" if _complete(shipped_root() / run) else run


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return []                                                   # no such folder: no models there


def all_models() -> tuple[list[ModelFolder], list[Broken]]:
    """Every model that opens, and every one that does not with its sentence. Never raises because of one folder."""
    good: list[ModelFolder] = []
    bad: list[Broken] = []
    for model in _candidates():
        try:
            _ = model.config, model.figures
            good.append(model)
        except MixganError as err:
            bad.append(Broken(model.name, str(err)))
    return good, bad


def find(name_or_path: str) -> ModelFolder:
    """A shipped name, a run's name (`name_of_run`), or a path to a model or run folder. Raises StoreError naming the nearest."""
    known = _candidates()
    for model in known:
        if name_or_path in (model.name, f"runs/{model.path.parent.name}" if model.kind == "run" else model.name):
            return model
    path = Path(name_or_path)
    for folder in (path, path / "model"):
        if _complete(folder):
            return ModelFolder(folder.resolve(), path.resolve().name)
    if _is_folder(path):
        raise StoreError(f"{path} holds no {WEIGHTS}.", "A run's model is written when it finishes; go on with --resume.")
    raise StoreError(unknown("model", name_or_path[:80], [model.name for model in known]), "A path to a model folder works too.")


def write_model(folder: Path, config: RunConfig, tensors: Mapping[str, Tensor], half: bool) -> None:
    """Config first, tensors last. `half`: floating tensors as float16, as shipped models have them."""
    from mixgan.store.tensors import write_tensors

    write_json(folder / "config.json", config.model_dump(mode="json"), CONFIG_VERSION)
    kept = {name: tensor.half() if half and tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    write_tensors(folder / WEIGHTS, kept, {"family": config.family})


def fingerprint(folder: Path) -> str:
    """Of the parameters in a model folder: 16 hexadecimal digits."""
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:16]


def forget_measures(folder: Path) -> None:
    """Remove what was measured of the weights in `folder`, before others are written there."""
    for name in ("figures.json", "samples.webp", "nodes.webp", "map.npz", "curve.json", "card.md", EVALUATION, TOLD, SETTLING):
        (folder / name).unlink(missing_ok=True)
    forget_growth(folder)


def write_extra(folder: Path, name: str, content: bytes | str | Mapping[str, Any]) -> None:
    """One more file of a model folder: pictures as bytes, a card as text, figures as an object."""
    if isinstance(content, Mapping):
        write_json(inside(folder, name), content)
    else:
        write_bytes(inside(folder, name), content.encode() if isinstance(content, str) else content)

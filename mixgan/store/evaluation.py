"""`evaluation.json` of a model folder: what `evaluate` measured, part by part, so that one that was stopped goes on.

The floors of a reference are nobody's in particular: they lie under `cache/floors` and serve every model that is measured there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mixgan.config import Strict, checked
from mixgan.files import home, inside, read_json, write_json
from mixgan.store.figures import FigureRecord

__all__ = ["FILE", "Basis", "Evaluation", "Floor", "floor_path", "read_evaluation", "read_floor", "write_evaluation",
           "write_floor"]

FILE = "evaluation.json"
MEASURES = 2                    # one more where measures are added: a floor that is kept holds none of them
Word = Annotated[str, Field(max_length=300)]


class Basis(Strict):
    """What figures must share to stand in one table: of which weights, against which pictures, how many, read by what."""

    model: Word = Field(description="fingerprint of the weights")
    data: Word = Field(description="the set whose held-out pictures are the reference")
    digest: Word = Field(description="of those pictures")
    n: int = Field(ge=1, le=10**7, description="pictures on each side")
    features: Word = Field(description="the judge, or the principal components, that made the features")
    seed: int = Field(0, ge=0)


class Evaluation(Strict):
    """The finished parts, and why a part could not be measured."""

    basis: Basis
    parts: dict[Word, tuple[FigureRecord, ...]] = Field(default={}, description="the records of each")
    left_out: dict[Word, str] = Field(default={}, description="the sentence of each")

    @property
    def records(self) -> list[dict[str, Any]]:
        """As they were given."""
        return [record.model_dump(exclude_unset=True) for part in self.parts.values() for record in part]

    def has(self, part: str) -> bool:
        return part in self.parts or part in self.left_out

    def with_part(self, part: str, records: list[dict[str, Any]]) -> Evaluation:
        return self.model_copy(update={"parts": {**self.parts, part: tuple(map(FigureRecord.model_validate, records))}})

    def without(self, part: str, why: str) -> Evaluation:
        return self.model_copy(update={"left_out": {**self.left_out, part: why}})


class Floor(Strict):
    """The same measures between real and real, once for each repeat that is done."""

    against: Literal["test halves", "train against test"]
    repeats: tuple[dict[Word, float], ...] = ()

    def values(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest of each measure."""
        names = self.repeats[0] if self.repeats else ()
        found = {name: [one[name] for one in self.repeats if name in one] for name in names}
        return {name: (min(values), max(values)) for name, values in found.items()}


def read_evaluation(model: Path) -> Evaluation | None:
    """Of the model folder `model`; None where nothing was. Raises ConfigError or StoreError for what is no evaluation."""
    path = inside(model, FILE)
    return checked(Evaluation, read_json(path), f"{model.name}/{FILE}") if path.is_file() else None


def write_evaluation(model: Path, found: Evaluation) -> None:
    write_json(inside(model, FILE), found.model_dump(mode="json", exclude_unset=True))


def floor_path(basis: Basis) -> Path:
    """Where the floor of a reference lies: the weights and the name of the set do not matter to it."""
    key = f"{MEASURES} {basis.digest} {basis.n} {basis.features} {basis.seed}"
    return home() / "cache" / "floors" / f"{hashlib.blake2b(key.encode(), digest_size=10).hexdigest()}.json"


def read_floor(path: Path) -> Floor | None:
    return checked(Floor, read_json(path), path.name) if path.is_file() else None


def write_floor(path: Path, floor: Floor) -> None:
    content: Mapping[str, Any] = floor.model_dump(mode="json")
    write_json(path, content)

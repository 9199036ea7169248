"""What a talk's file is made of: models, the screens of their pages, and the steps of its script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mixgan.analysis.script import Step

__all__ = ["Contents", "Model", "Part", "Place", "Screen"]


@dataclass(frozen=True)
class Part:
    """A component and its packet; `heading` stands above it."""

    component: str
    packet: bytes
    heading: str = ""
    live: bool = False              # runs the model's program
    programs: Sequence[bytes] = ()  # of its own, one for each step of a training


@dataclass(frozen=True)
class Screen:
    """One page of one model. `says` stand above its parts, `notes` below; both, `legend` and what stories say are HTML."""

    title: str
    caption: str
    parts: Sequence[Part]
    says: Sequence[str] = ()
    notes: Sequence[str] = ()
    legend: Sequence[str] = ()
    stories: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Model:
    """`pages`: those it has, in the order of the menu; `program`: empty for a model that travels as films."""

    name: str
    program: bytes
    pages: Sequence[str]


@dataclass(frozen=True)
class Place:
    """Where a screen is found: `first` is the sample that it begins with, `label` the class that is asked for."""

    page: str
    model: str
    seed: int = 0
    label: str = ""
    first: int = 0

    @property
    def key(self) -> str:
        return "|".join([self.page, self.model, str(self.seed), self.label, str(self.first)])


@dataclass(frozen=True)
class Contents:
    """Everything that the file is made of; it opens on the first screen. `notes`: what whoever writes it should know."""

    title: str
    models: Sequence[Model]
    screens: Mapping[Place, Screen]
    steps: Sequence[Step] = ()
    notes: Sequence[str] = ()

"""What the words of `train` and `cost` ask for: the pictures, and the configuration of a new run on them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from mixgan.cli.common import pairs
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.config import RunConfig
    from mixgan.data import ImageSet

__all__ = ["asked", "require_names"]


def require_names(a: argparse.Namespace) -> None:
    """A wrong name of a family or of a data set is told before the seconds that torch takes to come."""
    from mixgan import data, families

    families.family(a.family)
    data.require_here(a.data)


def asked(a: argparse.Namespace) -> tuple[ImageSet, RunConfig]:
    """Raises MixganError: what was given, what is allowed."""
    from mixgan import data, families
    from mixgan.families.sound import require_fit

    overrides = pairs(a.rest)
    size = overrides.pop("size", None)
    pictures = data.load(a.data, size=None if size is None else _whole("size", size))
    require_fit(a.family, a.preset, pictures.facts())
    return pictures, families.configure(a.family, a.data, pictures.facts(), a.preset, overrides)


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as err:
        raise ConfigError(f"{name} should be a whole number (given '{text}').") from err

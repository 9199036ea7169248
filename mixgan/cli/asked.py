"""What the words of `train` and `cost` ask for: the pictures, and the configuration of a new run on them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from mixgan.cli.common import pairs
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.config import RunConfig
    from mixgan.data import ImageSet

__all__ = ["asked", "require_names"]


def require_names(a: argparse.Namespace) -> None:
    """A wrong name of a family or of a data set, and a set whose names tell no classes or pairs where the family needs some, are
    told before the seconds that torch takes to come, and before a picture is read. `--pairs`, `--unpaired` and `--captions`
    become part of the set's name."""
    from mixgan import data, families
    from mixgan.data.pairing import listed, parsed
    from mixgan.families.sound import require_taught

    families.family(a.family)
    options = {"--pairs": a.pairs, "--unpaired": a.unpaired, "--captions": a.captions}
    if len(given := [option for option, value in options.items() if value]) > 1:
        raise ConfigError(f"{' and '.join(given[:2])} both say how the pictures are asked.", "Leave one of them out.")
    if a.captions:
        a.data = listed(a.captions).of(a.data)
    if a.pairs or a.unpaired:
        way = parsed(a.pairs) if a.pairs else replace(parsed(a.unpaired), unpaired=True)
        a.data = way.of(a.data)
    data.require_here(a.data)
    require_taught(a.family, a.data)


def asked(a: argparse.Namespace) -> tuple[ImageSet, RunConfig]:
    """Raises MixganError: what was given, what is allowed."""
    from mixgan import data, families
    from mixgan.families.matched import matched, n_parameters
    from mixgan.families.sound import require_fit
    from mixgan.store.models import find

    overrides = pairs(a.rest)
    size = overrides.pop("size", None)
    if a.match is not None and "widths" in overrides:
        raise ConfigError("--match finds the widths itself.", "Leave --widths or --match out.")
    wanted = None if a.match is None else n_parameters(find(a.match).config)      # a wrong name is told before the pictures come
    pictures = data.load(a.data, size=None if size is None else _whole("size", size))
    require_fit(a.family, a.preset, pictures.facts())
    config = families.configure(a.family, a.data, pictures.facts(), a.preset, overrides)
    return pictures, config if wanted is None else matched(config, wanted)


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as err:
        raise ConfigError(f"{name} should be a whole number (given '{text}').") from err

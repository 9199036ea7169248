"""The command in a card trains the same configuration again: parsed as the command line parses it, it gives it back."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from mixgan import families
from mixgan.cli import parser
from mixgan.cli.common import pairs
from mixgan.config import DataFacts, RunConfig

PICTURES = DataFacts(image_shape=(1, 28, 28))
CHANGES: tuple[dict[str, Any], ...] = (
    {}, {"steps": 8000, "seed": 1, "threads": 1}, {"widths": (64, 32), "lr_critic": 3e-4, "amsgrad": True},
    {"loss": "wgan-gp", "gp": 5.0},
)


def again(config: RunConfig) -> RunConfig:
    words = shlex.split(families.command_line(config, "some-run"))
    assert words[:3] == ["python", "-m", "mixgan"]
    given, rest = parser().parse_known_args(words[3:])
    assert given.name == "some-run"
    overrides = pairs(rest)
    overrides.pop("size", None)
    return families.configure(given.family, given.data, config.facts, given.preset, overrides)


@pytest.mark.parametrize("changes", CHANGES, ids=["preset", "longer", "wider", "loss"])
@pytest.mark.parametrize("family", families.names())
def test_it_comes_back(family: str, changes: dict[str, Any]) -> None:
    config = families.configure(family, "mnist", PICTURES, overrides=changes)
    assert again(config) == config
    text = families.command_line(config, "x")
    assert text.count("--") == 4 + len(again_names(config))


def again_names(config: RunConfig) -> list[str]:
    """The settings that differ from the preset: what a reader should see, and no more."""
    usual = families.configure(config.family, config.data, config.facts, config.preset)
    pairs = [*zip(config.options.items(), usual.options.items(), strict=True),
             *zip(config.training.model_dump().items(), usual.training.model_dump().items(), strict=True)]
    return [one[0] for one, other in pairs if one != other]


def test_own_pictures_keep_their_place_and_side() -> None:
    config = families.configure("hmog", "my pictures/cats.zip", DataFacts(image_shape=(3, 32, 32)))
    text = families.command_line(config, "cats")
    assert "--data 'my pictures/cats.zip'" in text
    assert "--size 32" in text
    assert again(config) == config

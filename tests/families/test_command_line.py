"""The command in a card trains the same configuration again: parsed as the command line parses it, it gives it back."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from mixgan import data, families
from mixgan.cli import parser
from mixgan.cli.asked import asked
from mixgan.cli.common import pairs
from mixgan.config import DataFacts, RunConfig
from tests.families.asked import facts_for, is_asked, set_for

PICTURES = DataFacts(image_shape=(1, 28, 28), class_names=tuple("0123456789"))
SHAPES = DataFacts(image_shape=(3, 32, 32))                    # of the sets that ask: no --size is needed
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
    if changes.get("loss", "ns") not in families.module(family).losses:
        changes = {"r1": 0.7}
    facts = facts_for(family, SHAPES if is_asked(family) else PICTURES)
    config = families.configure(family, set_for(family, "mnist"), facts, overrides=changes)
    assert again(config) == config
    text = families.command_line(config, "x")
    assert text.count("--") == 4 + len(again_names(config))


def test_an_option_that_is_younger_than_the_run_comes_back_as_it_was() -> None:
    """Its default, where the preset has another value since: a card's command once trained something else."""
    config = families.configure("words", "captions-shapes", facts_for("words", SHAPES), overrides={"among": 0})
    older = config.model_copy(update={"options": {name: value for name, value in config.options.items() if name != "among"}})
    assert again(older) == config


def again_names(config: RunConfig) -> list[str]:
    """The settings that differ from the preset: what a reader should see, and no more."""
    usual = families.configure(config.family, config.data, config.facts, config.preset)
    pairs = [*zip(config.options.items(), usual.options.items(), strict=True),
             *zip(config.training.model_dump().items(), usual.training.model_dump().items(), strict=True)]
    return [one[0] for one, other in pairs if one != other]


@pytest.mark.parametrize(("source", "size", "preset", "words"), [
    ("digits", None, "", 0), ("digits", 8, "", 0), ("digits", 32, "published", 1), ("digits", 12, "", 1), ("ring", None, "", 0)])
def test_following_it_gives_the_same_pictures_too(source: str, size: int | None, preset: str, words: int) -> None:
    """A known set at another side than its own: without the side the command would stop, or train something else."""
    config = families.configure("gmgan", source, data.load(source, size=size).facts(), preset, {"steps": 7})
    text = families.command_line(config, "x")
    assert text.count("--size") == words
    given, rest = parser().parse_known_args(shlex.split(text)[3:])
    given.rest = rest
    pictures, followed = asked(given)
    assert followed == config
    assert pictures.digest == config.facts.digest


# pix's is for 256 px: gigabytes of a known set
@pytest.mark.parametrize("family", [name for name in families.names() if "published" in families.module(name).presets()
                                    and not is_asked(name)])
def test_the_command_of_a_published_preset_brings_its_size(family: str) -> None:
    """A run of it, with something changed, trained again from the words that are printed with it."""
    side = families.module(family).presets()["published"].side or 8
    config = families.configure(family, "digits", data.load("digits", size=side).facts(), "published", {"steps": 7})
    text = families.command_line(config, "again")
    assert ("--size 32" in text) == (side == 32)
    given, rest = parser().parse_known_args(shlex.split(text)[3:])
    given.rest = rest
    pictures, followed = asked(given)
    assert followed == config
    assert pictures.images.shape[1:3] == (side, side)


def test_own_points_have_no_side() -> None:
    config = families.configure("gan", "mine/points.npz", DataFacts(image_shape=(2,)))
    assert "--size" not in families.command_line(config, "x")


@pytest.mark.parametrize("source", ["cats", "my pictures/cats"])
def test_own_pictures_without_a_suffix_keep_their_side_too(source: str) -> None:
    """A folder, or the name of one under MIXGAN_DATA."""
    config = families.configure("gan", source, DataFacts(image_shape=(3, 16, 16)))
    assert "--size 16" in families.command_line(config, "x")


def test_own_pictures_keep_their_place_and_side() -> None:
    config = families.configure("hmog", "my pictures/cats.zip", DataFacts(image_shape=(3, 32, 32)))
    text = families.command_line(config, "cats")
    assert "--data 'my pictures/cats.zip'" in text
    assert "--size 32" in text
    assert again(config) == config

"""Which augmentation a set of pictures gets, what is said about it, and what is refused."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from mixgan import families
from mixgan.analysis.twins import PLAIN, differences
from mixgan.cli import parser
from mixgan.cli.common import pairs
from mixgan.config import DataFacts, RunConfig, TrainingSettings, checked
from mixgan.errors import ConfigError
from mixgan.families.amend import amended, original, told
from mixgan.families.augmented import notes

TONES = ("translation", "brightness", "contrast")


def config_of(n: int, channels: int = 3, **overrides: Any) -> RunConfig:
    return families.configure("gan", "mine", DataFacts(image_shape=(channels, 32, 32), n_train=n), overrides=overrides)


@pytest.mark.parametrize(("n", "channels", "parts"), [
    (0, 3, ()), (999, 1, (*TONES, "cutout")), (1000, 1, TONES), (9999, 3, (*TONES, "saturation")), (10_000, 3, ()),
    (999, 3, (*TONES, "saturation", "cutout"))])
def test_auto_is_decided_by_the_pictures_and_written_down(n: int, channels: int, parts: tuple[str, ...]) -> None:
    config = config_of(n, channels)
    assert config.training.augment == parts
    assert checked(RunConfig, config.model_dump(mode="json"), "config.json") == config
    assert config_of(n, channels, augment="auto") == config
    assert config_of(n, channels, augment="none").training.augment == ()


def test_parts_are_taken_as_they_are_given_in_one_order() -> None:
    assert config_of(50_000, augment="cutout, translation,cutout").training.augment == ("translation", "cutout")
    assert config_of(500, augment="").training.augment == ()


@pytest.mark.parametrize("preset", ["digits", "mnist", "fashion-mnist", "shapes"])
def test_known_sets_are_as_they_were(preset: str) -> None:
    facts = DataFacts(image_shape=(3, 32, 32), n_train=500)
    for family in ("gan", "hmog", "mgan"):
        training = families.configure(family, preset, facts, preset).training
        assert (training.augment, training.mirrored) == ((), False)
    stored = TrainingSettings()                                     # of a config that was written before
    assert (stored.augment, stored.mirrored) == ((), False)


def test_points_have_none_and_refuse_some() -> None:
    points = DataFacts(image_shape=(2,), n_train=500)
    for preset in ("points", "pictures"):
        assert families.configure("gan", "mine", points, preset, {"augment": "auto"}).training.augment == ()
        assert not families.configure("gan", "mine", points, preset).training.mirrored
    with pytest.raises(ConfigError, match="mirrored turns pictures around, and these are points"):
        families.configure("gan", "mine", points, overrides={"mirrored": "true"})
    with pytest.raises(ConfigError, match="augment changes pictures, and these are points"):
        families.configure("gan", "mine", points, overrides={"augment": "translation"})


@pytest.mark.parametrize(("given", "sentence"), [
    ("translate", "Did you mean 'translation'"), ("auto,cutout", "augment takes auto or none alone"), ("none,auto", "alone")])
def test_what_is_wrong_is_a_sentence(given: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        config_of(500, augment=given)


@pytest.mark.parametrize(("n", "overrides", "said"), [
    (5000, {}, ["5,000 pictures: the critic sees them moved and toned, or it would learn them by heart; augment none switches it "
                "off."]),
    (5000, {"augment": "none"}, []), (50_000, {}, []),
    (50_000, {"augment": "cutout"}, ["The critic sees pictures with a part cut out; augment none switches it off."]),
    (199, {"augment": "none"}, ["199 pictures are too few: a generator will learn them by heart and draw copies of them. Give "
                                "some hundreds, thousands if there are."]), (200, {"augment": "none"}, [])])
def test_it_is_said(n: int, overrides: dict[str, Any], said: list[str]) -> None:
    assert notes(config_of(n, **overrides)) == said


def test_few_points_are_no_few_pictures() -> None:
    assert notes(families.configure("gan", "mine", DataFacts(image_shape=(2,), n_train=50))) == []


@pytest.mark.parametrize("augment", ["none", "cutout", "auto"])
def test_the_command_gives_it_back(augment: str) -> None:
    config = config_of(500, augment=augment)
    text = families.command_line(config, "x")
    assert ("--augment " in text) == (augment != "auto")
    given, rest = parser().parse_known_args(shlex.split(text)[3:])
    overrides = pairs(rest)
    overrides.pop("size")
    assert families.configure(given.family, given.data, config.facts, given.preset, overrides) == config


def test_a_run_can_go_on_without_it() -> None:
    config = config_of(5000, 1)
    later = amended(config, {"augment": "none"}, 100)
    assert later.training.augment == ()
    assert told(later.amended[0]) == "From step 100 on: augment translation,brightness,contrast -> none."
    assert original(later) == config
    read = checked(RunConfig, later.model_dump(mode="json"), "config.json")
    assert read == later
    assert families.command_line(read, "x").splitlines()[1] == (
        "python -m mixgan train --resume x --augment none    # from step 100")


def test_own_pictures_are_mirrored_unless_it_is_said() -> None:
    assert config_of(50_000).training.mirrored
    assert families.configure("hmog", "mine", DataFacts(image_shape=(1, 12, 12))).training.mirrored
    assert not config_of(500, mirrored="false").training.mirrored
    assert amended(config_of(500), {"mirrored": "false"}, 10).amended[0].settings == {"mirrored": False}


@pytest.mark.parametrize("family", families.names())
def test_a_plain_twin_differs_in_the_head_alone(family: str) -> None:
    """Else a comparison of the two would be one of something else as well."""
    presets = families.module(family).presets()
    for plain in (name for name in presets if name.endswith(PLAIN)):
        facts = DataFacts(image_shape=(3, 32, 32), n_train=500, class_names=("a", "b"))
        without, with_it = (families.configure(family, "mine", facts, name) for name in (plain, plain.removesuffix(PLAIN)))
        assert without.training.self_label == 0 < with_it.training.self_label
        assert differences(without, with_it) == []

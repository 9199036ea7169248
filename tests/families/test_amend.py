"""A run goes on with other settings: only those that its state does not depend on, and the config remembers."""

from __future__ import annotations

import pytest

from mixgan import families
from mixgan.config import TrainingSettings
from mixgan.errors import ConfigError
from mixgan.families.amend import AMENDABLE, amended, original
from tests.training.small import config_of


def test_a_change_is_written_down_and_can_be_undone() -> None:
    config = config_of("megan")
    once = amended(config, {"lr_generator": "0.0005", "balance": "2"}, 5)
    twice = amended(once, {"lr_generator": "0.0002", "steps": "40"}, 10)
    assert (twice.training.lr_generator, twice.training.balance, twice.training.steps) == (0.0002, 2.0, 40)
    assert [(note.step, note.settings) for note in twice.amended] == [
        (5, {"lr_generator": 0.0005, "balance": 2.0}), (10, {"lr_generator": 0.0002, "steps": 40})]
    assert original(twice) == original(once) == config


def test_a_run_from_before_an_option_was_there_goes_on() -> None:
    """Its options lack it, and mean its default."""
    config = config_of("megan")
    old = config.model_copy(update={"options": {name: value for name, value in config.options.items() if name != "decoder"}})
    assert amended(old, {"lr_critic": "0.0005"}, 5).training.lr_critic == 0.0005
    with pytest.raises(ConfigError, match="go on with decoder dcgan -> residual"):
        amended(old, {"decoder": "residual"}, 5)


def test_what_is_as_it_was_is_no_change() -> None:
    config = config_of("megan")
    assert amended(config, {}, 5) is config
    assert amended(config, {"batch": "16", "n_experts": config.options["n_experts"]}, 5) is config


def test_what_a_state_depends_on_is_refused_with_every_difference() -> None:
    with pytest.raises(ConfigError, match=r"go on with noise_dim 6 -> 9, seed 0 -> 3\. Start a new run"):
        amended(config_of("megan"), {"noise_dim": "9", "seed": "3", "batch": "8"}, 5)
    with pytest.raises(ConfigError, match="Did you mean 'lr_critic'"):
        amended(config_of("megan"), {"lr_critik": "1"}, 5)
    with pytest.raises(ConfigError, match=r"steps should be over 10, .*given 8"):
        amended(config_of("megan"), {"steps": "8"}, 10)
    with pytest.raises(ConfigError, match="lr_generator"):
        amended(config_of("megan"), {"lr_generator": "-1"}, 5)


def test_what_may_change_are_settings_of_the_training() -> None:
    assert set(AMENDABLE) < set(TrainingSettings.model_fields)
    assert not set(AMENDABLE) & {"seed", "loss", "self_label", "amsgrad", "critic_steps", "warm_up_steps"}


def test_the_commands_say_when_it_changed() -> None:
    config = amended(config_of("megan"), {"lr_critic": 0.0005, "fast": False}, 7)
    first, second = families.command_line(config, "one").splitlines()
    assert first == families.command_line(config_of("megan"), "one")
    assert second.split("    # ") == ["python -m mixgan train --resume one --fast false --lr_critic 0.0005", "from step 7"]

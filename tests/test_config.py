"""What a run is: bounds, unknown names, sentences; and no torch for any of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from mixgan.config import DataFacts, RunConfig, TrainingSettings, checked
from mixgan.errors import ConfigError

FACTS = {"image_shape": (1, 8, 8)}


def test_a_config_survives_its_file() -> None:
    config = RunConfig(family="hmog", data="digits", facts=DataFacts(image_shape=(3, 28, 28), class_names=("é", "b"), n_train=7),
                       training=TrainingSettings(steps=5, lr_critic=1e-4), options={"depth": 3})
    back = checked(RunConfig, json.loads(json.dumps(config.model_dump(mode="json"))), "config.json")
    assert back == config


@pytest.mark.parametrize("shape", [(1, 4, 4), (3, 256, 256), (1, 28, 40), (2,)])
def test_shapes_that_are_allowed(shape: tuple[int, ...]) -> None:
    assert DataFacts(image_shape=shape).is_points == (shape == (2,))


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 28, 28), (4, 28, 28), (1, 3, 28), (1, 28, 257), (28, 28), (1, 1, 28, 28),
                                   (1, -8, 8)])
def test_shapes_that_are_not(shape: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="neither"):
        checked(DataFacts, {"image_shape": shape}, "facts")


@pytest.mark.parametrize(("field", "value"), [
    ("steps", 0), ("steps", 10_000_001), ("batch", 1), ("batch", 4097), ("seed", -1), ("seed", 2**31), ("critic_steps", 0),
    ("lr_generator", 0), ("lr_critic", -1e-3), ("beta1", 1), ("beta2", 0), ("ema", 1.1), ("r1", -1), ("r1", float("nan")),
    ("gp", float("inf")), ("device", "tpu"), ("loss", "wgan"), ("evaluate_every", 0), ("threads", -1), ("steps", "many"),
])
def test_what_is_out_of_bounds_is_named_with_what_was_given(field: str, value: Any) -> None:
    with pytest.raises(ConfigError) as refusal:
        checked(TrainingSettings, {field: value}, "training")
    sentence = str(refusal.value)
    assert sentence.startswith(f"training: {field} should be")
    assert f"(given {str(value)!r})" in sentence


@pytest.mark.parametrize(("field", "value"), [("steps", 1), ("steps", 10_000_000), ("batch", 2), ("batch", 4096),
                                              ("seed", 2**31 - 1), ("beta1", 0), ("ema", 1), ("lr_critic", 1)])
def test_the_bounds_themselves_are_allowed(field: str, value: Any) -> None:
    assert getattr(checked(TrainingSettings, {field: value}, "training"), field) == value


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"Unknown option 'bacth'\..*Did you mean 'batch'\?"):
        checked(TrainingSettings, {"bacth": 3}, "training")


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ConfigError, match=r"steps .*; batch .*\."):
        checked(TrainingSettings, {"steps": 0, "batch": 0}, "training")
    with pytest.raises(ConfigError, match=r"training\.steps should be"):
        checked(RunConfig, {"family": "gan", "data": "ring", "facts": FACTS, "training": {"steps": 0}}, "run")


def test_two_gradient_penalties_are_one_too_many() -> None:
    with pytest.raises(ConfigError, match="set r1 to 0"):
        checked(TrainingSettings, {"loss": "wgan-gp", "r1": 0.3}, "training")
    assert checked(TrainingSettings, {"loss": "wgan-gp", "r1": 0}, "training").loss == "wgan-gp"


@pytest.mark.parametrize("content", [None, 3, [], "config", {"family": "gan"}])
def test_what_is_no_config_is_a_sentence(content: Any) -> None:
    with pytest.raises(ConfigError, match=r"^a/config\.json: "):
        checked(RunConfig, content, "a/config.json")


def test_a_checked_config_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        TrainingSettings().steps = 3  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert [name for name, field in TrainingSettings.model_fields.items() if not field.description] == []


LIGHT = ("errors", "config", "files", "rng", "pictures", "jobs", "store.models", "store.maps", "store.runs", "store.tensors")


def loads_torch(code: str) -> bool:
    found = subprocess.run([sys.executable, "-c", f"{code}\nimport sys\nprint('torch' in sys.modules)"],
                           capture_output=True, text=True, check=True)
    return found.stdout.strip() == "True"


def test_what_home_needs_does_not_load_torch() -> None:
    assert not loads_torch("\n".join(f"import mixgan.{name}" for name in LIGHT))


def test_a_wrong_data_set_is_told_before_torch_loads() -> None:
    words = ["train", "--family", "gan", "--data", "no/such", "--run", "a"]
    assert not loads_torch(f"from mixgan.cli import main; assert main({words}) == 2")


def test_loading_torch_is_seen() -> None:
    """Meta-test: a stand-in of that name, so that this costs nothing."""
    assert loads_torch("import sys, types; sys.modules['torch'] = types.ModuleType('torch')")

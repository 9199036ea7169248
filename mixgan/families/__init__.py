"""The families, by name. `load(folder)` and `build(config)` are the only two ways to a generator.

A family is one file here and one entry in `registry.py`; its file is imported when it is used.
"""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from mixgan.config import DataFacts, RunConfig, TrainingSettings, checked
from mixgan.data.known import known as known_sets
from mixgan.errors import ConfigError, unknown
from mixgan.families.augmented import resolved
from mixgan.families.registry import FAMILIES, Family, described, family, names
from mixgan.families.sound import require_asked, require_gate, require_known_words, require_labels, require_sound
from mixgan.rng import Stream

if TYPE_CHECKING:
    from torch import nn

    from mixgan.families.common import ParameterGroup, Preset, Sizes
    from mixgan.families.contract import Adversary, Generator

__all__ = ["FAMILIES", "Family", "build", "build_adversary", "command_line", "completed", "configure", "default_preset",
           "described", "family", "load", "module", "names", "validate"]

_LISTS = (tuple, list)


class FamilyModule(Protocol):
    """What a family's file declares."""

    Options: type[Sizes]
    losses: tuple[str, ...]                                         # names of adversarial losses that it allows

    def presets(self) -> dict[str, Preset]: ...
    def parameter_groups(self, generator: nn.Module) -> Iterator[ParameterGroup]: ...
    def build_generator(self, options: Any, facts: DataFacts) -> Generator: ...
    def build_adversary(self, options: Any, facts: DataFacts) -> Adversary: ...


def module(name: str) -> FamilyModule:
    """The family's file. Raises ConfigError with the nearest name."""
    return cast(FamilyModule, importlib.import_module(family(name).module))


def default_preset(family: str, data: str, facts: DataFacts) -> str:
    """The preset of a known data set, or the one that fits the shape."""
    if data in module(family).presets():
        return data
    if facts.is_points:
        return "points"
    sides = facts.image_shape[1:]
    return "pictures" if all(side % 8 == 0 and side >= 16 for side in sides) else "small-pictures"


def configure(
    family: str, data: str, facts: DataFacts, preset: str = "", overrides: Mapping[str, Any] | None = None
) -> RunConfig:
    """A checked configuration: the preset, then `overrides` by name, of the family's options or the training's.

    Values may be text, as a command line gives them. Raises ConfigError: what was given, what is allowed, nearest name.
    """
    require_asked(family, data, facts)
    presets = module(family).presets()
    preset = preset or default_preset(family, data, facts)
    if preset not in presets:
        raise ConfigError(unknown(f"preset of {family}", preset, presets))
    options, training = dict(presets[preset].options), dict(presets[preset].training)
    known = {**module(family).Options.model_fields, **TrainingSettings.model_fields}
    for name, value in (overrides or {}).items():
        if name not in known:
            raise ConfigError(unknown(f"setting of {family}", name, known))
        target = training if name in TrainingSettings.model_fields else options
        target[name] = _parsed(value, isinstance(options.get(name, known[name].default), _LISTS))
    require_gate(family, training)
    if training.get("loss") == "wgan-gp" and "r1" not in (overrides or {}):
        training["r1"] = 0.0                                        # it has its own penalty
    if facts.is_points and "mirrored" not in (overrides or {}):
        training["mirrored"] = False                                # a preset for pictures has it
    if isinstance(training.get("augment"), _LISTS):
        training["augment"] = resolved(training["augment"], facts)  # config.json says what was used
    settings = checked(TrainingSettings, training, f"{family} training")
    if not settings.finds_shares and "shares" not in (overrides or {}):
        settings = settings.model_copy(update={"shares": "equal"})
    config = RunConfig(family=family, data=data, preset=preset, facts=facts, training=settings, options=options)
    return config.model_copy(update={"options": validate(config).model_dump(mode="json")})


def command_line(config: RunConfig, run: str) -> str:
    """The command that trains this configuration again: its preset, and every setting that differs from it.

    Of a run that was resumed with other settings, one line more for each time.
    """
    from mixgan.families.amend import original

    first = original(config)
    usual = configure(first.family, first.data, first.facts, first.preset)
    words = ["python", "-m", "mixgan", "train", "--family", first.family, "--data", first.data, "--preset", usual.preset]
    # an option that came later than the run has its default, which the preset may have left since
    options = validate(first).model_dump(mode="json")
    for given, other in ((options, usual.options), (first.training.model_dump(), usual.training.model_dump())):
        words += _as_options({name: value for name, value in given.items() if value != other[name]})
    words += _size_words(first)
    lines = [shlex.join([*words, "--run", run])]
    for note in config.amended:
        resumed = shlex.join(["python", "-m", "mixgan", "train", "--resume", run, *_as_options(note.settings)])
        lines.append(f"{resumed}    # from step {note.step}")
    return "\n".join(lines)


def _size_words(config: RunConfig) -> list[str]:
    """The side that the pictures were brought to, where they have none of their own: own pictures, and a known set at another."""
    shape, info = config.facts.image_shape, known_sets().get(config.data)
    return [] if config.facts.is_points or (info is not None and info.image_shape == shape) else ["--size", str(shape[-1])]


def _as_options(settings: Mapping[str, Any]) -> list[str]:
    """--name value for each, as `configure` reads them again."""
    words = []
    for name, value in settings.items():
        nothing = "none" if name == "augment" else ""
        text = ",".join(map(str, value)) or nothing if isinstance(value, _LISTS) else \
            str(value).lower() if isinstance(value, bool) else str(value)
        words += [f"--{name}", text]
    return words


def _parsed(value: Any, is_list: bool) -> Any:
    if not is_list or not isinstance(value, str):
        return value
    return [part.strip() for part in value.strip("[]() ").split(",") if part.strip()]


def completed(config: RunConfig) -> RunConfig:
    """`config` with the options that its family has come to since: an older run was made with their defaults."""
    options = checked(module(config.family).Options, config.options, f"{config.family} options")
    return config.model_copy(update={"options": options.model_dump(mode="json")})


def validate(config: RunConfig) -> Sizes:
    """The family's checked Options; raises ConfigError where options, loss and data do not go together."""
    made = module(config.family)
    require_asked(config.family, config.data, config.facts)
    require_labels(config)
    options = checked(made.Options, config.options, f"{config.family} options")
    settings = config.training
    if settings.loss not in made.losses:
        raise ConfigError(unknown(f"loss for {config.family}", settings.loss, made.losses))
    require_sound(options, settings, config.facts)
    generator = _skeleton(config, options)
    if settings.reconstruct > 0 and not generator.reads_conditions:
        raise ConfigError(f"reconstruct compares an answer with the real one, and {config.family} is asked nothing.",
                          "Set it to 0, or take a family that is asked.")
    if settings.self_label > 0 and generator.n_experts < 2:
        raise ConfigError("self_label needs a mixture of at least two experts.", "Set it to 0, or take another family.")
    if settings.self_label > 0 and not settings.views and not config.facts.is_points:
        raise ConfigError("The self-labelling head needs views: what is it to ignore?",
                          "Set views to parts such as place,size, or self_label to 0.")
    if settings.self_label > 0 and 0 < config.facts.n_train < generator.n_experts:
        raise ConfigError(f"{generator.n_experts} kinds cannot be found among {config.facts.n_train} pictures.",
                          "Take fewer experts, or more pictures.")
    if settings.shares == "found" and not settings.finds_shares:
        raise ConfigError("Shares are found by the self-labelling head in its warm-up, which is off.",
                          "Set self_label to 0.3 and warm_up_steps to 4000, or shares to equal.")
    return options


def _skeleton(config: RunConfig, options: Sizes) -> Generator:
    """The generator without memory: shapes only."""
    import torch

    with torch.device("meta"):
        generator = module(config.family).build_generator(options, config.facts)
        if config.training.shares == "found" and generator.about.has_free_prior:
            generator.draw_by()
        return generator


def _with_memory(skeleton: Generator) -> Generator:
    """The same in memory, with any values. Module.to_empty would import a symbolic algebra for it: half a second."""
    import torch

    empty = {name: torch.empty(tensor.shape, dtype=tensor.dtype) for name, tensor in skeleton.state_dict().items()}
    skeleton.load_state_dict(empty, assign=True)
    return skeleton


def build(config: RunConfig) -> Generator:
    """A new generator with the first values of the run's seed."""
    from mixgan.networks.initialise import initialise

    options = validate(config)
    generator = _with_memory(_skeleton(config, options))
    initialise(generator, Stream(config.training.seed).child("init", "generator"), options.init)
    return generator


def build_adversary(config: RunConfig) -> Adversary:
    """A new adversary with the first values of the run's seed."""
    from mixgan.networks.initialise import initialise

    options = validate(config)
    adversary = module(config.family).build_adversary(options, config.facts)
    initialise(adversary, Stream(config.training.seed).child("init", "adversary"), options.init)
    return adversary


def load(folder: Path) -> Generator:
    """The generator of a model folder, in evaluation mode; tensors are checked against the config before memory is taken."""
    from mixgan.store.models import read_config
    from mixgan.store.tensors import read_tensors

    config = read_config(folder)
    generator = _skeleton(config, validate(config))
    expected = {name: tuple(tensor.shape) for name, tensor in generator.state_dict().items()}
    tensors = read_tensors(folder / "model.safetensors", expected)
    require_known_words(tensors, config.facts)
    generator.load_state_dict(tensors, assign=True)
    return generator.eval().requires_grad_(False)

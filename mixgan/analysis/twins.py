"""Two models of one name, with the self-labelling head and without it (`-plain`): what else differs between them."""

from __future__ import annotations

from typing import Any

from mixgan import families
from mixgan.config import RunConfig, checked

__all__ = ["PLAIN", "differences", "head_of", "is_sought", "sentence", "twin"]

PLAIN = "-plain"
HEAD = ("self_label", "warm_up_steps", "head_tries", "head_widths", "lr_head", "views", "view_sides", "shares", "recover_margin")
SEEKING = {"mode_seeking", "mode_seeking_form", "mode_seeking_clamp"}
# of the machine and of what is written down; nothing is learnt otherwise by them
ASIDE = ("device", "threads", "fast", "compile", "precision", "evaluate_every", "checkpoint_every")


def twin(name: str) -> str:
    """What the model of the same name is called that has the head where `name` has none, or the other way round."""
    return name.removesuffix(PLAIN) if name.endswith(PLAIN) else name + PLAIN


def head_of(name: str) -> str:
    """`with the head` or `without the head`, of one of two twins."""
    return "without the head" if name.endswith(PLAIN) else "with the head"


def is_sought(config: RunConfig, other: RunConfig) -> bool:
    """Whether the two differ in mode seeking alone, and one has none of it."""
    if config.family != other.family or config.facts.image_shape != other.facts.image_shape:
        return False
    changed = {text.split()[0] for text in differences(config, other)}
    here, there = config.training.mode_seeking, other.training.mode_seeking
    return "mode_seeking" in changed <= SEEKING and 0 in (here, there)


def differences(config: RunConfig, other: RunConfig) -> list[str]:
    """`steps 16,000 instead of 5,000`, of every setting but the head's own; what came half-way says since when."""
    since = {name: note.step for note in config.amended for name in note.settings if name != "steps"}
    here, there = _flat(config), _flat(other)
    return [f"{name} {_written(value)} instead of {_written(there.get(name))}"
            + (f" from step {since[name]:,} on" if name in since else "")
            for name, value in here.items() if value != there.get(name) and name not in (*HEAD, *ASIDE)]


def sentence(name: str, config: RunConfig, twin: RunConfig) -> str:
    """Of a model without the head beside its twin with it."""
    found = differences(config, twin)
    rest = f"; also different: {', '.join(found)}" if found else ", and all else is the same"
    return f"`{name}` has no self-labelling head, which `{name.removesuffix(PLAIN)}` has{rest}."


def _flat(config: RunConfig) -> dict[str, Any]:
    # an older model's options lack what came later: its default is meant
    options = checked(families.module(config.family).Options, config.options, f"{config.family} options")
    return {"family": config.family, "data": config.data, **options.model_dump(mode="json"), **config.training.model_dump()}


def _written(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"

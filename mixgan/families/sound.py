"""What options, settings and data must have in common before anything is built, said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixgan.config import DataFacts, TrainingSettings
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.families.common import Preset, SharedOptions

__all__ = ["fits", "require_fit", "require_sound"]


def fits(preset: Preset, facts: DataFacts) -> bool:
    """Whether a preset is for pictures of this size."""
    return preset.side in (0, *facts.image_shape[1:2])


def require_fit(family: str, name: str, facts: DataFacts) -> None:
    """For a new run. Raises ConfigError for a preset that is for pictures of another size; an unknown one is told elsewhere."""
    from mixgan.families import module

    preset = module(family).presets().get(name)
    if preset is not None and not fits(preset, facts):
        given = "points" if facts.is_points else f"{facts.image_shape[2]} by {facts.image_shape[1]} px"
        raise ConfigError(f"The preset {name} of {family} is for pictures of {preset.side} px (given {given}).",
                          f"Give {'' if facts.is_points else f'--size {preset.side}, or '}another preset.")


def require_sound(options: SharedOptions, settings: TrainingSettings, facts: DataFacts) -> None:
    """Raises ConfigError for a penalty or a critic that these data cannot have."""
    penalised = settings.r1 > 0 or settings.loss == "wgan-gp"
    if penalised and options.critic_norm == "batch":
        raise ConfigError("A gradient penalty needs rows that do not influence each other; critic_norm is 'batch'.",
                          "Use 'none' or 'layer', or set r1 to 0 with a loss other than wgan-gp.")
    if facts.is_points and not options.critic_widths:
        raise ConfigError("critic_widths is empty, and a critic without a layer sees of points their mean alone.",
                          "Give at least one width, such as [64].")
    if facts.is_points and settings.loss == "wgan-gp" and settings.gp_norm == "channel":
        raise ConfigError("gp_norm 'channel' takes the gradient's norm pixel by pixel, and points have no pixels.",
                          "Use gp_norm 'flat'.")
    if not facts.is_points and min(facts.image_shape[1:]) < 2 ** len(options.critic_widths):
        raise ConfigError(f"{len(options.critic_widths)} critic widths halve the picture below 1 px.",
                          "Give fewer critic_widths.")

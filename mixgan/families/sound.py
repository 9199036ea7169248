"""What options, settings and data must have in common before anything is built, said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixgan.config import DataFacts, TrainingSettings
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.families.common import SharedOptions

__all__ = ["require_sound"]


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

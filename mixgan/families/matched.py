"""A configuration whose generator has as many parameters as another model: what a fair comparison of families needs."""

from __future__ import annotations

from mixgan.config import RunConfig
from mixgan.errors import ConfigError
from mixgan.families import module as family_module
from mixgan.families import validate

__all__ = ["NEAR", "matched", "n_parameters"]

NEAR = 0.02                     # of the parameters asked for
LARGEST = 4096                  # the widest that a config may have


def n_parameters(config: RunConfig) -> int:
    """Trained numbers of the generator, counted on shapes alone."""
    import torch

    with torch.device("meta"):
        return sum(p.numel() for p in family_module(config.family).build_generator(validate(config), config.facts).parameters())


def matched(config: RunConfig, parameters: int) -> RunConfig:
    """`config` with `widths` scaled together, then the first alone, until its generator is within 2 % of `parameters`.

    Raises ConfigError where no widths reach that.
    """
    widths = [int(width) for width in config.options["widths"]]
    low, high = 0.0, LARGEST / max(widths)
    for _ in range(40):                                             # parameters grow with the scale: halve the bracket
        middle = (low + high) / 2
        below = n_parameters(_with(config, [middle * width for width in widths])) <= parameters
        low, high = (middle, high) if below else (low, middle)
    scaled = [low * width for width in widths]
    tries = [_with(config, [scaled[0] + more, *scaled[1:]]) for more in range(-2, 9) if scaled[0] + more >= 1]
    best = min(tries, key=lambda one: abs(n_parameters(one) - parameters))
    found = n_parameters(best)
    if abs(found - parameters) > NEAR * parameters:
        raise ConfigError(f"No widths bring {config.family} within {NEAR:.0%} of {parameters:,} parameters, but to {found:,}.",
                          "Match another model, or give --widths yourself.")
    return best


def _with(config: RunConfig, widths: list[float]) -> RunConfig:
    whole = [max(1, min(LARGEST, round(width))) for width in widths]
    return config.model_copy(update={"options": {**config.options, "widths": whole}})

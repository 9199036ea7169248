"""What can be done about a run that failed, or about an alarm: a few words, and the settings to go on with. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mixgan.config import RunConfig
from mixgan.families.amend import AMENDABLE

__all__ = ["Remedy", "remedies"]

NO_EDITS: Mapping[str, tuple[Any, Any]] = {}


@dataclass(frozen=True)
class Remedy:
    """Words for a button; `settings` to go on with, or, `anew`, for a new run of the same kind.

    `as_saved`: without what a hand changed in the run's config.json.
    """

    label: str
    settings: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    as_saved: bool = False

    def arguments(self, run: str) -> list[str]:
        """Of `train`, for a run that rests to go on with."""
        settings = (word for name, value in self.settings.items() for word in (f"--{name}", str(value)))
        return ["--resume", run, *(["--as-saved"] if self.as_saved else []), *settings]


def remedies(cause: str, config: RunConfig, edits: Mapping[str, tuple[Any, Any]] = NO_EDITS) -> list[Remedy]:
    """What helps against the `cause` in a run's status; to go on as it was where nothing better is known.

    `edits`: what a hand changed in its config.json, name -> (saved, now).
    """
    if cause == "config":
        return _put_back(edits)
    return _BY_CAUSE.get(cause, _as_it_was)(config)


def _put_back(edits: Mapping[str, tuple[Any, Any]]) -> list[Remedy]:
    back = Remedy("Put it back and go on", as_saved=True)
    if not edits or not edits.keys() <= set(AMENDABLE):
        return [back]
    values = {name: now for name, (_, now) in edits.items()}
    return [back, Remedy("Go on with " + ", ".join(f"{name} {value}" for name, value in values.items()), values, as_saved=True)]


def _as_it_was(config: RunConfig) -> list[Remedy]:
    return [Remedy("Go on from the last good state")]


def _half_the_rates(config: RunConfig) -> list[Remedy]:
    s = config.training
    return [Remedy("Go on with half the learning rates", {"lr_generator": s.lr_generator / 2, "lr_critic": s.lr_critic / 2})]


def _half_the_batch(config: RunConfig) -> list[Remedy]:
    half = config.training.batch // 2
    return [Remedy(f"Go on with batches of {half}", {"batch": half})] if half >= 2 else _as_it_was(config)


def _space(config: RunConfig) -> list[Remedy]:
    return [Remedy("Go on, now that there is space")]


_BY_CAUSE: Mapping[str, Callable[[RunConfig], list[Remedy]]] = {
    "nan": _half_the_rates, "diverged": _half_the_rates, "memory": _half_the_batch, "disk": _space}

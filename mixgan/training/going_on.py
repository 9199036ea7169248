"""What a run goes on with: from which point, as it was saved or with other settings, given at its start or on its way."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from mixgan.config import RunConfig, checked
from mixgan.errors import ConfigError, RunError
from mixgan.families.amend import amended, as_it_was, edited, told
from mixgan.store.runs import RunFolder

if TYPE_CHECKING:
    from mixgan.training.control import Control
    from mixgan.training.processes import Processes

__all__ = ["GoOn", "change", "edits", "too_late"]


@dataclass(frozen=True)
class GoOn:
    """From `step` (None: the newest point) with `settings`; `as_saved`: what a hand changed in config.json is put back.

    `data`: where the same data lie now, if they were moved, or the run was to another machine.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    step: int | None = None
    as_saved: bool = False
    data: str = ""

    def config(self, folder: RunFolder) -> RunConfig:
        """What it goes on with. Changes nothing; raises ConfigError with what it cannot go on with."""
        config, saved = folder.config, _saved(folder)
        if self.as_saved and saved is not None:
            config = as_it_was(config, saved)
        if self.data:
            config = config.model_copy(update={"data": self.data})
        return amended(config, self.settings, (folder.points() or [0])[-1] if self.step is None else self.step)

    def take_up(self, folder: RunFolder) -> None:
        """Write it, for the one process that works there. Raises RunError (cause "config") when a hand changed the config."""
        config = self.config(folder)
        found = edits(folder)
        if found and not self.as_saved:
            differences = ", ".join(f"{name} {then} -> {now}" for name, (then, now) in found.items())
            raise RunError(f"The config.json of '{folder.name}' was changed by hand: {differences}.",
                           f"Put that back by --resume {folder.name} --as-saved, and add what is to change from here on, "
                           "such as --lr_critic 0.0001.", "config")
        if self.step is not None and folder.points()[-1:] > [self.step]:
            folder.rewind(self.step)
            _say(f"Going on from step {self.step}; what came after it is forgotten.")
        if config != folder.config:
            _write(folder, config)


def edits(folder: RunFolder) -> dict[str, tuple[Any, Any]]:
    """What a hand changed in config.json since the newest point: name -> (saved, now). Nothing where no point tells."""
    saved = _saved(folder)
    return {} if saved is None else edited(folder.config, saved)


def change(folder: RunFolder, control: Control, processes: Processes) -> None:
    """Make what was asked of the run under way; one that it cannot take changes nothing, and the log says why."""
    settings, control.settings = control.settings, {}
    if not settings:
        return
    try:
        config = amended(folder.config, settings, (folder.points() or [0])[-1], running=True)
        processes.rows(config.training.batch)
    except ConfigError as err:
        _say(f"mixgan: not changed. {err}")
        return
    _write(folder, config)


def too_late(control: Control) -> None:
    """What was asked of a run after its last step changes nothing, and the log says why."""
    if control.settings:
        control.settings = {}
        _say("mixgan: not changed. The run has made its last step; give the settings with --resume.")


def _write(folder: RunFolder, config: RunConfig) -> None:
    before = len(folder.config.amended)
    folder.write_config(config)
    for note in config.amended[before:]:
        _say(told(note))


def _say(words: str) -> None:
    tqdm.write(words, file=sys.stderr)                              # above the bar, where there is one


def _saved(folder: RunFolder) -> RunConfig | None:
    """The config that the newest point was saved under; None for a point that does not tell, as those of older versions."""
    points = folder.points()
    content = folder.meta(points[-1]).get("config") if points else None
    return checked(RunConfig, content, "config of the last point") if isinstance(content, dict) else None

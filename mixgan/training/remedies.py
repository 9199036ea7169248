"""What can be done about a run that failed, or about an alarm: a few words, and the settings to go on with. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mixgan.analysis.words import plural
from mixgan.config import RunConfig
from mixgan.families import family
from mixgan.families.amend import AMENDABLE
from mixgan.view_names import ignored, strengths

__all__ = ["Remedy", "for_a_head", "for_a_leak", "for_ignored_noise", "for_lost_classes", "remedies"]

# what is drawn or written may lean but not be mirrored; a thing that a camera saw may be mirrored, and is seen in any light
WRITTEN = ("place", "size", "turn", "slant")
THINGS = ("mirror", "place:0.1", "size:0.15", "turn:0.12", "slant:0.1", "brightness", "contrast")
SIGNS = ("digits", "mnist")         # data whose pictures, mirrored, are other signs or none
DEEPEST = 10
NO_EDITS: Mapping[str, tuple[Any, Any]] = {}


@dataclass(frozen=True)
class Remedy:
    """Words for a button; `settings` to go on with, or, `anew`, for a new run of the same kind; `why`: what it changes.

    `as_saved`: without what a hand changed in the run's config.json. `dismiss`: the alarm is to be silent, nothing else.
    `when`: where there are several, the case that this one is for.
    """

    label: str
    settings: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    as_saved: bool = False
    dismiss: bool = False
    why: str = ""
    when: str = ""

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


# --- a head that did not settle ------------------------------------------------------------------------------------------------


def for_a_head(config: RunConfig, falling: bool) -> tuple[Remedy, ...]:
    """What helps where the self-labelling head did not settle; more updates only where it was still getting better."""
    found = [_longer(config) if falling else None, _other_views(config), _fewer(config)]
    return *(one for one in found if one is not None), Remedy("Go on anyway", dismiss=True, why="Nothing changes, and this is "
                                                              "not said again.")


def _longer(config: RunConfig) -> Remedy:
    updates = 2 * config.training.warm_up_steps
    return Remedy(f"Start again with {updates:,} updates", {"warm_up_steps": updates}, anew=True,
                  why="The head may take twice as long to sort the pictures.", when="more updates if it only needs time")


def _other_views(config: RunConfig) -> Remedy | None:
    if config.facts.is_points:
        return None                                                 # points are jittered, whatever the views
    to_things = not strengths(config.training.views).keys() & {"mirror", "brightness", "contrast"}
    views = tuple(one for one in THINGS if one != "mirror" or config.data not in SIGNS) if to_things else WRITTEN
    return Remedy("Start again with other views", {"views": ",".join(views), "view_sides": "both" if to_things else "one"},
                  anew=True, why=f"Another meaning of a kind; these would not matter: {ignored(views)}.",
                  when="other views if these change what a picture is")


def _fewer(config: RunConfig) -> Remedy | None:
    """Half as many; nothing where less than two would be left, or where labels say how many there must be."""
    about, depth, n = family(config.family), config.options.get("depth"), config.options.get("n_experts")
    if about.needs == "labels":
        return None
    # options are checked where a run starts, not where a page reads them
    if isinstance(depth, int) and 2 <= depth <= DEEPEST:
        half, settings = 2 ** (depth - 1), {"depth": depth - 1}
    elif isinstance(n, int) and n >= 4:
        half, settings = n // 2, {"n_experts": n // 2}
    else:
        return None
    return Remedy(f"Start again with {half} {plural(about.expert_word, half)}", settings, anew=True,
                  why="Fewer kinds are easier to tell apart.",
                  when=f"fewer {plural(about.expert_word, half)} if there are not so many kinds")


# --- augmentation that is drawn ------------------------------------------------------------------------------------------------


def for_a_leak(config: RunConfig, leaked: Sequence[str]) -> tuple[Remedy, ...]:
    """Without the parts that `leaked`, where others are left; and without any."""
    left = [part for part in config.training.augment if part not in leaked]
    none = Remedy("Go on with augment none", {"augment": "none"}, why="The critic sees pictures as they are.",
                  when="none of it where there are pictures enough")
    if not left:
        return (none,)
    return Remedy(f"Go on without {' and '.join(leaked)}", {"augment": ",".join(left)},
                  why=f"Of augmentation these stay: {', '.join(left)}.", when="less of it"), none


# --- classes that are drawn no more ---------------------------------------------------------------------------------------------


def for_lost_classes(config: RunConfig) -> tuple[Remedy, ...]:
    """Mode seeking where the family can have it (Mao et al. 2019), and a slower generator. Neither sees a label."""
    s = config.training
    weight, rate = max(1.0, 2 * s.mode_seeking), s.lr_generator / 2
    slower = Remedy(f"Go on with lr_generator {rate:g}", {"lr_generator": rate}, why="The generator leaves a kind less quickly.",
                    when="a slower generator")
    if config.options.get("same_noise"):                            # mode seeking compares what different noises give
        return (slower,)
    return Remedy(f"Go on with mode_seeking {weight:g}", {"mode_seeking": weight},
                  why="Different noise must give different pictures.", when="mode seeking"), slower


# --- answers that are one -------------------------------------------------------------------------------------------------------


def for_ignored_noise(config: RunConfig) -> tuple[Remedy, ...]:
    """Mode seeking, and less of what asks for the one answer that the data have."""
    s = config.training
    weight, rest = max(0.1, 2 * s.mode_seeking), s.reconstruct / 10
    seek = Remedy(f"Go on with mode_seeking {weight:g}", {"mode_seeking": weight}, when="mode seeking",
                  why="Different noise must give different answers.")
    if not s.reconstruct:
        return (seek,)
    return seek, Remedy(f"Go on with reconstruct {rest:g}", {"reconstruct": rest}, when="less reconstruction",
                        why="An answer need not be the one that the data have.")


_BY_CAUSE: Mapping[str, Callable[[RunConfig], list[Remedy]]] = {
    "nan": _half_the_rates, "diverged": _half_the_rates, "memory": _half_the_batch, "disk": _space}

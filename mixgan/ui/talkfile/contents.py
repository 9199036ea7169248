"""What a talk's file holds: every page of its models, and the screens that the steps of its script ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mixgan.analysis.script import Script, Step
from mixgan.errors import ConfigError, unknown
from mixgan.store.models import ModelFolder
from mixgan.ui.talkfile.parts import Contents, Place
from mixgan.ui.talkfile.source import SAMPLES, Source
from mixgan.ui.views import numbers

__all__ = ["contents"]


def contents(models: Sequence[ModelFolder], script: Script | None, learning: bool = False) -> Contents:
    """`learning`: with the page of that name, whose steps are megabytes.

    Raises ConfigError for points and for a step that the file cannot hold.
    """
    sources = {found.name: Source(found, learning) for found in models}
    steps = script.steps if script is not None else ()
    places = [_place_of(number, step, sources) for number, step in enumerate(steps, 1)]
    places += [Place(page, name) for name, source in sources.items() for page in source.pages]
    screens = {place: sources[place.model].screen(place) for place in dict.fromkeys(places)}
    title = script.title if script is not None else ""
    notes = [note for source in sources.values() for note in source.notes]
    return Contents(title or ", ".join(sources), [source.model for source in sources.values()], screens, steps, notes)


def _place_of(number: int, step: Step, sources: Mapping[str, Source]) -> Place:
    where = f"Step {number} of the script ('{step.title[:60]}')"
    name = step.query.get("model", next(iter(sources)))
    if name not in sources:
        raise ConfigError(f"{where}: {unknown('model', name[:80], sources)}", "Name it too: export MODEL MODEL ...")
    source = sources[name]
    if step.page not in source.pages:
        raise ConfigError(f"{where} opens {step.page}, and a file has {', '.join(source.pages)} of {name}.",
                          "Add --learning." if step.page == "Learning" and source.growth is not None else
                          "Leave the step out, or name a model that has the page.")
    if "beside" in step.query:
        raise ConfigError(f"{where} shows two models side by side, and a file shows one at a time.",
                          "Leave 'beside' out of its link.")
    z = _number(where, "z", step.query.get("z", "0"), numbers.SAMPLES - 1)
    # a live screen holds the samples from 0 on, and goes to one of them by itself
    far = z if z >= SAMPLES or source.is_filmed else 0
    begins = {"Tree": far, "Experts": far, "Covariance": z}
    label = step.query.get("label", "")
    if label and label not in source.classes:
        raise ConfigError(f"{where}: {unknown('class', label[:80], source.classes)}" if source.classes else
                          f"{where} asks for the class '{label[:80]}', and {name} was not told classes.")
    return Place(step.page, name, _number(where, "seed", step.query.get("seed", "0"), 9999), label, begins.get(step.page, 0))


def _number(where: str, name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= most):
        raise ConfigError(f"{where} has {name} '{text[:40]}', which should be a whole number from 0 to {most:,}.")
    return int(text)

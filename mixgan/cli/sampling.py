"""`sample`: pictures out of a model, as a sheet or as arrays."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mixgan.cli.common import Command
from mixgan.errors import ConfigError

if TYPE_CHECKING:
    from mixgan.analysis.question import Question
    from mixgan.families.contract import Draw, Generator, Sample
    from mixgan.store.models import ModelFolder

__all__ = ["add"]

MAX_SPREAD = 100.0              # the pages end at 2.875; beyond a hundred all is saturated


def add(command: Command) -> None:
    """Declare the commands of this file."""
    sample = command("sample", _sample, "Draw samples into a PNG sheet or an npz.")
    sample.add_argument("model")
    sample.add_argument("--n", type=int, default=64)
    sample.add_argument("--seed", type=int, default=0)
    sample.add_argument("--expert", type=int, help="number of the expert, from 1 as on the pages: 3 is E3 (earlier versions "
                        "counted from 0); the arrays of an npz count from 0")
    sample.add_argument("--label", help="class to draw, by its name or its number from 0; of a model that was told classes")
    sample.add_argument("--condition", metavar="FILE|WORDS", help="what asks: a picture's file, or a sentence of the model's "
                        "words. Without it the questions kept with the model ask, eight answers each")
    sample.add_argument("--spread", type=float)
    sample.add_argument("--mixture", help="a mixture.json saved by the Mixture page: its seed, shares and spreads")
    sample.add_argument("--selection", metavar="FILE", help="a selection saved by the Map: new samples like the chosen ones")
    sample.add_argument("--far", type=float, help="of --selection: from 0, the chosen ones themselves, to 1; 0.5 if not given")
    sample.add_argument("--out", required=True, help="sheet.png or samples.npz")


def _sample(a: argparse.Namespace) -> None:
    import numpy as np
    import torch

    from mixgan import families, pictures
    from mixgan.analysis import own_mixture
    from mixgan.analysis.observe import sample_stream
    from mixgan.analysis.question import asked_with
    from mixgan.families.contract import ANSWERS
    from mixgan.files import write_bytes, write_with
    from mixgan.store.models import find
    from mixgan.store.picture_recipe import Recipe

    if not 1 <= a.n <= 100_000:
        raise ConfigError(f"n should be from 1 to 100,000 (given {a.n}).")
    if a.spread is not None and not 0 <= a.spread <= MAX_SPREAD:    # nothing lies between 0 and nan
        raise ConfigError(f"spread should be from 0 to {MAX_SPREAD:g} (given {a.spread:g}).", "1 is as trained.")
    model = find(a.model)
    generator = families.load(model.path)
    if a.expert is not None and not 1 <= a.expert <= generator.n_experts:
        raise ConfigError(f"expert should be from 1 to {generator.n_experts} (given {a.expert}).", "Experts count from 1.")
    expert = None if a.expert is None else a.expert - 1
    label = None if a.label is None else label_asked(a.label, model.config.facts.class_names if generator.is_conditional else ())
    question = _question(a, generator, model.name)
    if a.mixture and a.selection:
        raise ConfigError("One of --mixture and --selection says what is drawn.", "Leave the other out.")
    if a.far is not None and not a.selection:
        raise ConfigError("--far says how far from a selection new samples are drawn.", "Give --selection, or leave it out.")
    path = Path(a.out)
    made: dict[str, Any]
    if a.mixture:
        if a.expert is not None or a.spread is not None:
            raise ConfigError("--mixture brings its own experts and spreads.", "Leave --expert and --spread out.")
        mixture = own_mixture.read(a.mixture)
        if label is not None:
            mixture = mixture.model_copy(update={"label": label})
        draw, label = own_mixture.draw_for(generator, a.n, mixture), mixture.label
        out = own_mixture.sample(generator, draw, mixture)
        made = {"seed": mixture.seed, "shares": mixture.shares, "spread": mixture.spread}
    elif a.selection:
        if a.expert is not None or a.spread is not None or label is not None:
            raise ConfigError("--selection brings its own experts and classes.", "Leave --expert, --label and --spread out.")
        draw, out, made = _like_the_selection(a, generator, model)
    else:
        asked = None if question is None else asked_with(question, a.n)
        draw = generator.draw(a.n, sample_stream(a.seed), expert=expert, label=label, condition=asked)
        with torch.inference_mode():
            out = generator.sample(draw, spread=a.spread)
        made = {"seed": a.seed, "expert": expert, "spread": a.spread, **_kept(question, a.condition)}
    if path.suffix == ".npz":
        images = out.images.numpy() if len(generator.image_shape) == 1 else pictures.to_uint8(out.images)
        arrays = {"images": images, "expert": out.weights.argmax(1).numpy(), "noise": draw.noise.numpy()}
        if draw.label is not None:
            arrays["label"] = draw.label.numpy()
        write_with(path, lambda temporary: _savez(temporary, arrays, np))
    elif path.suffix == ".png" and len(generator.image_shape) == 3:
        columns = ANSWERS if generator.reads_conditions and question is None else max(1, round(a.n**0.5))
        try:
            picture = pictures.sheet(pictures.to_uint8(out.images), columns)
        except ValueError as err:
            raise ConfigError(f"{a.n} pictures do not fit one sheet ({err}).", "Take fewer, or write an npz.") from err
        recipe = Recipe(model=model.name, fingerprint=own_mixture.fingerprint(model.path), family=model.config.family,
                        by="command line", columns=columns, label=label, **{"n": a.n, **made})
        write_bytes(path, pictures.png(picture, recipe.inside()))
    else:
        raise ConfigError(f"--out should end in .npz, or in .png for pictures (given '{a.out}').")


def _kept(question: Question | None, given: str) -> dict[str, str]:
    """The question as a recipe has it."""
    from mixgan.analysis.question import kept

    if question is None:
        return {}
    return {"sentence": given} if question.ndim == 1 else {"condition": kept(question)}


def _question(a: argparse.Namespace, generator: Generator, name: str) -> Question | None:
    """--condition in the model's form; what was done to a picture is said. None where none was given."""
    from mixgan.analysis.question import question_of

    if not a.condition:
        return None
    if a.mixture or a.selection:
        raise ConfigError(f"--{'mixture' if a.mixture else 'selection'} brings its own questions.", "Leave --condition out.")
    question, notes = question_of(a.condition, generator, name)
    print(*notes, sep="\n", end="\n" if notes else "", file=sys.stderr)
    return question


def _like_the_selection(a: argparse.Namespace, generator: Generator, model: ModelFolder) -> tuple[Draw, Sample, dict[str, Any]]:
    """New samples like the chosen ones, and what a recipe says of them: the seed is that of the selection."""
    import torch

    from mixgan.analysis import selection
    from mixgan.store.models import fingerprint
    from mixgan.store.picture_recipe import MAX_TILES, packed

    far = selection.HALF_WAY if a.far is None else a.far
    if not 0 <= far <= 1:
        raise ConfigError(f"far should be from 0 to 1 (given {far:g}).", "0 draws the chosen samples themselves.")
    chosen = selection.read(a.selection)
    if chosen.fingerprint != fingerprint(model.path):
        raise ConfigError(f"{Path(a.selection).name} was saved from {chosen.model} with parameters {chosen.fingerprint}, and "
                          f"{model.name} has others.", "Give the model that it was saved from.")
    draw, begun = selection.draw_near(generator, chosen, a.n, seed=a.seed, far=far)
    with torch.inference_mode():
        out = generator.sample(draw)
    if a.n > MAX_TILES:
        return draw, out, {"seed": chosen.seed}
    return draw, out, {"seed": chosen.seed, "n": max(begun) + 1, "samples": tuple(begun), "noise": packed(draw.noise.numpy()),
                       "weights": packed(out.weights.numpy())}


def label_asked(text: str, class_names: Sequence[str]) -> int:
    """The class that `text` names. Raises ConfigError: what was given, what is allowed."""
    if not class_names:
        raise ConfigError("This model was not told classes: it has no label to ask for.", "Leave --label out.")
    if text in class_names:
        return class_names.index(text)
    if text.isdecimal() and int(text) < len(class_names):
        return int(text)
    raise ConfigError(f"label should be a class, or its number from 0 to {len(class_names) - 1} (given '{text[:40]}').",
                      f"Classes: {', '.join(class_names)}.")


def _savez(path: Path, arrays: dict[str, Any], np: Any) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)

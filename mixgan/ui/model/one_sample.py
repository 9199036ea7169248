"""The sentence of one sample, on every page that shows one: who made it, and what a checker reads in it."""

from __future__ import annotations

import numpy as np

from mixgan.families import described
from mixgan.store.maps import StoredMap
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, look, sentences
from mixgan.ui.model import measured
from mixgan.ui.model.opened import Opened
from mixgan.ui.sentences import SampleFacts

__all__ = ["of_map", "of_model", "tell"]


def of_model(found: ModelFolder, opened: Opened, index: int) -> SampleFacts:
    """Of sample `index` of the seed, as no hand has changed it."""
    draw = measured.one_of(opened, choice.seed(), index)
    with opened.use() as generator:
        weights = generator.weights(draw)[0].float().numpy()
    expert = int(weights.argmax())
    alone = np.eye(len(weights), dtype=np.float32)[expert]
    read = measured.read(found, np.stack([measured.mixture_picture(opened, draw, each) for each in (weights, alone)]))
    if not read:
        return SampleFacts(index, expert, float(weights[expert]), None, 0.0)
    (cls, confidence), (by_itself, _) = read
    return SampleFacts(index, expert, float(weights[expert]), cls, confidence, by_itself)


def of_map(placed: StoredMap, index: int) -> SampleFacts:
    cls = int(placed.cls[index])
    name = placed.class_names[cls] if 0 <= cls < len(placed.class_names) else None
    return SampleFacts(index, int(placed.expert[index]), float(placed.weight[index]), name, float(placed.confidence[index]))


def tell(found: ModelFolder, facts: SampleFacts, chooses: bool) -> None:
    """`chooses`: one expert alone makes each picture."""
    figures, gated = found.figures, described(found.config.family).is_gated
    look.paragraph(f"Sample {facts.index}: " + sentences.about_sample(facts, figures, chooses, gated),
                   sentences.about_expert(facts.expert, figures, found.config.facts.class_names))

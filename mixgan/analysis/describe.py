"""What a card states about a model: pure functions from a generator to figures and pictures.

    describe(generator, judge, test, full=False)   use, entropies, classes, samples, nodes: seconds
    describe(generator, judge, test, full=True)    and distances to real pictures, clustering, knock-outs, the curve
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.answers import answer_figures
from mixgan.analysis.ceiling import ceiling_figures
from mixgan.analysis.clustered import USUAL, Effort, Head, clustering_figures, head_figures, simple_figures
from mixgan.analysis.curve import Progress, spread_curve
from mixgan.analysis.experts import N_KNOCK_OUT, SETS, knock_out, knock_out_content
from mixgan.analysis.hued import head_hue_figures, hue_content, hue_figures
from mixgan.analysis.judged import Judged, class_content, class_figures, feature_records, within_class
from mixgan.analysis.mixture import mixture_figures
from mixgan.analysis.nodes import node_content, node_sheet
from mixgan.analysis.observe import Observation, drawn, observe
from mixgan.analysis.said import said_figures
from mixgan.analysis.styled import style_figures
from mixgan.analysis.toys import toy_figures
from mixgan.analysis.tree_figures import head_tree_figures, tree_figures
from mixgan.data import ImageSet, shapes
from mixgan.data.known import asking
from mixgan.families.contract import Generator
from mixgan.measures import usage
from mixgan.measures.features import reference
from mixgan.measures.judges import Judge, Reader
from mixgan.measures.records import Figure
from mixgan.pictures import sheet

__all__ = ["N_POINTS", "N_SAMPLES", "N_SHARES", "Description", "clusterings", "describe", "losses", "samples_of"]

N_SHARES = 2000                 # draws behind shares, classes, entropies
N_POINTS = 2500
N_SAMPLES, COLUMNS = 64, 8


@dataclass(frozen=True)
class Description:
    """`figures` is the content of figures.json, `curve` that of curve.json; sheets are uint8 (H, W, C). None: there is none."""

    figures: dict[str, Any]
    samples: NDArray[np.uint8] | None = None
    nodes: NDArray[np.uint8] | None = None
    curve: dict[str, Any] | None = None


def describe(
    generator: Generator,
    judge: Judge | None = None,
    test: ImageSet | None = None,
    *,
    full: bool = False,
    reader: Reader | None = None,
    head: Head | None = None,
    effort: Effort = USUAL,
    seed: int = 0,
    source: str = "",
    between: Callable[[], None] = lambda: None,
) -> Description:
    """Everything known of a generator at the common address of `seed`.

    `judge`: of these pictures, or None. `test`: the held-out split, or None; a toy set brings its modes. `reader`: what measures
    distances where there is no judge, or None. `head`: the self-labelling head as a function of pictures. `effort`: of the
    clustering. `source`: the name of the data set; of `shapes` it is measured whether experts mean hues or shapes. What cannot be
    measured without one of them is left out. `between` is called between the parts, a second or two of work each; what it raises
    ends the measuring.
    """
    points = len(generator.image_shape) == 1
    seen = observe(generator, drawn(generator, N_POINTS if points else N_SHARES, seed))
    between()
    content = _facts(generator, seen)
    figures = mixture_figures(seen, seed) + ceiling_figures(generator, seed)
    if points:
        return _described_points(content, figures, seen, test, seed)
    judged = None if judge is None else Judged(seen, judge(seen.pictures), judge, seed)
    between()
    if judged is not None:
        figures += class_figures(judged, None if test is None else test.labels)
        content |= class_content(judged)
    if source == shapes.NAME:
        figures += hue_figures(seen, judged, seed)
        content |= hue_content(seen)
    if full and source in asking("pairs"):
        figures += answer_figures(generator, source, seed)
        between()
    if full and source in asking("two sets"):
        figures += style_figures(generator, source, seed)
        between()
    if full and source in asking("words"):
        figures += said_figures(generator, seed)
        between()
    content["samples"] = _samples(generator, seen, judged, seed)
    if generator.tree is not None:
        classes = None if judged is None else judged.verdict.classes
        content["nodes"] = node_content(seen, classes, 0 if judge is None else len(judge.class_names))
        if judged is not None:
            figures += tree_figures(judged)
    between()
    curve = None
    if full and test is not None:
        figures += clusterings(generator, test, head, effort, seed, source)
        # the few questions that are kept would stand for all held-out ones: what is measured of answers is above
        if (reads := judge or reader) is not None and not generator.reads_conditions:
            curve = _against_reals(generator, reads, test, content, figures, judged, seed)
    content["figures"] = [figure.to_dict() for figure in figures]
    return Description(content, sheet(seen.pictures[:N_SAMPLES], COLUMNS), node_sheet(generator, seen), curve)


def _facts(generator: Generator, seen: Observation) -> dict[str, Any]:
    return {
        "n_experts": generator.n_experts,
        "parameters": sum(p.numel() for p in generator.parameters()),
        "expert_word": generator.expert_word,
        "tree_depth": generator.tree.depth if generator.tree else None,
        "chooses": generator.chooses,
        "shares": {
            "n": len(seen),
            "hard": _rounded(usage.hard_usage(seen.weights)),
            "soft": _rounded(usage.soft_usage(seen.weights)),
        },
    }


def samples_of(
    generator: Generator, judge: Judge | None, seed: int, label: int | None = None
) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """The sheet of a seed, or of one class of it, and its facts as `describe` writes them into figures."""
    seen = observe(generator, drawn(generator, N_SAMPLES, seed, label))
    judged = None if judge is None else Judged(seen, judge(seen.pictures), judge, seed)
    return sheet(seen.pictures, COLUMNS), _samples(generator, seen, judged, seed)


def _samples(generator: Generator, seen: Observation, judged: Judged | None, seed: int) -> dict[str, Any]:
    """`alone`: of a soft mixture the class that is read where the expert of largest weight draws the same noise by itself. What
    comes after the mixing is not linear, so a large weight does not say that the picture is that expert's."""
    experts = seen.expert[:N_SAMPLES]
    weight = seen.weights[np.arange(len(experts)), experts]
    out = {"seed": seed, "n": len(experts), "columns": COLUMNS, "expert": experts.tolist(), "weight": _rounded(weight)}
    if judged is not None:
        out["cls"] = judged.verdict.classes[:N_SAMPLES].tolist()
        out["confidence"] = _rounded(judged.verdict.confidence[:N_SAMPLES])
        if not generator.chooses and generator.n_experts > 1:
            by_itself = replace(seen.draw[:N_SAMPLES], expert=torch.from_numpy(experts))
            out["alone"] = judged.judge(observe(generator, by_itself).pictures).classes.tolist()
    return out


def _described_points(
    content: dict[str, Any], figures: list[Figure], seen: Observation, test: ImageSet | None, seed: int
) -> Description:
    if test is not None and (toy := toy_figures(seen.pictures, test, seed)) is not None:
        count, of_modes = toy
        figures = figures + of_modes
        content |= {"modes": count.counts.tolist()}
    return Description(content | {"figures": [figure.to_dict() for figure in figures]})


def clusterings(
    generator: Generator, test: ImageSet, head: Head | None, effort: Effort, seed: int, source: str
) -> list[Figure]:
    """By the mixture where it gives each picture one expert; by the head where there is one."""
    # a generator that was told the classes has nothing to find: clustering is of models that no label was shown
    if test.labels is None or test.images.shape[1:] != _native(generator) or generator.is_conditional:
        return []
    figures = []
    if generator.chooses and generator.n_experts > 1:
        figures += clustering_figures(generator, test.images, test.labels, seed=seed, effort=effort)
    if head is not None:
        figures += head_figures(head, test.images, test.labels, generator.n_experts)
        if generator.tree is not None:
            figures += head_tree_figures(head, test.images, test.labels, generator.n_experts)
        if source == shapes.NAME:
            figures += head_hue_figures(head, test.images, generator.n_experts)
    if figures:
        figures += simple_figures(test.images, test.labels, generator.n_experts, seed)
    return figures


def _native(generator: Generator) -> tuple[int, ...]:
    channels, height, width = generator.image_shape
    return (height, width, channels)


def _against_reals(
    generator: Generator, reader: Reader, test: ImageSet, content: dict[str, Any], figures: list[Figure], judged: Judged | None,
    seed: int,
) -> dict[str, Any]:
    """Adds the feature measures and the knock-outs; returns the curve against the spread."""
    read = reader(test.images)
    if judged is not None and test.labels is not None:
        figures += within_class(judged, read, test.labels)
    real = reference(read.features)
    figures += feature_records(generator, reader, real, seed)
    if generator.n_experts > 1:
        content["knock_out"] = losses(generator, reader, real, seed)
    return spread_curve(generator, reader, real, seed)


def losses(
    generator: Generator,
    reader: Reader,
    real: NDArray[np.float64],
    seed: int = 0,
    progress: Progress | None = None,
    *,
    n: int = N_KNOCK_OUT,
    sets: int = SETS,
) -> dict[str, Any]:
    """The `knock_out` of figures.json. `real`: features of held-out pictures, in the order of `features.reference`."""
    found = knock_out(generator, reader, real, n=n, sets=sets, seed=seed, progress=progress)
    return knock_out_content(found, reader, n, min(n, len(real)), seed)


def _rounded(values: NDArray) -> list[float]:
    return [round(float(value), 5) for value in values]

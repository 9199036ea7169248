"""Whether experts mean hues or shapes, of pictures whose experts were planted to mean either."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import data, families
from mixgan.analysis.describe import describe
from mixgan.analysis.hued import head_hue_figures, hue_figures
from mixgan.analysis.judged import Judged
from mixgan.analysis.observe import Observation
from mixgan.analysis.overview import overview
from mixgan.data import shapes
from mixgan.families.contract import Draw
from mixgan.measures.hues import nearest_hue
from mixgan.measures.records import Figure

KNOWN = shapes.factors("test")
PICTURES = shapes.draw(KNOWN)
JUDGE: Any = SimpleNamespace(class_names=shapes.SHAPES, features_id="c/planted")


def seen(expert: np.ndarray, K: int = 6, rows: np.ndarray | slice = slice(None)) -> Observation:
    weights = np.eye(K, dtype=np.float32)[expert]
    return Observation(Draw(torch.zeros(len(expert), 2)), PICTURES[rows], weights, weights, None)


def by_name(figures: list[Figure]) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures}


def judged(observed: Observation) -> Judged:
    verdict: Any = SimpleNamespace(classes=KNOWN.shape)
    return Judged(observed, verdict, JUDGE, 0)


@pytest.mark.parametrize(("meaning", "hue", "shape"), [("hue", 1, 0), ("shape", 0, 1)])
def test_experts_that_are_hues_and_experts_that_are_shapes(meaning: str, hue: float, shape: float) -> None:
    observed = seen(getattr(KNOWN, meaning))
    found = by_name(hue_figures(observed, judged(observed), 0))
    assert found["NMI of expert and hue"] == pytest.approx(hue, abs=1e-9)
    assert found["NMI of expert and shape"] == pytest.approx(shape, abs=1e-9)
    head = np.eye(6, dtype=np.float32)[getattr(KNOWN, meaning)]
    found = by_name(head_hue_figures(lambda images: head, PICTURES, 6))
    assert found["head Q alone: NMI with hue"] == pytest.approx(hue, abs=1e-9)
    assert found["head Q alone: NMI with shape"] == pytest.approx(shape, abs=1e-9)


def test_a_hue_that_is_never_drawn_is_named() -> None:
    """The judge's features do not show it."""
    kept = np.flatnonzero(KNOWN.hue != 3)
    least, *_ = hue_figures(seen(KNOWN.shape[kept], rows=kept), None, 0)
    assert (least.name, least.value) == ("smallest hue share", 0)
    assert least.note.startswith("cyan,")
    assert least.n_fake == len(kept)


def test_without_a_judge_there_is_no_shape_and_with_one_generator_no_expert() -> None:
    assert list(by_name(hue_figures(seen(KNOWN.hue), None, 0))) == ["smallest hue share", "NMI of expert and hue"]
    assert list(by_name(hue_figures(seen(np.zeros(len(PICTURES), int), 1), None, 0))) == ["smallest hue share"]


def test_a_head_needs_the_whole_test_split() -> None:
    with pytest.raises(ValueError, match="two labellings of the same samples"):
        head_hue_figures(lambda images: np.ones((len(images), 2), np.float32), PICTURES[:40], 2)


@pytest.fixture(scope="module")
def untrained() -> Any:
    small = {"noise_dim": 6, "widths": (8, 6, 4), "critic_widths": (4, 8, 8), "n_experts": 3}
    config = families.configure("gmgan", "shapes", data.load("shapes", split="test").facts(), overrides=small)
    return families.build(config).eval()


def test_only_models_of_shapes_are_described_so(untrained: Any) -> None:
    """At any size: hues need no judge."""
    figures = describe(untrained, source="shapes").figures["figures"]
    (found,) = (one for one in figures if one["name"] == "NMI of expert and hue")
    assert found["n_fake"] == 2000
    for other in (describe(untrained), describe(untrained, source="mnist")):
        assert not [one for one in other.figures["figures"] if "hue" in one["name"]]


def test_a_full_description_asks_the_head(untrained: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixgan.analysis.describe.clustering_figures", lambda *_, **__: [])      # a minute, tried elsewhere
    test = data.load("shapes", split="test")
    found = describe(untrained, None, test, full=True, source="shapes",
                     head=lambda images: np.eye(3, dtype=np.float32)[nearest_hue(images) % 3]).figures["figures"]
    values = {one["name"]: one["value"] for one in found}
    assert values["head Q alone: NMI with hue"] == pytest.approx(2 * np.log(3) / (np.log(3) + np.log(6)), abs=1e-5)
    assert values["head Q alone: NMI with shape"] == pytest.approx(0, abs=1e-5)
    assert "head Q alone: NMI" in values


def test_a_table_of_models_has_the_hue_beside_the_class() -> None:
    config = families.configure("gmgan", "shapes", data.load("shapes", split="test").facts())
    figures: dict[str, Any] = {"n_experts": 6, "parameters": 1, "figures": [
        {"name": "NMI of expert and class", "value": 0.01}, {"name": "NMI of expert and hue", "value": 0.987}]}
    _, head, _, row, *_ = overview([("a", config, figures)]).splitlines()[1:]
    assert "| NMI expert-class | NMI expert-hue |" in head
    assert "| 0.010 | 0.987 |" in row

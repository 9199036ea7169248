"""Figures of a model that is asked for classes: whether the class is drawn, and how varied it is within one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from mixgan import data, families
from mixgan.analysis.card import card
from mixgan.analysis.judged import Judged, class_figures, within_class
from mixgan.analysis.observe import Observation
from mixgan.families.contract import Draw

N, C = 600, 3
JUDGE: Any = SimpleNamespace(class_names=("a", "b", "c"), features_id="c/planted",
                             config=SimpleNamespace(accuracy=0.99, n_test=100, confidence=0.98))
LABELS = np.arange(N) % C


def read(features: np.ndarray, classes: np.ndarray) -> Any:
    return SimpleNamespace(features=features, classes=classes, confidence=np.full(len(classes), 0.9))


def judged(classes: np.ndarray, features: np.ndarray, label: np.ndarray | None = LABELS) -> Judged:
    draw = Draw(torch.zeros(N, 2), label=None if label is None else torch.from_numpy(label))
    one = np.ones((N, 1), np.float32)
    return Judged(Observation(draw, np.zeros((N, 1, 1, 1), np.uint8), one, one, None), read(features, classes), JUDGE, 0)


def blobs(width: float, seed: int) -> np.ndarray:
    """Three classes far apart, each as wide as `width`."""
    return 100 * LABELS[:, None] + width * np.random.default_rng(seed).standard_normal((N, 2))


def test_the_share_of_asked_classes_that_are_read() -> None:
    classes = LABELS.copy()
    classes[:60] = (classes[:60] + 1) % C
    found = {figure.name: figure for figure in class_figures(judged(classes, blobs(1, 0)), None)}
    assert found["asked class is read"].value == pytest.approx(0.9)
    assert found["asked class is read"].interval is not None
    without = [figure.name for figure in class_figures(judged(classes, blobs(1, 0), None), None)]
    assert "asked class is read" not in without


@pytest.mark.parametrize("width", [0.5, 1.0, 2.0])
def test_variety_is_within_a_class_not_between_classes(width: float) -> None:
    """Over all samples the distance of the classes would hide it: the ratio would be near 1 whatever the width."""
    (found,) = within_class(judged(LABELS, blobs(width, 1)), read(blobs(1.0, 2), LABELS), LABELS)
    assert found.value == pytest.approx(width, rel=0.1)
    assert within_class(judged(LABELS, blobs(width, 1), None), read(blobs(1.0, 2), LABELS), LABELS) == []


def test_a_card_says_that_labels_were_told_and_modes_were_sought() -> None:
    figures = {"n_experts": 1, "expert_word": "generator", "parameters": 1, "figures": []}
    facts, known = data.load("digits").facts(), data.known()["digits"]
    text = card("x", families.configure("cgan", "digits", facts, overrides={"mode_seeking": 1.0}), figures, known)
    assert "It was told the 10 classes of its training pictures" in text
    assert "With mode seeking (weight 1, reciprocal)." in text
    plain = card("x", families.configure("gan", "digits", facts), figures, known)
    assert "was told" not in plain
    assert "mode seeking" not in plain

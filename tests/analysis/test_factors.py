"""Experts are called by a known factor only where they go with it, and more than with the class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mixgan.analysis.factors import LEAST, told_by
from mixgan.analysis.hued import hue_content
from mixgan.data import shapes
from mixgan.errors import ConfigError
from mixgan.files import read_json
from mixgan.store.figures import checked_figures
from tests.analysis.test_hued import KNOWN, seen
from tests.fuzz.targets import CHECKPOINTS

HUES = {"name": "hue", "values": ["red", "green"], "counts": [[98, 2], [0, 0]]}


def figures(hue: float | None, of_class: float | None, **more: Any) -> dict[str, Any]:
    values = {"NMI of expert and hue": hue, "NMI of expert and class": of_class}
    return {"n_experts": 2, "parameters": 1, "expert_class": [[5, 5, 5], [0, 9, 0]], "expert_factor": HUES,
            "figures": [{"name": name, "value": value} for name, value in values.items() if value is not None]} | more


def test_experts_that_are_hues_are_told_by_them() -> None:
    told = told_by(figures(0.97, 0.005), shapes.SHAPES)
    assert told is not None
    assert (told.what, told.names, told.is_class) == ("hue", ("red", "green"), False)
    assert told.purity == [0.98, 0.0]
    assert told_by(figures(0.97, None, expert_class=None), ()) == told      # without a judge too


@pytest.mark.parametrize("case", [
    figures(0.6, 0.9),                          # shapes, which hardly go apart from hues
    figures(0.9, 0.9),
    figures(LEAST - 0.01, 0.0),                 # neither
    figures(None, 0.1),                         # nobody measured it
    figures(0.97, 0.005, expert_factor=None),   # measured before the counts were kept
])
def test_others_are_not(case: dict[str, Any]) -> None:
    told = told_by(case, shapes.SHAPES)
    assert told is not None
    assert (told.what, told.names, told.counts) == ("class", shapes.SHAPES, case["expert_class"])
    assert told_by(case | {"expert_class": None}, shapes.SHAPES) is None


def test_what_is_described_fits_and_tells_every_hue() -> None:
    content = hue_content(seen(KNOWN.hue))
    told = told_by(figures(1.0, 0.0, n_experts=6, expert_class=None) | content, ())
    assert told is not None
    assert told.purity == [1.0] * 6
    assert [told.names[int(np.argmax(row))] for row in told.counts] == list(shapes.HUES)
    assert checked_figures(content | {"n_experts": 6}, "here")
    with pytest.raises(ConfigError, match="6 rows of 6 counts"):
        checked_figures({"n_experts": 6, "expert_factor": content["expert_factor"] | {"counts": [[1] * 6] * 5}}, "here")


@pytest.mark.parametrize(("name", "what"), [("gmgan-shapes-hue", "hue"), ("gmgan-mnist", "class")])
def test_what_is_shipped(name: str, what: str) -> None:
    figures = read_json(CHECKPOINTS / name / "figures.json")
    told = told_by(figures, ())
    assert told is not None
    assert told.what == what

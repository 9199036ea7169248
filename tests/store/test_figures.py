"""figures.json and lines of metrics: what was measured is let through, what would break a page is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mixgan.errors import ConfigError
from mixgan.store.figures import checked_figures, is_line

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "checkpoints").glob("*/figures.json"))
WHOLE: dict[str, Any] = {
    "n_experts": 2, "parameters": 5, "expert_word": "leaf", "tree_depth": 1, "expert_class": [[3, 0], [0, 4]],
    "samples": {"seed": 0, "columns": 8, "expert": [0, 1], "weight": [0.9, 1], "cls": [None, 1], "confidence": [0.5, None]},
    "shares": {"hard": [0.5, 0.5]}, "checker": {"data": "digits", "accuracy": 0.99, "n_test": 359},
    "nodes": {"class_mix": [[1, 2.5]]}, "told": {"expert": [[3, 1], [0, 0]]},
    "settling": {"attempt": 1, "tries": 3, "updates": 1750, "objective": -4.4, "flips": 0.03, "kinds": 2, "settled": True},
    "figures": [{"name": "NMI", "value": 0.7, "interval": [0.6, 0.8], "note": "more may stand here"}]}


def test_what_is_shipped_is_read_as_it_stands() -> None:
    assert len(SHIPPED) >= 9
    for path in SHIPPED:
        content = json.loads(path.read_text())
        assert checked_figures(content, "name") is content
    assert checked_figures(WHOLE, "name") is WHOLE
    assert checked_figures({}, "name") == {}
    assert checked_figures(WHOLE | {"expert_class": None, "samples": None, "of a later day": [1]}, "name")


@pytest.mark.parametrize(("change", "sentence"), [
    ({"n_experts": "2"}, "n_experts should be a valid integer"), ({"n_experts": 0}, "n_experts should be greater"),
    ({"n_experts": 10**400}, "n_experts should be less"), ({"expert_word": ""}, "expert_word"),
    ({"expert_word": None}, "expert_word"), ({"parameters": None}, "figures are stated without n_experts and parameters"),
    ({"expert_word": ["leaf"]}, "expert_word"),
    ({"tree_depth": 2}, "tree_depth is 2, which does not give 2 experts"), ({"parameters": -1}, "parameters"),
    ({"minutes": float("nan")}, "minutes"), ({"figures": [{"value": 1}]}, "figures.0.name"),
    ({"figures": {"name": "NMI"}}, "figures"),
    ({"figures": [{"name": "NMI", "value": float("inf")}]}, "figures.0.value"), ({"checker": {"accuracy": 0.9}}, "checker.data"),
    ({"figures": [{"name": "recall-c@5", "value": 0.5, "k": 5}]}, "recall-c@5 is stated without n_fake"),
    ({"figures": [{"name": "NMI", "value": 1, "interval": [0]}]}, "figures.0.interval"),
    ({"expert_class": [[1, 2]]}, "expert_class should have 2 equal rows"), ({"expert_class": [[1], [2, 3]]}, "equal rows"),
    ({"expert_class": [[], []]}, "equal rows"), ({"expert_class": [[1, -1], [1, 1]]}, "expert_class.0.1"),
    ({"shares": [0.5]}, "shares"), ({"shares": {"hard": [1.5]}}, "shares.hard.0"),
    ({"checker": {"accuracy": "good"}}, "accuracy"),
    ({"samples": 5}, r"samples should be an object \(given '5'\)"),
    ({"samples": {"expert": [2]}}, "samples names expert 2, and there are 2"),
    ({"samples": {"expert": [0, 1], "weight": [1]}}, "2 experts and 1 of weight"),
    ({"samples": {"columns": 0}}, "samples.columns"),
    ({"told": [1]}, "told"), ({"told": {"expert": [[1, 2]]}}, "told.expert should be counts in as many columns as rows"),
    ({"told": {"expert": []}}, "told.expert"), ({"told": {"label": [[0, 0], [0, 0]]}}, "not all of them 0"),
    ({"told": {"expert": [[1, -1], [1, 1]]}}, "told.expert.0.1"),
    ({"settling": {"attempt": 0}}, "settling.tries"), ({"settling": WHOLE["settling"] | {"flips": 2}}, "settling.flips"),
    ({"settling": WHOLE["settling"] | {"attempt": 3}}, "settling names try 3, and there are 3"), ({"settling": []}, "settling"),
    ({"settling": WHOLE["settling"] | {"settled": "yes"}}, "settling.settled"),
    ({"nodes": {"class_mix": [[-1]]}}, "nodes.class_mix"), ({"nodes": []}, "nodes"),
])
def test_what_a_page_could_not_show_is_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=f"^name: .*{sentence}"):
        checked_figures(WHOLE | change, "name")


@pytest.mark.parametrize(("line", "good"), [
    ({"step": 3}, True), ({"step": 0, "loss": {"critic": 0.5, "r1": None}, "usage": [1], "twins": {"pair": [0, 1]}}, True),
    ({"step": 3, "usage": None, "loss": None, "distance": None}, True), ({"step": 2.0}, False),
    ({"step": True}, False), ({}, False),
    ({"step": -1}, False), ([], False), ({"step": 3, "loss": 0.5}, False), ({"step": 3, "loss": {"critic": "low"}}, False),
    ({"step": 3, "twins": {"pair": ["0", 1]}}, False), ({"step": 3, "twins": {"pair": [1]}}, False),
    ({"step": 3, "strange": {"contrast": 0.5}}, True),
    ({"step": 3, "strange": 1}, False), ({"step": 3, "strange": {"contrast": "much"}}, False),
    ({"step": 3, "classes": {"shares": {"5": 0.1}, "confidence": 0.9}}, True), ({"step": 3, "classes": {}}, True),
    ({"step": 3, "classes": {"shares": [0.1]}}, False), ({"step": 3, "classes": {"shares": {"5": "few"}}}, False),
    ({"step": 3, "classes": {"confidence": "much"}}, False), ({"step": 3, "classes": 1}, False),
    ({"step": 3, "told": {"expert": 0.5}}, True), ({"step": 3, "told": None}, True), ({"step": 3, "told": 0.5}, False),
    ({"step": 3, "told": {"expert": "all"}}, False),
    ({"step": 3, "twins": 1}, False), ({"step": 3, "twins": {"pair": [0, 1], "ratio": "low"}}, False),
    ({"step": 3, "usage": 1}, False), ({"step": 3, "usage": [None]}, False), ({"step": 3, "rate": float("nan")}, False),
    ({"step": 3, "distance": 10**400}, False), ({"step": 3, "experts": ["0"]}, False), ({"step": 10**12}, False),
])
def test_a_line_is_a_step_and_numbers(line: Any, good: bool) -> None:
    assert is_line(line) is good

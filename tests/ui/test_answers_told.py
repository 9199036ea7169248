"""What the Answers page says below its answers: every sentence where it is so, and not where it is not."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mixgan.analysis.answer_names import FOUND, HUED, RIGHT
from mixgan.ui.model import answers_told
from mixgan.ui.views.answers import Palette

COLOURS = np.eye(2, 3, dtype=np.uint8) * 255
EDGES = Palette(("red", "green"), COLOURS)
BOTH = Palette(("red", "green"), COLOURS, grounds=("black", "white"))
DIGITS = Palette(("red", "green"), COLOURS, asks="digit", right="right hues")
ALL_SAID = [{"name": "hue", "values": ["red", "blue"], "asked": 0}]
HUE_OPEN = [{"name": "hue", "values": ["red", "blue"], "asked": None}, {"name": "size", "values": ["small"], "asked": 0}]


def told(monkeypatch: pytest.MonkeyPatch, other: bool = False, palette: Palette | None = None, said: Any = None) -> str:
    kept: list[str] = []
    monkeypatch.setattr(answers_told.look, "paragraph", lambda *clauses: kept.extend(clauses))
    answers_told.tell(SimpleNamespace(palette=palette, said=said), object() if other else None)         # type: ignore[arg-type]
    return re.sub("<span role=.*?</span>|<[^>]*>", "", " ".join(kept))


# what is so -> words that it alone brings
SO: dict[str, tuple[dict[str, Any], str]] = {
    "beside its twin": ({"other": True}, "is all in which the two models differ"),
    "outlines": ({"palette": EDGES}, "Every outline has 2 right answers, each as likely"),
    "two grounds": ({"palette": BOTH}, "Every outline has 4 right answers, each as likely"),
    "digits": ({"palette": DIGITS}, "Every digit has 2 right hues, each as likely"),
    "own words": ({"said": {"rules": None}}, "The words are those of the model's own captions"),
    "all is said": ({"said": {"rules": {}, "attributes": ALL_SAID}}, "leaves nothing open but the exact spot"),
    "a hue is open": ({"said": {"rules": {}, "attributes": HUE_OPEN}}, "after 16 draws, in the mean: hue 2.0 of 2."),
}


@pytest.mark.parametrize("name", SO)
def test_each_is_said_where_it_is_so_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for other, (given, _) in SO.items():
        assert (SO[name][1] in told(monkeypatch, **given)) is (other == name), other
    assert SO[name][1] not in told(monkeypatch)                     # of a model alone, of which no right answer is known


@pytest.mark.parametrize("name", SO)
def test_mode_seeking_is_missed_where_no_twin_is_beside(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, **SO[name][0])
    assert ("no model here differs from this one in that alone" in said) is (name != "beside its twin")


@pytest.mark.parametrize("name", SO)
def test_an_answer_is_read_by_rules_where_there_are_rules(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, **SO[name][0])
    assert ("a dashed frame marks one that does not show what is said" in said) is (name in ("all is said", "a hue is open"))
    assert ("a perfect model would have found" in said) is (name in ("outlines", "two grounds", "digits", "a hue is open"))
    assert "size" not in said                                       # what the sentence asked for is not left open


@pytest.mark.parametrize(("names", "words", "others"), [
    ((), "", ""),
    ((RIGHT,), "Measured:\n\n- with mode seeking, weight 1: answers that are right 0.50", "right answers are found"),
    ((FOUND,), "Measured:\n\n- with mode seeking, weight 1: 0.5 right answers are found of 8", HUED),
    ((FOUND, HUED), f"Measured:\n\n- with mode seeking, weight 1: 0.5 right answers are found of 8; {HUED} 0.50", RIGHT),
    (("FID",), "", "FID")])
def test_what_was_measured_is_said_and_nothing_else(
    names: tuple[str, ...], words: str, others: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(answers_told.st, "markdown", kept.append)
    records = [{"name": name, "value": 0.5, "note": "of 8"} for name in names]
    models = [SimpleNamespace(figures={"figures": found}, config=SimpleNamespace(training=SimpleNamespace(mode_seeking=weight)))
              for weight, found in ((0.0, []), (1.0, records))]
    answers_told.measured(models)                                   # type: ignore[arg-type]
    text = "".join(kept).replace("\\", "")
    assert text == words
    assert not others or others not in text
    assert "without" not in text                                    # of which nothing was measured

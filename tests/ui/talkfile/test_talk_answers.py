"""Models that are asked, in a talk's file: one page, on which two answer side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixgan.analysis.script import read_script
from mixgan.errors import ConfigError
from mixgan.store.models import find
from mixgan.ui.components.packet import unpack
from mixgan.ui.talkfile import talk_html
from mixgan.ui.talkfile.source import Source
from mixgan.ui.views.opening import opened_from
from tests.ui.talkfile.talks import block_of, head_of
from tests.ui.test_answers_page import write_pix, write_words


def packet_of(page: str, key: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    (part,) = head_of(page)["screens"][key]["parts"]
    assert (part["component"], part["live"]) == ("answers", False)
    header, parts = unpack(block_of(page, part["packet"]))
    return header["view"], parts


def test_a_model_answers_beside_the_one_that_differs_in_mode_seeking_alone(home: Path) -> None:
    write_pix(home / "checkpoints" / "edges-plain", mode_seeking=0)
    view, _ = packet_of(talk_html([find("edges-plain")], None), "Answers|edges-plain|0||0")
    assert view["titles"] == ["without mode seeking"]
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    page = talk_html([find("edges")], None)
    assert head_of(page)["models"] == [{"name": "edges", "pages": ["Answers"], "program": None}]
    view, parts = packet_of(page, "Answers|edges|0||0")
    assert view["titles"] == ["without mode seeking", "with mode seeking, weight 0.1"]
    assert view["recipe"]["model"] == "edges"
    assert [one["model"] for one in view["recipes"]] == ["edges-plain", "edges"]
    programs = [opened_from(find(name).path).program for name in ("edges-plain", "edges")]
    assert [parts["program"], parts["sheet1"]] == programs
    asked = np.frombuffer(parts["sheet0"], np.uint8).reshape(3, 8, 8)
    assert [column.tolist() for column in asked.max(1).argmax(1)[:, None]] == [[0], [1], [2]]


def test_a_step_of_a_talk_asks(home: Path) -> None:
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    step = read_script("# T\n## One\n<Answers?model=edges&question=2&seed=3>\nSixteen at once.")
    head = head_of(talk_html([find("edges")], step))
    assert head["steps"][0]["query"] == {"model": "edges", "question": "2", "seed": "3"}
    assert list(head["screens"]) == ["Answers|edges|3||0", "Answers|edges|0||0"]


def test_what_a_sentence_asks_is_refused(home: Path) -> None:
    write_words(home / "checkpoints" / "said", mode_seeking=0.1)
    with pytest.raises(ConfigError, match="said is asked by sentences, which a server reads: a talk's file has no page for it"):
        talk_html([find("said")], None)


def test_what_is_too_large_to_answer_in_a_page_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pix(home / "checkpoints" / "edges", mode_seeking=0.1)
    monkeypatch.setattr(Source, "is_filmed", True)
    with pytest.raises(ConfigError, match="edges cannot answer in a page: a talk's file has no page for it"):
        talk_html([find("edges")], None)

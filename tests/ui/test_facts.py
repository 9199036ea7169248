"""A model in one line, and what the n of a table counts: only what is known of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.analysis.answer_names import ANSWER_MEASURES, SAID_MEASURES, n_in_words
from mixgan.analysis.group_names import GROUP_MEASURES
from mixgan.measures.toy import TOY_MEASURES
from mixgan.store.models import ModelFolder
from mixgan.ui.views.facts import classes_of, facts_line
from tests.ui.tiny import write_tiny


@pytest.mark.parametrize(("family", "figures", "line"), [
    ("hmog", True, "HMoG · digits · 4 leaves · 20 steps"), ("gan", True, "GAN · digits · 1 generator · 20 steps"),
    ("hmog", False, "HMoG · digits · 20 steps")])
def test_experts_are_counted_where_they_were(family: str, figures: bool, line: str, tmp_path: Path) -> None:
    write_tiny(tmp_path / "m", family, figures=figures)
    assert facts_line(ModelFolder(tmp_path / "m", "m")) == line


def test_only_a_model_that_was_told_classes_can_be_asked_for_one(tmp_path: Path) -> None:
    for family, asked in (("cgan", 10), ("gmgan", 0)):
        write_tiny(tmp_path / family, family)
        assert len(classes_of(ModelFolder(tmp_path / family, family))) == asked


def test_the_n_of_answers_counts_questions_and_that_of_others_does_not() -> None:
    for measures in (ANSWER_MEASURES[:1], SAID_MEASURES[:1], (*SAID_MEASURES[:1], "FID-c")):
        assert n_in_words(1200, measures) == "answers to 1,200 held-out questions"
    assert n_in_words(1200, TOY_MEASURES) == "1,200 generated points"
    assert n_in_words(1200, GROUP_MEASURES[:2]) == "every held-out picture, grouped"
    assert n_in_words(1200, ("FID-c",)) == "1,200 generated pictures beside 1,200 held-out ones"

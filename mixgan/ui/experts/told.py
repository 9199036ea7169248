"""What the critic's heads said of a finished model's fakes: which generator made this, which class is it."""

from __future__ import annotations

import html

import streamlit as st

from mixgan.analysis.telling import alt, sentences, telling
from mixgan.analysis.words import short_name
from mixgan.figures.expert_class import expert_class
from mixgan.store.models import ModelFolder
from mixgan.ui import look
from mixgan.ui.experts import shares

__all__ = ["TITLES", "show"]

TITLES = {"expert": "Which {word} made this?", "label": "Which class does the critic read?"}


def show(found: ModelFolder) -> None:
    """A board for each head; nothing of a family whose critic names nothing."""
    for head, counts in found.told.items():
        if head in TITLES:
            _board(found, head, counts)


def _board(found: ModelFolder, head: str, counts: list[list[int]]) -> None:
    word, classes = found.figures.get("expert_word") or "expert", found.config.facts.class_names
    is_expert = head == "expert"
    names = [short_name(k) for k in range(len(counts))] if is_expert else classes
    st.subheader(TITLES[head].format(word=word), anchor=False)
    left, right = st.columns([1, 1], gap="large")
    with left:
        shares.show(expert_class(counts, names, word if is_expert else "asked for", across="named by the critic", rows=names),
                    alt(counts, head, word, classes), f"{found.name}-{head}")
    with right:
        known = telling(counts)
        look.paragraph(*(html.escape(one) for one in sentences(known, head, word, classes)))
        st.caption(f"Per cent of each row, written from 10 % on; {known.n:,} fakes of the finished model. The head is the "
                   "critic's at the end of the training, against which the generator was trained: it is no judge from outside.")

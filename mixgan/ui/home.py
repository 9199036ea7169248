"""What Home shows, from stored files alone."""

from __future__ import annotations

import streamlit as st

from mixgan.analysis.words import plural
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, sentences
from mixgan.ui.components.sheet import SheetLook, sheet_packet

__all__ = ["KEY", "caption", "packet", "picked", "remember_sample", "story", "without_sheet"]

KEY = "sheet"
GATED = ("hmog", "mog", "megan")


def caption(found: ModelFolder) -> str:
    figures = found.figures
    n = len((figures.get("samples") or {}).get("expert") or [])
    seed = (figures.get("samples") or {}).get("seed", 0)
    return f"{found.name}: {choice.facts_line(found)} · {n} stored samples, seed {seed}"


def picked(found: ModelFolder) -> int:
    """The sample whose story is told: what was clicked, or the link's; -1 for none."""
    n = len((found.figures.get("samples") or {}).get("expert") or [])
    clicked = (st.session_state.get(KEY) or {}).get("sample")
    start = links.at_start("sample", links.whole(0, max(0, n - 1)), -1, found.name)
    index = start if clicked is None else int(clicked)
    return index if index < n else -1


def remember_sample() -> None:
    """Callback of the sheet: the link names the sample."""
    sample = (st.session_state.get(KEY) or {}).get("sample")
    found = choice.folder()
    if sample is not None and found is not None:
        links.keep("sample", int(sample), str(int(sample)), scope=found.name)


def packet(found: ModelFolder) -> bytes:
    """The sheet as it stood when the visit began: what is clicked later stays in the browser."""
    figures, names = found.figures, found.config.facts.class_names
    stored = figures.get("samples") or {}
    n, K = len(stored.get("expert") or []), int(figures.get("n_experts") or 1)
    word = figures.get("expert_word", "expert")
    facts = [sentences.sample_facts(figures, names, i) for i in range(n)]
    known = [one for one in facts if one is not None]
    view = SheetLook(
        expert=[one.expert for one in known], weight=[one.weight for one in known],
        labels=[sentences.tile_label(one, word) for one in known], colours=look.colours(K), shapes=look.shapes(K),
        alt=sentences.grid_alt(found.name, n, stored.get("seed", 0)),
    )
    start = links.at_start("sample", links.whole(0, max(0, n - 1)), -1, found.name)
    return sheet_packet(found.samples or b"", int(stored.get("columns", 8)), view, start)


def story(found: ModelFolder, index: int) -> None:
    """The sentence of one sample, and the pages that prove it."""
    figures = found.figures
    chooses = min((figures.get("samples") or {}).get("weight") or [1.0]) >= 1
    facts = sentences.sample_facts(figures, found.config.facts.class_names, index)
    if facts is None:
        word, K = figures.get("expert_word", "expert"), int(figures.get("n_experts") or 1)
        look.paragraph(_legend(word, K, chooses), "Choose a picture to see who made it." if K > 1 else "")
        return
    st.subheader(f"Sample {index}", anchor=False)
    look.paragraph(
        sentences.about_sample(facts, figures, chooses, found.config.family in GATED),
        sentences.about_expert(facts.expert, figures, found.config.facts.class_names),
    )
    _proofs(found, facts)


def _legend(word: str, K: int, chooses: bool) -> str:
    """How to read the frames; `chooses`: each picture is one expert's alone, so no frame is thicker than another."""
    if K == 1:
        return "One generator made all of these."
    meaning = {
        "leaf": "A leaf is one linear map of the noise at the end of a tree of gates; all leaves share what draws the picture.",
        "component": "A component is one Gaussian of the noise; all components share one generator.",
    }.get(word, "An expert is one of several small generators.")
    return (f"{K} {look.term(plural(word, K), meaning)} made these. The frame's colour and the number below say "
            + (f"which {word} made it." if chooses else
               "whose weight was largest; the thicker the frame, the larger the weight."))


def _proofs(found: ModelFolder, facts: sentences.SampleFacts) -> None:
    figures = found.figures
    if figures.get("tree_depth"):
        depth = int(figures["tree_depth"])
        path = "".join("LR"[facts.expert >> (depth - 1 - level) & 1] for level in range(depth))
        links.link("Tree", f"Walk the gates that led to leaf {facts.expert + 1}", node=path, z=str(facts.index))
    if int(figures.get("n_experts") or 1) > 1:
        links.link("Experts", "The same noise through every " + figures.get("expert_word", "expert"))
    links.link("Map", "Where it lies among the others")


def without_sheet(found: ModelFolder) -> None:
    st.markdown(f"No sample sheet is stored with {look.plain(found.name)}; the pages below draw from the model itself.")

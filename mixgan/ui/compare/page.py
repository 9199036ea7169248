"""The page Compare: the same seed in two to four models, their figures in rows, and their pictures over the steps of training.

Stored sheets where the seed is theirs; all others are drawn once, in the background.
"""

from __future__ import annotations

import html
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import streamlit as st

from mixgan import pictures
from mixgan.analysis.beside_figures import LETTERS
from mixgan.store.models import ModelFolder
from mixgan.store.runs import RunFolder, run_of
from mixgan.ui import choice, columns, links, look, sentences, states
from mixgan.ui.compare import chosen, figures
from mixgan.ui.compare.chosen import END
from mixgan.ui.components.sheet import sheet_view
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.home import page as home
from mixgan.ui.home.page import Shelf
from mixgan.ui.model import warm
from mixgan.ui.views import home as views
from mixgan.ui.views.onward import onward

__all__ = ["TITLE", "noise_line", "show", "way_to"]

TITLE = "Side by side: what differs, and what is a tie?"
SAMPLE = "compare-sample"
SAME = "the same number in all"         # as the sheets call it, so that one that is chosen is chosen in all
MOST = 63


def show(first: ModelFolder) -> None:
    known = chosen.choices()
    if len(known) < 2:
        look.heading(TITLE, "One model of pictures is not enough to compare")
        st.markdown("Train another one, or put a second model folder into `checkpoints/`.")
        st.page_link("pages/Train.py", label="Train a model")
        return
    columns.style()
    heading = st.container()
    found = chosen.asked_for(first, known) if look.talking() else chosen.pick(first, known)
    with heading:
        look.heading(TITLE, noise_line(found))
    if len(found) < 2:
        st.markdown("One model stands in all columns: choose another one for B.")
    kept = [chosen.steps_of(one) for one in found]
    wanted = chosen.step(kept, slider=not look.talking())
    for letter, one, steps, place in zip(LETTERS, found, kept, st.columns(len(found), gap="medium"), strict=False):
        with place, states.answered(TITLE):             # what goes wrong with one leaves the others
            _column(letter, one, chosen.nearest(steps, wanted), steps)
    if not look.talking():
        figures.show(found)


def noise_line(found: list[ModelFolder]) -> str:
    """Whether the pictures of one number are of one noise."""
    sizes = {int(one.config.options.get("noise_dim") or 0) for one in found}
    seed = choice.seed_line()
    if len(sizes) == 1 and 0 not in sizes:
        return f"{seed.capitalize()}: the same noise in all, so pictures of one number answer one draw."
    return f"{seed.capitalize()}: their noise has different sizes, so pictures of one number are different draws."


def _column(letter: str, one: ModelFolder, step: int, steps: list[int]) -> None:
    st.markdown(f'<h2 class="of-two">{letter}: {html.escape(one.name)}</h2><p class="of-two">{_moment(one, step, steps)}</p>',
                unsafe_allow_html=True)
    shown = _shelf(one, step, steps)
    if shown.sheet is None:
        home.without_sheet(one)
        return
    key = f"compare-sheet-{letter}-{one.name}"
    came = links.as_it_came((key, step, choice.seed_line()), picked())
    sheet_view(views.packet(shown, came, None, SAME), key=key, on_sample=lambda: _choose(key))
    facts = sentences.sample_facts(shown.figures, one.config.facts.class_names, picked())
    if facts is not None and not look.talking():
        ways_view([way_to(one, facts.index, facts.expert, step)], key=f"compare-way-{letter}")


def _moment(one: ModelFolder, step: int, steps: list[int]) -> str:
    last = f"{one.config.training.steps:,} steps"
    if step != END:
        return f"step {step:,} of {last}"
    return f"after {last}" if one.path.name == "model" or one.kind != "run" else f"newest step, {max(steps):,} of {last}"


def picked() -> int:
    """The number of the sample that was chosen in any column, or the link's; -1 for none."""
    start = links.at_start("sample", links.whole(0, MOST), -1)
    return int(st.session_state.get(SAMPLE, start))


def _choose(key: str) -> None:
    sample = (st.session_state.get(key) or {}).get("sample")
    if sample is not None:
        st.session_state[SAMPLE] = int(sample)
        links.keep("sample", int(sample), str(int(sample)))


def way_to(one: ModelFolder, index: int, expert: int, step: int) -> Way:
    """The page that shows this picture best; of an earlier step the one that runs that step."""
    told = {name: value for name, value in links.bound().items() if name in ("seed", "label")}
    if step != END:
        run = run_of(one.path)
        named = {"model": one.name} if one.path.name == "model" or run is None else {"run": run.name}
        return Way(f"Step {step:,} of {one.name}, live", links.joined("Learning", {**named, **told, "step": str(step)}))
    on = onward(one, index, expert, of_class="label" in told)[0]
    return Way(on.label, links.joined(on.page, {"model": one.name, **told, **on.query}))


# --- pictures ----------------------------------------------------------------------------------------------------------


def _shelf(one: ModelFolder, step: int, steps: list[int]) -> Shelf:
    """The stored sheet where there is one of this seed; of a step, and of a run without a model, one drawn from what was kept."""
    whole = one.kind != "run" or one.path.name == "model"
    if step == END and whole:
        return home.shelf(one)
    run = run_of(one.path)
    if run is None:
        return Shelf(one, choice.seed(), None, one.figures)
    at = step if step != END else max(steps)
    asked = str(run.path), at, choice.seed(), choice.label(one)
    try:
        sheet, facts = states.waited_for(_drawing(*asked), f"Drawing step {at:,} of {one.name}", 420)
    except Exception:
        _drawing.clear(*asked)                          # the file may be mended: try again next time
        raise
    return Shelf(one, choice.seed(), sheet, {**one.figures, **facts})


@st.cache_resource(max_entries=200, show_spinner=False)
def _drawing(path: str, step: int, seed: int, label: int | None) -> Future[tuple[bytes, dict[str, Any]]]:
    return warm.later(_draw, Path(path), step, seed, label)


def _draw(path: Path, step: int, seed: int, label: int | None) -> tuple[bytes, dict[str, Any]]:
    import torch

    from mixgan import families
    from mixgan.analysis.describe import samples_of
    from mixgan.analysis.publish import at_snapshot

    run = RunFolder(path)
    generator = families.build(run.config).eval().requires_grad_(False)
    with torch.inference_mode():
        at_snapshot(generator, run.snapshots()[step])
        sheet, facts = samples_of(generator, None, seed, label)
    return pictures.webp(sheet, lossless=True), {
        "samples": facts, "n_experts": generator.n_experts, "expert_word": generator.expert_word,
        "tree_depth": generator.tree.depth if generator.tree else None}

"""All families on one set of pictures, side by side: from stored sheets alone, so that it opens without torch."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mixgan import pictures
from mixgan.analysis.words import plural
from mixgan.errors import MixganError
from mixgan.families.registry import Family, described, place
from mixgan.figures.divisions import DIVISIONS, drawing
from mixgan.store.models import ModelFolder, all_models
from mixgan.ui import links, look, states
from mixgan.ui.components.book import Card, Group, Tiles, book_view

__all__ = ["TITLE", "budgets", "caption", "facts", "groups", "in_order", "sets", "show", "tiles"]

TITLE = "Ways to divide a picture book"
SET, RUNS = "ways-set", "ways-runs"
Sets = dict[str, list[ModelFolder]]


def show() -> None:
    found = states.chosen_model(TITLE, asked=True)
    if found is None:
        return
    with_runs = links.at_start("runs", links.one_of("yes", "no"), "no") == "yes"
    st.session_state.setdefault(RUNS, with_runs)
    everything = sets(all_models()[0])
    shipped = {name: kept for name, models in everything.items() if (kept := [one for one in models if one.kind == "shipped"])}
    # where nothing is shipped, one's own runs are all there is to see
    shown = everything if st.session_state[RUNS] or not shipped else shipped
    if not shown:
        look.heading(TITLE, "No model here has a stored sheet of pictures")
        st.markdown("The sheets of a finished run are written by `python -m mixgan describe NAME`.")
        return
    usual = set_of(found) if set_of(found) in shown else next(iter(shown))
    asked = links.at_start("data", links.one_of(*shown), usual)
    st.session_state.setdefault(SET, asked if asked in shown else usual)
    if st.session_state[SET] not in shown:
        st.session_state[SET] = usual
    heading = st.container()
    _choose(list(shown), usual, n_runs=sum(map(len, everything.values())) - sum(map(len, shipped.values())) if shipped else 0)
    models = in_order(shown[st.session_state[SET]])
    with heading:
        look.heading(TITLE, caption(models, st.session_state[SET]))
    book_view(groups(models), key="ways-book")


def _choose(offered: list[str], usual: str, n_runs: int) -> None:
    """Which pictures, and whether one's own runs stand beside the shipped models; nothing where there is no choice."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if len(offered) > 1:
            st.segmented_control("Which pictures", offered, key=SET, required=True, label_visibility="collapsed",
                                 on_change=lambda: links.keep("data", st.session_state[SET], st.session_state[SET], usual))
        if n_runs:
            st.toggle(f"{n_of(n_runs, 'run')} of this machine too", key=RUNS, on_change=_keep_runs)


def _keep_runs() -> None:
    text = "yes" if st.session_state[RUNS] else "no"
    links.keep("runs", text, text, "no")


# --- what there is -----------------------------------------------------------------------------------------------------


def set_of(one: ModelFolder) -> str:
    return one.config.data.rsplit("/", 1)[-1]


def sets(models: Sequence[ModelFolder]) -> Sets:
    """Models that have a sheet of pictures, by the set they learnt from; the set with most shipped ones first."""
    found: Sets = {}
    for one in models:
        if has_sheet(one):
            found.setdefault(set_of(one), []).append(one)
    return dict(sorted(found.items(), key=lambda item: -sum(one.kind == "shipped" for one in item[1])))


def has_sheet(one: ModelFolder) -> bool:
    """Whether its samples are stored, are pictures, and are no torn file."""
    try:
        sheet = None if one.config.facts.is_points else one.samples
        return sheet is not None and min(pictures.sides_of(sheet, one.name)) >= max(one.config.facts.image_shape[1:])
    except MixganError:
        return False


def in_order(models: Sequence[ModelFolder]) -> list[ModelFolder]:
    """By what they divide, then by family, then by name."""
    divisions = list(DIVISIONS)
    return sorted(models, key=lambda one: (divisions.index(described(one.config.family).divides), place(one.config.family),
                                           one.name))


# --- what is said of it ------------------------------------------------------------------------------------------------


def groups(models: Sequence[ModelFolder]) -> list[Group]:
    """The models in order, grouped by what they divide; what none divides is left out."""
    grouped = ((divides, [one for one in models if described(one.config.family).divides == divides]) for divides in DIVISIONS)
    return [Group(DIVISIONS[divides].title, DIVISIONS[divides].says, drawing(divides), [card(one) for one in found])
            for divides, found in grouped if found]


def card(one: ModelFolder) -> Card:
    family: Family = described(one.config.family)
    return Card(family.title, one.name, links.address(family.page, model=one.name), family.sentence, facts(one), tiles(one))


def tiles(one: ModelFolder) -> Tiles:
    """Its sheet as it is stored; the experts' colours where there are several."""
    figures, sheet = one.figures, one.samples or b""
    _, height, width = one.config.facts.image_shape
    across, down = (side // tile for side, tile in zip(pictures.sides_of(sheet, f"The sheet of {one.name}"), (width, height),
                                                       strict=True))
    K, word = int(figures.get("n_experts") or 1), figures.get("expert_word", "expert")
    colours = [f"light-dark({light},{dark})" for light, dark in (look.pair(k, K) for k in range(K))]
    frames = [colours[k] for k in (figures.get("samples") or {}).get("expert") or []] if K > 1 else []
    alt = f"Samples of {one.name}, seed {seed_of(one)}" + (f", each framed in the colour of its {word}" if frames else "")
    return Tiles(sheet, width, height, across, across * down, frames, alt)


def facts(one: ModelFolder) -> list[str]:
    """`8 leaves`, `1.25 M parameters`, `8,000 steps`, `14 minutes`, and what was added to the method."""
    figures, training = one.figures, one.config.training
    K, parameters, minutes = int(figures.get("n_experts") or 1), figures.get("parameters"), figures.get("minutes")
    return [
        *([f"{K} {plural(figures.get('expert_word', 'expert'), K)}"] if K > 1 else []),
        *([n_parameters(parameters)] if parameters else []),
        f"{training.steps:,} steps",
        *([f"{whole(minutes)} {plural('minute', max(1, round(minutes)))}"] if minutes is not None else []),
        *(["self-labelling head"] if training.self_label else []),
        *(["mode seeking"] if training.mode_seeking else []),
    ]


def caption(models: Sequence[ModelFolder], name: str) -> str:
    seeds = ", ".join(map(str, sorted({seed_of(one) for one in models})))
    framed = ", framed in the colour of the expert with most weight in each" \
        if any(int(one.figures.get("n_experts") or 1) > 1 for one in models) else ""
    said = f"{n_of(len(models), 'model')} trained on {name}: the first pictures of seed {seeds}{framed}. {budgets(models)}"
    return said.rstrip()


def budgets(models: Sequence[ModelFolder]) -> str:
    """How far the models' budgets lie apart, so that nobody takes pictures for a contest; nothing of one model alone."""
    if len(models) < 2:
        return ""
    steps = [one.config.training.steps for one in models]
    minutes = [float(one.figures["minutes"]) for one in models if one.figures.get("minutes") is not None]
    taken = f", {between(min(minutes), max(minutes))} minutes" if minutes else ""
    if min(steps) == max(steps):
        return f"Each has learnt for {steps[0]:,} steps{taken}; their parameters differ."
    return f"This is no contest: their budgets differ, {between(min(steps), max(steps))} steps{taken}."


def between(low: float, high: float) -> str:
    a, b = whole(low), whole(high)
    return a if a == b else f"{a} to {b}"


def whole(number: float) -> str:
    return f"{number:,.0f}" if number >= 1 else "under 1"


def n_parameters(n: int) -> str:
    return f"{n / 1e6:.2f} M parameters" if n >= 10_000 else n_of(n, "parameter")


def n_of(n: int, word: str) -> str:
    return f"{n:,} {plural(word, n)}"


def seed_of(one: ModelFolder) -> int:
    return int((one.figures.get("samples") or {}).get("seed", 0))

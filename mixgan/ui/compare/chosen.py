"""Which two to four models stand side by side (`?a=&b=&c=&d=`), and at which step of their trainings. No torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from mixgan.analysis import twins
from mixgan.analysis.beside_figures import LETTERS
from mixgan.config import RunConfig
from mixgan.families.registry import described
from mixgan.store.models import ModelFolder, all_models, name_of_run
from mixgan.store.runs import all_runs, run_of
from mixgan.ui import choice, links

__all__ = ["END", "NONE", "asked_for", "choices", "letters", "nearest", "pick", "second_for", "step", "steps_of"]

NONE = "none"
END = -1
_STEP = "compare-step"


def choices() -> dict[str, ModelFolder]:
    """Everything that can stand in a column: models of pictures, and runs that kept a step and have no model yet."""
    models = [one for one in choice.in_order(all_models()[0]) if _fits(one.config)]
    ended = {one.path.parent for one in models if one.kind == "run"}
    under_way = [ModelFolder(run.path, name_of_run(run.name), "run") for run in all_runs()
                 if run.path not in ended and _fits(run.config) and run.snapshots()]
    return {one.name: one for one in (*models, *under_way)}


def _fits(config: RunConfig) -> bool:
    """Whether it draws pictures that nobody asks for: one that answers has a page of its own."""
    return not config.facts.is_points and not described(config.family).is_asked


def second_for(first: ModelFolder, known: Mapping[str, ModelFolder]) -> str:
    """What a first model is most worth comparing with: its twin, another family on the same pictures, any other; else none."""
    others = [one for one in known.values() if one.name != first.name]
    same = [one for one in others if one.config.data == first.config.data]
    family = [one for one in same if one.config.family != first.config.family]
    ranked = [*(one for one in others if one.name == twins.twin(first.name)), *family, *same, *others]
    return ranked[0].name if ranked else NONE


def letters() -> list[str]:
    return [letter.lower() for letter in LETTERS]


def pick(first: ModelFolder, known: Mapping[str, ModelFolder]) -> list[ModelFolder]:
    """The lists, and what is chosen in them; a model stands in one column only."""
    asked, usual = _asked(first, known), _usual(first, known)
    for letter, place in zip(letters(), st.columns(len(letters())), strict=True):
        allowed = [*([NONE] if letter in "cd" else []), *known]
        if st.session_state.get(_key(letter)) not in allowed:
            st.session_state[_key(letter)] = asked[letter] if asked[letter] in allowed else allowed[0]
        with place:
            st.selectbox(letter.upper(), allowed, key=_key(letter), filter_mode="contains", on_change=_keep,
                         args=(letter, usual[letter]))
    return _once([st.session_state[_key(letter)] for letter in letters()], known)


def asked_for(first: ModelFolder, known: Mapping[str, ModelFolder]) -> list[ModelFolder]:
    """The same from the link alone, where no list is drawn."""
    return _once(list(_asked(first, known).values()), known)


def _once(names: Sequence[str], known: Mapping[str, ModelFolder]) -> list[ModelFolder]:
    return [known[name] for name in dict.fromkeys(names) if name in known]


def _asked(first: ModelFolder, known: Mapping[str, ModelFolder]) -> dict[str, str]:
    """Of each column, what the link says, else the usual."""
    usual, some, maybe = _usual(first, known), links.one_of(*known), links.one_of(NONE, *known)
    return {"a": links.at_start("a", some, usual["a"]), "b": links.at_start("b", some, usual["b"]),
            "c": links.at_start("c", maybe, NONE), "d": links.at_start("d", maybe, NONE)}


def _usual(first: ModelFolder, known: Mapping[str, ModelFolder]) -> dict[str, str]:
    """Of each column, where the link says nothing."""
    a = first.name if first.name in known else next(iter(known))
    return {"a": a, "b": second_for(known[a], known), "c": NONE, "d": NONE}


def _key(letter: str) -> str:
    return f"compare-{letter}"


def _keep(letter: str, usual: str) -> None:
    name = st.session_state[_key(letter)]
    links.keep(letter, name, name, usual)


# --- the step ----------------------------------------------------------------------------------------------------------


def steps_of(found: ModelFolder) -> list[int]:
    """The steps that its run kept; none of a model that came without its run."""
    run = run_of(found.path) if found.kind == "run" else None
    return sorted(run.snapshots()) if run is not None else []


def nearest(steps: Sequence[int], wanted: int) -> int:
    """The newest kept step up to the wanted one, else the first; END for none, or where the end is wanted."""
    if wanted == END or not steps:
        return END
    return max((step for step in steps if step <= wanted), default=steps[0])


def step(kept: Sequence[Sequence[int]], slider: bool) -> int:
    """Where the scrubber stands, over the steps of all columns; END to the right of them, and without any."""
    places = sorted({one for steps in kept for one in steps})
    if not places:
        return END
    asked = links.at_start("step", links.whole(0, places[-1]), END)
    here = END if asked == END else min(places, key=lambda one: abs(one - asked))
    if not slider:
        return here
    if st.session_state.get(_STEP) not in (*places, END):
        st.session_state[_STEP] = here
    return int(st.select_slider("Step of the training", [*places, END], key=_STEP, on_change=_keep_step,
                                format_func=lambda one: "the end" if one == END else f"{one:,}"))


def _keep_step() -> None:
    links.keep("step", st.session_state[_STEP], str(st.session_state[_STEP]), str(END))

"""The form's question "How many kinds are in these pictures?": a child process answers it, a click takes the number."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import streamlit as st

from mixgan import jobs
from mixgan.analysis.kinds_answer import CAVEAT, Found, answer
from mixgan.analysis.words import plural
from mixgan.config import RunConfig
from mixgan.errors import MixganError
from mixgan.families.registry import Family, family
from mixgan.figures.kinds import kinds_chart
from mixgan.training import kinds_asked
from mixgan.training.kinds_asked import Asked, asked_of
from mixgan.ui import look, states
from mixgan.ui.components.kinds import kinds_view
from mixgan.ui.job_bar import job_bar
from mixgan.ui.train.data import Chosen
from mixgan.view_names import ignored

__all__ = ["panel", "taken"]

QUESTION = "How many kinds are in these pictures?"
TAKES = "a few minutes"
WHAT = ("A small network sorts them into 2, 3 … 20 kinds. The answer is the number at which they are surest of their kind, and "
        f"keep it under the views. No label is read. It takes {TAKES}, and the page can be left.")
SLOT = "train-count-slot"
# the button, the bar and the chart take the same room: what is below stays where it is
_STYLE = f"""<style>
.st-key-{SLOT} {{ min-height: 24.5rem; }}
@media (max-width: 760px) {{ .st-key-{SLOT} {{ min-height: 35rem; }} }}
</style>"""


def panel(config: RunConfig, chosen: Chosen, where: str) -> None:
    """An expander for pictures and mixtures; nothing else has kinds to count. `where`: the form's keys begin so."""
    about = family(config.family)
    if about.gate == "none" or chosen.facts.is_points:
        return
    with st.expander(QUESTION, key="train-count-open"):
        st.markdown(_STYLE, unsafe_allow_html=True)
        with st.container(key=SLOT):
            try:
                asked = asked_of(chosen.facts, chosen.argument, views=_views(config))
            except MixganError as err:
                st.caption(look.plain(str(err)))
                return
            folder = kinds_asked.folder_of(asked)
            if jobs.read(folder) is not None and jobs.state(folder) in jobs.UNDER_WAY:
                job_bar(folder, "Sorting the pictures into every number of kinds", TAKES, "train-count-cancel")
            elif (found := kinds_asked.read(asked)) is not None:
                _answered(found, config, about, where)
            else:
                _offer(asked, chosen, folder)


def _views(config: RunConfig) -> tuple[str, ...] | None:
    """Those of the form's head; the set's own where the form has none on."""
    return config.training.views if config.training.self_label > 0 else None


def _offer(asked: Asked, chosen: Chosen, folder: Path) -> None:
    words, hand = st.columns([2.2, 1], vertical_alignment="top")
    words.caption(look.plain(_failed(folder) or f"{WHAT} What does not matter: {ignored(asked.views)}."))
    hand.button("Find out", key="train-count", width="stretch", on_click=_ask, args=(asked, chosen, folder))
    states.told("kinds")


def _ask(asked: Asked, chosen: Chosen, folder: Path) -> None:
    argv = [sys.executable, "-m", "mixgan", "kinds", "--views", ",".join(asked.views)]
    argv += ["--size", str(chosen.side)] if chosen.side else []
    argv += ["--", chosen.argument]
    with states.telling("kinds"):
        jobs.start(argv, folder)


def _failed(folder: Path) -> str:
    """Why the last attempt came to nothing; nothing after a Cancel."""
    if jobs.read(folder) is None or jobs.state(folder) is not jobs.State.failed:
        return ""
    status = jobs.read(folder)
    return f"It could not be told. {status.message if status else ''}".strip()


def _answered(found: Found, config: RunConfig, about: Family, where: str) -> None:
    kinds_view(kinds_chart(found), key="train-count-chart")
    said = answer(found)
    words, hand = st.columns([3.6, 1], vertical_alignment="top")
    if said.kinds is None:
        words.caption(look.plain(CAVEAT))
        return
    name, value, told = taken(said.kinds, config, about)
    words.caption(look.plain(f"{told} {CAVEAT}".strip()))
    is_set = config.options[name] == value
    hand.button(f"{said.kinds} taken" if is_set else f"Take {said.kinds}", key="train-count-take", width="stretch",
                disabled=is_set, on_click=_take, args=(f"{where}-{name}", value))


def taken(kinds: int, config: RunConfig, about: Family) -> tuple[str, int, str]:
    """The option that says how many experts there are, its value for so many kinds, and a sentence where it is another number."""
    if "n_experts" in config.options:
        return "n_experts", kinds, ""
    depth = max(1, math.ceil(math.log2(kinds)))
    leaves = 2**depth
    exact = "" if leaves == kinds else f", the fewest that are at least {kinds}"
    return "depth", depth, f"A depth of {depth} gives {leaves} {plural(about.expert_word, leaves)}{exact}."


def _take(key: str, value: int) -> None:
    st.session_state[key] = str(value)

"""Which family a new run is of: first what its experts divide, by a drawing, then its name, with one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import streamlit as st

from mixgan.families.registry import FAMILIES, Divides, Family, by_division, family
from mixgan.families.sound import ASKED, lacks
from mixgan.figures.divisions import DIVISIONS, drawing
from mixgan.ui import look

if TYPE_CHECKING:
    from mixgan.ui.train.data import Chosen

__all__ = ["choose", "offered", "sentence"]

FIRST = "hmog"
DIVISION, FAMILY = "train-division", "train-family"
_ASKS = "_train_asks"

# the drawing stands in the button, so that the whole of it is the widget's own: pointer, keyboard, name
_CARD = """<style>
.st-key-train-division button {{ min-height: 2.5rem; padding: 0 0.25rem; }}
.st-key-train-division button p {{ font-size: 0.8125rem; }}
.st-key-train-division button::before {{
  content: ""; flex: none; width: 41px; height: 24px; margin-right: 0.25rem; background: left / auto 100% no-repeat; }}
{each}
</style>"""


def choose(chosen: Chosen, division_at: Any, name_at: Any) -> str:
    """The family's name; its sentence stands below both places."""
    _style()
    _start_with_what_is_asked(chosen)
    with division_at:
        divides = st.segmented_control("What the experts divide", list(DIVISIONS), default=family(FIRST).divides, key=DIVISION,
                                       required=True, format_func=_name, width="stretch", wrap=True,
                                       on_change=_start_at_the_first)
    names, left_out = offered(divides, chosen)
    if st.session_state.get(FAMILY) not in names:
        st.session_state[FAMILY] = FIRST if FIRST in names else names[0]
    with name_at:
        name = st.selectbox("Method", names, key=FAMILY, format_func=_title)
    st.caption(look.plain(sentence(family(name), left_out)))
    return name


def offered(divides: Divides, chosen: Chosen) -> tuple[list[str], list[Family]]:
    """Names of the families that can learn from these data, and those that cannot: they need what there is not."""
    here = by_division()[divides]
    left_out = [one for one in here if lacks(one, chosen.facts)]
    return [one.name for one in here if one not in left_out], left_out


def sentence(one: Family, left_out: list[Family]) -> str:
    """The method in one sentence, and which others are not offered; on one line of the form where all that they lack is to be
    asked, which is so of most sets."""
    if not left_out:
        return one.sentence
    if all(other.is_asked for other in left_out):
        return f"{one.sentence} Questions have methods of their own."
    by_need: dict[str, list[str]] = {}
    for other in left_out:
        by_need.setdefault(other.needs, []).append(other.title)
    said = [f"{' and '.join(titles)} {'needs' if len(titles) == 1 else 'need'} {need}" for need, titles in by_need.items()]
    return f"{one.sentence} Not offered: {', '.join(said)}, and this set has none."


def _start_with_what_is_asked(chosen: Chosen) -> None:
    """With the first family that reads such questions, when data that ask were chosen; with the usual one, when others were."""
    learn = [one for one in FAMILIES.values() if one.needs in ASKED and not lacks(one, chosen.facts)]
    asks = learn[0].needs if learn else ""
    if asks == st.session_state.get(_ASKS, ""):
        return
    st.session_state[_ASKS] = asks
    first = learn[0] if learn else family(FIRST)
    st.session_state[DIVISION], st.session_state[FAMILY] = first.divides, first.name


def _start_at_the_first() -> None:
    """Callback: a family of another division is no longer on the list."""
    st.session_state.pop(FAMILY, None)


def _name(divides: Divides) -> str:
    return DIVISIONS[divides].name


def _title(name: str) -> str:
    return family(name).title


def _style() -> None:
    each = "\n".join(
        f".st-key-{DIVISION} button:nth-of-type({i + 1})::before {{ background-image: url("
        f'"data:image/svg+xml,{quote(drawing(divides, alone=True))}"); }}' for i, divides in enumerate(DIVISIONS))
    st.markdown(_CARD.format(each=each), unsafe_allow_html=True)

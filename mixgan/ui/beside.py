"""Which model stands beside the open one (`?beside=`): the sidebar's second list, and what the two have in common.

The pages show both by `columns.show`. What a page draws of each asks here for its heading, and whether to be brief.
"""

from __future__ import annotations

import html

import streamlit as st

from mixgan.analysis import twins
from mixgan.store.models import ModelFolder, all_models
from mixgan.ui import choice, links, look

__all__ = ["LATENT", "NONE", "PAGES", "brief", "heading", "latent", "one_noise", "picker", "second", "sizes", "view"]

PAGES = ("Home", "Tree", "Experts", "Covariance", "Map")
NONE = "none"
LATENT = "the noise of both"    # as the views of both call it, so that one pad moves them
_BESIDE, _SECOND = "_beside", "_second"


def picker(page: str) -> None:
    """The list of models that can stand beside the open one, and one button for its twin with or without the head."""
    found = choice.folder()
    others = {} if found is None else {one.name: one for one in choice.in_order(all_models()[0]) if _fits(found, one)}
    kept, asked = st.session_state.get(_BESIDE), st.query_params.get("beside")
    if found is not None and asked not in (None, NONE, kept, *others):      # what was kept is of the model before
        links.drop("beside", str(asked), _allowed(found, list(others)))
    st.session_state[_SECOND] = None
    if found is not None and others and page in PAGES:
        st.session_state[_SECOND] = others.get(_list(found, others, kept, asked))
    other = second()
    links.pair(None if other is None else other.name, ("level", *(("pad", "z", "sample") if latent() else ())))


def _list(found: ModelFolder, others: dict[str, ModelFolder], kept: str | None, asked: str | None) -> str:
    before = st.session_state.get("beside", kept)                   # the widget's own, but on the way from a page without it
    if before is not None and (asked is None or before not in (NONE, *others)):
        st.session_state["beside"] = before if before in others else NONE
    chosen = st.selectbox("Beside it", [NONE, *others], key="beside", bind="query-params", filter_mode="contains",
                          on_change=links.part, help="A second model on the same page: the same seed, the same noise, one pad.")
    st.session_state[_BESIDE] = None if chosen == NONE else chosen
    twin = twins.twin(found.name)
    if twin in others and chosen != twin:
        st.button(f"Beside its twin {twins.head_of(twin)}", key="beside-twin", type="tertiary", on_click=_put, args=(twin,))
    return chosen


def _allowed(found: ModelFolder, names: list[str]) -> str:
    if not names:
        return f"none, since no other model here has pictures of the size of {found.name}'s"
    named = f"{', '.join(names[: choice.NAMED])}{', …' if len(names) > choice.NAMED else ''}"
    return f"another model than {found.name} with pictures of the same size ({named})"


def _put(name: str) -> None:
    st.session_state["beside"] = name
    links.part()


def _fits(found: ModelFolder, other: ModelFolder) -> bool:
    return other.name != found.name and other.config.facts.image_shape == found.config.facts.image_shape


# --- what pages ask ----------------------------------------------------------------------------------------------------


def second() -> ModelFolder | None:
    """The model beside the open one, on a page that shows both."""
    return st.session_state.get(_SECOND)


def brief() -> bool:
    """Whether a page is its picture alone: on a slide, and where it shares its width with another model's."""
    return look.talking() or second() is not None


def sizes(found: ModelFolder, other: ModelFolder) -> tuple[int, int]:
    """How many numbers of noise each takes."""
    first, last = (int(one.config.options.get("noise_dim") or 0) for one in (found, other))
    return first, last


def one_noise(found: ModelFolder, other: ModelFolder) -> bool:
    """Whether both make their samples of the same noise: of one seed it is the same wherever it is as large."""
    here, there = sizes(found, other)
    return here == there > 0


def latent() -> str | None:
    """As the views of two models on one noise call it; None where each has its own."""
    found, other = choice.folder(), second()
    return LATENT if found is not None and other is not None and one_noise(found, other) else None


def view() -> dict[str, str]:
    """What a live view is told where it is one of two."""
    told = {"pair": LATENT} if second() is not None else {}
    return told | {"latent": LATENT} if latent() else told


def heading(found: ModelFolder, title: str, caption: str) -> None:
    """As `look.heading`; of one of two models a smaller one, which says which model it is."""
    other, first = second(), choice.folder()
    if other is None or first is None:
        look.heading(title, caption)
        return
    pair = twins.twin(first.name) == other.name
    head = f" <small>{twins.head_of(found.name)}</small>" if pair else ""
    st.markdown(f'<h2 class="of-two">{html.escape(found.name)}{head}</h2><p class="of-two">{html.escape(title)}</p>',
                unsafe_allow_html=True)

"""The states that every page draws: nothing to open, the wrong kind, something broken, waiting, a measure missing."""

from __future__ import annotations

import functools
import logging
import math
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from mixgan.analysis.words import plural
from mixgan.errors import MixganError
from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look

if TYPE_CHECKING:
    from mixgan.ui.model.opened import Opened

__all__ = [
    "answered", "chosen_model", "draws_pictures", "fault", "has_experts", "missing_measure", "no_gate", "one_generator", "part",
    "problem", "still_there", "telling", "told", "waited_for", "wrong_kind",
]

T = TypeVar("T")
_TOLD = "_told_"
PATIENCE_S = 1.0                # a wait that is longer says what it is for


def chosen_model(title: str, *, asked: bool = False) -> ModelFolder | None:
    """The open model; where there is none, says so under the page's own title. A link asked in vain is answered here.

    `asked`: the page shows models that answer a question; else another page is named for them.
    """
    vain = choice.asked_in_vain()
    found = choice.folder()
    if vain is not None and found is not None:
        links.say_above(f"{vain[1]} Shown instead: {found.name}.")
    if found is None:
        look.heading(title, "No model is here yet")
        if vain is not None:
            st.warning(look.plain(vain[1]))
        st.markdown("There is nothing to open: train a small model (about 3 minutes), or put a model folder into `checkpoints/`.")
        st.page_link("pages/Train.py", label="Train a model")
        return None
    if not asked and described(found.config.family).is_asked:
        wrong_kind(title, found, f"{found.name} draws nothing by itself: it answers a question.", "Answers", "Ask it")
        return None
    return found


def still_there(found: ModelFolder) -> bool:
    """False, and said so, for a model whose folder was removed while it is on a page: what is in memory goes on."""
    if (found.path / "model.safetensors").exists():
        return True
    st.warning(look.plain(f"The folder of {found.name} is no longer here. This page goes on with what it has in memory: put the "
                          "folder back before you leave it, or choose another model."))
    return False


def wrong_kind(title: str, found: ModelFolder, why: str, page: str, label: str) -> None:
    """One sentence, and the page that fits; the headings stay so that the menu does not jump."""
    beside.heading(found, title, choice.facts_line(found))
    st.markdown(look.plain(why))
    if not beside.brief():                          # else it would open the page of both
        st.page_link(f"pages/{page}.py", label=label)


def draws_pictures(title: str, found: ModelFolder, opened: Opened) -> bool:
    """False, and said so, for a model of points in the plane."""
    if len(opened.generator.image_shape) == 3:
        return True
    wrong_kind(title, found, f"{found.name} draws points in the plane, not pictures; the map shows them.", "Map", "See its map")
    return False


def _who(found: ModelFolder) -> str:
    family = found.config.family
    return f"{found.name} ({described(family).title})"


def no_gate(title: str, found: ModelFolder, opened: Opened) -> None:
    generator = opened.generator
    if generator.n_experts < 2:
        one_generator(title, found)
        return
    words = plural(generator.expert_word, 2)
    wrong_kind(title, found, f"{_who(found)} draws one of its {words} at random: no gate reads the noise.",
               "Experts", f"See its {words} side by side")


def has_experts(title: str, found: ModelFolder, opened: Opened) -> bool:
    """False, and said so, for points and for one generator alone."""
    if not draws_pictures(title, found, opened):
        return False
    if opened.generator.n_experts < 2:
        one_generator(title, found)
        return False
    return True


def one_generator(title: str, found: ModelFolder) -> None:
    wrong_kind(title, found, f"{_who(found)} is one generator: there are no experts to tell apart.",
               "Covariance", "See how its pictures change with the spread of the noise")


def problem(err: MixganError) -> None:
    """What happened, why, what to do."""
    st.error(look.plain(f"{err.problem} {err.remedy}".strip()))


def fault(err: Exception) -> None:
    """Our own mistake: a sentence, and the trace for whoever wants to report it."""
    st.error("This page met a fault of ours. The other pages and models stay usable; the trace is below and in the terminal.")
    with st.expander("Trace"):
        st.code("".join(traceback.format_exception(err)), language=None)


@contextmanager
def answered(where: str) -> Iterator[None]:
    """Whatever goes wrong within is drawn here: a sentence where one is known, else that the fault is ours."""
    try:
        yield
    except MixganError as err:
        problem(err)
    except Exception as err:
        logging.getLogger("mixgan").exception("page %s", where)
        fault(err)


def part(draw: Callable[..., None], run_every: float | None = None) -> Callable[..., None]:
    """A part of a page that runs alone: `st.fragment`, which itself would draw an error without its sentence."""
    @functools.wraps(draw)
    def drawn(*given: Any, **named: Any) -> None:
        with answered(draw.__qualname__):
            draw(*given, **named)

    return st.fragment(drawn, run_every=run_every)


@contextmanager
def telling(about: str) -> Iterator[None]:
    """For a callback, which draws nothing itself: what it cannot do is kept as a sentence for `told`, until it is done."""
    st.session_state.pop(_TOLD + about, None)
    try:
        yield
    except MixganError as err:
        st.session_state[_TOLD + about] = str(err)


def told(about: str) -> None:
    """Draw the sentence that `telling` kept, if there is one."""
    if _TOLD + about in st.session_state:
        st.error(look.plain(st.session_state[_TOLD + about]))


def missing_measure(sentence: str, button: str, key: str, make: Callable[[], None]) -> None:
    """The page works without it; a button makes it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):      # the button is as wide as its words
        st.markdown(look.plain(sentence), width="stretch")
        st.button(button, key=key, on_click=make)


def waited_for(future: Future[T], what: str, height: int = 420) -> T:
    """The result of work in another thread; meanwhile a skeleton of the right size, and after a second the work's name. On a
    slide not for what has no size of its own: its name would lie below the screen.

    Every update is a point where Streamlit can leave this run, so a click in the menu cancels the wait.
    """
    if not future.done():
        line, bones = st.empty(), st.empty()
        bones.skeleton(height) if hasattr(bones, "skeleton") else None
        began = time.monotonic()
        patience = math.inf if look.talking() and height <= 1 else PATIENCE_S
        while not future.done():
            time.sleep(0.05)
            waited = time.monotonic() - began
            line.caption(f"{what} … {waited:.0f} s. You can go to another page meanwhile." if waited > patience else " ")
        line.empty()
        bones.empty()
    return future.result()

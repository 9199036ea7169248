"""Home's figures: how a model stands against held-out pictures, and the button that measures it."""

from __future__ import annotations

import streamlit as st

from mixgan.errors import MixganError
from mixgan.store.evaluation import FILE, Evaluation, read_evaluation
from mixgan.store.models import ModelFolder, fingerprint
from mixgan.ui import look, taken
from mixgan.ui.model import making, measured
from mixgan.ui.model.making import Making
from mixgan.ui.views import figures as views

__all__ = ["offer"]

MEASURE = Making(
    command="evaluate",
    missing="How near its pictures come to real ones takes one to five minutes to measure, once.",
    button="Measure it against held-out pictures", doing="Measuring", takes="one to five minutes, longer on a busy machine",
    failed="It was not measured.", cannot="It cannot be measured against held-out pictures")
REST = "Measuring it was stopped before its end; what is finished is kept."
OLD = "These figures are of other weights than the model has now."


def offer(found: ModelFolder) -> None:
    """An expander whose content is made when it is opened: what is asked there needs torch. Nothing for points."""
    if found.config.facts.is_points:
        return
    key = f"figures-{found.name}"
    if making.is_under_way(found, MEASURE):
        st.session_state.setdefault(key, True)                      # its progress is seen by who comes back to the page
    box = st.expander("Figures: how good are its pictures?", key=key, on_change="rerun")
    if box.open:
        with box:
            _inside(found)


def _inside(found: ModelFolder) -> None:
    try:
        stored = read_evaluation(found.path)
    except MixganError as err:
        # the command reads it too, and would end with the same sentence
        st.warning(look.plain(f"The stored figures cannot be read. {err.problem} Remove {FILE} from the model's folder, and it "
                              "can be measured again."))
        return
    if stored is None:
        _button(found)
        return
    if stored.basis.model != fingerprint(found.path):
        st.warning(look.plain(OLD))
        _button(found)
        return
    taken.table(views.HEAD, views.rows(stored), f"figures-{found.name.replace('/', '-')}", words=True)
    for why in stored.left_out.values():
        st.caption(look.plain(why))
    st.caption(look.plain(views.basis(stored)))
    if _missing(found, stored):
        _button(found, REST)


def _missing(found: ModelFolder, stored: Evaluation) -> bool:
    from mixgan.analysis.evaluation import parts_of

    return not all(stored.has(part) for part in parts_of(int(found.figures.get("n_experts") or 1)))


def _button(found: ModelFolder, said: str = "") -> None:
    """Or, where the command could only fail, the reason."""
    if why := _why_not(found):
        st.markdown(look.plain(f"{MEASURE.cannot}: {why}."))
        return
    if said:
        st.markdown(look.plain(said))
    making.offer(found, MEASURE)


def _why_not(found: ModelFolder) -> str:
    """Where `making.offer` finds a reader: a checker alone is not enough, as it is for other measures."""
    from mixgan.analysis.publish.evaluate import LEAST
    from mixgan.data import is_here

    if measured.why_unmeasured(found):
        return ""                                                   # which is told by `making.offer`
    facts = found.config.facts
    if not is_here(found.config.data):
        return "the real ones are not on this machine"
    few = facts.n_train < 9 * LEAST                                 # one in ten is held out
    return f"{LEAST} of them are needed, one in ten is held out, and there are {facts.n_train:,} to train on" if few else ""

"""The page "What holds?": every declared claim, our verdict, the figures that decide it, and what repeats it. Without torch."""

from __future__ import annotations

import html

import streamlit as st

from mixgan.analysis import claims
from mixgan.analysis.beside_figures import LETTERS
from mixgan.analysis.claims import Claimed, Panel, Told
from mixgan.families.registry import described
from mixgan.store.models import ModelFolder, all_models
from mixgan.store.table_rows import Key, rows_path, shipped_rows_path
from mixgan.store.table_sheets import models_of, sheets_of
from mixgan.store.tables import shipped_tables
from mixgan.ui import links, look
from mixgan.ui.claims import dots, gallery
from mixgan.ui.components.ways import Way, ways_view

__all__ = ["TITLE", "show"]

TITLE = "What holds? Claims put to the test"
ALL, TABLE = "all", "claims-table"
RULE = ("A claim holds where the 95 % t-interval of the paired gains (same seed, same pictures) excludes 0 and their mean is at "
        "least the smallest that matters, on every set and against every arm that it names. With three seeds that is wide: "
        "“cannot be told apart” is no proof of equality. Nothing is decided before the last training is there.")


def show() -> None:
    tables = _read(_stamp())
    look.heading(TITLE, claims.counted(tables))
    st.html(dots.STYLE + gallery.STYLE)                             # an element with a style sheet and words would be hidden
    names = [ALL, *(table.name for table in tables)]
    asked = links.at_start("table", links.one_of(*names), ALL)
    st.session_state.setdefault(TABLE, asked)
    if not look.talking():
        st.selectbox("Comparison", names, key=TABLE, format_func=lambda name: _named(name, tables), on_change=_keep)
    chosen = st.session_state[TABLE]
    for table in tables:
        if chosen in (ALL, table.name):
            _table(table, whole=chosen == table.name)
    if not look.talking():
        st.caption(look.plain(RULE))


def _keep() -> None:
    links.keep("table", st.session_state[TABLE], st.session_state[TABLE], ALL)


def _open(name: str) -> None:
    st.session_state[TABLE] = name
    _keep()


def _named(name: str, tables: list[Told]) -> str:
    return "All of them, in short" if name == ALL else next((one.title or name for one in tables if one.name == name), name)


def _stamp() -> tuple[tuple[str, float], ...]:
    """Changes when a row comes."""
    paths = [path for name in shipped_tables() for path in (shipped_rows_path(name), rows_path(name))]
    return tuple((str(path), path.stat().st_mtime) for path in paths if path.is_file())


@st.cache_data(max_entries=2, show_spinner=False)
def _read(stamp: tuple[tuple[str, float], ...]) -> list[Told]:
    return claims.read_all()


# --- one table ---------------------------------------------------------------------------------------------------------


def _table(table: Told, whole: bool) -> None:
    if table.problem:
        st.subheader(look.plain(table.name), anchor=False)
        st.error(look.plain(table.problem))
        return
    st.subheader(look.plain(table.title), anchor=False)
    seeds = ", ".join(map(str, table.seeds))
    st.caption(look.plain(f"{table.rows} of {table.of} trainings are there; seeds {seeds}; {table.budget}{table.n_words}."))
    if not whole:
        st.html("".join(sentence(claim) for claim in table.claims))
        if not look.talking():
            st.button("Its figures" if table.rows else "How it is repeated", key=f"claims-to-{table.name}", type="tertiary",
                      on_click=_open, args=(table.name,))
        return
    here = _models(table)
    if drawn := gallery.gallery(table, sheets_of(table.name, table.models, here)):
        st.html(drawn)
    for at, claim in enumerate(table.claims):
        st.html(sentence(claim) + figure(claim))
        _ways(table, claim, here, f"claims-{table.name}-{at}")
    for why in table.left_out:
        st.caption(look.plain(f"Not measured: {why}"))
    st.markdown("Repeat it, or go on with what is left:")
    st.code(table.command, language=None)


def sentence(claim: Claimed) -> str:
    """The claim, its source, our verdict. HTML."""
    open_ = " open" if claim.trainings < claim.of else ""
    return (f'<div class="say claim"><p>“{html.escape(claim.words)}” <small>({html.escape(claim.source)})</small><br>'
            f'<span class="verdict{open_}">{html.escape(_capital(claims.verdicts(claim)))}</span>.<br>'
            f'<small>By {html.escape(claim.measure)}, {html.escape(claim.better)}; from {claims.number(claim.smallest)} on a '
            f'difference matters.</small></p></div>')


def figure(claim: Claimed) -> str:
    """What decides it; nothing where no training is there."""
    found = [dots.panel(claim, panel) for panel in claim.panels if not panel.is_empty]
    return f'<div class="panels">{"".join(found)}</div>' if found else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# --- the models that made it -------------------------------------------------------------------------------------------


def _models(table: Told) -> dict[Key, ModelFolder]:
    """Those of the rows' models that are here: of the very settings, whatever they are called."""
    return models_of(table.models, all_models()[0]) if table.rows else {}


def _ways(table: Told, claim: Claimed, here: dict[Key, ModelFolder], key: str) -> None:
    ways = [way for data in dict.fromkeys(panel.data for panel in claim.panels)
            for way in ways_to(next(panel for panel in claim.panels if panel.data == data), here)]
    if ways and not look.talking():
        ways_view(ways, key=key)


def ways_to(panel: Panel, here: dict[Key, ModelFolder]) -> list[Way]:
    """Of the first seed with most models: each on its family's page, and up to four side by side."""
    seeds = sorted({key[2] for key in here if key[1] == panel.data and key[0] in panel.arms})
    if not seeds:
        return []
    of_seed = ([here[arm, panel.data, seed] for arm in panel.arms if (arm, panel.data, seed) in here] for seed in seeds)
    found = max(of_seed, key=len)
    ways = [Way(one.name, links.joined(described(one.config.family).page, {"model": one.name})) for one in found]
    if len(found) > 1 and not any(described(one.config.family).is_asked for one in found):
        columns = dict(zip(LETTERS.lower(), (one.name for one in found), strict=False))
        ways.append(Way("Side by side", links.joined("Compare", columns)))
    return ways

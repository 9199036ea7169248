"""The Map page: the stored map, the samples of another seed placed in it, or PCA at once while a child process makes the UMAP."""

from __future__ import annotations

import re
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.analysis.words import expert_name, percent, short_name, with_article
from mixgan.store import maps as store_maps
from mixgan.store.models import ModelFolder, read_config
from mixgan.ui import beside, choice, links, look, sentences, states
from mixgan.ui.components.map import LATER, LAYOUTS, chosen, map_view
from mixgan.ui.model import (
    making,
    map_decoder,
    map_nearest,
    map_reals,
    map_steps,
    measured,
    one_sample,
    picture_links,
    recipe,
    warm,
)
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened, open_folder, stamp
from mixgan.ui.views import map as views
from mixgan.ui.views.map import COLOURINGS, caption, default_layout

if TYPE_CHECKING:
    from mixgan.store.maps import StoredMap
    from mixgan.store.reals import StoredReals

__all__ = ["as_table", "at_once", "of_seed", "offer", "outline", "show", "stored"]

MOST_CORNERS, FINE = 24, 10_000         # map/outline.js has the same
_NUMBER = re.compile(r"-?[0-9]{1,5}")


def key_of(found: ModelFolder) -> str:
    return f"map-{found.name}{links.step_mark()}"


def stored(found: ModelFolder) -> StoredMap | None:
    """The map in the model's folder; None where there is none. Raises StoreError for a broken one."""
    path = found.map_path
    if path is None:
        return None
    facts = Path(path).stat()
    return _read(str(path), f"{facts.st_mtime_ns}-{facts.st_size}")


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(path: str, mark: str) -> StoredMap:
    return store_maps.read(Path(path))


def of_seed(found: ModelFolder) -> tuple[StoredMap, StoredMap | None]:
    """The map of the seed's samples, and the stored one of another seed among whose samples they were placed, if any."""
    seed, kept = choice.seed(), stored(found)
    if kept is not None and kept.seed == seed:
        return kept, None
    return at_once(found, open_folder(found, height=520), seed, kept), kept


def at_once(found: ModelFolder, opened: Opened, seed: int, among: StoredMap | None = None) -> StoredMap:
    """A map by principal components, or by the places of another map: a few seconds, in the background."""
    mark = f"{stamp(found)}-{among is not None}"
    future = _quick(str(found.path), mark, seed, opened, among)
    return states.waited_for(future, f"Placing {measured.SAMPLES:,} samples", 480)


@st.cache_resource(max_entries=3, show_spinner=False)
def _quick(path: str, mark: str, seed: int, _opened: Opened, _among: StoredMap | None) -> Future[StoredMap]:
    return warm.later(_placed, Path(path), _opened, seed, _among)


def _placed(path: Path, opened: Opened, seed: int, among: StoredMap | None) -> StoredMap:
    from mixgan.analysis import publish

    with opened.use() as generator:
        return publish.make_map(generator, read_config(path), n=measured.SAMPLES, seed=seed, umap=False, among=among)


# --- the page ----------------------------------------------------------------------------------------------------------


@states.part
def show(found: ModelFolder, placed: StoredMap, among: StoredMap | None) -> None:
    """Map, the picture that is picked, what is selected, and the table that says it without a picture."""
    word = found.figures.get("expert_word") or "expert"
    states.still_there(found)
    beside.heading(found, "Samples that are made alike lie together", f"{choice.model_line(found)} · {caption(placed, among)}")
    index = picked(found, placed)
    if index >= 0 and not beside.brief():       # above the map, where they are seen however long the card beside it grows
        picture_links.show(found, index, here="Map", expert=int(placed.expert[index]))
    elif not beside.brief():
        st.html('<p style="margin: 0; min-height: 2rem; font-size: 0.875rem; opacity: 0.75">Click a sample to see who made it. '
                'Draw around some, and sample more like them.</p>')
    map_view(_packet(found, placed, among, word), key=key_of(found), on_view=lambda: remember(found, placed),
             on_pick=lambda: remember_pick(found), on_selection=lambda: None,
             on_step=lambda: map_steps.remember(key_of(found), found))
    map_steps.tell(found)
    if beside.brief():
        return
    if index >= 0:
        one_sample.tell(found, one_sample.of_map(placed, index), bool((placed.weight >= 1).all()))
    selection(found, placed, word)
    if index >= 0:                      # last: it may have to wait for the model
        map_nearest.show(found, placed, index)


def picked(found: ModelFolder, placed: StoredMap) -> int:
    """The sample that was clicked, or the link's; -1 for none."""
    start = links.at_start("z", links.whole(0, placed.n - 1), -1, found.name)
    clicked = (st.session_state.get(key_of(found)) or {}).get("pick")
    index = start if clicked is None else int(clicked)
    return index if index < placed.n else -1


def remember_pick(found: ModelFolder) -> None:
    """Callback: the link names the sample."""
    clicked = (st.session_state.get(key_of(found)) or {}).get("pick")
    if clicked is not None:
        links.keep("z", int(clicked), str(int(clicked)), "-1", found.name)


def as_table(found: ModelFolder, placed: StoredMap) -> None:
    with st.expander("The map as a table"):
        st.html(table(placed, found.figures.get("expert_word") or "expert"))
        if placed.trust is not None:
            st.caption(f"Trustworthiness asks whether the {placed.trust_k} nearest of each point on the map are near in its "
                       f"{placed.space} too: 1 where all are, about 0.5 by chance. It does not ask what the map tore apart.")


def _packet(found: ModelFolder, placed: StoredMap, among: StoredMap | None, word: str) -> bytes:
    scope = scope_of(found, placed)
    start = {
        "by": links.at_start("by", links.one_of(*COLOURINGS), "expert", scope),
        "layout": links.at_start("layout", links.one_of(*LAYOUTS, *LATER), default_layout(placed), scope),
        "reals_shown": links.at_start("real", links.one_of("0", "1"), "0", scope) == "1",
        "lasso": links.at_start("lasso", outline(3), "", f"{scope}-{placed.seed}"),
        "line": links.at_start("line", outline(2), "", f"{scope}-{placed.seed}")}
    index = links.as_it_came((key_of(found), placed.seed, placed.umap is not None), picked(found, placed))
    K = max(int(placed.expert.max()) + 1, int(found.figures.get("n_experts") or 1))     # one that drew nothing is shown too
    start |= {"picked": index, "name": found.name, "of": map_decoder.samples_of(found, placed), "of_two": beside.view(),
              "steps": map_steps.given(key_of(found), found, placed)}
    return _packed(f"{scope}-{placed.seed}", word, K, start, map_reals.pictures(found, placed), recipe.stored_basis(found, "Map"),
                   placed, among)


@st.cache_data(max_entries=4, show_spinner=False)
def _packed(
    scope: str, word: str, K: int, start: dict[str, Any], reals: StoredReals | None, recipe: dict[str, Any] | None,
    _placed: StoredMap, _among: StoredMap | None,
) -> bytes:
    return views.packet(_placed, word, K, reals=reals, among=_among, recipe=recipe, **start)


def scope_of(found: ModelFolder, placed: StoredMap) -> str:
    return f"{found.name}|{placed.umap is not None}"


def outline(least: int) -> links.Parser[str]:
    """A parser for the lasso or the line, as map/outline.js writes them: a layout, then x and y of `least` corners or more."""

    def parse(text: str) -> str | None:
        layout, *numbers = text.split(",")
        good = layout in (*LAYOUTS, *LATER) and len(numbers) % 2 == 0 and 2 * least <= len(numbers) <= 2 * MOST_CORNERS
        return text if good and all(_NUMBER.fullmatch(one) and -FINE <= 2 * int(one) <= 3 * FINE for one in numbers) else None

    return links.Parser(parse, f"a layout, then x and y of {least} to {MOST_CORNERS} corners in ten-thousandths of its side")


def remember(found: ModelFolder, placed: StoredMap) -> None:
    view = (st.session_state.get(key_of(found)) or {}).get("view") or {}
    scope, usual = scope_of(found, placed), {"by": "expert", "layout": default_layout(placed), "real": "0"}
    for name, default in usual.items():
        value = str(view.get(name, default))
        links.keep(name, value, value, default, scope)
    for name in ("lasso", "line"):
        links.keep(name, view.get(name, ""), view.get(name, ""), "", f"{scope}-{placed.seed}")


def selection(found: ModelFolder, placed: StoredMap, word: str) -> None:
    """Counts of what the lasso holds, per expert and per class."""
    indices = chosen((st.session_state.get(key_of(found)) or {}).get("selection"), placed.n)
    if not len(indices):
        st.caption(f"Draw around some points, choose {with_article(word)} in the list, or walk with the arrow keys; a "
                   "lasso and a line are part of the link. The wheel, two fingers, + and - go nearer and farther, 0 shows all; "
                   "Shift and a click add a sample, Shift and an arrow move the map.")
        return
    st.subheader(f"{len(indices):,} selected samples", anchor=False)
    if map_steps.is_earlier(found):
        st.caption("As the last step drew them.")
    left, right = st.columns(2, gap="large")
    counts = np.bincount(placed.expert[indices], minlength=int(placed.expert.max()) + 1)
    with left:
        st.html(look.table([word, "samples", "share"], share_rows([short_name(k) for k in range(len(counts))], counts)))
    read = placed.cls[indices]
    if placed.class_names and (read >= 0).any():
        classes = np.bincount(read[read >= 0], minlength=len(placed.class_names))
        with right:
            st.html(look.table(["read as", "samples", "share"], share_rows(list(placed.class_names), classes)))


def share_rows(names: list[str], counts: NDArray[np.int64]) -> list[list[str]]:
    total = max(1, int(counts.sum()))
    order = np.argsort(-counts, kind="stable")
    return [[names[i], f"{counts[i]:,}", percent(counts[i] / total)] for i in order if counts[i]]


def table(placed: StoredMap, word: str) -> str:
    """Every expert: its points, their share, what they are read as, and whose centre lies nearest."""
    places = placed.pca if placed.umap is None else placed.umap
    counts = np.bincount(placed.expert)
    centres = {k: places[placed.expert == k].mean(0) for k in np.flatnonzero(counts)}
    rows = []
    for k, centre in centres.items():
        others = {j: float(np.linalg.norm(centre - there)) for j, there in centres.items() if j != k}
        nearest = short_name(int(min(others, key=lambda j: others[j]))) if others else ""
        read = placed.cls[(placed.expert == k) & (placed.cls >= 0)]
        mostly = sentences.reading(np.bincount(read, minlength=1).tolist(), placed.class_names)[0] if placed.class_names else ""
        rows.append([expert_name(word, int(k)), f"{counts[k]:,}", percent(counts[k] / placed.n), mostly, nearest])
    return look.table([word, "samples", "share", "mostly read as", f"nearest {word}"], rows)


# --- a UMAP that is not there yet --------------------------------------------------------------------------------------

UMAP = Making(
    command="map",
    missing="Shown by principal components. A UMAP separates groups more clearly; it takes about half a minute, once.",
    button="Make the UMAP", doing="Making the UMAP of", takes="about half a minute the first time",
    failed="The UMAP was not made.")


def offer(found: ModelFolder) -> None:
    making.offer(found, UMAP)

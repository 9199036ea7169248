"""The Covariance page: how wide each expert draws; the pictures follow the thumb in the browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from mixgan.analysis.tradeoff import Curve
from mixgan.analysis.words import fixed
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look, sentences, states, taken
from mixgan.ui.components.covariance import covariance_view
from mixgan.ui.model import making, one_sample, picture_links, recipe, strips
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.making import Making
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import covariance as views
from mixgan.ui.views.covariance import PER_ROW, TRAINED, points_of, stored

__all__ = ["CURVE", "TRAINED", "as_table", "is_stale", "offer", "own_title", "parse_spreads", "show", "spread_of", "title"]

LEVELS = 24


def key_of(found: ModelFolder) -> str:
    return f"covariance-{found.name}{links.step_mark()}"


def spread_of(level: int) -> float:
    return level / 8


def title(word: str, level: int, truncation: bool = False) -> str:
    """What is seen; `truncation`: the family has no Gaussians, so the noise is scaled instead, and the title says so."""
    if not truncation:
        return _seen(f"Each {word}", level)
    return "Truncation: " + _seen(f"the noise of {'the' if word == 'generator' else 'each'} {word}", level)


def own_title(word: str, truncation: bool = False) -> str:
    """The same where the sliders of the experts stand apart."""
    return f"Truncation: the noise of each {word} at a spread of its own" if truncation else f"Each {word} at a spread of its own"


def _seen(what: str, level: int) -> str:
    if level == 0:
        return f"{what} at its centre: one picture, no variety"
    if level == TRAINED:
        return f"{what} as wide as it was trained"
    return f"{what} {'narrower' if level < TRAINED else 'wider'} than trained: spread {fixed(spread_of(level), 2)}"


@states.part
def show(found: ModelFolder, opened: Opened) -> None:
    generator = opened.generator
    states.still_there(found)
    K = generator.n_experts
    first = picture_links.first_sample(found)
    links.unless_named(("level",), ("spreads",), found.name)
    start = links.at_start("level", links.whole(0, LEVELS - 1), TRAINED, found.name)
    alone = links.at_start("comp", parse_comp(K), "all", found.name)
    own = links.at_start("spreads", parse_spreads(K), (), found.name)
    state = dict(st.session_state.get(key_of(found)) or {})
    level = start if state.get("level") is None else int(state["level"])
    levels = own if state.get("spreads") is None else levels_of(state["spreads"])
    word = generator.expert_word if K > 1 else "generator"
    truncation = generator.gaussians() is None
    said = own_title(word, truncation) if len(set(levels)) > 1 else title(word, levels[0] if levels else level, truncation)
    beside.heading(found, said, f"{choice.model_line(found)} · noise from sample {first} of {choice.seed_line(found)} on")
    curve = stored(found)
    if curve is not None and not beside.brief():
        st.markdown(look.plain(sentences.curve_verdict(curve, gaussians=not truncation)))
    stale = curve is not None and is_stale(found, curve)
    if beside.brief():
        pass
    elif curve is None or not curve.points:
        offer(found)
    elif stale:
        making.offer(found, STALE)
    if strips.needed(opened):
        comp = alone if state.get("comp") is None else "all" if state["comp"] == "all" else str(int(state["comp"]) + 1)
        points = points_of(curve) if curve is not None and curve.points else None
        strips.covariance_strip(found, opened, start, comp, points, first, key=key_of(found), remember=lambda: remember(found))
    else:
        view = {**view_of(found, opened, start, alone, curve, first, own), **saved_from(found, opened, first), **beside.view()}
        covariance_view(opened.program, view, key=key_of(found),
                        on_select=lambda: remember(found), on_spreads=lambda: remember(found), on_comp=lambda: remember(found))
    if beside.brief():
        return
    facts = one_sample.of_model(found, opened, first)
    one_sample.tell(found, facts, generator.chooses)
    picture_links.show(found, first, here="Covariance", expert=facts.expert)
    picture_links.back_to_first(found)
    if (ceiling := _ceiling(str(found.path), stamp(found), opened)) is not None:
        st.caption(look.plain(sentences.about_ceiling(ceiling, {**found.figures, "expert_word": word})))
    if curve is not None:
        as_table(curve, None if stale or not curve.points else found)


@st.cache_data(max_entries=12, show_spinner=False)
def _ceiling(path: str, mark: str, _opened: Opened) -> dict[str, Any] | None:
    """The record of `analysis.ceiling`; None where experts cannot be told by a Gaussian."""
    from mixgan.analysis.ceiling import ceiling_figures

    with _opened.use() as generator:
        return next((one.to_dict() for one in ceiling_figures(generator, 0)), None)


def parse_comp(K: int) -> links.Parser[str]:
    """`all`, or the number of one expert, from 1."""
    return links.Parser(links.one_of("all", *(str(k + 1) for k in range(K))).read, f"all, or a number from 1 to {K}")


def parse_spreads(K: int) -> links.Parser[tuple[int, ...]]:
    """`8,8,12`: the level of each expert's own slider."""
    one = links.whole(0, LEVELS - 1)

    def parse(text: str) -> tuple[int, ...] | None:
        levels = [one(part) for part in text.split(",")[: K + 1]]
        known = tuple(level for level in levels if level is not None)
        return known if len(known) == len(levels) == K else None

    return links.Parser(parse, f"{K} {'number' if K == 1 else 'numbers with commas between them'}, each from 0 to {LEVELS - 1}")


def levels_of(spreads: list[float]) -> tuple[int, ...]:
    return tuple(round(TRAINED * float(spread)) for spread in spreads)


def remember(found: ModelFolder) -> None:
    state = dict(st.session_state.get(key_of(found)) or {})
    level, comp = state.get("level"), state.get("comp")
    if state.get("spreads") is not None:
        levels = levels_of(state["spreads"])
        of_all = links.at_start("level", links.whole(0, LEVELS - 1), TRAINED, found.name) if level is None else int(level)
        alike = set(levels) == {of_all}             # then the level says it
        links.keep("spreads", () if alike else levels, "" if alike else ",".join(map(str, levels)), scope=found.name)
    if level is not None:
        links.keep("level", int(level), str(int(level)), str(TRAINED), scope=found.name)
    if comp is not None:
        text = "all" if comp == "all" else str(int(comp) + 1)
        links.keep("comp", text, text, "all", scope=found.name)


def view_of(found: ModelFolder, opened: Opened, level: int, alone: str, curve: Curve | None, first: int = 0,
            own: tuple[int, ...] = ()) -> dict[str, Any]:
    """`first`: the sample whose noise stands first in every row, or, where a gate leads it, in its own expert's; `own`: the level
    of each one's slider, where they are not all at `level`.
    """
    return views.view(Kept(found, opened, choice.seed()), curve, level, alone, first, own)


def saved_from(found: ModelFolder, opened: Opened, first: int) -> dict[str, Any]:
    """What a saved picture is named by: the first sample, or those of each expert, and the model."""
    own = Kept(found, opened, choice.seed()).led_to(PER_ROW, first)
    return {"first": first, "own_samples": None if own is None else own.tolist(),
            "recipe": recipe.basis(found, opened, "Covariance")}


# --- the curve ---------------------------------------------------------------------------------------------------------

CURVE = Making(
    command="curve",
    missing="Quality and variety at each spread were not measured for this model; the pictures do not need it. "
            "It takes about half a minute, once.",
    button="Measure the curve", doing="Measuring the curve of", takes="about half a minute, longer on a busy machine",
    failed="The curve was not measured.", cannot="Quality and variety at each spread cannot be measured for this model")
_OTHER = "This curve was measured of other weights than those that are open: the model was trained on or exchanged since"
STALE = replace(CURVE, missing=f"{_OTHER}. It takes about half a minute to measure.",
                cannot=f"{_OTHER}. It cannot be measured again")
AGAIN = replace(CURVE, missing="The same weights and seed give the same curve; about half a minute.", button="Measure again",
                cannot="It cannot be measured again")


def offer(found: ModelFolder) -> None:
    making.offer(found, CURVE)


def is_stale(found: ModelFolder, curve: Curve) -> bool:
    """It names other weights than those in the folder. Curves of the first versions name none: that cannot be told."""
    return bool(curve.model) and curve.model != _fingerprint(str(found.path), stamp(found))


@st.cache_data(max_entries=12, show_spinner=False)
def _fingerprint(path: str, mark: str) -> str:
    from mixgan.analysis.own_mixture import fingerprint

    return fingerprint(Path(path))


def as_table(curve: Curve, again: ModelFolder | None = None) -> None:
    """`again`: the model for which the curve may be measured once more from here."""
    with st.expander("The curve as a table"):
        st.caption(look.plain(sentences.curve_basis(curve)))
        names = list(curve.points[0].values) if curve.points else []
        rows = [[f"{point.spread:g}", *(sentences.curve_value(point.values.get(name)) for name in names)]
                for point in curve.points]
        if rows:
            taken.table(["spread", *names], rows, "curve")
        if again is not None:
            making.offer(again, AGAIN)

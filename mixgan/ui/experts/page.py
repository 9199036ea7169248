"""The Experts page: the same noise through every expert, how often each is used, and what is lost without some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.analysis.factors import told_by
from mixgan.analysis.words import expert_name, percent, plural, short_name
from mixgan.figures.expert_class import expert_class, expert_class_alt
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look, sentences, states, taken
from mixgan.ui.components import reveal
from mixgan.ui.components.experts import experts_view
from mixgan.ui.experts import biography, class_board, loss, shares
from mixgan.ui.experts import measures as expert_measures
from mixgan.ui.experts import told as told_boards
from mixgan.ui.experts.words import counted
from mixgan.ui.model import drawn, making, measured, one_sample, picture_links, recipe, strips
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import experts as experts_views
from mixgan.ui.views.experts import COLUMNS

if TYPE_CHECKING:
    from mixgan.analysis.losing import Mode

__all__ = ["ORDERS", "Hand", "hand_of", "parse_off", "show", "title"]

ORDERS = ("number", "share", "alike", "class")
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


@dataclass(frozen=True)
class Hand:
    """What the visitor has set: experts count from 0; `expert` is the one told about, or None."""

    off: tuple[int, ...]
    mode: Mode
    order: str
    expert: int | None
    pad: tuple[float, float] = (0.0, 0.0)


def key_of(found: ModelFolder) -> str:
    return f"experts-{found.name}{links.step_mark()}"


def state_of(found: ModelFolder) -> dict[str, Any]:
    return dict(st.session_state.get(key_of(found)) or {})


def parse_off(text: str, K: int) -> tuple[int, ...] | None:
    """`3,5` -> (2, 4); None for anything that is not a list of experts, or would leave none on."""
    try:
        off = sorted({int(part) - 1 for part in text.split(",") if part})
    except ValueError:
        return None
    return tuple(off) if all(0 <= k < K for k in off) and len(off) < K else None


def parser_of_off(K: int) -> links.Parser[tuple[int, ...]]:
    return links.Parser(lambda text: parse_off(text, K), f"numbers from 1 to {K}, of which at least one is left out")


def title(found: ModelFolder, K: int, off: tuple[int, ...], mode: Mode = "reroute") -> str:
    word = found.figures.get("expert_word") or "expert"
    if not off:
        return f"The same noise, {NUMBERS.get(K, str(K))} hands"
    if len(off) == K - 1 and K > 2:
        alone = next(k for k in range(K) if k not in off)
        what = ", holes where the others drew" if mode == "drop" else " draws everything"
        return f"{expert_name(word.capitalize(), alone)} alone{what}"
    names = ", ".join(short_name(k) for k in off)
    which = f"{word} {names}" if len(off) == 1 else f"{plural(word, 2)} {names}"
    return f"Without {which}, " + ("holes are left" if mode == "drop" else "the others take over")


@states.part
def show(found: ModelFolder, opened: Opened) -> None:
    K = opened.generator.n_experts
    states.still_there(found)
    start = at_start(found, K)
    hand = hand_of(state_of(found), start, K)
    first = picture_links.first_sample(found)
    samples = range(first, first + COLUMNS)
    own = drawn.at_start(found, opened)
    columns = f"the noise of samples {first} to {samples[-1]} of {choice.seed_line(found)}"
    now = drawn.of_state(state_of(found), own, opened.generator.noise_dim, K)
    is_drawn = now is not None
    if is_drawn:
        columns += "; in the first column what is nearest to a drawing"
    beside.heading(found, title(found, K, hand.off, hand.mode), f"{choice.model_line(found)} · {columns}")
    if strips.needed(opened):
        orders = {name: rows for name, *_, rows in experts_views.orders(Kept(found, opened, choice.seed()))}
        strips.experts_strip(found, opened, hand.off, hand.mode, orders.get(hand.order, list(range(K))), hand.expert, samples,
                             key=key_of(found), remember=lambda: remember(found, K))
    else:
        view = {**view_of(found, opened, start, first, own), "pad": start.pad, "recipe": recipe.basis(found, opened, "Experts"),
                **beside.view()}
        experts_view(opened.program, view, key=key_of(found), on_select=lambda: remember(found, K),
                     on_pad=lambda: remember(found, K), on_drawn=lambda: drawn.remember(found, state_of(found)))
    if beside.brief():
        return
    facts = one_sample.of_model(found, opened, first)
    if not is_drawn:                                    # else the first column is no sample of the seed
        one_sample.tell(found, facts, opened.generator.chooses)
    if now is not None:
        picture_links.show_drawn(found, opened, now, here="Experts")
    else:
        picture_links.show(found, first, here="Experts", expert=facts.expert)
    picture_links.back_to_first(found)
    class_board.show(found, opened, first)
    if hand.expert is not None:
        with st.container(key=reveal.block("expert")):
            biography.show(found, opened, hand.expert)
            reveal.here("expert")
    left, right = st.columns([1, 1], gap="large")
    with left:
        usage(found, opened, hand)
    with right:
        loss.before_and_after(found, opened, hand.off, hand.mode)
        judged = st.container()
    left, right = st.columns([1, 1], gap="large")
    with left:
        loss.most_missed(found)
    with right:
        classes(found)
    told_boards.show(found)
    if hand.off:
        with judged:                    # last, since it is the only one that may be waited for
            loss.measured_effect(found, opened, hand.off, hand.mode)


# --- what the hand has set ---------------------------------------------------------------------------------------------


def at_start(found: ModelFolder, K: int) -> Hand:
    """As the link says, or as this page was left."""
    none: tuple[int, ...] = ()
    scope = found.name
    links.unless_named(("z", "drawn"), ("pad", "drawn", "ink"), scope)
    number = links.at_start("expert", links.whole(1, K), 0, scope)
    return Hand(
        links.at_start("off", parser_of_off(K), none, scope),
        "drop" if links.at_start("mode", links.one_of("reroute", "drop"), "reroute", scope) == "drop" else "reroute",
        links.at_start("order", links.one_of(*ORDERS), "number", scope),
        number - 1 if number else None,
        links.at_start("pad", links.pad(), (0.0, 0.0), scope))


def hand_of(state: dict[str, Any], start: Hand, K: int) -> Hand:
    """What the component sent, and what it has not sent as it was at the start."""
    off = start.off if state.get("off") is None else tuple(sorted(int(k) for k in state["off"]))
    expert = start.expert if state.get("expert") is None else int(state["expert"])
    return Hand(
        off if all(0 <= k < K for k in off) and len(off) < K else (),
        start.mode if state.get("mode") not in ("reroute", "drop") else state["mode"],
        start.order if state.get("order") not in ORDERS else state["order"],
        expert if expert is not None and 0 <= expert < K else None)


def remember(found: ModelFolder, K: int) -> None:
    """What has been sent, to the link and for the next visit; what the hand has not touched stays as it is there."""
    state = state_of(found)
    hand = hand_of(state, Hand((), "reroute", "number", None), K)
    if state.get("off") is not None:
        links.keep("off", hand.off, ",".join(str(k + 1) for k in hand.off), scope=found.name)
    if state.get("mode") is not None:
        links.keep("mode", hand.mode, hand.mode, "reroute", scope=found.name)
    if state.get("order") is not None:
        links.keep("order", hand.order, hand.order, "number", scope=found.name)
    if state.get("expert") is not None:
        number = 0 if hand.expert is None else hand.expert + 1
        if number and str(number) != st.query_params.get("expert"):
            reveal.ask("expert")
        links.keep("expert", number, str(number) if number else "", scope=found.name)
    if state.get("pad") is not None:
        links.keep_pad(state["pad"], found.name)


def view_of(found: ModelFolder, opened: Opened, start: Hand, first: int = 0, own: drawn.Drawn | None = None) -> dict[str, Any]:
    """`first`: the sample whose noise stands in the first column, unless there is a drawing of one's `own`."""
    view = experts_views.view(Kept(found, opened, choice.seed()), first, off=start.off, mode=start.mode, order=start.order,
                              expert=start.expert)
    return view | {"draw": drawn.offered(found, opened), "drawn": None if own is None else own.plain()}


# --- below -------------------------------------------------------------------------------------------------------------


def usage(found: ModelFolder, opened: Opened, hand: Hand) -> None:
    """Shares with their n, now and with everything on, and what each expert draws where a checker knows."""
    generator = opened.generator
    K, word = generator.n_experts, generator.expert_word
    used = measured.usage(found, opened, choice.seed())
    now = used.hard
    if hand.off:
        now = expert_measures.shares_without(found, opened, choice.seed(), hand.off, hand.mode)
    st.subheader(f"How often each {word} is used", anchor=False)
    told = told_by(found.figures, found.config.facts.class_names)
    drawn_words = ["read as" if told.is_class else told.what, "purity"] if told else []
    head = [word, "leads in", "mean weight", *drawn_words] + (["leads now"] if hand.off else [])
    rows = []
    for k in range(K):
        row = [short_name(k), percent(float(used.hard[k])), percent(float(used.soft[k]))]
        row += sentences.reading(list(told.counts[k]), told.names) if told else []
        rows.append(row + ([percent(float(now[k]))] if hand.off else []))
    if hand.off:
        top = max(float(now.max()), float(used.hard.max()))
        st.html(look.bars([
            look.Bar(short_name(k), float(now[k]) / top, percent(float(now[k])), before=float(used.hard[k]) / top,
                     colours=look.pair(k, K))
            for k in range(K)], f"share of samples that each {word} leads in now; the line marks the share with every {word} on"))
    taken.table(head, rows, "usage")
    st.caption(f"Shares of {measured.N:,} draws, {choice.seed_line()}." + (
        f" The line on a bar is the share with every {word} on." if hand.off else "")
        + f" {counted(told, sentences.checker_accuracy(found.figures))}")


def classes(found: ModelFolder) -> None:
    """Expert and class as a heat map, from the stored counts."""
    told = told_by(found.figures, found.config.facts.class_names)
    word = found.figures.get("expert_word") or "expert"
    st.subheader(f"What each {word} draws", anchor=False)
    if told is None:
        if measured.judge_of(found) is None or making.is_under_way(found, making.JUDGE):
            making.offer_judge(found, f"the classes that each {word} draws are not counted")
        else:
            st.markdown(look.plain(f"The classes that each {word} draws were not counted yet: python -m mixgan describe "
                                   f"{found.name} does."))
        return
    across, what = ("read as", "classes read") if told.is_class else (told.what, told.what)
    shares.show(expert_class(told.counts, told.names, word, across=across),
                expert_class_alt(told.counts, told.names, word, what), f"{found.name}-classes")
    st.caption(f"Per cent of each {word}'s samples, written from 10 % on; {sum(map(sum, told.counts)):,} stored samples.")

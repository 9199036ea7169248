"""The Tree page: a component that walks, draws and pushes by itself; below it what falls at the chosen node."""

from __future__ import annotations

import html
import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.analysis.words import expert_name, fixed, percent, short_name
from mixgan.store.models import ModelFolder
from mixgan.ui import beside, choice, links, look, sentences, states, taken
from mixgan.ui.components.tree import tree_view
from mixgan.ui.model import drawn, making, measured, one_sample, picture_links, recipe, strips
from mixgan.ui.model.opened import Opened
from mixgan.ui.tree import hand, node_pictures
from mixgan.ui.tree.place import Place, key_of, state_of

__all__ = ["show"]


@states.part
def show(found: ModelFolder, opened: Opened) -> None:
    """The whole page: one fragment, so that a step in the tree reruns nothing else."""
    states.still_there(found)
    place = Place(found, opened)
    title, line, made = place.title(), f"{choice.model_line(found)} · {place.basis()}", place.made()
    if look.talking() or beside.second() is not None:       # there is no line below the title
        beside.heading(found, title + made, line)
    else:                                                   # a title of two lines would move the tree under the hand
        beside.heading(found, title, line + made)
    if strips.needed(opened):
        depth = place.tree.depth if place.tree is not None else None
        strips.node_strip(found, opened, strips.shown_nodes(depth, place.K, place.node), place.paths, place.axes, place.index,
                          range(place.first, place.first + place.ahead), place.start, key=key_of(found),
                          remember=lambda: remember(found))
    else:
        view = {**place.view(), **hand.view(place), "recipe": recipe.basis(found, opened, "Tree"), **beside.view()}
        tree_view(opened.program, view, key=key_of(found), on_select=lambda: remember(found),
                  on_drawn=lambda: drawn.remember(found, state_of(found)))
    if beside.brief():
        return
    st.subheader(f"At {place.name}", anchor=False)
    left, right = st.columns([2, 3], gap="large")
    with left:
        about_node(place)
        if place.is_untouched:                          # else the heading alone says what the hand has made of it
            one_sample.tell(found, one_sample.of_model(found, opened, place.index), opened.generator.chooses)
        if place.drawn is None:
            picture_links.show(found, place.index, here="Tree")
        else:
            picture_links.show_drawn(found, opened, place.drawn, here="Tree")
    with right:
        classes(place)
    with st.expander("All nodes as a table"):
        taken.table(*table(place), "nodes")


def remember(found: ModelFolder) -> None:
    """Callback: the link names the node, the sample and what the hand has changed."""
    state = state_of(found)
    node, at, first = state.get("node"), state.get("draw"), hand.samples_of(found).first
    if isinstance(node, str):
        links.keep("node", node, node or "root", scope=found.name)
    if at is not None:
        links.keep("z", first + int(at), str(first + int(at)), "0", found.name)
    hand.remember(state, found.name, first)


# --- what the gate does ---------------------------------------------------------------------------------------------------


def about_node(place: Place) -> None:
    """What the selected gate, or expert, does with this sample and with all."""
    soft, hard = float(place.soft[place.node]), float(place.hard[place.node])
    share = f"{percent(soft)} of all samples pass here (mean weight, n = {measured.N:,})"
    if hard == 0:
        share += f"; none of {measured.N:,} draws ends here: this branch is not used."
    else:
        share += f"; {round(hard * measured.N):,} of {measured.N:,} draws end here by their largest {place.word}."
    look.paragraph(gate_words(place), share)


def gate_words(place: Place) -> str:
    word = html.escape(place.word)
    if place.node >= place.n_gates:
        k = place.node - place.n_gates
        own = percent(place.share_of(k))
        meaning = "One linear map of the noise; the gates above it decide how much it counts." if place.word == "leaf" else \
            "One of the generators among which the gate chooses."
        return f"{look.term(word.capitalize(), meaning)} {short_name(k)} has {own} of the weight in this sample."
    held = place.override.get(place.node)
    gate = look.term("gate", "Numbers between 0 and 1 made from the noise alone: who gets how much of the sample.")
    if place.tree is None:
        if held:
            return f"The {gate} is held at {expert_name(word, int(held) - 1)} by hand."
        said = place.probabilities()
        first, second = (int(k) for k in np.argsort(-said)[:2])
        return (f"The one {gate} says {fixed(said[first], 2)} {expert_name(word, first)}, "
                f"then {fixed(said[second], 2)} {expert_name(word, second)}"
                f"{html.escape(place.hand_words())}.")
    if held:
        return f"The {gate} is held to the {'left' if held == 'L' else 'right'} by hand."
    g = 1 / (1 + np.exp(-place.gates()[place.node]))
    return f"The {gate} says {fixed(g, 2)} left, {fixed(1 - g, 2)} right for this sample{html.escape(place.hand_words())}."


# --- what falls there ----------------------------------------------------------------------------------------------------

_MIX = """<style>
.mix { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.mix th, .mix td { padding: 0.12rem 0.6rem 0.12rem 0; text-align: right; white-space: nowrap; font-weight: 400; }
.mix th { opacity: 0.75; }
.mix tbody th { opacity: 1; }
.mix th:first-child, .mix caption { text-align: left; }
.mix caption { padding-bottom: 0.35rem; }
.mix td.bar { width: 100%; padding-right: 0; }
.mix .track { display: flex; height: 0.8rem; min-width: 3rem; gap: 1px; }
.mix .one { background: var(--st-primary-color, #4f7fd0); border-radius: 2px; }
.mix .two { background: repeating-linear-gradient(135deg, #8a8f98 0 3px, transparent 3px 5px); outline: 1px solid #8a8f98;
  outline-offset: -1px; border-radius: 2px; }
</style>"""


def classes(place: Place) -> None:
    """The classes of what ends at the node as bars with counts; at a fork, what of each class goes left and right."""
    from mixgan.analysis.nodes import node_purity

    read = node_pictures.reading(place.found, place.opened, place.seed)
    if read is None:
        making.offer_judge(place.found, "what ends here is not named")
        return
    counts, n = read.counts[place.node], len(read.classes)
    pure = node_purity(counts)
    total = int(counts.sum())
    if pure is None:
        st.markdown(f"None of {n} samples that were read ends here: there is nothing to name.")
        return
    best = html.escape(read.names[int(counts.argmax())])
    says = f"{total} of {n} samples end here. " + (
        f"Purity {percent(pure)}: the share that the checker reads as {best}." if total >= sentences.MIN_N else
        f"Most are read as {best}, but {total} are too few for a share.")
    fork = place.tree is not None and place.node < place.n_gates
    sides = read.counts[[2 * place.node + 1, 2 * place.node + 2]] if fork else counts[None]
    told = told_by_forks(place, read.counts).get(place.node)
    if told is not None:
        says += (f" Which side a sample goes to tells {fixed(told, 2)} nats of its class, where chance tells 0 and a fork "
                 f"{fixed(math.log(2), 2)} at most.")
    st.html(_MIX)                                       # by itself: what holds a style sheet is not shown (`look`)
    st.html(mix(says, read.names, sides))


def told_by_forks(place: Place, counts: NDArray[np.int64]) -> dict[int, float]:
    """Node -> what its two sides tell of the class, in nats: of forks that enough samples pass. `counts` (nodes, C)."""
    from mixgan.measures.tree import split_information

    if place.tree is None:
        return {}
    splits = split_information(counts[place.n_gates :])                         # level by level, as nodes are numbered
    return {node: max(0.0, split.information) for node, split in enumerate(splits) if counts[node].sum() >= sentences.MIN_N}


def mix(says: str, names: tuple[str, ...], sides: NDArray[np.int64]) -> str:
    """A table of the classes that occur, most first: `sides` (1 or 2, C) are the counts of one bar, or of its left and right."""
    total = sides.sum(0)
    rows = []
    for c in sorted(np.flatnonzero(total).tolist(), key=lambda c: -total[c]):
        parts = "".join(f'<span class="{kind}" style="width: {100 * sides[i, c] / total.max():.1f}%"></span>'
                        for i, kind in enumerate(("one", "two")[: len(sides)]) if sides[i, c])
        numbers = "".join(f"<td>{side[c]}</td>" for side in sides)
        rows.append(f'<tr><th scope="row">{html.escape(names[c])}</th>{numbers}'
                    f'<td class="bar"><div class="track" aria-hidden="true">{parts}</div></td></tr>')
    heads = ["goes left", "goes right"] if len(sides) == 2 else ["samples"]
    head = "".join(f'<th scope="col">{text}</th>' for text in ["class", *heads])
    return (f'<div class="scroll"><table class="mix"><caption>{says}</caption><thead><tr>{head}<td></td></tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table></div>')


def table(place: Place) -> tuple[list[str], list[list[str]]]:
    """Heads and rows, one for each node."""
    from mixgan.analysis.nodes import node_purity

    rows = []
    captions = node_pictures.captions(place.found, place.tree, place.n_nodes)
    read = node_pictures.reading(place.found, place.opened, place.seed)
    told = {} if read is None else told_by_forks(place, read.counts)
    for node in range(place.n_nodes):
        path = place.path_of(node) or "root"
        kind = expert_name(place.word, node - place.n_gates) if node >= place.n_gates else "gate"
        row = [path, kind, percent(float(place.soft[node])), percent(float(place.hard[node])), captions[node]]
        if read is not None:
            n, pure = int(read.counts[node].sum()), node_purity(read.counts[node])
            row += [f"{n}", "" if pure is None or n < sentences.MIN_N else percent(pure)]
            row += [fixed(told[node], 2) if node in told else ""] if place.tree is not None else []
        rows.append(row)
    head = ["node", "is a", "mean weight", f"largest {place.word} below", "mostly"]
    if read is not None:
        head += ["read", "purity", *(["nats on the class"] if place.tree is not None else [])]
    return head, rows

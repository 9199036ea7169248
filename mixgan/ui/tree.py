"""The Tree page: a component that walks and draws by itself; beside it what the gate does, below it what falls there."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan import pictures as draw_sheet
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, measured, node_pictures, sentences
from mixgan.ui.components.live import moved
from mixgan.ui.components.tree import tree_view
from mixgan.ui.opened import Opened

__all__ = ["show"]

SHOWN = 16
FRAMES = 9
AHEAD = 32                      # samples that Space steps through without the server


def key_of(found: ModelFolder) -> str:
    return f"tree-{found.name}"


def state_of(found: ModelFolder) -> dict[str, Any]:
    return dict(st.session_state.get(key_of(found)) or {})


@st.fragment
def show(found: ModelFolder, opened: Opened) -> None:
    """The whole page: one fragment, so that a step in the tree reruns nothing else."""
    place = Place(found, opened)
    look.heading(place.title(), f"{choice.model_line(found)} · sample {place.index} of seed {place.seed}")
    tree_view(opened.program, place.view(), key=key_of(found), on_select=lambda: remember(found),
              on_draw=lambda: remember(found))
    left, right = st.columns(2, gap="large")
    with left:
        about_node(place)
    with right:
        below(place)
    with st.expander("All nodes as a table"):
        st.html(table(place))


def remember(found: ModelFolder) -> None:
    """Callback: the link names the node and the sample."""
    state = state_of(found)
    node, drawn = state.get("node"), state.get("draw")
    if isinstance(node, str):
        links.keep("node", node, node or "root", scope=found.name)
    if drawn is not None:
        index = first_sample(found) + int(drawn)
        links.keep("z", index, str(index), "0", found.name)


def first_sample(found: ModelFolder) -> int:
    """The sample with which this visit began; the component counts from it."""
    return links.at_start("z", links.whole(0, measured.N - AHEAD), 0, found.name)


class Place:
    """Where one stands: model, sample, node, and what the pad and the switches have changed."""

    def __init__(self, found: ModelFolder, opened: Opened) -> None:
        self.found, self.opened, self.seed = found, opened, choice.seed()
        assert opened.generator.tree is not None, "the page shows trees only"
        self.tree = opened.generator.tree
        self.usage = measured.usage(found, opened, self.seed)
        self.first = first_sample(found)
        self.start = links.at_start("node", self.parse, self.first_step(), found.name)
        state = state_of(found)
        self.index = self.first + min(AHEAD - 1, max(0, int(state.get("draw") or 0)))
        chosen = state.get("node")
        self.path = chosen if isinstance(chosen, str) and self.tree.node(chosen) is not None else self.start
        self.node = self.tree.node(self.path) or 0
        self.pad = [float(v) for v in (state.get("pad") or (0.0, 0.0))]
        held = {self.tree.node(path): side for path, side in (state.get("override") or {}).items()}
        self.override = {node: side for node, side in held.items() if node is not None}

    def parse(self, text: str) -> str | None:
        path = "" if text == "root" else text
        return path if self.tree.node(path) is not None else None

    def first_step(self) -> str:
        """One level down, where this sample goes: the page opens with a step already made."""
        draw = measured.draw_of(self.opened, self.seed, self.first + 1)
        with self.opened.use() as generator:
            left, right = generator.weights(draw)[self.first].chunk(2)
        return "L" if float(left.sum()) >= float(right.sum()) else "R"

    @property
    def soft(self) -> NDArray[np.float64]:
        from mixgan.analysis.routing import node_densities

        return node_densities(self.usage.weights).mean(0)

    @property
    def hard(self) -> NDArray[np.float64]:
        from mixgan.analysis.routing import hard_masses

        return hard_masses(self.usage.weights)

    @property
    def noise(self) -> NDArray[np.float64]:
        """The sample's noise, moved by the pad."""
        start, _ = measured.noise_of(self.opened, self.seed, self.index)
        return moved(start, measured.pad_directions(self.opened, self.seed), self.pad).astype(np.float64)

    def gates(self) -> NDArray[np.float64]:
        """(N,) logits of the gates at this noise, held ones at +-infinity."""
        from mixgan.analysis.routing import gate_planes

        logits = gate_planes(self.opened.generator).logits(self.noise)
        for node, side in self.override.items():
            if 0 <= node < len(logits):
                logits[node] = np.inf if side == "L" else -np.inf
        return logits

    def leaf_weights(self) -> NDArray[np.float64]:
        import torch

        from mixgan.analysis.routing import node_mixtures

        return node_mixtures(torch.from_numpy(self.gates())[None])[0, 0].numpy()

    def title(self) -> str:
        weights = self.leaf_weights()
        leaf = int(weights.argmax())
        image = measured.mixture_picture(self.opened, self.noise, weights)
        read = measured.read(self.found, image[None])
        what = f"this {read[0][0]}" if read and read[0][1] >= 0.5 else "this picture"
        return f"Leaf {leaf + 1} made {sentences.percent(float(weights[leaf]))} of {what}"

    def view(self) -> dict[str, Any]:
        """What the component starts from; constant while one stays on the page with this model and seed."""
        K = self.opened.generator.n_experts
        draws = measured.draw_of(self.opened, self.seed, self.first + AHEAD).noise[self.first :].numpy()
        strips = node_pictures.strips(self.found, self.opened, self.seed)
        return {
            "model": self.found.name, "family": self.found.config.family, "expert_word": "leaf", "noise": draws[0],
            "chance": None, "draws": {"noise": draws}, "axes": ["right at the root", "right at L"],
            "directions": measured.pad_directions(self.opened, self.seed), "colours": look.colours(K), "shapes": look.shapes(K),
            "depth": self.tree.depth, "mass": self.soft.tolist(), "hard": self.hard.tolist(),
            "names": node_pictures.captions(self.found, self.tree), "means": strips.means, "typical": strips.typical,
            "selected": self.start,
            "alt": f"The tree of {self.found.name}: {self.tree.n_leaves} leaves, each node with its picture and share",
        }


# --- what the gate does ---------------------------------------------------------------------------------------------------


def about_node(place: Place) -> None:
    """What the selected gate, or leaf, does with this sample and with all."""
    name = place.path or "the root"
    st.subheader(f"At {name}", anchor=False)
    share = f"{sentences.percent(float(place.soft[place.node]))} of all samples pass here (mean weight, n = {measured.N:,})."
    mixed = node_pictures.class_line(place.found, place.node)
    if place.node >= place.tree.n_gates:
        leaf = place.node - place.tree.n_gates
        own = float(place.leaf_weights()[leaf])
        look.paragraph(f"A {look.term('leaf', 'One linear map of the noise; the gates above it decide how much it counts.')}: "
                       f"leaf {leaf + 1}. It made {sentences.percent(own)} of this sample.", share, mixed)
        return
    g = 1 / (1 + np.exp(-place.gates()[place.node]))
    held = place.override.get(place.node)
    gate = look.term("gate", "A number between 0 and 1 made from the noise alone: how much goes to the left.")
    says = f"held to the {'left' if held == 'L' else 'right'} by hand" if held else \
        f"{g:.2f} left, {1 - g:.2f} right"
    look.paragraph(f"The {gate} says {says} for this sample.", share, mixed)
    if not held:
        push(place)


def push(place: Place) -> None:
    """The smallest change of the noise that crosses this gate, as a strip, and what random changes of that size do."""
    from mixgan.analysis.routing import gate_planes, push

    planes = gate_planes(place.opened.generator)
    noise = place.noise
    g = 1 / (1 + np.exp(-planes.logits(noise)[place.node]))
    found = push(planes, noise, place.node, 0.45 if g > 0.5 else 0.55)
    if not np.isfinite(found.length):
        look.paragraph("No change of the noise crosses this gate: it does not look at the noise.")
        return
    steps = np.linspace(0, 2, FRAMES)[:, None] * found.delta + noise
    strip = measured.samples_at(place.opened, steps)
    scale = max(1, 56 // strip.shape[1])
    flips = random_flips(planes, noise, place.node, found.length, place.seed)
    st.image(draw_sheet.webp(draw_sheet.sheet(strip, FRAMES, scale=scale), lossless=True), width="stretch",
             alt=f"{FRAMES} pictures from this sample across gate {place.path or 'root'} and as far beyond")
    ratio = found.length / float(np.linalg.norm(noise))
    look.paragraph(
        f"A push of {found.length:.2f}, {sentences.percent(ratio)} of the noise's length, sends it the other way (middle "
        f"picture). Of 50 random pushes of that length, {flips} do.")


def random_flips(planes: Any, noise: NDArray[np.float64], node: int, length: float, seed: int) -> int:
    """How many of 50 random directions of the same length cross the gate: the control of the push."""
    from mixgan.rng import Stream

    directions = Stream(seed, ("control",)).normal(50, len(noise)).astype(np.float64)
    directions *= length / np.linalg.norm(directions, axis=1, keepdims=True)
    before = planes.logits(noise)[node] > 0
    return int(((planes.logits(noise + directions)[:, node] > 0) != before).sum())


# --- what falls there ----------------------------------------------------------------------------------------------------


def below(place: Place) -> None:
    """Samples that fall under the node."""
    winners = place.usage.weights.argmax(1)
    under = np.flatnonzero(np.isin(winners, list(place.tree.leaves(place.node))))
    name = place.path or "the root"
    st.subheader(f"Samples whose largest leaf lies under {name}", anchor=False)
    if not len(under):
        st.markdown(f"None of {measured.N:,} draws end here: this branch is not used.")
    else:
        images = measured.pictures(place.opened, place.seed, under[:SHOWN])
        read = measured.read(place.found, images)
        said = f"; the checker reads {html.escape(sentences.tally([name for name, _ in read]))}" if read else ""
        scale = max(1, 56 // images.shape[1])
        st.image(draw_sheet.webp(draw_sheet.sheet(images, 8, scale=scale, gap=2), lossless=True),
                 alt=f"{len(images)} samples under {name} of {place.found.name}, seed {place.seed}")
        st.caption(f"{len(images)} of {len(under):,} among {measured.N:,} draws{said}.")


def table(place: Place) -> str:
    rows = []
    captions = node_pictures.captions(place.found, place.tree)
    for node in range(place.tree.n_nodes):
        path = place.tree.path(node) or "root"
        kind = f"leaf {node - place.tree.n_gates + 1}" if node >= place.tree.n_gates else "gate"
        rows.append([path, kind, sentences.percent(float(place.soft[node])), sentences.percent(float(place.hard[node])),
                     captions[node]])
    return look.table(["node", "is a", "mean weight", "largest leaf below", "mostly"], rows)

"""Where one stands on the Tree page: model, sample and node, and what the hand has changed of the sample and its gates."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mixgan.analysis.words import expert_name, percent, with_article
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links
from mixgan.ui.components.live import moved
from mixgan.ui.model import drawn, measured, strips
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened
from mixgan.ui.tree import hand, node_pictures
from mixgan.ui.views import tree as tree_view

if TYPE_CHECKING:
    from mixgan.families.contract import Draw

__all__ = ["Place", "key_of", "state_of"]


def key_of(found: ModelFolder) -> str:
    return f"tree-{found.name}{links.step_mark()}"


def state_of(found: ModelFolder) -> dict[str, Any]:
    return dict(st.session_state.get(key_of(found)) or {})


class Place:
    """Where one stands: model, sample, node, and what the pad and the switches have changed.

    Without a tree the nodes are 0, the root, and 1 to K, the experts: their paths are their numbers.
    """

    def __init__(self, found: ModelFolder, opened: Opened) -> None:
        self.found, self.opened, self.seed = found, opened, choice.seed()
        self.kept = Kept(found, opened, self.seed)
        self.tree, self.K = opened.generator.tree, opened.generator.n_experts
        self.n_gates = 1 if self.tree is None else self.tree.n_gates
        self.n_nodes = tree_view.n_nodes(self.tree, self.K)
        self.word = opened.generator.expert_word
        self.hand = hand.at_start(self)
        self.samples = hand.samples_of(found)
        self.first = self.samples.first
        self.start = links.at_start("node", links.Parser(self.parse, self.allowed), self.first_step(), found.name)
        state = state_of(found)
        self.ahead = min(tree_view.AHEAD, measured.SAMPLES - self.first)
        at = self.samples.at if state.get("draw") is None else int(state["draw"])
        self.index = self.first + min(self.ahead - 1, max(0, at))
        self.drawn_first = drawn.at_start(found, opened)
        self.drawn = drawn.of_state(state, self.drawn_first, opened.generator.noise_dim, self.K)
        chosen = state.get("node")
        self.path = chosen if isinstance(chosen, str) and self.node_at(chosen) is not None else self.start
        self.node = self.node_at(self.path) or 0
        self.pad = [float(v) for v in (state.get("pad") or self.hand.pad)]
        if strips.needed(opened):
            rows = strips.shown_nodes(None if self.tree is None else self.tree.depth, self.K, self.node)
            self.pad = strips.pad_at(state, sum(map(len, rows)))
        forced = self.hand.forced if state.get("override") is None else state["override"]
        held = {self.node_at(path): side for path, side in forced.items()}
        self.override = {node: side for node, side in held.items() if node is not None and node < self.n_gates}
        self.temperature = min(1.0, max(0.0, float(self.hand.dial if state.get("dial") is None else state["dial"])))
        self.push = self.push_of(self.start_push if state.get("push") is None else state["push"])
        self.morph = self.morph_of(state.get("morph", self.start_morph))
        shown = state.get("mode")
        self.mode, self.cls = self.hand.show if shown is None else (str(shown["mode"]), int(shown.get("cls") or 0))

    # --- nodes and their paths --------------------------------------------------------------------------------------------

    def node_at(self, path: str) -> int | None:
        if self.tree is not None:
            return self.tree.node(path)
        if path == "":
            return 0
        return int(path) if path.isdecimal() and len(path) < 4 and 1 <= int(path) <= self.K else None

    def path_of(self, node: int) -> str:
        return tree_view.path_of(self.tree, node)

    def parse(self, text: str) -> str | None:
        path = "" if text == "root" else text
        return path if self.node_at(path) is not None else None

    @property
    def allowed(self) -> str:
        """In words: what the link's `node` may be."""
        if self.tree is None:
            return f"root, or the number of {with_article(self.word)} from 1 to {self.K}"
        return f"root, or a path of at most {self.tree.depth} letters L and R"

    def first_step(self) -> str:
        """One level down, where this sample goes: the page opens with a step already made."""
        return tree_view.first_step(self.kept, self.first + self.samples.at)

    @property
    def paths(self) -> list[str]:
        return [self.path_of(node) for node in range(self.n_nodes)]

    @property
    def axes(self) -> list[str] | None:
        return tree_view.axes_of(self.tree)

    @property
    def name(self) -> str:
        if self.node == 0:
            return "the root"
        return self.path if self.tree is not None else expert_name(self.word, self.node - 1)

    # --- how much passes --------------------------------------------------------------------------------------------------

    @property
    def soft(self) -> NDArray[np.float64]:
        return self.kept.soft

    @property
    def hard(self) -> NDArray[np.float64]:
        return self.kept.hard

    # --- this sample ------------------------------------------------------------------------------------------------------

    @property
    def start_push(self) -> dict[str, Any] | None:
        """The link's push, as the component says it: of the chosen gate."""
        return None if self.hand.push is None else {"node": self.start, "t": self.hand.push[0], "keep": self.hand.push[1]}

    def push_of(self, given: Any) -> tuple[int, float, bool] | None:
        """(node, t, keep) of the film that stands open; none for a gate that is held, and for what is no push."""
        if self.tree is None or not isinstance(given, dict) or not isinstance(given.get("node"), str):
            return None
        node, t = self.node_at(given["node"]), float(given.get("t") or 0)
        if node is None or node >= self.n_gates or node in self.override or not 0 < t <= 2:
            return None
        return node, t, bool(given.get("keep"))

    @property
    def start_morph(self) -> dict[str, Any] | None:
        """The link's morph, as the component says it."""
        morph = self.samples.morph
        return None if morph is None else {"to": morph[0] - self.first, "t": morph[1]}

    def morph_of(self, given: Any) -> tuple[int, float] | None:
        """(number of the other sample, t) of the way that the sample has come; None for none."""
        if not isinstance(given, dict):
            return None
        to, t = int(given.get("to") or 0), float(given.get("t") or 0)
        return (self.first + to, t) if 0 <= to < self.ahead and 0 < t <= 1 else None

    @cached_property
    def noise(self) -> NDArray[np.float64]:
        """The sample's noise, as far on its way to another as it has come, moved by the pad and pushed as far as the film is."""
        from mixgan.analysis.between import on_arc
        from mixgan.analysis.routing import film_at, gate_planes

        start = self.stored.noise[0].double().numpy()
        if self.morph is not None:
            other, t = self.morph
            start = on_arc(start, measured.one_of(self.opened, self.seed, other).noise[0].double().numpy(), t)
        noise = moved(start.tolist(), measured.pad_directions(self.opened, self.seed), self.pad).astype(np.float64)
        if self.push is not None:
            node, t, keep = self.push
            found = film_at(gate_planes(self.opened.generator), noise, node, t, keep)
            if not np.isfinite(found.length):
                self.push = None
            noise = noise + found.delta
        return noise

    @property
    def is_untouched(self) -> bool:
        """Whether it is a sample of the seed as it was drawn: no drawing, no pad, no held gate, no push, gates as trained."""
        return self.mode == "sample" and self.drawn is None and not any(self.pad) and not self.override and not self.hand_words()

    def hand_words(self) -> str:
        """What the hand has changed beyond the pad: ` pushed across the gate at L, with hard gates`; empty for nothing."""
        _ = self.noise                      # knows whether there is a way for the push
        said = ""
        if self.morph is not None:
            said += f", {percent(self.morph[1])} of the way to sample {self.morph[0]}"
        if self.push is not None:
            node, t, _ = self.push
            where = f"the gate at {self.path_of(node) or 'the root'}"
            way = "across" if t > 1 else "to the boundary of"
            said += f", pushed {f'{percent(t)} of the way ' if t < 1 else ''}{way} {where}"
        gates = "gate" if self.tree is None else "gates"
        if self.temperature < 1:
            said += f", with {'a ' if self.tree is None else ''}hard {gates}" if self.temperature == 0 else \
                f", with the {gates} at temperature {self.temperature:.2f}"
        return said

    def sharpened(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logits at the dial's temperature: infinite where it is 0, as the page draws them."""
        if self.temperature == 0:
            return np.where(logits == 0, 0.0, np.sign(logits) * np.inf)
        return logits / self.temperature

    def gates(self) -> NDArray[np.float64]:
        """(N,) logits of the tree's gates at this noise and temperature, held ones at +-infinity."""
        from mixgan.analysis.routing import gate_planes

        logits = self.sharpened(gate_planes(self.opened.generator).logits(self.noise))
        for node, side in self.override.items():
            logits[node] = np.inf if side == "L" else -np.inf
        return logits

    def leaf_weights(self) -> NDArray[np.float64]:
        """(K,) weights of the experts in this sample, with the hand on the gates."""
        import torch

        from mixgan.analysis.routing import node_mixtures

        if self.tree is not None:
            return node_mixtures(torch.from_numpy(self.gates())[None])[0, 0].numpy()
        if 0 in self.override:
            return np.eye(self.K)[int(self.override[0]) - 1]
        return self._asked("weights")

    def share_of(self, leaf: int) -> float:
        """Of this sample, in the 32 bits that the page's script has: it says the same share."""
        return float(np.float32(self.leaf_weights()[leaf]))

    def probabilities(self) -> NDArray[np.float64]:
        """(K,) what a gate without a tree says to this noise."""
        return self._asked("probabilities")

    @cached_property
    def stored(self) -> Draw:
        """The sample before the pad: of the seed, or what was found for a drawing."""
        one = measured.one_of(self.opened, self.seed, self.index)
        return one if self.drawn is None else drawn.in_place_of(one, self.drawn)

    @property
    def draw(self) -> Draw:
        """This sample as the hand has moved it: a draw of one row."""
        import torch

        noise = torch.from_numpy(self.noise.astype(np.float32))[None]
        return self.stored.with_noise(noise)

    def _asked(self, what: str) -> NDArray[np.float64]:
        import torch

        draw = self.draw
        with self.opened.use() as generator:
            trace = generator.gate(draw)
            assert trace is not None, "the page shows gates only"
            # as the page does it: 0 is a millionth, so that two equal logits share evenly
            logits = trace.logits.double() / max(self.temperature, 1e-6)
            said = torch.softmax(logits, 1) if what == "probabilities" else generator.routed(logits, draw)
            return said[0].numpy()

    def title(self) -> str:
        """What the pictures show: this sample, the mean of what passes every node, or that of one class."""
        if self.mode == "average":
            return "The average of all samples that pass each node"
        read = node_pictures.reading(self.found, self.opened, self.seed) if self.mode == "class" else None
        return self._of_sample() if read is None else self._of_class(read)

    def basis(self) -> str:
        """What the pictures were made of."""
        if self.mode == "sample":
            return f"sample {self.index} of seed {self.seed}" if self.drawn is None else "what is nearest to a drawing"
        return f"mean pictures of {node_pictures.SEEN} samples of seed {self.seed}"

    def made(self) -> str:
        """What the hand has made of the sample that is shown, after the title or after the line below it."""
        return self.hand_words() if self.mode == "sample" else ""

    def _of_class(self, read: node_pictures.Reading) -> str:
        cls = min(max(self.cls, 0), len(read.names) - 1)
        counts, name = read.counts[:, cls], read.names[cls]
        if not counts[0]:
            return f"None of {len(read.classes)} samples is read as {name}"
        leaf = int(counts[self.n_gates :].argmax())
        many = "samples read as" if counts[0] > 1 else "sample read as"
        return f"{counts[self.n_gates + leaf]} of {counts[0]} {many} {name} end at {expert_name(self.word, leaf)}"

    def _of_sample(self) -> str:
        weights = self.leaf_weights()
        leaf = int(weights.argmax())
        image = measured.mixture_picture(self.opened, self.draw, weights)
        read = measured.read(self.found, image[None])
        what = f"this {read[0][0]}" if read and read[0][1] >= 0.5 else "this picture"
        if self.opened.generator.chooses:
            sent = "The hand" if self.override else "The gate"
            return f"{sent} sent this noise to {expert_name(self.word, leaf)}, which made {what}"
        share = percent(self.share_of(leaf))
        return f"{expert_name(self.word.capitalize(), leaf)} has {share} of the weight in {what}"

    # --- the component ----------------------------------------------------------------------------------------------------

    def view(self) -> dict[str, Any]:
        """What the component starts from; constant while one stays on the page with this model and seed."""
        return tree_view.view(self.kept, self.first, self.ahead, self.start) | {
            "draw": drawn.offered(self.found, self.opened),
            "drawn": None if self.drawn_first is None else self.drawn_first.plain()}

"""What the Tree's component is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mixgan.analysis.words import plural
from mixgan.figures.palette import colours, shapes
from mixgan.ui.views import nodes
from mixgan.ui.views.basis import Basis

if TYPE_CHECKING:
    from mixgan.families.contract import TreeShape

__all__ = ["AHEAD", "axes_of", "first_step", "n_nodes", "path_of", "view"]

AHEAD = 32                      # samples that Space steps through without the server
POOL = 256                      # draws among which a node's sixteen are looked for; no more than are read
CONTROLS = 50                   # random directions beside a push


def n_nodes(tree: TreeShape | None, K: int) -> int:
    """Gates and experts; without a tree the root and the experts."""
    return (1 if tree is None else tree.n_gates) + K


def path_of(tree: TreeShape | None, node: int) -> str:
    """L and R from the root to the node; without a tree the number of the expert, and nothing for the root."""
    return tree.path(node) if tree is not None else str(node or "")


def axes_of(tree: TreeShape | None) -> list[str] | None:
    """What the pad's two directions cross (see `numbers.pad_directions`)."""
    if tree is None:
        return None
    return ["right at the root", "right at L" if tree.depth > 1 else "another direction"]


def first_step(basis: Basis, first: int) -> str:
    """One level down, where this sample goes: the page opens with a step already made."""
    draw = basis.draw(first + 1)
    with basis.opened.use() as generator:
        weights = generator.weights(draw)[first]
    if basis.tree is None:
        return str(1 + int(weights.argmax()))
    left, right = weights.chunk(2)
    return "L" if float(left.sum()) >= float(right.sum()) else "R"


def view(basis: Basis, first: int, ahead: int, selected: str) -> dict[str, Any]:
    """`ahead` samples from number `first` on; `selected`: the path of the node that is chosen."""
    from mixgan.rng import Stream

    found, generator, K, word = basis.found, basis.generator, basis.K, basis.word
    n = n_nodes(basis.tree, K)
    draw, pool = basis.draw(first + ahead), basis.draw(POOL)
    chance, pool_chance = (None if one.chance is None else one.chance.numpy().round(4) for one in (draw, pool))
    strips, read = basis.strips(), basis.reading()
    noise = draw.noise[first:].numpy()
    return {
        "model": found.name, "family": found.config.family, "expert_word": word, "noise": noise[0],
        "chance": None if chance is None else chance[first],
        "first": first, "draws": {"noise": noise, "chance": None if chance is None else chance[first:]},
        "pool": pool.noise.numpy().round(4), "pool_chance": pool_chance,
        "pool_class": None if read is None else read.classes[:POOL],
        "control": Stream(basis.seed, ("control",)).normal(CONTROLS, generator.noise_dim).round(4),
        "axes": axes_of(basis.tree) if basis.opened.pad_of is None else None,
        "directions": basis.directions, "colours": colours(K),
        "shapes": shapes(K), "mass": basis.soft.tolist(), "hard": basis.hard.tolist(),
        "names": nodes.captions(found, basis.tree, n), "means": strips.means,
        "typical": strips.typical, "columns": nodes.columns_of(n, generator.image_shape[-1]),
        "classes": None if read is None else {
            "names": list(read.names), "counts": read.counts, "means": read.means, "n": len(read.classes)},
        "selected": selected,
        "alt": f"The gates of {found.name}: {K} {plural(word, K)}, each node with its picture "
               "and share",
    }

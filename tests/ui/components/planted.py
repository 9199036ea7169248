"""Tiny generators whose pictures have a closed form, written with the program builder: 4 x 4 px, one grey level each."""

from __future__ import annotations

from typing import Any

import numpy as np

from mixgan.families.program import ProgramBuilder

__all__ = ["GREYS", "PIXELS", "components", "hard_experts", "tree", "tree_of", "view_of"]

PIXELS = 16
GREYS = (-1.0, -1 / 3, 1 / 3, 1.0)      # leaf 1 is black, leaf 4 white
GAIN = 4.0                              # how decided the gates are


def tree() -> bytes:
    """Depth 2, two noise numbers: the first decides at the root (positive: left), the second at both nodes below."""
    return tree_of(GREYS)


def tree_of(greys: tuple[float, ...]) -> bytes:
    builder = _builder("tree", n_experts=4, noise=2, tree=2)
    builder.add("linear", "noise", "logits", n_in=2, n_out=3, groups=1, act=None, b=None,
                w=builder.tensor([[GAIN, 0, 0], [0, GAIN, GAIN]]))
    builder.add("tree", "logits", "weights")
    _constant_experts(builder, greys)
    return builder.build().to_bytes("float32")


def hard_experts(logits: Any = (3.0, 2.0, 1.0, 0.0)) -> bytes:
    """Four grey experts, one drawn per sample from fixed logits; noise moves the first against the others."""
    builder = _builder("hard", n_experts=4, noise=2, chooses=True)
    builder.add("linear", "noise", "logits", n_in=2, n_out=4, groups=1, act=None,
                w=builder.tensor([[GAIN, 0, 0, 0], [0, 0, 0, 0]]), b=builder.tensor(logits))
    builder.add("choose", "logits", "weights")
    _constant_experts(builder, GREYS)
    return builder.build().to_bytes("float32")


def components() -> bytes:
    """Three Gaussians in the picture itself: mean -0.5, 0 and 0.5, deviation 0.25 in every pixel."""
    builder = _builder("gaussians", n_experts=3, noise=PIXELS, chooses=True)
    builder.add("linear", "noise", "logits", n_in=PIXELS, n_out=3, groups=1, act=None, b=None,
                w=builder.tensor(np.zeros((PIXELS, 3))))
    builder.add("choose", "logits", "weights")
    builder.add("components", "noise", "latents", mu=builder.tensor(np.repeat([-0.5, 0, 0.5], PIXELS)),
                sd=builder.tensor(np.full((3, PIXELS), 0.25)))
    builder.add("mix", "latents", "images", w="mixtures")
    return builder.build().to_bytes("float32")


def view_of(K: int, **more: Any) -> dict[str, Any]:
    """A view with two noise numbers, the pad along each of them."""
    return {
        "model": "planted", "expert_word": "leaf", "noise": [0.0, 0.0], "directions": [[1, 0], [0, 1]], "alt": "planted",
        "colours": {"dark": ["#e69f00"] * K, "light": ["#b87700"] * K}, "shapes": ["circle"] * K, **more}


def _builder(family: str, **header: Any) -> ProgramBuilder:
    whole = {"family": family, "shape": [1, 4, 4], "chooses": False, "tree": None, "expert_word": "leaf", **header}
    return ProgramBuilder(whole)


def _constant_experts(builder: ProgramBuilder, greys: tuple[float, ...]) -> None:
    builder.add("scale", "noise", "scaled")
    builder.add("linear", "scaled", "leaves", n_in=2, n_out=PIXELS, groups=len(greys), act=None,
                w=builder.tensor(np.zeros((len(greys), 2, PIXELS))), b=builder.tensor(np.repeat(greys, PIXELS)))
    builder.add("mix", "leaves", "images", w="mixtures")

"""Tiny generators whose pictures have a closed form, written with the program builder: 4 x 4 px, one grey level each."""

from __future__ import annotations

import base64
import io
from math import exp
from typing import Any

import numpy as np
from PIL import Image

from mixgan.families.program import ProgramBuilder

__all__ = [
    "CONTROL", "GREYS", "PIXELS", "components", "deep_tree", "expected_grey", "flat_gate", "hard_experts", "many_experts",
    "root_grey", "sigmoid", "soft_experts", "strip", "tree", "tree_of", "view_of",
]

PIXELS = 16
GREYS = (-1.0, -1 / 3, 1 / 3, 1.0)      # leaf 1 is black, leaf 4 white
GAIN = 4.0                              # how decided the gates are
CONTROL = [[1.0, 2.0], [0.0, -1.0], [-3.0, 0.1], [1.0, 1.0]]        # directions of random pushes


def tree() -> bytes:
    """Depth 2, two noise numbers: the first decides at the root (positive: left), the second at both nodes below."""
    return tree_of(GREYS)


def tree_of(greys: tuple[float, ...], gates: Any = ((GAIN, 0, 0), (0, GAIN, GAIN)), bias: Any = (0, 0, 0)) -> bytes:
    """`gates` (2, 3): the weights of root, left and right gate for both noise numbers."""
    builder = _builder("tree", n_experts=4, noise=2, tree=2)
    builder.add("linear", "noise", "logits", n_in=2, n_out=3, groups=1, act=None,
                b=builder.tensor(bias), w=builder.tensor(gates))
    builder.add("tree", "logits", "weights")
    _constant_experts(builder, greys)
    return builder.build().to_bytes("float32")


def expected_grey(path: str, a: float, b: float) -> float:
    """The grey of a node of `tree` for noise (a, b): leaves are constant, both lower gates are sigmoid(GAIN b)."""
    left, lower = sigmoid(GAIN * a), sigmoid(GAIN * b)
    leaf = dict(zip(("LL", "LR", "RL", "RR"), GREYS, strict=True))
    value = {**leaf, "L": lower * leaf["LL"] + (1 - lower) * leaf["LR"], "R": lower * leaf["RL"] + (1 - lower) * leaf["RR"]}
    value[""] = left * value["L"] + (1 - left) * value["R"]
    return 127.5 * (value[path] + 1)


def root_grey(a: float, b: float) -> float:
    return expected_grey("", a, b)


def sigmoid(v: float) -> float:
    return 1 / (1 + exp(-v))


def deep_tree(depth: int, side: int = 4) -> bytes:
    """2^depth leaves from black to white, `side` px; even levels of gates read the first noise number, odd ones the second."""
    L = 2**depth
    builder = _builder("deep", n_experts=L, noise=2, tree=depth, shape=[1, side, side])
    level = np.floor(np.log2(np.arange(1, L))).astype(int)
    builder.add("linear", "noise", "logits", n_in=2, n_out=L - 1, groups=1, act=None, b=None,
                w=builder.tensor([np.where(level % 2 == 0, GAIN, 0), np.where(level % 2, GAIN, 0)]))
    builder.add("tree", "logits", "weights")
    _constant_experts(builder, tuple(np.linspace(-1, 1, L)), side * side)
    return builder.build().to_bytes("float32")


def flat_gate(K: int = 4) -> bytes:
    """K grey experts under one softmax: the first expert's logit is GAIN times the first noise number, the others' are 0."""
    builder = _builder("flat", n_experts=K, noise=2)
    builder.add("linear", "noise", "logits", n_in=2, n_out=K, groups=1, act=None, b=None,
                w=builder.tensor([[GAIN] + [0] * (K - 1), [0] * K]))
    builder.add("softmax", "logits", "weights")
    _constant_experts(builder, tuple(np.linspace(-1, 1, K)))
    return builder.build().to_bytes("float32")


def hard_experts(logits: Any = (3.0, 2.0, 1.0, 0.0), gain: float = GAIN) -> bytes:
    """Four grey experts, one drawn per sample from fixed logits; noise moves the first against the others by `gain`."""
    builder = _builder("hard", n_experts=4, noise=2, chooses=True)
    builder.add("linear", "noise", "logits", n_in=2, n_out=4, groups=1, act=None,
                w=builder.tensor([[gain, 0, 0, 0], [0, 0, 0, 0]]), b=builder.tensor(logits))
    builder.add("choose", "logits", "weights")
    _constant_experts(builder, GREYS)
    return builder.build().to_bytes("float32")


def many_experts(K: int) -> bytes:
    """K grey experts from black to white; the last one is the likeliest, whatever the noise."""
    builder = _builder("many", n_experts=K, noise=2, chooses=True)
    builder.add("linear", "noise", "logits", n_in=2, n_out=K, groups=1, act=None, w=builder.tensor(np.zeros((2, K))),
                b=builder.tensor(np.arange(K)))
    builder.add("choose", "logits", "weights")
    _constant_experts(builder, tuple(np.linspace(-1, 1, K)))
    return builder.build().to_bytes("float32")


def soft_experts(logits: Any) -> bytes:
    """Four grey experts, mixed by the softmax of fixed logits."""
    builder = _builder("soft", n_experts=4, noise=2)
    builder.add("linear", "noise", "logits", n_in=2, n_out=4, groups=1, act=None, w=builder.tensor(np.zeros((2, 4))),
                b=builder.tensor(logits))
    builder.add("softmax", "logits", "weights")
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


def strip(greys: list[int] | list[list[int]]) -> str:
    """4 x 4 pictures of one grey level each, in a row or in several, without loss."""
    sheet = np.atleast_2d(np.array(greys, np.uint8)).repeat(4, 0).repeat(4, 1)
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "WEBP", lossless=True)
    return base64.b64encode(out.getvalue()).decode()


def view_of(K: int, **more: Any) -> dict[str, Any]:
    """A view with two noise numbers, the pad along each of them."""
    return {
        "model": "planted", "expert_word": "leaf", "noise": [0.0, 0.0], "directions": [[1, 0], [0, 1]], "alt": "planted",
        "colours": {"dark": ["#e69f00"] * K, "light": ["#b87700"] * K}, "shapes": ["circle"] * K, **more}


def _builder(family: str, **header: Any) -> ProgramBuilder:
    whole = {"family": family, "shape": [1, 4, 4], "chooses": False, "tree": None, "expert_word": "leaf", **header}
    return ProgramBuilder(whole)


def _constant_experts(builder: ProgramBuilder, greys: tuple[float, ...], pixels: int = PIXELS) -> None:
    builder.add("scale", "noise", "scaled")
    builder.add("linear", "scaled", "leaves", n_in=2, n_out=pixels, groups=len(greys), act=None,
                w=builder.tensor(np.zeros((len(greys), 2, pixels))), b=builder.tensor(np.repeat(greys, pixels)))
    builder.add("mix", "leaves", "images", w="mixtures")

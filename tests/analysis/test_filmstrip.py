"""Every frame of a film is what the generator draws by the plain way, and every tile lies where the browser looks for it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from mixgan import families
from mixgan.analysis import filmstrip as m
from mixgan.analysis.observe import as_arrays, drawn, observe
from mixgan.families.contract import Draw
from tests.ui.tiny import tiny_config

FAMILIES = ("hmog", "mog", "megan", "gmgan")
STEPS = m.places(3, 2.0)


@pytest.fixture(scope="module", params=FAMILIES)
def generator(request: pytest.FixtureRequest) -> Any:
    return families.build(tiny_config(request.param)).eval().requires_grad_(False)


def assert_same(found: np.ndarray, plain: np.ndarray) -> None:
    """Another batch size may round differently in the last bit: one grey level."""
    assert found.shape == plain.shape
    assert np.abs(found.astype(int) - plain).max() <= 1


def moved(draw: Draw, direction: np.ndarray, step: float) -> Draw:
    return Draw(noise=draw.noise + torch.from_numpy((step * direction).astype(np.float32)), chance=draw.chance)


def test_a_frame_is_the_sample_at_that_spread(generator: Any) -> None:
    draw, spreads = drawn(generator, 5, 3), (0.0, 0.5, 1.0, 2.875)
    film = m.over_spreads(generator, draw, spreads)
    for frame, spread in zip(film.pictures, spreads, strict=True):
        assert_same(frame, observe(generator, draw, spread=spread).pictures)
    np.testing.assert_allclose(film.weights[1], observe(generator, draw).weights.max(1), atol=1e-6)
    alone = m.over_spreads(generator, draw, spreads, expert=1)
    plain = as_arrays(generator(Draw(draw.noise, draw.chance, torch.full((5,), 1)), spread=0.5))
    assert_same(alone.pictures[1], plain)
    assert (alone.weights == 1).all()


def test_a_frame_over_experts_is_each_of_them_at_the_moved_noise(generator: Any) -> None:
    draw = drawn(generator, 4, 1)
    direction = np.linspace(-1, 1, generator.noise_dim)
    film = m.over_experts(generator, draw, direction, STEPS)
    K = generator.n_experts
    assert film.pictures.shape[:2] == (3, 4 * K)
    for frame, weights, step in zip(film.pictures, film.weights, STEPS, strict=True):
        here = moved(draw, direction, step)
        plain = as_arrays(generator.experts(here).flatten(0, 1)).reshape(4, K, 8, 8, 1)
        assert_same(frame.reshape(K, 4, 8, 8, 1), plain.swapaxes(0, 1))
        np.testing.assert_allclose(weights.reshape(K, 4), generator.weights(here).T.numpy(), atol=1e-6)


@pytest.mark.parametrize("off", [(), (1,)])
def test_a_frame_over_the_mixture_is_the_sample_without_what_is_off(generator: Any, off: tuple[int, ...]) -> None:
    draw = drawn(generator, 4, 1)
    direction = np.linspace(-1, 1, generator.noise_dim)
    film, leads = m.over_mixture(generator, draw, direction, STEPS, off)
    for frame, lead, step in zip(film.pictures, leads, STEPS, strict=True):
        only = torch.tensor([k not in off for k in range(generator.n_experts)])
        plain = observe(generator, moved(draw, direction, step), only=only)
        assert_same(frame, plain.pictures)
        assert lead.tolist() == plain.expert.tolist()
    holes = m.over_mixture(generator, draw, direction, STEPS, (1,), "drop")[1]
    before = m.over_mixture(generator, draw, direction, STEPS)[1]
    np.testing.assert_array_equal(holes, np.where(before == 1, -1, before))


@pytest.mark.parametrize("family", ["hmog", "megan"])
def test_a_frame_over_nodes_renormalises_what_lies_below(family: str) -> None:
    generator: Any = families.build(tiny_config(family)).eval().requires_grad_(False)
    one = drawn(generator, 3, 5)[2:3]
    direction = np.linspace(1, -1, generator.noise_dim)
    noise = one.noise[0].numpy() + STEPS[:, None] * direction
    K, n_gates = generator.n_experts, generator.tree.n_gates if generator.tree else 1
    nodes = list(range(n_gates + K))
    film = m.over_nodes(generator, one, noise, nodes)
    assert film.pictures.shape[:2] == (3, len(nodes))
    for frame, weights, z in zip(film.pictures, film.weights, noise, strict=True):
        here = Draw(torch.from_numpy(z.astype(np.float32))[None], one.chance)
        trace = generator.gate(here)
        said = trace.probabilities[0]
        for node in nodes:
            below = [node - n_gates] if node >= n_gates else list(range(K)) if node == 0 else list(generator.tree.leaves(node))
            assert weights[node] == pytest.approx(float(said[below].sum()), abs=1e-5)
            # at the logits: a sharp gate leaves a branch so little that the shares below it would be 0/0
            mixture = torch.zeros(1, K)
            mixture[0, below] = torch.softmax(trace.logits[0, below], 0)
            own = generator.weights(here) if node == 0 else mixture
            assert_same(frame[node : node + 1], as_arrays(generator(here, weights=own)))
    some = m.over_nodes(generator, one, noise, nodes[1:3])
    assert_same(some.pictures, film.pictures[:, 1:3])


def test_frames_and_their_places() -> None:
    assert [m.frames_for(cells) for cells in (1, 15, 25, 72, 136, 900, 9999)] == [25, 25, 25, 21, 11, 1, 1]
    assert m.places(5, 3).tolist() == [-3, -1.5, 0, 1.5, 3]
    assert m.places(1, 3).tolist() == [0]


@pytest.mark.parametrize(("side", "channels", "frames", "cells", "expected"), [
    (28, 1, 24, 16, [(384, 146)]), (512, 3, 5, 16, [(64, 8), (16, 8)]), (8, 1, 1, 3, [(3, 3)])])
def test_tiles_lie_frame_after_frame_in_sheets_of_4096_px(
    side: int, channels: int, frames: int, cells: int, expected: list[tuple[int, int]]
) -> None:
    """Every tile has a grey level of its own; small ones are exact, large ones within two levels."""
    greys = (np.arange(frames * cells) * 7 % 256).astype(np.uint8).reshape(frames, cells, 1, 1, 1)
    film = m.Film(np.broadcast_to(greys, (frames, cells, side, side, channels)), np.ones((frames, cells), np.float32))
    found = m.sheets(film)
    assert [(sheet.n, sheet.columns) for sheet in found] == expected
    at = 0
    for sheet in found:
        with Image.open(io.BytesIO(sheet.webp)) as picture:
            assert max(picture.size) <= 4096
            pixels = np.asarray(picture.convert("L"))
        for i in range(sheet.n):
            y, x = (i // sheet.columns) * side + side // 2, (i % sheet.columns) * side + side // 2
            assert abs(int(pixels[y, x]) - int(greys.reshape(-1)[at])) <= (0 if side < 32 else 2)
            at += 1


def test_a_picture_that_is_larger_than_a_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="exceeds 4096 px"):
        m.sheets(m.Film(np.zeros((1, 1, 4, 5000, 1), np.uint8), np.ones((1, 1), np.float32)))

"""Layers of torch and what they write into a program, by both products of the page: the same pictures to 1e-5."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families import pix
from mixgan.families.contract import Draw, Generator
from mixgan.families.program import Program, ProgramBuilder
from mixgan.networks.emitted import emit_conv, emit_conv_with_noise, emit_convt, emit_instance_norm, emit_join, emit_whole_norm
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream
from tests.node import run_node

KERNELS = "[new PlainKernel(), new SimdKernel()]"
Z, C, H, W = 3, 4, 8, 6


def ask(program: Program, expression: str, **given: Any) -> Any:
    """`expression` over `model`, for each product."""
    given["program"] = base64.b64encode(program.to_bytes("float32")).decode()
    return run_node(f"{KERNELS}.map((kernel) => loadProgram(bytes(program), kernel)).map((model) => {expression})", given)


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).normal(*shape))


def started(layer: Any) -> Any:
    initialise(layer, Stream(1))
    return layer


def channel_last(pictures: Tensor) -> Any:
    """(n, C, H, W) as n rows for the register `condition`, or as the page answers."""
    return pictures.permute(0, 2, 3, 1).flatten(1).tolist()


def tiled(noise: Tensor, size: tuple[int, ...]) -> Tensor:
    return noise[:, :, None, None].expand(-1, -1, *size)


Layer = tuple[Callable[[ProgramBuilder], object], Callable[[Tensor, Tensor], Tensor]]


def conv(side: int, stride: int) -> Layer:
    layer = started(nn.Conv2d(C, 8, side, stride, (side - 1) // 2))
    return (lambda b: emit_conv(b, "condition", "images", (H, W), layer, "leaky"),
            lambda x, _: nn.functional.leaky_relu(layer(x), 0.2))


def conv_with_noise() -> Layer:
    layer = started(nn.Conv2d(C + Z, 5, 4, 2, 1))
    return (lambda b: emit_conv_with_noise(b, "condition", "noise", "images", (H, W), layer, Z),
            lambda x, z: layer(torch.cat([x, tiled(z, x.shape[2:])], 1)))


def convt() -> Layer:
    layer = started(nn.ConvTranspose2d(C, 5, 4, 2, 1, bias=False))
    return lambda b: emit_convt(b, "condition", "images", (H, W), layer, "tanh"), lambda x, _: torch.tanh(layer(x))


def instance_norm() -> Layer:
    layer = nn.InstanceNorm2d(C, eps=0.25)
    return lambda b: emit_instance_norm(b, "condition", "images", layer), lambda x, _: layer(x)


def whole_norm() -> Layer:
    layer = nn.GroupNorm(1, C, eps=0.25, affine=False)
    return lambda b: emit_whole_norm(b, "condition", "images", layer, "relu"), lambda x, _: torch.relu(layer(x))


def join() -> Layer:
    def write(b: ProgramBuilder) -> object:
        return emit_join(b, "images", [("condition", C), (b.add("tile", "noise", "tile", h=H, width=W), Z)], "relu")

    return write, lambda x, z: torch.relu(torch.cat([x, tiled(z, x.shape[2:])], 1))


@pytest.mark.parametrize("layer", [
    pytest.param(conv(1, 1), id="1/1"), pytest.param(conv(3, 1), id="3/1"), pytest.param(conv(3, 2), id="3/2"),
    pytest.param(conv(4, 1), id="4/1"), pytest.param(conv(4, 2), id="4/2"), pytest.param(conv_with_noise(), id="with noise"),
    pytest.param(convt(), id="transposed"), pytest.param(instance_norm(), id="instance norm"),
    pytest.param(whole_norm(), id="norm of all"), pytest.param(join(), id="join")])
def test_layer(layer: Layer) -> None:
    write, forward = layer
    b = ProgramBuilder({"family": "test", "shape": [C, H, W], "n_experts": 1, "noise": Z, "condition": [C, H, W]})
    write(b)
    x, z = random(1, C, H, W), random(1, Z, seed=1)
    with torch.no_grad():
        expected = channel_last(forward(x, z))
    made = ask(b.build(), "model.run({ noise, condition }, ['images']).images", noise=z[0].tolist(), condition=channel_last(x)[0])
    for one in made:
        np.testing.assert_allclose([one], expected, atol=1e-5)


# the same pictures with the condition's share computed ahead
ANSWERS = """(() => {
  const question = model.ahead({ condition });
  const answer = (given) => noises.map((noise) => Array.from(model.run({ ...given, noise }, ["images"]).images));
  return [answer(question), answer({ condition }), Object.keys(question)];
})()"""


def u_net(widths: tuple[int, ...], side: int, channels: int) -> Generator:
    facts = DataFacts(image_shape=(3, side, side), condition_shape=(channels, side, side), n_questions=1)
    made = pix.build_generator(pix.Options(widths=widths), facts)
    initialise(made, Stream(0))
    return made.eval()


@pytest.mark.parametrize(("widths", "side", "channels"), [((4, 6, 8), 16, 1), ((5, 7), 8, 3)])
def test_a_u_net(widths: tuple[int, ...], side: int, channels: int) -> None:
    net = u_net(widths, side, channels)
    noises = random(3, net.noise_dim)
    condition = random(1, channels, side, side, seed=1)
    with torch.no_grad():
        expected = channel_last(net(Draw(noises, condition=condition.expand(3, -1, -1, -1))))
    assert np.std(expected, axis=0).max() > 0.05                    # the noise is read
    program = net.program()
    assert program is not None
    for ahead, anew, kept in ask(program, ANSWERS, noises=noises.tolist(), condition=channel_last(condition)[0]):
        np.testing.assert_allclose(ahead, expected, atol=1e-5)
        np.testing.assert_array_equal(ahead, anew)
        assert kept == ["condition", "down0_x"]


def test_a_condition_of_the_wrong_size_is_named() -> None:
    program = u_net((5, 7), 8, 1).program()
    assert program is not None
    with pytest.raises(RuntimeError, match="condition has 65 numbers, not rows of 64"):
        ask(program, "model.run({ noise, condition })", noise=[0] * 8, condition=[0] * 65)

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.testing import assert_close

from mixgan.errors import ConfigError
from mixgan.families.program import ProgramBuilder
from mixgan.networks.decoders import Decoder, PictureDecoder, PointDecoder, fold_norm, make_decoder
from mixgan.networks.grouped import GroupedLinear
from mixgan.networks.initialise import initialise
from mixgan.rng import Stream
from tests.ui.components import reference

G = 3
CASES = [((8, 6), (1, 8, 8), "batch", True, "dcgan"), ((8, 6), (3, 8, 8), "none", False, "dcgan"),
         ((4,), (1, 6, 4), "batch", False, "dcgan"), ((5, 7), (2,), "none", True, "dcgan"),
         ((8, 6, 5), (1, 8, 16), "batch", True, "residual"), ((8, 6), (1, 8, 8), "batch", False, "residual"),
         ((8, 6, 5), (3, 8, 8), "none", True, "residual"), ((4,), (1, 6, 4), "batch", False, "residual")]


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).child("decoders", *shape).normal(*shape))


def made(case: tuple, groups: int, seed: int = 0) -> Decoder:
    widths, shape, norm, entry, kind = case
    decoder = make_decoder(widths, shape, norm, kind=kind, groups=groups, entry=entry)
    initialise(decoder, Stream(seed))
    with torch.no_grad():
        for name, value in decoder.named_parameters():              # scales and shifts away from 1 and 0
            if "norm" in name:
                value.add_(0.3 * normal(len(value), seed=len(name)))
    return decoder


def split(decoder: Decoder, case: tuple) -> list[Decoder]:
    """One decoder per group, each with its share of every parameter and buffer."""
    alone = [made(case, 1, seed=k) for k in range(G)]
    for name, value in decoder.state_dict().items():
        for k, single in enumerate(alone):
            target = single.state_dict()[name]
            target.copy_(value if value.ndim == 0 else value.chunk(G)[k])
    return alone


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("training", [True, False])
def test_groups_side_by_side_equal_a_loop_over_them(case: tuple, training: bool) -> None:
    """Values, gradients of the input and, in training, the statistics that batch norm keeps. Float32, hence 1e-5."""
    decoder = made(case, G).train()
    decoder(normal(16, G, decoder.features, seed=1))                # statistics that are not 0 and 1
    decoder.train(training)
    alone = [single.train(training) for single in split(decoder, case)]
    x = normal(5, G, decoder.features).requires_grad_()
    together = decoder(x)
    looped = torch.cat([single(x[:, k : k + 1]) for k, single in enumerate(alone)], 1)
    assert_close(together, looped, atol=1e-5, rtol=1e-4)
    upstream = normal(*together.shape, seed=2)
    mine, theirs = (torch.autograd.grad((out * upstream).sum(), x)[0] for out in (together, looped))
    assert theirs.abs().max() > 1e-3
    assert_close(mine, theirs, atol=1e-5, rtol=1e-3)
    for name, value in decoder.named_buffers():
        if value.ndim:
            assert_close(value, torch.cat([single.state_dict()[name] for single in alone]), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_one_group_alone_equals_its_place_in_the_whole(case: tuple) -> None:
    decoder = made(case, G).train()
    decoder(2 + 3 * normal(16, G, decoder.features, seed=1))
    decoder.eval()
    x = normal(5, G, decoder.features)
    with torch.no_grad():
        whole = decoder(x)
        for k in range(G):
            assert_close(decoder.one(x[:, k], k), whole[:, k], atol=1e-5, rtol=1e-4)
    assert (whole[:, 0] - whole[:, 1]).abs().max() > 1e-3           # or `one` could ignore the group


@pytest.mark.parametrize("case", [CASES[0], CASES[4]])
def test_a_group_does_not_see_the_others(case: tuple) -> None:
    decoder = made(case, G).train()
    x = normal(5, G, decoder.features).requires_grad_()
    decoder(x)[:, 1].square().sum().backward()
    assert x.grad is not None
    assert x.grad[:, [0, 2]].abs().max() == 0
    assert x.grad[:, 1].abs().max() > 0


def test_batch_norm_in_evaluation_is_one_scale_and_one_shift() -> None:
    norm = nn.BatchNorm1d(4).train()
    with torch.no_grad():
        norm.weight.copy_(normal(4))
        norm.bias.copy_(normal(4, seed=1))
    norm(5 * normal(20, 4, seed=2) - 3)
    scale, shift = fold_norm(norm)
    x = normal(6, 4, seed=3)
    assert_close(norm.eval()(x), scale * x + shift, atol=1e-6, rtol=1e-5)


def test_the_order_for_the_page_is_channel_last() -> None:
    decoder = PictureDecoder((2, 3), (1, 8, 8), "none")
    assert decoder.start == (2, 2, 2)
    row = torch.arange(8.0)                                         # channel 0 is 0..3, channel 1 is 4..7
    assert decoder.channel_last(row).tolist() == [0, 4, 1, 5, 2, 6, 3, 7]
    assert torch.equal(decoder.channel_last(row.expand(2, 3, 8))[1, 2], decoder.channel_last(row))


def test_pictures_lie_in_their_range_and_shape() -> None:
    decoder = made(CASES[1], 2)
    out = decoder(300 * normal(4, 2, decoder.features))
    assert out.shape == (4, 2, 3, 8, 8)
    assert out.abs().max() <= 1
    assert out.abs().max() > 0.9


def test_without_widths_features_are_the_point() -> None:
    decoder = make_decoder((), (2,), "none", groups=2)
    x = normal(3, 2, 2)
    assert decoder.features == 2
    assert isinstance(make_decoder((), (2,), "none", kind="residual"), PointDecoder)        # points have one kind
    assert torch.equal(decoder(x), x)


@pytest.mark.parametrize("kind", ["dcgan", "residual"])
@pytest.mark.parametrize(("widths", "shape", "words"), [((8, 8, 8), (1, 28, 28), "cannot be divided by 8"),
                                                        ((), (1, 8, 8), "widths is empty")])
def test_sizes_that_do_not_fit_are_a_sentence(widths: tuple, shape: tuple, words: str, kind: Any) -> None:
    with pytest.raises(ConfigError, match=words):
        make_decoder(widths, shape, "batch", kind=kind)


def test_a_residual_decoder_is_its_definition() -> None:
    """Two blocks and the end written out: doubling, then convolutions, with the first norm of a block on the main way alone."""
    decoder = made(CASES[4], 1).train()
    for i in range(3):
        decoder(2 + 3 * normal(16, 1, decoder.features, seed=i))
    decoder.eval()
    part = decoder.get_submodule

    def doubled(x: Tensor) -> Tensor:
        return x.repeat_interleave(2, 2).repeat_interleave(2, 3)

    with torch.no_grad():
        x = normal(5, 1, decoder.features)
        y = x.view(5, *decoder.start)                               # type: ignore[union-attr, misc]
        for i in range(2):
            at = f"blocks.{i}"
            main = torch.relu(part(f"{at}.entry.norm")(y))
            main = F.conv2d(doubled(main), part(f"{at}.up").weight, None, padding=1)      # type: ignore[arg-type]
            main = part(f"{at}.conv")(torch.relu(part(f"{at}.inner.norm")(main)))
            y = main + part(f"{at}.bypass")(doubled(y))
        expected = torch.tanh(part("last")(torch.relu(part("exit.norm")(y))))
        assert_close(decoder(x)[:, 0], expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("groups", [1, G])
@pytest.mark.parametrize("case", [case for case in CASES if len(case[1]) == 3])
def test_the_program_of_a_decoder(case: tuple, groups: int) -> None:
    """Its operations as loops in numpy, against torch."""
    if groups > 1 and case[3] and case[4] == "dcgan":
        return                                                      # theirs stands before the decoder, in the bank
    decoder = made(case, groups).train()
    decoder(2 + 3 * normal(16, groups, decoder.features, seed=1))
    decoder.eval()
    builder = ProgramBuilder({"n_experts": groups})
    decoder.emit(builder, "features", "images")
    x = normal(1, groups, decoder.features)
    with torch.no_grad():
        expected = decoder(x)[0].permute(0, 2, 3, 1).flatten(1)
    got = reference.run(builder.build(), {"features": decoder.channel_last(x[0]).numpy()}, "images")
    assert_close(torch.from_numpy(got).float(), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("bias", [True, False])
def test_grouped_linear_equals_a_loop(bias: bool) -> None:
    layer = GroupedLinear(G, 4, 5, bias=bias)
    initialise(layer, Stream(0))
    shared, own = normal(6, 4), normal(6, G, 4)
    b = layer.bias if bias else torch.zeros(G, 5)
    for k in range(G):
        assert_close(layer(shared)[:, k], shared @ layer.weight[k] + b[k])
        assert_close(layer(own)[:, k], own[:, k] @ layer.weight[k] + b[k])
        assert_close(layer.one(shared, k), layer(shared)[:, k])
    assert layer.weight.detach().abs().max() <= 0.5                 # 1/sqrt(4)
    assert layer.weight.detach().abs().max() > 0.4

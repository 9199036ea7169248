"""A transposed convolution to few channels, as a product of matrices, is the library's own; elsewhere it is that."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from mixgan.networks import thin
from mixgan.rng import Stream


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(Stream(seed).normal(*shape)).double().requires_grad_()


@pytest.mark.parametrize(("out", "groups", "bias"), [(1, 5, True), (1, 2, False), (3, 2, True), (2, 3, True)])
@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
def test_pictures_and_gradients_are_those_of_the_library(out: int, groups: int, bias: bool, order: torch.memory_format) -> None:
    x, weight = normal(4, 6 * groups, 3, 5), normal(6 * groups, out, 4, 4, seed=1)
    shift = normal(out * groups, seed=2) if bias else None
    toward = normal(4, out * groups, 6, 10, seed=3).detach()
    given = [one for one in (x, weight, shift) if one is not None]

    def both(form: object) -> tuple[Tensor, tuple[Tensor, ...]]:
        made = form(x.contiguous(memory_format=order), weight, shift, 2, 1, groups=groups)  # type: ignore[operator]
        return made, torch.autograd.grad((made.tanh() * toward).sum(), given)

    (mine, my_gradients), (theirs, their_gradients) = both(thin.conv_transpose2d), both(F.conv_transpose2d)
    torch.testing.assert_close(mine, theirs, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(my_gradients, their_gradients, rtol=1e-12, atol=1e-12)


GROUPED, WIDE, ONE = (thin.ConvTranspose2d(6, out, 4, 2, 1, groups=groups) for out, groups in ((2, 2), (8, 2), (1, 1)))


def test_the_layer_asks_the_library_where_that_is_as_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    x = torch.randn(3, 6, 4, 4)
    theirs = [torch.nn.ConvTranspose2d.forward(layer, x) for layer in (GROUPED, WIDE, ONE)]
    asked: list[int] = []
    own = F.conv_transpose2d
    monkeypatch.setattr(F, "conv_transpose2d", lambda x, weight, *more, **named: asked.append(weight.shape[1]) or own(
        x, weight, *more, **named))
    for layer, expected in zip((GROUPED, WIDE, ONE), theirs, strict=True):
        torch.testing.assert_close(layer(x), expected)
    assert asked == [4, 1]


def test_what_is_traced_is_the_librarys() -> None:
    graph = torch.export.export(GROUPED, (torch.randn(3, 6, 4, 4),)).graph
    assert {str(node.target) for node in graph.nodes if node.op == "call_function"} == {"aten.conv_transpose2d.input"}

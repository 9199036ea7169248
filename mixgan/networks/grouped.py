"""K linear maps at once."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mixgan.networks.initialise import fill
from mixgan.rng import Stream

__all__ = ["GroupedLinear"]


class GroupedLinear(nn.Module):
    """(n, G, n_in), or (n, n_in) shared by all groups, -> (n, G, n_out); group g has its own map."""

    def __init__(self, groups: int, n_in: int, n_out: int, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(groups, n_in, n_out))
        self.bias = nn.Parameter(torch.empty(groups, n_out)) if bias else None

    def reset(self, stream: Stream) -> None:
        """Uniform in +-1/sqrt(n_in), PyTorch's rule for a linear layer."""
        G, n_in, n_out = self.weight.shape
        fill(self.weight, (2 * stream.child("weight").uniform(G * n_in, n_out) - 1) * n_in**-0.5)
        if self.bias is not None:
            fill(self.bias, (2 * stream.child("bias").uniform(G, n_out) - 1) * n_in**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        G, n_in, n_out = self.weight.shape
        if x.ndim == 2:                                             # one product for all groups
            out = (x @ self.weight.permute(1, 0, 2).reshape(n_in, G * n_out)).view(x.shape[0], G, n_out)
        else:
            out = torch.einsum("ngi,gio->ngo", x, self.weight)
        return out if self.bias is None else out + self.bias

    def one(self, x: Tensor, group: int) -> Tensor:
        """(n, n_in) -> (n, n_out) through one group alone."""
        out = x @ self.weight[group]
        return out if self.bias is None else out + self.bias[group]

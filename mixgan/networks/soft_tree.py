"""HMoG's soft tree: gates that weigh linear leaves (Ahmetoglu & Alpaydin 2020, methods of the paper's released code).

Letters: B rows, Z noise, H features, L leaves, N = L - 1 gates, m mixtures of one row.
Nodes are numbered breadth first from 0; children of i are 2i+1 (left, weight g_i) and 2i+2 (right, 1 - g_i).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mixgan.networks.decoders import Decoder, Emitter
from mixgan.networks.initialise import fill
from mixgan.rng import Stream

__all__ = ["LinearLeaves", "emit_leaves", "leaf_log_masses", "mix_leaves"]


def leaf_log_masses(logits: Tensor) -> Tensor:
    """Logarithm of the probability of every leaf of a full binary tree.

    `logits` (B, 2**depth - 1), breadth first: sigmoid is the probability of going left. Returns (B, 2**depth), leaves
    from left to right: leaf 0 is "always left". In logarithms, since a product of gates at |logit| = 200 underflows
    and its gradient is then NaN. Raises ValueError when the number of gates is not 2**depth - 1.
    """
    rows, nodes = logits.shape
    depth = (nodes + 1).bit_length() - 1
    if nodes != 2**depth - 1:
        raise ValueError(f"a full tree has 2**depth - 1 gates, got {nodes}")
    left, right = nn.functional.logsigmoid(logits), nn.functional.logsigmoid(-logits)
    mass = logits.new_zeros(rows, 1)                                # the root holds everything
    for level in range(depth):
        here = slice(2**level - 1, 2 ** (level + 1) - 1)
        # stack, not cat: children stay beside their parent, which is what "left to right" means
        mass = torch.stack([mass + left[:, here], mass + right[:, here]], -1).flatten(1)
    return mass


class LinearLeaves(nn.Module):
    """L linear maps of the noise, one per leaf: G_l(z) = z W_l + b_l.

    Kept as (L, Z, H), so that both fast forms are one product on a view, without a copy.
    """

    def __init__(self, n_leaves: int, noise_dim: int, features: int, gain: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_leaves, noise_dim, features))
        self.bias = nn.Parameter(torch.empty(n_leaves, features))
        self.gain = gain

    def reset(self, stream: Stream) -> None:
        """Weights N(0, gain^2/Z), biases 0, as released (gain 1)."""
        L, Z, H = self.weight.shape
        fill(self.weight, stream.normal(L * Z, H) * (self.gain * Z**-0.5))
        fill(self.bias, torch.zeros(L, H))


def mix_leaves(leaves: LinearLeaves, noise: Tensor, weights: Tensor) -> Tensor:
    """sum_l w_l (z_l W_l + b_l) for `weights` (B, m, L) -> (B, m, H).

    `noise` (B, 1, Z) shared by all leaves, or (B, L, Z) where each leaf has its own scale.
    m = 1, training: form C, one product of the outer product w x z with all leaves at once (B L Z floats instead of
    B L H; a third of the time at depth 5). m > 1, node pictures: form B, every leaf once, then the mixtures.
    """
    L, Z, H = leaves.weight.shape
    if weights.shape[1] == 1:
        outer = (weights[:, 0, :, None] * noise).flatten(1)                      # (B, L Z)
        return (outer @ leaves.weight.view(L * Z, H) + weights[:, 0] @ leaves.bias)[:, None]
    made = torch.einsum("blz,lzh->blh", noise.expand(-1, L, -1), leaves.weight) + leaves.bias
    return weights @ made


def emit_leaves(builder: Emitter, leaves: LinearLeaves, decoder: Decoder) -> None:
    """Operations from `noise` to `mixed`: every leaf of the scaled noise, then the mixtures."""
    L, Z, H = leaves.weight.shape
    builder.add("scale", "noise", "scaled")
    builder.add("linear", "scaled", "leaves", n_in=Z, n_out=H, groups=L, act=None,
                w=builder.tensor(decoder.channel_last(leaves.weight)), b=builder.tensor(decoder.channel_last(leaves.bias)))
    builder.add("mix", "leaves", "mixed", w="mixtures")

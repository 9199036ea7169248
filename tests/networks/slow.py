"""Slow and obvious: a soft tree one row at a time, as HMoG's paper and its released code write it."""

from __future__ import annotations

import torch
from torch import Tensor


def tree_by_recursion(logits: Tensor, leaf_outputs: Tensor, node: int = 0) -> Tensor:
    """One row: `logits` (N,), `leaf_outputs` (L, H). A node is g times its left child plus (1 - g) times its right."""
    N = len(logits)
    if node >= N:
        return leaf_outputs[node - N]
    gate = 1 / (1 + torch.exp(-logits[node]))
    left = tree_by_recursion(logits, leaf_outputs, 2 * node + 1)
    right = tree_by_recursion(logits, leaf_outputs, 2 * node + 2)
    return gate * left + (1 - gate) * right


def rows_by_recursion(logits: Tensor, noise: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """(B, H): every leaf of every row, then the recursion. `weight` (L, Z, H)."""
    rows = []
    for a, z in zip(logits, noise, strict=True):
        leaves = torch.stack([z @ W + b for W, b in zip(weight, bias, strict=True)])
        rows.append(tree_by_recursion(a, leaves))
    return torch.stack(rows)


def leaf_weights_by_path(logits: Tensor) -> Tensor:
    """(B, L): for each leaf, walk from the root and multiply; a leaf's bits from high to low are its turns, 1 is right."""
    B, N = logits.shape
    depth = (N + 1).bit_length() - 1
    rows = []
    for b in range(B):
        row = []
        for leaf in range(N + 1):
            node, mass = 0, torch.ones((), dtype=logits.dtype)
            for level in reversed(range(depth)):
                gate = torch.sigmoid(logits[b, node])
                right = leaf >> level & 1
                mass = mass * ((1 - gate) if right else gate)
                node = 2 * node + 1 + right
            row.append(mass)
        rows.append(torch.stack(row))
    return torch.stack(rows)


def mix_parameters_first(noise: Tensor, weights: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """(B, H), the authors' literal form: one mixed matrix and one mixed bias per row, then one linear map."""
    rows = []
    for z, w in zip(noise, weights, strict=True):
        W = sum(share * part for share, part in zip(w, weight, strict=True))
        b = sum(share * part for share, part in zip(w, bias, strict=True))
        rows.append(z @ W + b)
    return torch.stack(rows)

"""K generators side by side, as MEGAN, MADGAN and MGAN have them: a head each, then a decoder each or one for all.

    h_k = act(W_k z + b_k),   x = sum_k w_k decoder_k(h_k)   or   x = decoder(sum_k w_k h_k)
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from mixgan.errors import ConfigError
from mixgan.networks.decoders import DecoderKind, Emitter, Norm, fold_norm, make_decoder
from mixgan.networks.grouped import GroupedLinear

__all__ = ["ExpertBank"]


class ExpertBank:
    """Not a module: its parts are registered by the generator that owns it, so that a model's tensors are called `decoder`,
    `heads` and `head_norm` in every family.

    `share_decoder`: the heads' features are mixed before one decoder, whose cost does not grow with K; else whole generators.
    """

    def __init__(
        self, n_experts: int, noise_dim: int, widths: tuple[int, ...], image_shape: tuple[int, ...], norm: Norm, *,
        kind: DecoderKind = "dcgan", share_decoder: bool,
    ) -> None:
        if not widths:
            raise ConfigError("widths is empty.", "The heads are rectified: give at least one width, such as [64].")
        self.n_experts, self.noise_dim, self.image_shape, self.shared = n_experts, noise_dim, image_shape, share_decoder
        self.decoder = make_decoder(widths, image_shape, norm, kind=kind, groups=1 if share_decoder else n_experts,
                                    entry=False)
        normed = norm == "batch" and len(image_shape) == 3
        # a bias before batch norm would have no effect
        self.heads = GroupedLinear(n_experts, noise_dim, self.decoder.features, bias=not normed)
        self.head_norm = nn.BatchNorm2d(n_experts * widths[0]) if normed else None      # one batch norm per head

    def parts(self, noise: Tensor, spread: Tensor | None) -> Tensor:
        """(n, Z) -> (n, K, H): first features of every expert; `spread` (K,) scales the noise of each."""
        made = self.heads(noise if spread is None else noise[:, None, :] * spread[:, None])
        if self.head_norm is not None:
            n, K, H = made.shape
            channels = self.head_norm.num_features
            made = self.head_norm(made.reshape(n, channels, K * H // channels, 1)).view(n, K, H)
        return torch.relu(made)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        """`weights` (n, m, K) -> pictures (n, m, *image_shape)."""
        n, m, _ = weights.shape
        if self.shared:
            mixed = (weights @ parts).flatten(0, 1)                              # (n m, H)
            return self.decoder(mixed[:, None]).view(n, m, *self.image_shape)
        if m == 1 and not self.heads.training and not torch.is_grad_enabled() and bool((weights.amax(-1) == 1).all()):
            return self._routed(parts, weights[:, 0].argmax(1))[:, None]
        images = self.decoder(parts).flatten(2)                                  # (n, K, C H W)
        return (weights @ images).view(n, m, *self.image_shape)

    def _routed(self, parts: Tensor, chosen: Tensor) -> Tensor:
        """Each row through its own generator alone: K times less work than all of them."""
        images = parts.new_empty(len(parts), *self.image_shape)
        for k in chosen.unique().tolist():
            rows = (chosen == k).nonzero().squeeze(1)
            images[rows] = self.decoder.one(parts[rows, k], k)
        return images

    def apart(self, parts: Tensor, chosen: Tensor) -> Tensor:
        """(n, C, H, W) in training: each row through its own whole generator, whose batch norm sees its own rows alone.

        One call of all decoders on n / K rows each where they have equally many; else every row through every one.
        """
        n, K = parts.shape[:2]
        order = chosen.argsort(stable=True)
        rows = torch.arange(n, device=parts.device)
        if n % K or bool((chosen[order] != rows // (n // K)).any()):
            return self.decoder(parts)[rows, chosen]
        own = parts[order, chosen[order]].view(K, n // K, -1).transpose(0, 1)   # (n / K, K, H)
        made = self.decoder(own).transpose(0, 1).reshape(n, *self.image_shape)
        return torch.empty_like(made).index_copy(0, order, made)

    # --- as a program for the page --------------------------------------------------------------------------------

    def head_fields(self, builder: Emitter) -> dict[str, Any]:
        """Of the operation `linear` from a noise register to all heads: one copy of the tensors for all who need them."""
        weight: Tensor = self.heads.weight                                       # (K, Z, H)
        bias: Tensor | None = self.heads.bias                                    # (K, H)
        K, Z, H = weight.shape
        if self.head_norm is not None:                                           # folded: y = scale (z W) + shift
            scale, shift = (part.view(K, -1).repeat_interleave(H * K // self.head_norm.num_features, 1)
                            for part in fold_norm(self.head_norm))
            weight, bias = weight * scale[:, None, :], shift
        assert bias is not None
        return {"n_in": Z, "n_out": H, "groups": K, "act": "relu", "w": builder.tensor(self.decoder.channel_last(weight)),
                "b": builder.tensor(self.decoder.channel_last(bias))}

    def emit(self, builder: Emitter, heads: dict[str, Any]) -> None:
        """Operations from `noise` to `images`."""
        builder.add("scale", "noise", "scaled")
        builder.add("linear", "scaled", "heads", **heads)
        if self.shared:
            builder.add("mix", "heads", "mixed", w="mixtures")
            self.decoder.emit(builder, "mixed", "images")
        else:
            self.decoder.emit(builder, "heads", "pictures")
            builder.add("mix", "pictures", "images", w="mixtures")

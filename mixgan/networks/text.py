"""A sentence to numbers: words (n, T) -> (n, width), a GRU's state behind the last word, or the mean of the words."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from mixgan.networks.initialise import fill
from mixgan.rng import Stream

__all__ = ["EMBEDDING", "HIDDEN", "EncoderKind", "TextEncoder", "kl_to_standard"]

EncoderKind = Literal["gru", "bag"]
EMBEDDING, HIDDEN = 32, 64


class _Embedding(nn.Embedding):
    def reset(self, stream: Stream) -> None:
        fill(self.weight, stream.normal(*self.weight.shape))


class _GRU(nn.GRU):
    def reset(self, stream: Stream) -> None:
        """PyTorch's own rule: uniform in +-1 / sqrt(hidden)."""
        for name, values in self.named_parameters():
            fill(values, (2 * stream.child(name).uniform(len(values), values[0].numel()) - 1) * self.hidden_size**-0.5)


class TextEncoder(nn.Module):
    """int64 (n, T), 0 being no word, which stands behind the last only -> (n, `width`). A bag of words knows no order."""

    def __init__(self, n_words: int, kind: EncoderKind = "gru") -> None:
        super().__init__()
        self.embed = _Embedding(n_words, EMBEDDING)
        self.gru = _GRU(EMBEDDING, HIDDEN, batch_first=True) if kind == "gru" else None
        self.width = EMBEDDING if self.gru is None else HIDDEN

    def forward(self, tokens: Tensor) -> Tensor:
        words = self.embed(tokens)                                               # (n, T, EMBEDDING)
        length = (tokens != 0).sum(1)
        if self.gru is None:
            heard = (tokens != 0).to(words.dtype)[..., None]
            return (words * heard).sum(1) / length.clamp_min(1)[:, None]
        states, _ = self.gru(words)
        last = (length - 1).clamp_min(0).view(-1, 1, 1).expand(-1, 1, HIDDEN)
        return states.gather(1, last)[:, 0]


def kl_to_standard(mu: Tensor, logvar: Tensor) -> Tensor:
    """() of N(mu, exp(logvar)) to N(0, 1), nats, averaged over rows and numbers as in the authors' code."""
    return torch.mean(mu.square() + logvar.exp() - 1 - logvar) / 2

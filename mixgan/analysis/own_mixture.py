"""A mixture built by hand: how much each expert counts and how wide it draws, kept as JSON.

    mixture = read(Path("mixture.json"))
    sample(generator, draw_for(generator, 64, mixture), mixture).images

A share multiplies the odds of its expert, at the logits: logits + log(K share). Equal shares leave the model as it is,
0 switches an expert off and the others take over; with a fixed prior (GM-GAN) the shares are the new prior itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from pydantic import Field, model_validator
from torch import Tensor

from mixgan.analysis.observe import drawn
from mixgan.analysis.words import plural
from mixgan.config import Strict, checked
from mixgan.errors import ConfigError
from mixgan.families.contract import Draw, Generator, Sample
from mixgan.files import read_json
from mixgan.store.models import fingerprint

__all__ = ["MAX_SPREAD", "MIXTURE_VERSION", "OwnMixture", "built", "draw_for", "fingerprint", "own_weights", "parsed", "read",
           "sample"]

MIXTURE_VERSION = 1
MAX_SPREAD = 23 / 8             # the last level of the Covariance page


class OwnMixture(Strict):
    """What `mixture.json` holds. `shares` sum to 1, `spread` 1 is as trained; one of each per expert."""

    model: str = Field(description="name of the model whose experts these are")
    fingerprint: str = Field("", description="of its parameters: the same samples need the same ones")
    seed: int = Field(0, ge=0)
    label: int | None = Field(None, ge=0, description="the class, from 0, that all samples are asked for")
    shares: tuple[float, ...] = Field(min_length=1, max_length=256)
    spread: tuple[float, ...]

    @model_validator(mode="after")
    def _whole(self) -> OwnMixture:
        if len(self.spread) != len(self.shares):
            raise ValueError(f"{len(self.shares)} shares and {len(self.spread)} spreads: one of each per expert")
        if min(self.shares) < 0 or abs(sum(self.shares) - 1) > 1e-6:
            raise ValueError(f"shares are at least 0 and sum to 1 (here to {sum(self.shares):.6g})")
        if not all(0 <= spread <= MAX_SPREAD for spread in self.spread):
            raise ValueError(f"a spread lies between 0 and {MAX_SPREAD}")
        return self


def built(
    model: str, mark: str, seed: int, parts: Sequence[float], spread: Sequence[float], label: int | None = None
) -> OwnMixture:
    """From parts of any size (3 to 1), of which at least one is not 0."""
    total = math.fsum(parts)
    if not total > 0:
        raise ConfigError("A mixture needs at least one expert with a share.", "Give one of them a part.")
    shares = tuple(part / total for part in parts)
    return OwnMixture(model=model, fingerprint=mark, seed=seed, label=label, shares=shares, spread=tuple(spread))


def parsed(content: Mapping[str, Any], where: str = "the mixture") -> OwnMixture:
    """Checked content of a file or an upload; ConfigError says what is wrong with it."""
    return checked(OwnMixture, dict(content), where)


def read(path: Path | str) -> OwnMixture:
    """`mixture.json`. Raises StoreError for what is no JSON or of a newer version, ConfigError for what is no mixture."""
    return parsed(read_json(Path(path), MIXTURE_VERSION), Path(path).name)


def draw_for(generator: Generator, n: int, mixture: OwnMixture) -> Draw:
    """n samples of the mixture's seed and class. Raises ConfigError for a class that this model was not told."""
    C = len(generator.class_shares)
    if mixture.label is not None and mixture.label >= C:
        raise ConfigError(f"The mixture asks for class {mixture.label}, counted from 0, and this model was told {C} classes.",
                          "Open it with the model that it names.")
    return drawn(generator, n, mixture.seed, mixture.label)


def own_weights(generator: Generator, draw: Draw, shares: Sequence[float]) -> Tensor:
    """(n, K) weights of the mixture by hand, rows sum to 1: exactly 0 where the share is 0."""
    K = generator.n_experts
    if len(shares) != K:
        raise ConfigError(f"The mixture has {len(shares)} shares, this model has {K} "
                          f"{plural(generator.expert_word, K)}.",
                          "Open it with the model that it names.")
    gate = generator.gate(draw)
    logits = draw.noise.new_zeros(len(draw), K) if gate is None else gate.logits
    return generator.routed(logits + (K * torch.as_tensor(shares, dtype=logits.dtype, device=logits.device)).log(), draw)


@torch.inference_mode()
def sample(generator: Generator, draw: Draw, mixture: OwnMixture) -> Sample:
    """The samples of a mixture by hand: what the page shows and what the ten lines beside it draw."""
    return generator.sample(draw, weights=own_weights(generator, draw, mixture.shares), spread=torch.tensor(mixture.spread))

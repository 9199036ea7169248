"""K generators of which one is drawn for each sample, all alike: what MADGAN and MGAN train against their critics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from pydantic import Field
from torch import Tensor

from mixgan.config import DataFacts
from mixgan.families.common import Preset, SharedOptions, emit_prior, prior_gate, start_program
from mixgan.families.contract import Draw, GateTrace, Generator
from mixgan.families.program import Program
from mixgan.families.recipes import base_presets, with_changes, with_heads
from mixgan.networks.expert_bank import ExpertBank
from mixgan.rng import Stream

__all__ = ["BankOptions", "DrawnBank", "bank_presets"]


class BankOptions(SharedOptions):
    """K generators, one drawn for each sample."""

    n_experts: int = Field(8, ge=1, le=64, description="generators")
    share_decoder: bool = Field(True, description="heads before one shared decoder; off: whole generators")
    same_noise: bool = Field(False, description="every generator gets the same noise vectors in a step")


class DrawnBank(Generator):
    """K generators of which one is drawn for each sample, all alike: what MADGAN and MGAN train.

    A step's fakes are shared out evenly: rows i, i + 1 ... take one generator after another, from a drawn one on. With
    `same_noise` each round of K rows has one noise.
    """

    chooses = True
    spaces = ("noise", "features")

    def __init__(self, options: BankOptions, facts: DataFacts) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = options.n_experts, options.noise_dim, facts.image_shape
        self.same_noise = options.same_noise
        self.bank = ExpertBank(options.n_experts, options.noise_dim, options.widths, facts.image_shape, options.decoder_norm,
                               kind=options.decoder, share_decoder=options.share_decoder)
        self.decoder, self.heads, self.head_norm = self.bank.decoder, self.bank.heads, self.bank.head_norm

    def step_draw(self, n: int, stream: Stream) -> Draw:
        draw, rows, K = self.draw(n, stream), torch.arange(n), self.n_experts
        draw = replace(draw, noise=draw.noise[rows // K] if self.same_noise else draw.noise)
        if self.prior is not None:
            return draw                                             # shares that are not equal do not go out evenly
        first = int(stream.child("first").integers(1, K)[0])
        return replace(draw, expert=(first + rows) % K)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return self.bank.parts(draw.noise, spread)                               # (n, K, H)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        return prior_gate(draw, self)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        if self.training and not self.bank.shared and weights.shape[1] == 1:
            return self.bank.apart(parts, weights[:, 0].argmax(1))[:, None]
        return self.bank.blend(parts, weights)

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "features":
            return super().latent(draw, space)
        return (self.weights(draw)[:, None] @ self.parts(draw, None))[:, 0]

    def program(self) -> Program:
        builder = start_program(self)
        emit_prior(builder, self)
        self.bank.emit(builder, self.bank.head_fields(builder))
        return builder.build()


def bank_presets(published: Preset, options: dict[str, Any] | None = None) -> dict[str, Preset]:
    """Of MADGAN and MGAN alike, with `options` of its own for 8 to 28 px: as many generators as the set has kinds."""
    base = base_presets()
    out = {name: with_changes(preset, {"n_experts": 10}) for name, preset in base.items()}
    for name in ("digits", "mnist", "fashion-mnist", "small-pictures"):
        out[name] = with_changes(out[name], options)
    for name, modes in (("ring", 8), ("grid", 25), ("points", 8)):
        out[name] = with_changes(base[name], {"n_experts": modes})
    out["shapes"] = with_changes(out["shapes"], {"n_experts": 6})
    return {**with_heads(out), "published": published}

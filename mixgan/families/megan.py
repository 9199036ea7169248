"""MEGAN: a gate sends each noise vector to one of K generators (Park et al., IJCAI 2018).

    h_k = head_k(z),  f_k = P h_k,  l = gate([f_1 .. f_K, z])
    y = softmax((l + Gumbel)/tau),  g = onehot(argmax) - stopgrad(y) + y          (straight-through)
    x = sum_k g_k generator_k(z)          whole generators, or
    x = decoder(sum_k g_k h_k)            heads before a shared decoder (`share_decoder`)

tau falls from 1 to `tau_end` in the first half of the training. Balance: TrainingSettings.balance. The hard choice follows
softmax(l) for every tau; tau shapes gradients only. Training runs all K: the gate's gradient needs every expert's output.
"""

from __future__ import annotations

from typing import Any

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.errors import ConfigError
from mixgan.families.common import ALL_LOSSES, PlainAdversary, Preset, SharedOptions, one_group, start_program
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator
from mixgan.families.program import Program, ProgramBuilder
from mixgan.families.recipes import base_presets, with_changes
from mixgan.networks.decoders import fold_norm, make_decoder
from mixgan.networks.grouped import GroupedLinear

losses = ALL_LOSSES
parameter_groups = one_group


class Options(SharedOptions):
    """Generators behind a gate."""

    n_experts: int = Field(10, ge=1, le=64, description="generators")
    share_decoder: bool = Field(True,
        description="heads before one shared decoder; off: whole generators, as understood of the paper")
    feature_dim: int = Field(32, ge=1, le=512, description="numbers that the gate reads of each head")
    tau_end: float = Field(0.5, gt=0, le=1,
        description="Gumbel-Softmax temperature from half of the training on; it starts at 1")


class MEGAN(Generator):
    chooses = True
    spaces = ("noise", "features")

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        if not options.widths:
            raise ConfigError("widths is empty.", "MEGAN's heads are rectified: give at least one width, such as [64].")
        K = self.n_experts = options.n_experts
        self.noise_dim, self.image_shape = options.noise_dim, facts.image_shape
        self.shared, self.tau_end = options.share_decoder, options.tau_end
        self.decoder = make_decoder(
            options.widths, facts.image_shape, options.decoder_norm, groups=1 if self.shared else K, entry=False)
        start = options.widths[0]                                                # channels of the first features
        normed = options.decoder_norm == "batch" and not facts.is_points
        self.heads = GroupedLinear(K, options.noise_dim, self.decoder.features, bias=not normed)
        self.head_norm = nn.BatchNorm2d(K * start) if normed else None           # one batch norm per head
        self.project = nn.Linear(self.decoder.features, options.feature_dim)     # P, shared by the heads
        self.gate_layer = nn.Linear(K * options.feature_dim + options.noise_dim, K)

    def parts(self, noise: Tensor, spread: Tensor | None) -> Tensor:
        scaled = noise if spread is None else noise[:, None, :] * spread[:, None]
        made = self.heads(scaled)                                                # (n, K, H)
        if self.head_norm is not None:
            n, K, H = made.shape
            channels = self.head_norm.num_features
            made = self.head_norm(made.reshape(n, channels, K * H // channels, 1)).view(n, K, H)
        return torch.relu(made)

    def route(self, noise: Tensor, parts: Tensor) -> GateTrace:
        features = self.project(parts).flatten(1)                                # (n, K f), not detached
        logits = self.gate_layer(torch.cat([features, noise], 1))
        return GateTrace(logits, torch.softmax(logits, 1))

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        n, m, _ = weights.shape
        if self.shared:
            mixed = (weights @ parts).flatten(0, 1)                              # (n m, H)
            return self.decoder(mixed[:, None]).view(n, m, *self.image_shape)
        if m == 1 and not self.training and not torch.is_grad_enabled() and bool((weights.amax(-1) == 1).all()):
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

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "features":
            return super().latent(draw, space)
        parts = self.parts(draw.noise, None)
        weights = self._weights(draw, self.route(draw.noise, parts), None)
        return (weights[:, None] @ parts)[:, 0]

    def anneal(self, progress: float) -> None:
        """tau = max(tau_end, tau_end^(2 progress)): exponential to tau_end at half of the training."""
        self.temperature.fill_(max(self.tau_end, self.tau_end ** (2 * progress)))

    def program(self) -> Program:
        builder = start_program(self, "megan")
        K, f, Z = self.n_experts, self.project.out_features, self.noise_dim
        heads = self._head_fields(builder)                                       # one copy of the tensors for both
        builder.add("linear", "noise", "gate_heads", **heads)                    # the gate sees unscaled noise
        builder.add("linear", "gate_heads", "gate_features", n_in=self.decoder.features, n_out=f, groups=1, act=None,
                    w=builder.tensor(self.decoder.channel_last(self.project.weight).T), b=builder.tensor(self.project.bias))
        builder.add("concat", "gate_features", "gate_in", xs=["gate_features", "noise"])
        builder.add("linear", "gate_in", "logits", n_in=K * f + Z, n_out=K, groups=1, act=None,
                    w=builder.tensor(self.gate_layer.weight.T), b=builder.tensor(self.gate_layer.bias))
        builder.add("choose", "logits", "weights")
        builder.add("scale", "noise", "scaled")
        builder.add("linear", "scaled", "heads", **heads)
        if self.shared:
            builder.add("mix", "heads", "mixed", w="mixtures")
            self.decoder.emit(builder, "mixed", "images")
        else:
            self.decoder.emit(builder, "heads", "pictures")
            builder.add("mix", "pictures", "images", w="mixtures")
        return builder.build()

    def _head_fields(self, builder: ProgramBuilder) -> dict[str, Any]:
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


HEAD = {"self_label": 0.5, "balance": 3.0, "sample_entropy": 0.2, "warm_up_steps": 1000}
WHOLE = {"share_decoder": False, "widths": (24, 16), "tau_end": 0.3}


def presets() -> dict[str, Preset]:
    base = base_presets()
    out = {name: with_changes(preset, training={"balance": 1.0}) for name, preset in base.items()}
    for name in ("mnist", "fashion-mnist", "digits"):
        out[name] = with_changes(out[name], {**WHOLE, "widths": (24, 16)})
    for name in ("mnist", "digits"):
        out[f"{name}-plain"] = with_changes(out[name], training={"balance": 3.0})
        out[name] = with_changes(out[name], training=HEAD)
    for name in ("ring", "grid", "points"):
        out[name] = with_changes(out[name], {"n_experts": 8, "feature_dim": 8}, {"balance": 0.1})
    out["published"] = Preset(
        {"noise_dim": 100, "widths": (256, 128, 64), "decoder_norm": "batch", "critic_widths": (64, 128, 256),
         "critic_norm": "layer", "init": "normal", "n_experts": 4, "share_decoder": True, "feature_dim": 100, "tau_end": 1.0},
        {"steps": 23_400, "batch": 128, "r1": 0.0, "critic_steps": 5, "lr_generator": 1e-4, "lr_critic": 1e-4,
         "beta1": 0.5, "beta2": 0.999, "amsgrad": True, "balance": 1.0},
        "The HMoG authors' re-implementation at 32 px (not the paper's own code); one optimiser in place of their two.", side=32)
    return out


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return MEGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

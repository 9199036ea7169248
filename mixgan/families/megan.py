"""MEGAN: a gate sends each noise vector to one of K generators (Park et al., IJCAI 2018).

    h_k = head_k(z),  f_k = P h_k,  l = gate([f_1 .. f_K, z])
    y = softmax((l + Gumbel)/tau),  g = onehot(argmax) - stopgrad(y) + y          (straight-through)
    x = sum_k g_k generator_k(z)          whole generators, or
    x = decoder(sum_k g_k h_k)            heads before a shared decoder (`share_decoder`)

tau falls from 1 to `tau_end` in the first half of the training. Balance: TrainingSettings.balance. The hard choice follows
softmax(l) for every tau; tau shapes gradients only. Training runs all K: the gate's gradient needs every expert's output.
"""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import (
    ALL_LOSSES,
    AVERAGED,
    NO_KAIMING,
    NORM_BY_CHANNEL,
    NORM_FIRST,
    PlainAdversary,
    Preset,
    SharedOptions,
    one_group,
    start_program,
)
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator
from mixgan.families.program import Program
from mixgan.families.recipes import HEADS, base_presets, with_changes, with_heads
from mixgan.families.registry import FAMILIES
from mixgan.networks.expert_bank import ExpertBank

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
    about = FAMILIES["megan"]
    chooses = True
    spaces = ("noise", "features")

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        K = self.n_experts = options.n_experts
        self.noise_dim, self.image_shape, self.tau_end = options.noise_dim, facts.image_shape, options.tau_end
        self.bank = ExpertBank(K, options.noise_dim, options.widths, facts.image_shape, options.decoder_norm,
                               kind=options.decoder, share_decoder=options.share_decoder)
        self.decoder, self.heads, self.head_norm = self.bank.decoder, self.bank.heads, self.bank.head_norm
        self.project = nn.Linear(self.decoder.features, options.feature_dim)     # P, shared by the heads
        self.gate_layer = nn.Linear(K * options.feature_dim + options.noise_dim, K)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return self.bank.parts(draw.noise, spread)                               # (n, K, H)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        features = self.project(parts).flatten(1)                                # (n, K f), not detached
        logits = self.gate_layer(torch.cat([features, draw.noise], 1))
        return GateTrace(logits, torch.softmax(logits, 1))

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        return self.bank.blend(parts, weights)

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "features":
            return super().latent(draw, space)
        parts = self.parts(draw, None)
        weights = self._weights(draw, self.route(draw, parts), None)
        return (weights[:, None] @ parts)[:, 0]

    def anneal(self, progress: float) -> None:
        """tau = max(tau_end, tau_end^(2 progress)): exponential to tau_end at half of the training."""
        self.temperature.fill_(max(self.tau_end, self.tau_end ** (2 * progress)))

    def program(self) -> Program:
        builder = start_program(self)
        K, f, Z = self.n_experts, self.project.out_features, self.noise_dim
        heads = self.bank.head_fields(builder)
        builder.add("linear", "noise", "gate_heads", **heads)                    # the gate sees unscaled noise
        builder.add("linear", "gate_heads", "gate_features", n_in=self.decoder.features, n_out=f, groups=1, act=None,
                    w=builder.tensor(self.decoder.channel_last(self.project.weight).T), b=builder.tensor(self.project.bias))
        builder.add("concat", "gate_features", "gate_in", xs=["gate_features", "noise"])
        builder.add("linear", "gate_in", "logits", n_in=K * f + Z, n_out=K, groups=1, act=None,
                    w=builder.tensor(self.gate_layer.weight.T), b=builder.tensor(self.gate_layer.bias))
        builder.add("choose", "logits", "weights")
        self.bank.emit(builder, heads)
        return builder.build()


WHOLE = {"share_decoder": False, "widths": (24, 16), "tau_end": 0.3}
DECIDED = {"balance": 3.0, "sample_entropy": 0.2}


def presets() -> dict[str, Preset]:
    base = {name: with_changes(preset, training={"balance": 1.0}) for name, preset in base_presets().items()}
    for name in ("mnist", "digits"):
        base[name] = with_changes(base[name], WHOLE)
    # ten whole generators as small as MNIST's draw grainy clothes
    base["fashion-mnist"] = with_changes(base["fashion-mnist"], {"widths": (64, 32), "tau_end": 0.3})
    base["shapes"] = with_changes(base["shapes"], {"n_experts": 6})
    for name in HEADS:
        base[name] = with_changes(base[name], training=DECIDED)
    base["mnist"] = with_changes(base["mnist"], training={"steps": 2500})
    out = with_heads(base, {"self_label": 0.5})
    for name in ("ring", "grid", "points"):
        out[name] = with_changes(out[name], {"n_experts": 8, "feature_dim": 8}, {"balance": 0.1})
    out["published"] = Preset(
        {"noise_dim": 100, "widths": (256, 128, 64), "decoder_norm": "batch", "critic_widths": (64, 128, 256),
         "critic_norm": "layer", "init": "normal", "n_experts": 4, "share_decoder": True, "feature_dim": 100, "tau_end": 1.0},
        {"steps": 23_400, "batch": 128, "r1": 0.0, "critic_steps": 5, "lr_generator": 1e-4, "lr_critic": 1e-4,
         "beta1": 0.5, "beta2": 0.999, "amsgrad": True, "balance": 1.0},
        "MNIST at 32 px as the authors of HMoG re-implemented it; the paper's own settings could not be read.", 32,
        (NORM_FIRST, NORM_BY_CHANNEL, NO_KAIMING,
         "The balance reads the gate's probabilities; theirs reads probabilities under fresh Gumbel noise.",
         "Balance 1 is K^2 = 16 times their mean squared error, and goes into the one step of the generator; theirs takes a step "
         "of projection and gate alone, with an Adam of its own, which makes its weight nearly irrelevant.",
         "23,400 generator steps of 5 critic steps each show every picture 250 times; theirs are 50 epochs.",
         "The experts share a decoder, as there; the paper is understood to have whole generators (--share_decoder false).",
         AVERAGED))
    return out


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return MEGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

"""GM-GAN: the noise is a mixture of K Gaussians (Ben-Yosef & Weinshall 2018, sections 2 to 4).

    k ~ uniform, eps ~ N(0, I), z = mu_k + A_k eps  ->  one generator

Static: mu_k ~ U[-c, c]^d and A_k = std I, drawn once and saved. Dynamic: both are parameters, trained through the
re-parameterisation; A_k is diagonal here (exp of a vector), with the option's floor term of DeLiGAN. `std` is a standard
deviation: read as a variance, the components overlap and everything is capped (methods notes, section 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from pydantic import Field
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import (
    ALL_LOSSES,
    ParameterGroup,
    PlainAdversary,
    Preset,
    SharedOptions,
    emit_prior,
    prior_gate,
    start_program,
)
from mixgan.families.contract import Adversary, Draw, GateTrace, Generator
from mixgan.families.program import Program, ProgramBuilder
from mixgan.families.recipes import base_presets, with_changes, with_heads
from mixgan.families.registry import FAMILIES
from mixgan.networks.decoders import make_decoder
from mixgan.networks.initialise import fill
from mixgan.rng import Stream

losses = ALL_LOSSES


class Options(SharedOptions):
    """Gaussians in the latent space."""

    n_experts: int = Field(10, ge=1, le=64, description="Gaussian components")
    c: float = Field(1.0, gt=0, le=10, description="means are drawn from U[-c, c] in every coordinate")
    std: float = Field(1.0, gt=0, le=10, description="standard deviation of every component at the start")
    dynamic: bool = Field(False, description="train means and scales too")
    dynamic_lr: float = Field(0.1, ge=0, le=1,
        description="their learning rate, as a share of the generator's; dynamic only")


class Components(nn.Module):
    """K Gaussians with diagonal scales: (K, d) means and log-scales; buffers when static, parameters when dynamic."""

    mean: Tensor
    log_scale: Tensor

    def __init__(self, n_experts: int, dim: int, c: float, std: float, dynamic: bool) -> None:
        super().__init__()
        self.c, self.std = c, std
        for name in ("mean", "log_scale"):
            values = torch.empty(n_experts, dim)
            if dynamic:
                self.register_parameter(name, nn.Parameter(values))
            else:
                self.register_buffer(name, values)

    def reset(self, stream: Stream) -> None:
        fill(self.mean, (2 * stream.child("mean").uniform(*self.mean.shape) - 1) * self.c)
        fill(self.log_scale, torch.full(self.log_scale.shape, math.log(self.std)))

    def forward(self, noise: Tensor, spread: Tensor | None) -> Tensor:
        """(n, d) -> (n, K, d): z_k = mu_k + s_k A_k eps for every component."""
        scale = self.log_scale.exp()
        if spread is not None:
            scale = scale * spread[:, None]
        return self.mean + scale * noise[:, None, :]


class GMGAN(Generator):
    about = FAMILIES["gmgan"]
    chooses = True
    spaces = ("noise", "latent")
    spread_meaning = "Scales the covariance of each Gaussian after training: 1 is the trained spread, 0 its mean alone."

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = options.n_experts, options.noise_dim, facts.image_shape
        self.dynamic_lr = options.dynamic_lr
        self.components = Components(options.n_experts, options.noise_dim, options.c, options.std, options.dynamic)
        self.decoder = make_decoder(options.widths, facts.image_shape, options.decoder_norm, kind=options.decoder)
        normed = options.decoder_norm == "batch" and not facts.is_points
        self.first = nn.Linear(options.noise_dim, self.decoder.features, bias=not normed)

    def parts(self, draw: Draw, spread: Tensor | None) -> Tensor:
        return self.components(draw.noise, spread)                               # (n, K, d)

    def route(self, draw: Draw, parts: Tensor) -> GateTrace:
        return prior_gate(draw, self)

    def blend(self, parts: Tensor, weights: Tensor) -> Tensor:
        n, m, _ = weights.shape
        features = self.first((weights @ parts).flatten(0, 1))                   # (n m, H)
        return self.decoder(features[:, None]).view(n, m, *self.image_shape)

    def latent(self, draw: Draw, space: str) -> Tensor:
        if space != "latent":
            return super().latent(draw, space)
        return (self.weights(draw)[:, None] @ self.parts(draw, None))[:, 0]

    def gaussians(self) -> tuple[Tensor, Tensor]:
        return self.components.mean.detach(), self.components.log_scale.detach().exp()

    def emit_choice(self, builder: ProgramBuilder) -> None:
        """Operations to `weights`."""
        emit_prior(builder, self)

    def program(self) -> Program:
        builder = start_program(self)
        K, d = self.components.mean.shape
        self.emit_choice(builder)
        builder.add("components", "noise", "latents", k=K, n=d, mu=builder.tensor(self.components.mean),
                    sd=builder.tensor(self.components.log_scale.exp()))
        builder.add("mix", "latents", "z", w="mixtures")
        weight = self.decoder.channel_last(self.first.weight.T)
        bias = None if self.first.bias is None else builder.tensor(self.decoder.channel_last(self.first.bias))
        builder.add("linear", "z", "features", n_in=d, n_out=self.decoder.features, groups=1, act=None,
                    w=builder.tensor(weight), b=bias)
        self.decoder.emit(builder, "features", "images")
        return builder.build()


def parameter_groups(generator: nn.Module) -> Iterator[ParameterGroup]:
    """Means and scales learn more slowly: at the generator's own rate they shrink to one picture per component."""
    assert isinstance(generator, GMGAN)
    gaussians = list(generator.components.parameters())
    yield ParameterGroup([p for name, p in generator.named_parameters() if not name.startswith("components.")])
    if gaussians:
        yield ParameterGroup(gaussians, generator.dynamic_lr)


def plain_presets() -> dict[str, Preset]:
    """Without the self-labelling head."""
    out = {name: with_changes(preset) for name, preset in base_presets().items()}
    for name in ("mnist", "fashion-mnist"):
        out[name] = with_changes(out[name], {"widths": (64, 32)})
    out["shapes"] = with_changes(out["shapes"], {"n_experts": 6})
    for name, modes in (("ring", 8), ("grid", 25), ("points", 8)):
        out[name] = with_changes(out[name], {"n_experts": modes, "noise_dim": 2, "std": 0.1})
    out["published"] = Preset(
        {"noise_dim": 100, "widths": (256, 128, 64), "critic_widths": (64, 128, 256), "critic_norm": "batch", "init": "normal",
         "n_experts": 10, "c": 0.1, "std": 0.15},
        {"steps": 50_000, "batch": 64, "r1": 0.0, "lr_generator": 2e-4, "lr_critic": 2e-4, "beta1": 0.5, "beta2": 0.999},
        "Paper-like, for 32 px; the paper's spacing is recalled, its MNIST settings could not be read.", side=32)
    return out


def presets() -> dict[str, Preset]:
    base = plain_presets()
    for name in ("mnist", "fashion-mnist"):
        # a third of the usual penalty: MNIST NMI .946 -> .950, precision .835 -> .839, recall .711 -> .726, coverage .725 -> .763
        base[name] = with_changes(base[name], training={"r1": 0.1})
    out = with_heads(base)
    return {**out, "dynamic": with_changes(out["mnist"], {"dynamic": True})}


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return GMGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

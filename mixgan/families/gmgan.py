"""GM-GAN: the noise is a mixture of K Gaussians (Ben-Yosef & Weinshall 2018, sections 2 to 4).

    k ~ uniform, eps ~ N(0, I), z = mu_k + A_k eps  ->  one generator

Static: mu_k ~ U[-c, c]^d and A_k = std I, drawn once and saved. Dynamic: both are parameters, trained through the
re-parameterisation; A_k is diagonal, a lower triangle or any matrix, and `floor` weighs DeLiGAN's term that holds its scales up.
`std` is a standard deviation: read as a variance, the components overlap and everything is capped (methods notes, section 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from mixgan.config import DataFacts
from mixgan.families.common import (
    ALL_LOSSES,
    AVERAGED,
    ParameterGroup,
    PlainAdversary,
    Preset,
    SharedOptions,
    emit_prior,
    prior_gate,
    start_program,
)
from mixgan.families.contract import Adversary, Batch, Draw, GateTrace, Generator, Sample
from mixgan.families.program import Program, ProgramBuilder
from mixgan.families.recipes import base_presets, with_changes, with_heads
from mixgan.families.registry import FAMILIES
from mixgan.networks.decoders import make_decoder
from mixgan.networks.initialise import fill
from mixgan.rng import Stream

losses = ALL_LOSSES
Covariance = Literal["diag", "chol", "full"]
FLOOR = 0.3
DYNAMIC = (f"Means and scales are trained as well, held up by a floor (weight {FLOOR:g}); --covariance chol or full trains whole "
           "matrices.")


class Options(SharedOptions):
    """Gaussians in the latent space."""

    n_experts: int = Field(10, ge=1, le=64, description="Gaussian components")
    c: float = Field(1.0, gt=0, le=10, description="means are drawn from U[-c, c] in every coordinate")
    std: float = Field(1.0, gt=0, le=10, description="standard deviation of every component at the start")
    dynamic: bool = Field(False, description="train means and scales too")
    dynamic_lr: float = Field(0.1, ge=0, le=1,
        description="their learning rate, as a share of the generator's; dynamic only")
    covariance: Covariance = Field("diag",
        description="what a component learns beside its mean: a scale per number, a lower triangle, or any matrix; dynamic only")
    floor: float = Field(0.0, ge=0, le=100,
        description="weight of mean((1 - scale/std)^2), which holds the scales of the components up (DeLiGAN); dynamic only")

    @model_validator(mode="after")
    def _learned(self) -> Self:
        asked = [name for name, asks in (("covariance", self.covariance != "diag"), ("floor", self.floor > 0)) if asks]
        if asked and not self.dynamic:
            raise ValueError(f"{' and '.join(asked)} change{'s' if len(asked) == 1 else ''} what a component learns, and static "
                             "ones learn nothing: set dynamic to true")
        return self


class Components(nn.Module):
    """K Gaussians z = mu_k + A_k eps: means (K, d) and what A_k is made of, buffers when static, parameters when dynamic.

        diag    exp(log_scale) on the diagonal                           log_scale (K, d)
        chol    the same, and `below` it a strict lower triangle         below (K, d (d - 1) / 2), row by row
        full    any matrix                                               matrix (K, d, d)

    All start at A_k = std I. The covariance is A_k A_k^T.
    """

    mean: Tensor
    log_scale: Tensor
    below: Tensor
    matrix: Tensor

    def __init__(self, n_experts: int, dim: int, c: float, std: float, dynamic: bool, covariance: Covariance = "diag") -> None:
        super().__init__()
        self.c, self.std, self.covariance = c, std, covariance
        shapes: dict[str, tuple[int, ...]] = {"mean": (n_experts, dim)}
        if covariance == "full":
            shapes["matrix"] = (n_experts, dim, dim)
        else:
            shapes["log_scale"] = (n_experts, dim)
        if covariance == "chol":
            shapes["below"] = (n_experts, dim * (dim - 1) // 2)
        for name, shape in shapes.items():
            values = torch.empty(shape)
            if dynamic:
                self.register_parameter(name, nn.Parameter(values))
            else:
                self.register_buffer(name, values)

    def reset(self, stream: Stream) -> None:
        fill(self.mean, (2 * stream.child("mean").uniform(*self.mean.shape) - 1) * self.c)
        if self.covariance == "full":
            fill(self.matrix, (self.std * torch.eye(self.mean.shape[1])).expand_as(self.matrix))
        else:
            fill(self.log_scale, torch.full(self.log_scale.shape, math.log(self.std)))
        if self.covariance == "chol":
            fill(self.below, torch.zeros(self.below.shape))

    def maps(self) -> Tensor:
        """(K, d, d) A_k."""
        if self.covariance == "full":
            return self.matrix
        diagonal = torch.diag_embed(self.log_scale.exp())
        if self.covariance == "diag":
            return diagonal
        K, d = self.mean.shape
        rows, columns = torch.tril_indices(d, d, -1, device=self.below.device)
        lower = self.below.new_zeros(K, d, d)
        lower[:, rows, columns] = self.below
        return diagonal + lower

    def scales(self) -> Tensor:
        """(K, d) singular values of A_k: how far the component reaches along its own axes."""
        return self.log_scale.exp() if self.covariance == "diag" else torch.linalg.svdvals(self.maps())

    def forward(self, noise: Tensor, spread: Tensor | None) -> Tensor:
        """(n, d) -> (n, K, d): z_k = mu_k + s_k A_k eps for every component."""
        if self.covariance == "diag":
            scale = self.log_scale.exp()
            if spread is not None:
                scale = scale * spread[:, None]
            return self.mean + scale * noise[:, None, :]
        offset = torch.einsum("kij,nj->nki", self.maps(), noise)
        return self.mean + (offset if spread is None else offset * spread[:, None])


class GMGAN(Generator):
    about = FAMILIES["gmgan"]
    chooses = True
    spaces = ("noise", "latent")
    spread_meaning = "Scales the covariance of each Gaussian after training: 1 is the trained spread, 0 its mean alone."

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.n_experts, self.noise_dim, self.image_shape = options.n_experts, options.noise_dim, facts.image_shape
        self.dynamic_lr, self.dynamic, self.floor = options.dynamic_lr, options.dynamic, options.floor
        self.components = Components(options.n_experts, options.noise_dim, options.c, options.std, options.dynamic,
                                     options.covariance)
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
        return self.components.mean.detach(), self.components.maps().detach()

    def widths(self) -> Tensor | None:
        return self.components.scales().detach().amax(1) / self.components.std if self.dynamic else None

    def own_losses(self, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        """mean((1 - s/s0)^2) over all components and axes, s0 the first scale (Gurumurthy et al. 2017, DeLiGAN)."""
        if not self.floor:
            return {}
        return {"floor": self.floor * (1 - self.components.scales() / self.components.std).square().mean()}

    def emit_choice(self, builder: ProgramBuilder) -> None:
        """Operations to `weights`."""
        emit_prior(builder, self)

    def program(self) -> Program:
        builder = start_program(self)
        of, (K, d) = self.components, self.components.mean.shape
        self.emit_choice(builder)
        if of.covariance == "diag":
            builder.add("components", "noise", "latents", k=K, n=d, mu=builder.tensor(of.mean),
                        sd=builder.tensor(of.log_scale.exp()))
        else:                                                                    # A (s eps) is s A eps
            builder.add("scale", "noise", "scaled")
            builder.add("linear", "scaled", "latents", n_in=d, n_out=d, groups=K, act=None,
                        w=builder.tensor(of.maps().transpose(1, 2)), b=builder.tensor(of.mean))
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
        "Paper-like, for 32 px: DCGAN networks of 100 numbers, ten static Gaussians. The paper's text could not be read.", 32,
        ("Spacing (c 0.1, std 0.15), rates and batch are recalled, and those of two re-implementations; the steps are ours.",
         "The spread is read as a deviation; if the paper's sigma is a variance, its Gaussians overlap far more (--std 0.387).",
         AVERAGED))
    return out


def presets() -> dict[str, Preset]:
    base = plain_presets()
    for name in ("mnist", "fashion-mnist"):
        # a third of the usual penalty: MNIST NMI .946 -> .950, precision .835 -> .839, recall .711 -> .726, coverage .725 -> .763
        base[name] = with_changes(base[name], training={"r1": 0.1})
    out = with_heads(base)
    return {**out, "dynamic": with_changes(out["mnist"], {"dynamic": True, "floor": FLOOR}, note=DYNAMIC)}


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return GMGAN(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return PlainAdversary(options, facts.image_shape)

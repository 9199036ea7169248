"""Picture to picture: a question that is a picture, and as many answers as there is noise (pix2pix, Isola et al., CVPR 2017, with
the noise of BicycleGAN, Zhu et al., NeurIPS 2017, as in Mao et al.'s code, CVPR 2019).

    G(c, z) = U-Net(c), z tiled into every layer on the way down          D(c, x): a score for every patch
    loss = adversarial + reconstruct |G(c, z1) - x| + mode_seeking / (|G(c, z1) - G(c, z2)| / |z1 - z2|)

Ours: `mixture` puts a family of this project at the smallest map: it draws a code of noise there, by its own file, and the noise
goes nowhere else. So an expert may become a kind of answer.
With `encoder` the other half of BicycleGAN: what an encoder E reads of the real answer x draws it again, and the noise of an
answer is read back from it.

    x' = G(c, mu + exp(logvar / 2) eps), (mu, logvar) = E(x)
    loss += adversarial of x' + redraw |x' - x| + kl KL(E(x)) + latent |mu(E(G(c, z))) - z|

Simplified: one critic of one scale, for x' as well; theirs are two, at full and half size, and a pair for x' of its own. E is a
few convolutions and a mean over places, theirs a residual network. It draws nothing, and is kept and counted with the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import torch
from pydantic import Field, model_validator
from torch import Tensor

from mixgan.config import DataFacts
from mixgan.families.common import AVERAGED, Preset, Sizes, Width, one_group, start_program
from mixgan.families.contract import Adversary, Batch, Draw, GateTrace, Generator, Parts, Sample, Verdict
from mixgan.families.encoded import apart, drawn, kl, off, read_back
from mixgan.families.program import Program
from mixgan.families.registry import FAMILIES
from mixgan.networks.styled import AttributeEncoder
from mixgan.networks.unet import PatchCritic, UNet
from mixgan.rng import Stream

losses = ("lsgan", "ns", "hinge", "rpgan")
parameter_groups = one_group

CODE = 8                        # channels of a mixture's code


class Options(Sizes):
    """A U-Net, and what draws its code."""

    noise_dim: int = Field(8, ge=1, le=512, description="numbers in the noise vector")
    widths: tuple[Width, ...] = Field((16, 32, 64), min_length=1, max_length=8, description="channels after each halving")
    critic_widths: tuple[Width, ...] = Field((32, 64), min_length=1, max_length=6,
        description="channels of the critic after each halving")
    mixture: Literal["none", "hmog", "mog", "megan", "gmgan"] = Field("none",
        description="none: the noise goes into every layer; or the family that draws a code of it at the smallest map")
    n_experts: int = Field(8, ge=2, le=64, description="experts of the mixture; hmog: rounded up to a power of two")
    encoder: bool = Field(False,
        description="BicycleGAN: what is read of a real answer draws it again, and the noise is read back; wants reconstruct 0")
    redraw: float = Field(10.0, ge=0, le=1000, description="weight of the real answer that should be drawn again; with encoder")
    latent: float = Field(0.5, ge=0, le=1000,
        description="weight of the noise that should be read from an answer again; with encoder")
    kl: float = Field(0.01, ge=0, le=100,
        description="weight of what is read of an answer, as its distance to a standard normal; with encoder")

    @model_validator(mode="after")
    def _goes_together(self) -> Options:
        if self.encoder and self.mixture != "none":
            raise ValueError("encoder reads noise that goes into every layer: take mixture none")
        return self


class Pix(Generator):
    about = FAMILIES["pix"]

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.noise_dim, self.image_shape, self.n_experts = options.noise_dim, facts.image_shape, 1
        self.asks(facts)
        mixed = options.mixture != "none"
        self.unet = UNet(options.widths, facts.condition_shape, facts.image_shape, 0 if mixed else options.noise_dim,
                         CODE if mixed else 0)
        self.options = options
        self.encoder = AttributeEncoder(options.widths, facts.image_shape[0], options.noise_dim) if options.encoder else None
        self.mixture = _mixture(options, self.unet.smallest) if mixed else None
        if (inner := self.mixture) is not None:
            self.n_experts, self.chooses, self.tree, self.spread_meaning = (
                inner.n_experts, inner.chooses, inner.tree, inner.spread_meaning)
            self.about = replace(self.about, divides=inner.about.divides, gate=inner.about.gate, meaning=KIND,
                                 expert_word=inner.about.expert_word)

    def parts(self, draw: Draw, spread: Tensor | None) -> Parts:
        """The answers (n, C, H, W) where there is no mixture; else the parts of its code, and the question's maps."""
        assert draw.condition is not None, "this family is asked by a picture: make the draw with generator.draw"
        if self.mixture is None:
            noise = draw.noise if spread is None else draw.noise * spread
            return self.unet.decode(self.unet.encode(draw.condition, noise))
        return self.mixture.parts(draw, spread), self.unet.encode(draw.condition)

    def route(self, draw: Draw, parts: Parts) -> GateTrace | None:
        return None if self.mixture is None else self.mixture.route(draw, parts[0])

    def blend(self, parts: Parts, weights: Tensor) -> Tensor:
        n, m, _ = weights.shape
        if self.mixture is None:
            answers: Tensor = parts
            return answers[:, None].expand(-1, m, *self.image_shape)
        of_code, maps = parts
        code = self.mixture.blend(of_code, weights).flatten(0, 1)                # (n m, CODE, h, w)
        return self.unet.decode([one.repeat_interleave(m, 0) for one in maps], code).view(n, m, *self.image_shape)

    # --- a step ---------------------------------------------------------------------------------------------------------

    def step_sample(self, draw: Draw, batch: Batch, stream: Stream) -> Sample:
        """With an encoder: what it reads of the first half of the real answers, and those drawn again of that."""
        sample = self.sample(draw)
        if self.encoder is None:
            return sample
        asked, answers = _read(batch)
        mu, logvar = self.encoder(answers)
        again = self.unet.decode(self.unet.encode(asked, drawn((mu, logvar), stream.child("encoder"))))
        return replace(sample, beside={"mu": mu, "logvar": logvar, "asked": asked, "again": again})

    def own_losses(self, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        if self.mixture is not None:
            return self.mixture.own_losses(sample, batch)
        if self.encoder is None:
            return {}
        made, o = sample.beside, self.options
        return {"redraw": o.redraw * apart(made["again"], _read(batch)[1]), "kl": o.kl * kl(made["mu"], made["logvar"]),
                "latent": o.latent * read_back(self.encoder, sample.images[::2], sample.draw.noise[::2])}

    def anneal(self, progress: float) -> None:
        if self.mixture is not None:
            self.mixture.anneal(progress)
            self.temperature.copy_(self.mixture.temperature)

    def program(self) -> Program | None:
        builder = start_program(self)
        inner = None if self.mixture is None else self.mixture.program()
        if inner is None:
            builder.add("scale", "noise", "scaled")
            self.unet.emit(builder, noise="scaled")
        else:
            builder.include(inner, images="code")
            self.unet.emit(builder, code="code")
        return builder.build()


def _read(batch: Batch) -> tuple[Tensor, Tensor]:
    """Of the real rows those whose answer is encoded: the first half, questions and answers. The noise is read back of others."""
    assert batch.condition is not None
    half = -(-len(batch) // 2)
    return batch.condition[:half], batch.images[:half]


KIND = "An expert draws a code that goes into the smallest map: it may become a kind of answer."


def _mixture(options: Options, smallest: tuple[int, int]) -> Generator:
    """A whole family that draws maps of CODE channels instead of pictures."""
    from mixgan import families

    made = families.module(options.mixture)
    size = {"depth": (options.n_experts - 1).bit_length()} if options.mixture == "hmog" else {"n_experts": options.n_experts}
    own = made.Options.model_validate({"noise_dim": options.noise_dim, "widths": (2 * CODE,), **size})
    # not checked: a picture has one channel or three, a code has more
    return made.build_generator(own, DataFacts.model_construct(image_shape=(CODE, *smallest), class_names=(), class_counts=()))


class ToldCritic(Adversary):
    """A score for every patch of question and answer."""

    def __init__(self, options: Options, facts: DataFacts) -> None:
        super().__init__()
        self.critic = PatchCritic(options.critic_widths, facts.condition_shape[0] + facts.image_shape[0])

    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        assert draw.condition is not None
        return Verdict((self._scores(draw.condition, images),), {})

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        return self._of_again(sample, 0)

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        return self._of_again(sample, 1)

    def _of_again(self, sample: Sample, target: float) -> dict[str, Tensor]:
        """Answers that were drawn again are judged as the others; in least squares, whatever the loss."""
        made = sample.beside
        return {"again": off(self._scores(made["asked"], made["again"]), target)} if made else {}

    def _scores(self, condition: Tensor, images: Tensor) -> Tensor:
        return self.critic(torch.cat([condition, images], 1)).flatten(1)         # type: ignore[no-any-return]


_TRAINING = {"steps": 6000, "batch": 16, "loss": "lsgan", "r1": 0.0, "reconstruct": 10.0, "lr_generator": 5e-4, "lr_critic": 5e-4,
             "beta1": 0.5, "beta2": 0.999, "ema": 0.999, "evaluate_every": 200, "checkpoint_every": 500}


def presets() -> dict[str, Preset]:
    pictures = Preset({}, {**_TRAINING, "mode_seeking": 0.1})
    return {
        "pictures": pictures,
        "bicycle": pictures._replace(options={"encoder": True}, training={**_TRAINING, "reconstruct": 0.0, "mode_seeking": 0.0},
                                     note="BicycleGAN: an encoder of answers in place of mode seeking."),
        "small-pictures": pictures._replace(options={"widths": (16, 32)}),
        "published": Preset(
            {"noise_dim": 8, "widths": (64, 128, 256, 512, 512, 512, 512, 512), "critic_widths": (64, 128, 256),
             "init": "normal"},
            {**_TRAINING, "steps": 80_000, "batch": 2, "lr_generator": 2e-4, "lr_critic": 2e-4, "lr_decay": 0.5,
             "mode_seeking": 1.0},
            "Facades at 256 px as in the mode-seeking paper's code.", 256,
            ("Batches of two questions; theirs are of one.", "One critic; theirs are two, at full and at half size.",
             "First weights are N(0, 0.02^2); theirs follow Xavier's rule.",
             "Two answers are asked of half of the batch's questions: a step costs what it did; theirs doubles the batch.",
             AVERAGED)),
    }


def build_generator(options: Options, facts: DataFacts) -> Generator:
    return Pix(options, facts)


def build_adversary(options: Options, facts: DataFacts) -> Adversary:
    return ToldCritic(options, facts)

"""The one contract: every family is a mixture of experts that turns noise into pictures.

A family answers three questions, and everything else follows from them here:

    parts(draw, spread)       what each expert makes before mixing
    route(draw, parts)        how much each expert weighs (logits), or None
    blend(parts, weights)     the pictures of any mixtures of the experts

Letters in shape comments: n rows, m mixtures of one row, K experts, Z noise, N decision nodes, C classes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor, nn

from mixgan.families.passed import Batch, Draw, GateTrace, Sample, TreeShape, Verdict, as_condition
from mixgan.families.registry import UNREGISTERED, Family
from mixgan.rng import Stream

if TYPE_CHECKING:
    from mixgan.config import DataFacts
    from mixgan.families.program import Program

__all__ = ["ANSWERS", "Adversary", "Batch", "Draw", "GateTrace", "Generator", "Parts", "Sample", "TreeShape", "Verdict",
           "as_condition"]

ANSWERS = 8                     # rows one after another that ask one question, where nothing else is asked: a row of a sheet
# of each expert; beside them, first, may stand what all share of a condition
Parts = Any


class Generator(nn.Module, ABC):
    """A mixture of experts. Subclasses set the attributes and write parts, route, blend and program."""

    n_experts: int                      # K leaves, components or networks; 1 where there is no mixture
    noise_dim: int                      # Z
    image_shape: tuple[int, ...]        # (C, H, W), or (2,) for points
    about: Family = UNREGISTERED        # the family's entry in the registry
    tree: TreeShape | None = None
    chooses: bool = False               # True: one expert per sample, drawn from the gate; False: soft weights
    class_shares: tuple[float, ...] = ()    # (C,) how often each class is drawn; empty where no label is read
    condition_shape: tuple[int, ...] = ()   # (C, H, W) of a picture or (T,) words; empty where no condition is read
    vocabulary: tuple[str, ...] = ()    # of those words; the first is no word
    spaces: tuple[str, ...] = ("noise",)
    spread_meaning: str = "Scales the noise (truncation); this family has no Gaussian components."
    temperature: Tensor                 # buffer, () float32
    n_sought: int | None = None         # of the noise, how many first numbers mode seeking divides by; None: all
    questions: Tensor | None            # buffer, (P, H, W, C) uint8 or (P, T) int64: held out, asked where none is given
    prior: Tensor | None                # buffer, (K,) log-shares by which experts are drawn, where those are not equal

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("prior", None)
        self.register_buffer("questions", None)

    def asks(self, facts: DataFacts) -> None:
        """Read conditions: their shape, and room for the questions that are kept."""
        self.condition_shape, self.vocabulary = facts.condition_shape, facts.vocabulary
        C, *size = facts.condition_shape
        shape, kind = ((*size, C), torch.uint8) if size else ((C,), torch.int64)
        self.questions = torch.zeros(facts.n_questions, *shape, dtype=kind)

    def reset(self, stream: Stream) -> None:
        """First values of what belongs to the mixture itself; networks/initialise.py calls it."""
        self.temperature.fill_(1.0)
        if self.prior is not None:
            self.prior.zero_()
        if self.questions is not None:
            self.questions.zero_()

    def draw_by(self, shares: Tensor | None = None) -> None:
        """Draw experts by (K,) shares, saved with the model; equal ones until they are known. For a gate that is a prior."""
        if shares is None:
            self.prior = torch.zeros(self.n_experts)
        else:
            self.prior = shares.clamp_min(1e-6).log().to(self.temperature)

    # --- a family's own -----------------------------------------------------------------------------------------

    @abstractmethod
    def parts(self, draw: Draw, spread: Tensor | None) -> Parts:
        """What each expert makes before mixing, or what is needed to make it. `spread` (K,) scales the experts' noise."""

    @abstractmethod
    def route(self, draw: Draw, parts: Parts) -> GateTrace | None:
        """The gate's answer; `parts` are those of unscaled noise. None where nothing is gated."""

    @abstractmethod
    def blend(self, parts: Parts, weights: Tensor) -> Tensor:
        """`weights` (n, m, K) -> pictures (n, m, *image_shape)."""

    def program(self) -> Program | None:
        """This generator as plain data for the page (see program.py), in evaluation mode; None: its pages show films instead."""
        return None

    def for_program(self, condition: Tensor) -> Tensor:
        """(n, ...) conditions as the program's register `condition` takes them: a picture channel-last."""
        return condition.permute(0, 2, 3, 1).flatten(1)

    def latent(self, draw: Draw, space: str) -> Tensor:
        """(n, d) inner representation for maps; `spaces` lists the names."""
        if space != "noise":
            raise ValueError(f"no space '{space}': {', '.join(self.spaces)}")
        return draw.noise

    def gaussians(self) -> tuple[Tensor, Tensor] | None:
        """Means (K, Z) and maps A (K, Z, Z) of the experts' Gaussians, z = mean + A eps; None where they are none."""
        return None

    def widths(self) -> Tensor | None:
        """(K,) how far each Gaussian reaches along its longest axis, 1 as at the start; None where they are not trained."""
        return None

    def own_losses(self, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        """Losses by name that no critic has a say in, which its step adds: of its own parameters, of what the step asked, or of
        the real rows."""
        return {}

    def anneal(self, progress: float) -> None:
        """`progress` 0..1 of the training, into the saved temperature; nothing by default."""

    # --- what follows -------------------------------------------------------------------------------------------

    def draw(
        self,
        n: int,
        stream: Stream,
        *,
        expert: int | Tensor | None = None,
        label: int | Tensor | None = None,
        condition: Tensor | None = None,
    ) -> Draw:
        """n samples' chance, on the CPU. Row i does not depend on n. Labels that are read and not given are drawn; conditions
        that are not given are those kept with the model, eight rows each: nothing is made up."""
        forced = torch.full((n,), expert, dtype=torch.int64) if isinstance(expert, int) else expert
        asked = torch.full((n,), label, dtype=torch.int64) if isinstance(label, int) else label
        if asked is None and self.is_conditional:
            asked = torch.from_numpy(stream.child("label").choices(n, self.class_shares))
        if condition is None and self.questions is not None:
            condition = as_condition(self.questions.cpu()[torch.arange(n) // ANSWERS % len(self.questions)])
        return Draw(
            noise=torch.from_numpy(stream.child("noise").normal(n, self.noise_dim)),
            chance=torch.from_numpy(stream.child("chance").gumbel(n, self.n_experts)) if self.chooses else None,
            expert=forced,
            label=asked,
            condition=condition,
        )

    def step_draw(self, n: int, stream: Stream) -> Draw:
        """The chance of one training step's fakes; a family that shares noise or experts out over a batch overrides it."""
        return self.draw(n, stream)

    def step_sample(self, draw: Draw, batch: Batch, stream: Stream) -> Sample:
        """The pass of one training step. A family that makes more of the real rows than its pictures, such as a translation back,
        puts it into `Sample.beside`: its own losses and its critics' heads read it there. `stream`: of this process's rows."""
        return self.sample(draw)

    @property
    def reads_conditions(self) -> bool:
        return bool(self.condition_shape)

    @property
    def is_conditional(self) -> bool:
        """Whether a label is read."""
        return bool(self.class_shares)

    @property
    def expert_word(self) -> str:
        """What pages call an expert: leaf, component, expert."""
        return self.about.expert_word

    def gate(self, draw: Draw) -> GateTrace | None:
        return self.route(draw, self.parts(draw, None))

    def weights(self, draw: Draw, *, only: Tensor | None = None) -> Tensor:
        """(n, K), rows sum to 1. `only` (K,) bool: the rest takes over what the others had, at the logits."""
        return self._weights(draw, self.gate(draw), only)

    def sample(self, draw: Draw, *, weights: Tensor | None = None, spread: float | Tensor | None = None) -> Sample:
        """One pass. `weights` (n, K) replace the model's own; `spread` is a number or (K,), 1 the same as None."""
        parts = self.parts(draw, None)
        gate = self.route(draw, parts)
        own = self._weights(draw, gate, None) if weights is None else weights
        scale = self._spread(spread, draw.noise)
        rendered = parts if scale is None else self.parts(draw, scale)
        return Sample(draw, self.blend(rendered, own[:, None]).squeeze(1), own, gate)

    def forward(self, draw: Draw, *, weights: Tensor | None = None, spread: float | Tensor | None = None) -> Tensor:
        return self.sample(draw, weights=weights, spread=spread).images

    def mixtures(self, draw: Draw, weights: Tensor, *, spread: float | Tensor | None = None) -> Tensor:
        """`weights` (n, m, K) -> (n, m, *image_shape): m mixtures of each row, the experts computed once."""
        return self.blend(self.parts(draw, self._spread(spread, draw.noise)), weights)

    def experts(self, draw: Draw, which: Tensor | None = None, *, spread: float | Tensor | None = None) -> Tensor:
        """(n, m, *image_shape): the same draw through each expert of `which` (m,), or through all."""
        one_hot = torch.eye(self.n_experts, device=draw.noise.device)
        rows = one_hot if which is None else one_hot[which]
        return self.mixtures(draw, rows.expand(len(draw), -1, -1), spread=spread)

    def _spread(self, spread: float | Tensor | None, like: Tensor) -> Tensor | None:
        """(K,), or None where nothing is scaled: a spread of 1 takes the trained path, bit for bit."""
        if spread is None:
            return None
        scale = torch.as_tensor(spread, dtype=like.dtype, device=like.device).expand(self.n_experts)
        return None if bool((scale == 1).all()) else scale

    def _weights(self, draw: Draw, gate: GateTrace | None, only: Tensor | None) -> Tensor:
        n, K = draw.noise.shape[0], self.n_experts
        if draw.expert is not None:
            return nn.functional.one_hot(draw.expert, K).to(draw.noise.dtype)
        logits = draw.noise.new_zeros(n, K) if gate is None else gate.logits
        if only is not None:
            if not bool(only.any()):
                raise ValueError("at least one expert must stay on")
            # at the logits, not by division: a saturated gate whose expert is off would give 0/0
            logits = logits.masked_fill(~only.to(logits.device), -torch.inf)
        return self.routed(logits, draw)

    def routed(self, logits: Tensor, draw: Draw) -> Tensor:
        """(n, K) logits to weights: softmax where weights are soft, else one expert, the largest of logits and chance.

        The one rule of routing: knock-outs, mixtures by hand and the gates' dial change the logits before it.
        """
        if not self.chooses:
            return torch.softmax(logits, 1)
        assert draw.chance is not None, "this family draws an expert: make the draw with generator.draw"
        noisy = logits + draw.chance
        hard = nn.functional.one_hot(noisy.argmax(1), self.n_experts).to(logits.dtype)
        if not (self.training and logits.requires_grad):
            return hard                                             # exactly one-hot
        soft = torch.softmax(noisy / self.temperature, 1)
        return hard - soft.detach() + soft                          # straight-through (Jang et al. 2017)


class Adversary(nn.Module, ABC):
    """The critic of a family. Rows must not influence each other where a gradient penalty is taken.

    Scores go through the adversarial loss that the run's settings name; what a family adds to it are its heads' losses.
    """

    tells: tuple[Literal["expert", "label"], ...] = ()              # of the heads known by name, those that it has

    @abstractmethod
    def forward(self, images: Tensor, draw: Draw) -> Verdict:
        """`draw`: of these fakes; for real pictures, one that asks for their labels."""

    def critic_heads(self, real: Verdict, fake: Verdict, sample: Sample, batch: Batch) -> dict[str, Tensor]:
        """Losses by name that the critic's step adds; `sample` is what `fake` was said of, without a gradient."""
        return {}

    def generator_heads(self, fake: Verdict, sample: Sample) -> dict[str, Tensor]:
        """Losses by name that the generator's step adds."""
        return {}

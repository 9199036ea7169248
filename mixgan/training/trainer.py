"""One training step of any family, and everything that must survive a crash."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor, nn

from mixgan import families
from mixgan.config import RunConfig
from mixgan.errors import RunError
from mixgan.families.contract import Adversary, Batch, Draw, Generator, Verdict
from mixgan.rng import Stream
from mixgan.training import compiled
from mixgan.training.adam import Adam
from mixgan.training.adversarial import Judge, adversarial_loss
from mixgan.training.augment import Augment
from mixgan.training.batches import Batches, Images
from mixgan.training.ema import Ema
from mixgan.training.processes import Processes
from mixgan.training.tally import Tally
from mixgan.training.term import Term
from mixgan.training.terms import make_terms

__all__ = ["Trainer"]

PLAYERS = ("generator", "critic")
RUNAWAY = 1e6                   # scores of a critic that learns are below a thousand, wgan-gp's included
Groups = dict[str, dict[str, Tensor]]
M = TypeVar("M", bound=nn.Module)


class Trainer:
    """Networks, optimisers and the step counter of one run. All randomness follows from (seed, step): nothing else is kept.

    No DistributedDataParallel: it synchronises only what passes through `forward`, and fights the double backward of
    gradient penalties. Gradients are averaged by one explicit reduction before each optimiser step.
    """

    def __init__(self, config: RunConfig, data: Images, accelerator: Accelerator, processes: Processes | None = None) -> None:
        s = config.training
        self.config, self.settings, self.accelerator = config, s, accelerator
        self.processes = processes or Processes(accelerator)
        self.device: torch.device = accelerator.device
        self.stream = Stream(s.seed).child("train")
        self.fast = s.fast and self.device.type == "cuda"
        if self.device.type == "cuda":
            _set_arithmetic(self.fast)
        self.generator: Generator = self._placed(families.build(config))
        self.adversary: Adversary = self._placed(families.build_adversary(config))
        if self.generator.questions is not None:
            _keep(self.generator.questions, data.questions)
        self.terms = make_terms(config, self.generator, self.processes.mean)
        for term in self.terms:
            if term.network is not None:
                self._placed(term.network)
        self.ema = Ema(self.generator, s.ema)
        self.loss = adversarial_loss(s)
        self.augment = Augment(s.augment)
        self.judge: Callable[..., Verdict] = self.adversary         # in the generator's step
        if s.compile and not compiled.why_not(s, self.device):
            self.compile()
        groups = [{"params": g.parameters, "lr": s.lr_generator * g.scale}
                  for g in families.module(config.family).parameter_groups(self.generator)]
        self.optimisers = {
            "generator": self._adam(groups, s.lr_generator),
            "critic": self._adam(self.adversary.parameters(), s.lr_critic),
            **{term.name: self._adam(term.network.parameters(), term.learning_rate)
               for term in self.terms if term.network is not None},
        }
        self.rates = {name: [float(group["lr"]) for group in self.optimisers[name].param_groups] for name in PLAYERS}
        self.batches = Batches(data, s.batch, self.stream.child("data"), self.device, mirrored=s.mirrored)
        self.batch = self.batches.batch
        self.rows = self.processes.rows(self.batch)
        self.step = 0                                               # generator updates done
        self.tally = Tally()                                        # of the losses since the last line of figures

    def compile(self, backend: str = "inductor") -> None:
        """Go on with compiled parts; states and, within rounding, losses are the same."""
        self.judge = compiled.compiled(self.generator, self.adversary, backend)

    def _placed(self, network: M) -> M:
        network = network.to(self.device).train()
        # tensor cores read channels last; without it each convolution would turn its input around
        return network.to(memory_format=torch.channels_last) if self.fast else network

    def _adam(self, parameters: Any, rate: float) -> Adam:
        s = self.settings
        how = {"fused": True} if self.fast else {"foreach": True}
        return Adam(parameters, lr=rate, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad, **how)

    def _autocast(self) -> torch.autocast:
        # not accelerate's: its state is one for the process, and the first run's precision would be every later one's
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.settings.precision == "bf16")

    # --- steps --------------------------------------------------------------------------------------------------

    def warm_up(self, term: Term, index: int, attempt: int = 0) -> None:
        """One update of a term's own network, before the generator's first step."""
        address = ("warm-up", term.name, *((attempt,) if attempt else ()), index)
        with self._autocast():
            own = term.own_term(self._real(index).images, self._mine(self.stream.child(*address)))
        self._update(own, [term.name], index)

    def forget(self, name: str) -> None:
        """An optimiser as it was before its first step, for a network that begins anew."""
        self.optimisers[name].state.clear()

    def train_step(self) -> dict[str, Tensor]:
        """Critic updates, then one generator update; the losses by name, detached, over the whole batch."""
        s, step = self.settings, self.step
        self.generator.anneal(step / s.steps)
        self._set_rates(left=1 - step / s.steps)
        said: list[dict[str, Tensor]] = []
        for update in range(step * s.critic_steps, (step + 1) * s.critic_steps):
            batch = self._real(update)
            said.append(self._critic_step(batch, update))
        said.append(self._generator_step(batch, step))
        self.ema.update(self.generator, step)
        self.step += 1
        means = iter(self.processes.mean(torch.stack([value for one in said for value in one.values()])))
        losses: dict[str, Tensor] = {}
        for one in said:
            over_all = {name: next(means) for name in one}
            self.tally.add(over_all)
            losses |= over_all
        return losses

    def _set_rates(self, left: float) -> None:
        """Learning rates with the share `left` of the run before them: they follow from the step, so a point keeps none."""
        decay = self.settings.lr_decay
        scale = min(1.0, left / decay) if decay else 1.0
        for name, rates in self.rates.items():
            for group, rate in zip(self.optimisers[name].param_groups, rates, strict=True):
                group["lr"] = rate * scale

    def _critic_step(self, batch: Batch, update: int) -> dict[str, Tensor]:
        stream = self.stream.child("critic", update)
        draw = self._draw(stream, batch)
        with self._autocast():
            with torch.no_grad():
                sample = self.generator.step_sample(draw, batch, self._mine(stream.child("beside")))
            judge = self._judge(self.adversary, draw, stream.child("augment"))
            judged = self.loss.critic(judge, batch.images, sample.images, update, self._mine(stream))
            parts = judged.parts | _named("critic", self.adversary.critic_heads(judged.real, judged.fake, sample, batch))
        self._update(_added(parts.values()), ["critic"], update)
        return _detached(parts)

    def _generator_step(self, batch: Batch, step: int) -> dict[str, Tensor]:
        stream = self.stream.child("generator", step)
        of_batch = draw = self._draw(stream, batch)                 # asks for what the real rows show
        if any(term.in_pairs for term in self.terms):
            draw = draw.in_pairs()
        self.adversary.requires_grad_(False)                        # its gradients would be thrown away
        with self._autocast():
            sample = self.generator.step_sample(draw, batch, self._mine(stream.child("beside")))
            verdict = self._judge(self.judge, draw, stream.child("augment"))(sample.images)
            real = None
            if self.loss.compares:
                real = self._judge(self.judge, of_batch, stream.child("augment", "real"))(batch.images)
            parts = {"generator": self.loss.generator(verdict, real),
                     **_named("generator", self.adversary.generator_heads(verdict, sample)),
                     **self.generator.own_losses(sample, batch)}
            own: list[Tensor] = []
            for term in self.terms:
                here = self._mine(stream.child(term.name))
                parts[term.name] = term.generator_term(sample, batch.images, step, here)
                if term.learns_beside:
                    own.append(term.own_term(batch.images, here))
        names = [name for name in self._at_work() if name != "critic"]
        self._update(_added([*parts.values(), *own]), names, step)
        self.adversary.requires_grad_(True)
        return _detached(parts)

    def _judge(self, adversary: Callable[..., Verdict], draw: Draw, stream: Stream) -> Judge:
        """Pictures as they come, to what is said of them as augmentation changes them: anew at every call.

        So a penalty's gradient is one of the pictures themselves.
        """
        calls, mine = itertools.count(), self._mine(stream)
        return lambda images: _wide(adversary(self.augment(images, mine.child(next(calls))), draw))

    # --- this process's rows ------------------------------------------------------------------------------------

    def _real(self, index: int) -> Batch:
        return self.batches[index][self.rows]

    def _draw(self, stream: Stream, batch: Batch) -> Draw:
        """The step's fakes; where labels or conditions are read they are asked what the real rows are asked, so one draw serves
        both."""
        g = self.generator
        draw = g.step_draw(self.batch, stream)[self.rows].to(self.device)
        draw = replace(draw, label=batch.label) if g.is_conditional else draw
        return replace(draw, condition=batch.condition) if g.reads_conditions else draw

    def _mine(self, stream: Stream) -> Stream:
        return stream.rows_from(self.rows.start)

    def _update(self, loss: Tensor, names: Iterable[str], update: int) -> None:
        """Backward and one optimiser step each; a loss that ran away stops the run before any weight moves."""
        if self.processes.any(not bool(loss.abs() < RUNAWAY)):      # a NaN is not smaller either
            value = float(loss.detach())
            raise RunError(f"Step {self.step}: the loss is {value:.3g}; no weight was changed by it.",
                           "Go on from the last good state with smaller learning rates, such as half of them.",
                           "diverged" if math.isfinite(value) else "nan")
        optimisers = [self.optimisers[name] for name in names]
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in optimisers:
            self.processes.average_gradients(optimiser)
            optimiser.step()

    # --- what is kept -------------------------------------------------------------------------------------------

    def state(self) -> Groups:
        """Everything that training changes, as groups of tensors (live: copy or write before the next step)."""
        groups: Groups = {f"model.{name}": module.state_dict() for name, module in self._modules().items()}
        for name in self._at_work():
            groups[f"optimiser.{name}"] = {
                f"{index}.{key}": value for index, state in self.optimisers[name].state_dict()["state"].items()
                for key, value in state.items()}
        groups["losses"] = self.tally.state()
        groups |= {f"term.{term.name}": state for term in self.terms if (state := term.state())}
        return groups

    def restore(self, groups: Mapping[str, Mapping[str, Tensor]], step: int) -> None:
        """Take up a saved state; raises KeyError when a group is missing."""
        for name, module in self._modules().items():
            module.load_state_dict(dict(groups[f"model.{name}"]))
        for name in self._at_work():
            optimiser = self.optimisers[name]
            content = optimiser.state_dict()
            content["state"] = _nested(groups[f"optimiser.{name}"])
            optimiser.load_state_dict(content)
            _lie_as_their_parameters(optimiser)
        self.tally.restore(groups.get("losses", {}), self.device)   # older points have none
        for term in self.terms:
            if state := groups.get(f"term.{term.name}"):
                term.restore(state)
        self.step = step

    def _at_work(self) -> list[str]:
        """Optimisers that the generator's and the critic's steps use."""
        return ["generator", "critic", *(term.name for term in self.terms if term.learns_beside)]

    def _modules(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "ema": self.ema.model, "adversary": self.adversary,
                **{term.name: term.network for term in self.terms if term.network is not None}}


def _keep(kept: Tensor, questions: NDArray | None) -> None:
    """The questions of the data into the model. Raises RunError where they are of another shape than the run's."""
    if questions is None or tuple(questions.shape) != tuple(kept.shape):
        found = "none" if questions is None else tuple(questions.shape)
        raise RunError(f"The data's questions should be {tuple(kept.shape)} (found {found}).", "Begin a new run with these data.")
    kept.copy_(torch.from_numpy(np.ascontiguousarray(questions)))


def _wide(verdict: Verdict) -> Verdict:
    """At least in float32, whatever the networks compute in: so are the losses."""
    def wide(values: Tensor) -> Tensor:
        return values.to(torch.promote_types(values.dtype, torch.float32))

    return Verdict(tuple(map(wide, verdict.scores)), {name: wide(logits) for name, logits in verdict.heads.items()})


def _named(step: str, losses: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The heads' losses by the names that a log shows: critic and generator may have one of the same head."""
    return {f"{step}_{name}": value for name, value in losses.items()}


def _added(parts: Iterable[Tensor]) -> Tensor:
    first, *rest = parts
    return sum(rest, first)


def _detached(parts: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in parts.items()}


def _lie_as_their_parameters(optimiser: Adam) -> None:
    """Stored moments are contiguous, channels-last parameters are not, and a fused step refuses the pair."""
    for parameter, state in optimiser.state.items():
        for key, value in state.items():
            if value.shape == parameter.shape and value.stride() != parameter.stride():
                state[key] = torch.empty_like(parameter).copy_(value)


def _set_arithmetic(fast: bool) -> None:
    """TF32 keeps float32's range and ten of its bits: about three digits, three to eight times faster on a GPU that has it.

    PyTorch's older switch for all of this (set_float32_matmul_precision) would change the processor's arithmetic as well, and
    its older getters refuse to answer after the new ones.
    """
    precision = "tf32" if fast else "ieee"
    torch.backends.cuda.matmul.fp32_precision = precision
    torch.backends.cudnn.conv.fp32_precision = precision            # type: ignore[attr-defined]
    torch.backends.cudnn.rnn.fp32_precision = precision             # type: ignore[attr-defined]
    torch.backends.cudnn.benchmark = fast                           # one shape of batch for the whole run: the search pays


def _nested(flat: Mapping[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in flat.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return state

"""One training step of any family, and everything that must survive a crash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from mixgan import families
from mixgan.config import RunConfig, TrainingSettings
from mixgan.errors import RunError
from mixgan.families.contract import Adversary, Draw, Generator
from mixgan.rng import Stream
from mixgan.training.adversarial import adversarial_loss
from mixgan.training.batches import Batches, Images
from mixgan.training.ema import Ema
from mixgan.training.terms import Term, make_terms

__all__ = ["Trainer"]

Groups = dict[str, dict[str, Tensor]]


class Trainer:
    """Networks, optimisers and the step counter of one run. All randomness follows from (seed, step): nothing else is kept.

    No DistributedDataParallel: it synchronises only what passes through `forward`, and fights the double backward of
    gradient penalties. Gradients are averaged by one explicit reduction before each optimiser step.
    """

    def __init__(self, config: RunConfig, data: Images, accelerator: Accelerator) -> None:
        s = config.training
        self.config, self.settings, self.accelerator = config, s, accelerator
        self.device: torch.device = accelerator.device
        self.stream = Stream(s.seed).child("train")
        self.generator: Generator = families.build(config).to(self.device).train()
        self.adversary: Adversary = families.build_adversary(config).to(self.device).train()
        self.terms = make_terms(config, self.generator)
        for term in self.terms:
            if term.network is not None:
                term.network.to(self.device).train()
        self.ema = Ema(self.generator, s.ema)
        self.loss = adversarial_loss(s)
        groups = [{"params": g.parameters, "lr": s.lr_generator * g.scale}
                  for g in families.module(config.family).parameter_groups(self.generator)]
        self.optimisers = {
            "generator": _adam(groups, s.lr_generator, s),
            "critic": _adam(self.adversary.parameters(), s.lr_critic, s),
            **{term.name: _adam(term.network.parameters(), term.learning_rate, s)
               for term in self.terms if term.network is not None},
        }
        self.batches = Batches(data, s.batch, self.stream.child("data"), self.device)
        self.batch = self.batches.batch
        self.step = 0                                               # generator updates done

    # --- steps --------------------------------------------------------------------------------------------------

    def warm_up(self, term: Term, index: int) -> dict[str, float]:
        """One update of a term's own network, before the generator's first step."""
        real = self._mine(self.batches[index])
        own = term.own_term(real, index, self.stream.child("warm-up", term.name, index))
        assert own is not None
        self._update(own, [term.name], index)
        return {term.name: float(own.detach())}

    def train_step(self) -> dict[str, Tensor]:
        """Critic updates, then one generator update; the losses, detached."""
        s, step = self.settings, self.step
        self.generator.anneal(step / s.steps)
        real = self._mine(self.batches[step * s.critic_steps])
        for i in range(s.critic_steps):
            real = self._mine(self.batches[step * s.critic_steps + i])
            critic_loss = self._critic_step(real, step * s.critic_steps + i)
        losses = {"critic": critic_loss, **self._generator_step(real, step)}
        self.ema.update(self.generator, step)
        self.step += 1
        return losses

    def _critic_step(self, real: Tensor, update: int) -> Tensor:
        stream = self.stream.child("critic", update)
        draw = self._draw(stream)
        with torch.no_grad():
            fake = self.generator(draw)
        loss = self.loss.critic(lambda images: self._score(images, draw), real, fake, update, stream)
        self._update(loss, ["critic"], update)
        return loss.detach()

    def _generator_step(self, real: Tensor, step: int) -> dict[str, Tensor]:
        stream = self.stream.child("generator", step)
        draw = self._draw(stream)
        self.adversary.requires_grad_(False)                        # its gradients would be thrown away
        sample = self.generator.sample(draw)
        parts = {"generator": self.loss.generator(lambda images: self._score(images, draw), sample.images, real, step)}
        own: list[Tensor] = []
        for term in self.terms:
            here = stream.child(term.name)
            parts[term.name] = term.generator_term(sample, real, step, here)
            value = term.own_term(real, step + term.warm_up_steps, here)
            if value is not None:
                own.append(value)
        names = ["generator", *(term.name for term in self.terms if term.network is not None)]
        self._update(sum([*parts.values(), *own], torch.zeros((), device=self.device)), names, step)
        self.adversary.requires_grad_(True)
        return {name: value.detach() for name, value in parts.items()}

    def _score(self, images: Tensor, draw: Draw) -> Tensor:
        scores = self.adversary(images, draw).scores
        return scores[0] if len(scores) == 1 else torch.stack(scores).sum(0)

    def _draw(self, stream: Stream) -> Draw:
        return self._mine(self.generator.draw(self.batch, stream)).to(self.device)

    def _mine(self, rows: Any) -> Any:
        """This process's slice of a batch: together the processes see each row once."""
        n, of = len(rows), self.accelerator.num_processes
        mine = self.accelerator.process_index
        return rows if of == 1 else rows[n * mine // of : n * (mine + 1) // of]

    def _update(self, loss: Tensor, names: Iterable[str], update: int) -> None:
        """Backward and one optimiser step each; a loss that is not finite stops the run before any weight moves."""
        if not bool(torch.isfinite(loss)):
            raise RunError(f"Step {self.step}: the loss is {float(loss.detach())}; no weight was changed by it.",
                           "Go on from the last good state with a smaller learning rate, such as half of it.")
        optimisers = [self.optimisers[name] for name in names]
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        for optimiser in optimisers:
            if self.accelerator.num_processes > 1:
                _average_gradients(optimiser, self.accelerator)
            optimiser.step()

    # --- what is kept -------------------------------------------------------------------------------------------

    def state(self) -> Groups:
        """Everything that training changes, as groups of tensors (live: copy or write before the next step)."""
        groups: Groups = {f"model.{name}": module.state_dict() for name, module in self._modules().items()}
        for name, optimiser in self.optimisers.items():
            groups[f"optimiser.{name}"] = {
                f"{index}.{key}": value for index, state in optimiser.state_dict()["state"].items()
                for key, value in state.items()}
        return groups

    def restore(self, groups: Mapping[str, Mapping[str, Tensor]], step: int) -> None:
        """Take up a saved state; raises KeyError when a group is missing."""
        for name, module in self._modules().items():
            module.load_state_dict(dict(groups[f"model.{name}"]))
        for name, optimiser in self.optimisers.items():
            content = optimiser.state_dict()
            content["state"] = _nested(groups[f"optimiser.{name}"])
            optimiser.load_state_dict(content)
        self.step = step

    def _modules(self) -> dict[str, nn.Module]:
        return {"generator": self.generator, "ema": self.ema.model, "adversary": self.adversary,
                **{term.name: term.network for term in self.terms if term.network is not None}}


def _adam(parameters: Any, rate: float, s: TrainingSettings) -> torch.optim.Adam:
    return torch.optim.Adam(parameters, lr=rate, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad, foreach=True)


def _nested(flat: Mapping[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in flat.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    return state


def _average_gradients(optimiser: torch.optim.Optimizer, accelerator: Accelerator) -> None:
    gradients = [p.grad for group in optimiser.param_groups for p in group["params"] if p.grad is not None]
    flat = accelerator.reduce(torch.cat([g.flatten() for g in gradients]), "mean")
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))

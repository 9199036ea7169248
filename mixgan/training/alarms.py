"""Signs of trouble in a run, each with its evidence and what helps. Derived from `metrics.jsonl` and from the looks at its head,
never stored.

A sign in the figures counts when it holds for three evaluations in a row: every GAN has a bad moment. Thresholds lie far from
what models that learnt well show (nine of them: variety 0.95 to 1.01, nearest experts 0.75 and more). Source: method notes on
several generators, section 5. No torch here: pages read this.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mixgan.analysis.settling import UNSTABLE, Look, is_over, kept_looks, still_falls
from mixgan.analysis.words import percent, percent_with, short_name
from mixgan.config import RunConfig
from mixgan.families import family
from mixgan.training.remedies import Remedy, for_a_head, for_a_leak, for_ignored_noise, for_lost_classes

__all__ = ["LASTING", "Alarm", "alarms"]

LASTING = 3
DEAD = 0.1                      # of an equal share
NARROW = 0.05                   # of a component's first scale, along its longest axis
TWINS = 0.25                    # distance of two experts on the same noise, in units of one expert's own variety
RISING = 1.1                    # over three evaluations
# generator updates before pictures that are alike, or a class that is not drawn, say anything: of MGAN on digits variety stays
# near .38 until step 240 or 320 and is .82 at 560 or 720 (two seeds), MADGAN draws a class first after 320
YOUNG = 400
SAME = 0.6                      # mean distance of two samples, in units of two real pictures'
SAMPLES = 512                   # behind a line: watch.N_USAGE
LOST = 0.1                      # of a class's share among the real pictures
NAMED = 4                       # of the lost classes
# mean distance of two answers to one question, in units of two real pictures'. On outlines of shapes with eight right answers
# each, which are .77 apart, one seed, 1,200 steps: .35 to .61 with mode seeking at 0.1 and reconstruction at 10; without it .11
# to .19, and .06 to .11 with reconstruction at 100, which 200 steps of mode seeking brought to .26
IGNORED = 0.15
EXPECTED = 10                   # pictures of a class among the samples: of fewer, none may be chance
DECIDED_BY_NOTHING = (0.02, 0.9)        # information about the noise in nats, and entropy as a share of log K
LEAKED = 8.0                    # of real pictures' own spread over batches: models that learnt well show up to 4
CRITIC_WON = {"ns": 0.05, "hinge": 0.05, "lsgan": 0.01, "rpgan": 0.01}      # its loss; wgan-gp's has no such scale

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Alarm:
    """A kind, a sentence with the evidence, and what helps, the likeliest first."""

    kind: str
    sentence: str
    remedies: tuple[Remedy, ...]


def alarms(lines: Sequence[Line], config: RunConfig, looks: Sequence[Look] = ()) -> list[Alarm]:
    """What the head came to, and what the last three lines of a run have in common. Lines as `training.watch` makes them, and
    looks as `training.warm_up` does, oldest first.

    Lines from before the settings were last changed say nothing about them; a head warms up once.
    """
    head = _head(lines, config, looks)
    return ([head] if head else []) + _lasting_signs(lines, config)


def _lasting_signs(lines: Sequence[Line], config: RunConfig) -> list[Alarm]:
    since = config.amended[-1].step if config.amended else 0
    last = [line for line in lines if line.get("step", 0) > since][-LASTING:]
    if len(last) < LASTING:
        return []
    # a prior gives each expert its share whatever is learnt: its gate cannot collapse, and nobody starves
    gate = (_dead, _gate) if family(config.family).is_gated else ()
    checks = (*gate, _narrow, _twins, _variety, _ignored, _lost_classes, _critic, _leak)
    return [found for check in checks if (found := check(last, config))]


def _head(lines: Sequence[Line], config: RunConfig, looks: Sequence[Look]) -> Alarm | None:
    """Of the head that is kept, once it is known which."""
    s = config.training
    kept = kept_looks(looks)
    if not kept or not (lines or is_over(looks, s.head_tries, s.warm_up_steps)):
        return None
    falls, flips = still_falls(kept), kept[-1].flips
    said = []
    if flips > UNSTABLE:
        why = ": under these views the pictures have no such kinds, or not so many" if falls is None else ""
        said.append(f"{percent(flips)} of real pictures change their kind when only the view changes (over {percent(UNSTABLE)})"
                    f"{why}.")
    if falls is not None:
        fell, over = falls
        said.append(f"The head was still getting better when its {kept[-1].update:,} updates were over: its objective fell by "
                    f"{fell:.2f} over the last {over:,} of them. The experts take over kinds that are half-made.")
    if not said:
        return None
    helps = for_a_head(config, falls is not None)
    ways = [remedy.when for remedy in helps if remedy.when]
    return Alarm("unsettled head", " ".join([*said, f"What helps: {', '.join(ways)}." if ways else ""]).strip(), helps)


def _lasting(last: Sequence[Line], value: Callable[[Line], float], bad: Callable[[float], bool]) -> float | None:
    """The newest value when all are there and bad."""
    values = [value(line) for line in last]
    return values[-1] if all(math.isfinite(v) and bad(v) for v in values) else None


def _number(*path: str) -> Callable[[Line], float]:
    def read(line: Line) -> float:
        found: Any = line
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return float(found) if isinstance(found, (int, float)) else math.nan
    return read


def _dead(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    rows = [line.get("usage") or [] for line in last]
    K = len(rows[-1])
    dead = [k for k in range(K) if all(len(row) == K and row[k] < DEAD / K for row in rows)]
    if not dead:
        return None
    who = ", ".join(f"{short_name(k)} ({percent_with(rows[-1][k], 1)})" for k in dead)
    sentence = f"Hardly used for {LASTING} evaluations, under {percent_with(DEAD / K, 1)} of 512 samples: {who}."
    balance = max(1.0, 2 * config.training.balance)
    return Alarm("dead expert", sentence, (Remedy(f"Go on with balance {balance:g}", {"balance": balance}),))


def _gate(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    information, share = DECIDED_BY_NOTHING
    K = len(last[-1].get("usage") or [])
    if K < 2:
        return None
    told = _lasting(last, _number("gate_information"), lambda value: value < information)
    entropy = _lasting(last, _number("gate_entropy"), lambda value: value > share * math.log(K))
    if told is None or entropy is None:
        return None
    weight = max(0.2, 2 * config.training.sample_entropy)
    return Alarm("collapsed gate", f"The gate ignores the noise: {max(0.0, told):.3f} nats of information, and every "
                 f"sample blends all experts alike (entropy {entropy:.2f} of at most {math.log(K):.2f} nats).",
                 (Remedy(f"Go on with sample_entropy {weight:g}", {"sample_entropy": weight}),))


def _narrow(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    """Of Gaussians that are trained: nothing in the adversarial loss holds them up."""
    rows = [line.get("widths") or [] for line in last]
    K = len(rows[-1])
    narrow = [k for k in range(K) if all(len(row) == K and row[k] < NARROW for row in rows)]
    if not narrow:
        return None
    who = ", ".join(f"{short_name(k)} ({percent(rows[-1][k])})" for k in narrow)
    floor = max(0.3, 2 * float(config.options.get("floor") or 0))
    return Alarm("collapsed component", f"Shrunk to a point for {LASTING} evaluations, under {percent(NARROW)} of the first "
                 f"scale: {who}. Each of them draws one picture, whatever the noise.",
                 (Remedy(f"Start again with floor {floor:g}", {"floor": floor}, anew=True),))


def _twins(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    ratio = _lasting(last, _number("twins", "ratio"), lambda value: value < TWINS)
    if ratio is None:
        return None
    a, b = last[-1]["twins"]["pair"]
    weight = max(0.3, config.training.self_label)
    return Alarm("twin experts", f"Experts {short_name(a)} and {short_name(b)} draw nearly the same: on the same noise their "
                 f"pictures differ by {percent(ratio)} of what one expert's own pictures differ by.",
                 (Remedy("Start again with the self-labelling head", {"self_label": weight}, anew=True),))


def _variety(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    ratio = _lasting(last, _number("variety"), lambda value: value < SAME)
    if ratio is None or _is_young(last):
        return None
    rate = config.training.lr_generator / 2
    return Alarm("collapsed pictures", f"The pictures are too much alike: two of them differ by {percent(ratio)} of what "
                 "two real ones do (in pixels; one class of MNIST alone would still show 66 to 100 %).",
                 (Remedy(f"Go on with lr_generator {rate:g}", {"lr_generator": rate}),))


def _is_young(last: Sequence[Line]) -> bool:
    """Few steps old, or variety still rises."""
    before, now = (_number("variety")(line) for line in (last[0], last[-1]))
    return last[-1].get("step", YOUNG) < YOUNG or now > RISING * before


def _ignored(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    """Of a family that is asked. Not of a run whose answers are coming apart."""
    ratio = _lasting(last, _number("answers"), lambda value: value < IGNORED)
    if ratio is None or ratio > RISING * _number("answers")(last[0]):
        return None
    return Alarm("the noise is ignored", f"Answers to one question hardly differ: two of them by {percent_with(ratio, 1)} of "
                 f"what two real pictures do, under {percent(IGNORED)} for {LASTING} evaluations.", for_ignored_noise(config))


def _lost_classes(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    """What the judge hardly reads any more. Not of a young run."""
    if _lasting(last, _number("variety"), lambda value: value >= SAME) is None or _is_young(last):
        return None
    facts, lost = config.facts, {}
    for name, real in zip(facts.class_names, facts.class_shares, strict=True):
        shares = [_number("classes", "shares", name)(line) for line in last]
        # NaN where nobody read it; one that is drawn more often than before is on its way
        if real * SAMPLES >= EXPECTED and all(share < LOST * real for share in shares) and shares[-1] <= shares[0]:
            lost[name] = (max(shares), real)
    if not lost:
        return None
    drawn, real = (sum(values) for values in zip(*lost.values(), strict=True))
    names = [*lost][:NAMED] + ([f"{len(lost) - NAMED} more"] if len(lost) > NAMED else [])
    how, few = ("Hardly anything", f", at most {percent_with(drawn, 1)} of them") if drawn else ("Nothing", "")
    return Alarm("lost class" if len(lost) == 1 else "lost classes",
                 f"{how} that is read as {' or '.join(names)} has been drawn for {LASTING} looks at {SAMPLES} samples{few}; "
                 f"{percent_with(real, 1)} of real pictures are.", for_lost_classes(config))


def _critic(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    limit = CRITIC_WON.get(config.training.loss)
    loss = None if limit is None else _lasting(last, _number("loss", "critic"), lambda value: value < limit)
    if loss is None:
        return None
    rate = config.training.lr_critic / 2
    return Alarm("critic too strong", f"The critic tells every sample from a real picture (its loss is {loss:.3f}, under "
                 f"{limit:g} for {LASTING} evaluations): the generator has little left to learn from.",
                 (Remedy(f"Go on with lr_critic {rate:g}", {"lr_critic": rate}),))


# what a part of augmentation leaves in pictures that its leak has reached
_LEFT = {"translation": "background along their edges", "brightness": "another brightness", "contrast": "too much contrast"}


def _leak(last: Sequence[Line], config: RunConfig) -> Alarm | None:
    """What only the critic should have seen is drawn. Not of a young run, whose pictures are off in any way, and alike."""
    if _lasting(last, _number("variety"), lambda value: value >= SAME) is None:
        return None
    found = {}
    for part in _LEFT:
        value = _lasting(last, _number("strange", part), lambda value: value > LEAKED)
        if part in config.training.augment and value is not None and value > _number("strange", part)(last[0]) / RISING:
            found[part] = value
    if not found:
        return None
    signs = ", ".join(f"{_LEFT[part]} ({value:.0f} times what real ones differ by from batch to batch)"
                      for part, value in found.items())
    return Alarm("leaked augmentation", f"The pictures show what the critic alone should see: {signs}.",
                 for_a_leak(config, tuple(found)))

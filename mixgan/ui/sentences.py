"""What the app says about one sample, made by rules from stored figures: never free text, every number with its n.

A clause whose number rests on fewer than 30 samples, or on a checker under 90 %, is left out and the sentence says so.
Sentences are HTML; names are escaped here.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mixgan.analysis.factors import told_by
from mixgan.analysis.tradeoff import Curve, Measured, trade_off
from mixgan.analysis.words import expert_name, fixed, percent, percent_with, plural

__all__ = [
    "MIN_N", "SampleFacts", "about_ceiling", "about_expert", "about_sample", "curve_basis", "curve_value", "curve_verdict",
    "grid_alt", "reading", "sample_facts", "tally", "tile_label",
]

MIN_N = 30
WEAK_CHECKER = 0.9
SORTED = "clustering: ACC"      # the figure of real pictures that were sorted by component


@dataclass(frozen=True)
class SampleFacts:
    """One stored sample: who drew it and what the checker reads. `cls` is None where nobody can read it; `alone` is what it reads
    where that expert draws the same noise by itself, None where that was not looked at."""

    index: int
    expert: int
    weight: float
    cls: str | None
    confidence: float
    alone: str | None = None


def sample_facts(figures: Mapping[str, Any], class_names: tuple[str, ...], index: int) -> SampleFacts | None:
    """The stored facts of sample `index`; None where none are stored."""
    stored = figures.get("samples") or {}
    experts = stored.get("expert") or []
    if not 0 <= index < len(experts):
        return None

    def read(name: str) -> str | None:
        number = (stored.get(name) or [None] * len(experts))[index]
        return class_names[number] if number is not None and 0 <= number < len(class_names) else None

    return SampleFacts(
        index, experts[index], float((stored.get("weight") or [1.0] * len(experts))[index]), read("cls"),
        float((stored.get("confidence") or [0.0] * len(experts))[index] or 0.0), read("alone"),
    )


def tile_label(facts: SampleFacts, word: str) -> str:
    """`sample 5: leaf 3, weight 0.89, read as 7`, for those who do not see the picture."""
    read = f", read as {facts.cls}" if facts.cls is not None else ""
    weight = f", weight {fixed(facts.weight, 2)}" if facts.weight < 1 else ""
    return f"sample {facts.index}: {expert_name(word, facts.expert)}{weight}{read}"


def grid_alt(model: str, n: int, seed: int) -> str:
    return f"{n} samples of {model}, seed {seed}; the frame's colour and the name below say which expert"


def about_sample(facts: SampleFacts, figures: Mapping[str, Any], chooses: bool, gated: bool) -> str:
    """Who made this picture; of a soft mixture whose weight was largest, since what draws after it is not linear."""
    word, K = figures.get("expert_word", "expert"), int(figures.get("n_experts") or 1)
    if K == 1:
        made = "The one generator made this: there is no mixture here."
    elif not chooses:
        who = expert_name(word.capitalize(), facts.expert)
        made = f"<strong>{who}</strong> of {K} has {percent(facts.weight)} of the weight" + (
            f"; the other {plural(word, 2)} share the rest." if facts.weight < 0.995 else ".")
    elif gated:
        made = f"The gate sent this noise to <strong>{expert_name(word, facts.expert)}</strong> of {K}, which made all of it."
    else:
        made = f"<strong>{expert_name(word.capitalize(), facts.expert)}</strong> of {K} was drawn at random and made all of this."
    if facts.cls is None:
        return made
    said = f"{made} The checker reads it as <strong>{html.escape(facts.cls)}</strong> ({percent(facts.confidence)} sure)."
    if chooses or K == 1 or facts.alone is None:
        return said
    too = "too" if facts.alone == facts.cls else "instead"
    return f"{said} Alone, that {word} draws what is read as {html.escape(facts.alone)} {too}."


def about_expert(expert: int, figures: Mapping[str, Any], class_names: tuple[str, ...]) -> str:
    """How often the expert is used and what it draws; what is left out is named."""
    word = figures.get("expert_word", "expert")
    hard = (figures.get("shares") or {}).get("hard")
    if not hard or len(hard) <= expert or len(hard) < 2:
        return ""
    said = [f"{expert_name(word.capitalize(), expert)} leads in {percent(hard[expert])} of all samples"]
    told = told_by(figures, class_names)
    if told is None:
        return said[0] + "; no checker has read its samples, so what it draws is not counted."
    row = told.counts[expert]
    n = int(sum(row))
    if n < MIN_N:
        return f"{said[0]}; with {n} of its samples read, what it draws is too few to say."
    best = max(range(len(row)), key=lambda c: row[c])
    if not told.is_class:
        value = html.escape(told.names[best])
        return f"{said[0]}; {percent(row[best] / n)} of those are {value} (n = {n:,}; counted, by no checker)."
    checker = checker_accuracy(figures)
    if checker is not None and checker < WEAK_CHECKER:
        return f"{said[0]}; the checker is right in {percent(checker)} of real pictures only, so its reading is left out."
    name = html.escape(class_names[best]) if best < len(class_names) else str(best)
    trust = f"; the checker is right in {percent_with(checker, 1)} of real test pictures" if checker is not None else ""
    return f"{said[0]}; {percent(row[best] / n)} of those are read as {name} (n = {n:,}{trust})."


def checker_accuracy(figures: Mapping[str, Any]) -> float | None:
    """Accuracy of the checker on real pictures, as stored with the figures."""
    checker = figures.get("checker") or figures.get("judge") or {}
    value = checker.get("accuracy") if isinstance(checker, Mapping) else None
    return None if value is None else float(value)


def tally(names: list[str]) -> str:
    """`9 as 7, 4 as 1`: what the checker reads in a few pictures, most first, three kinds at most."""
    counts = {name: names.count(name) for name in names}
    best = sorted(counts, key=lambda name: (-counts[name], name))[:3]
    return ", ".join(f"{counts[name]} as {name}" for name in best)


def reading(counts: list[int], names: tuple[str, ...]) -> list[str]:
    """[`7`, `94 %`]: the class that an expert draws most, and its share; dashes below 30 samples."""
    n = int(sum(counts))
    if n < MIN_N:
        return ["too few", ""]
    best = max(range(len(counts)), key=lambda c: counts[c])
    return [names[best] if best < len(names) else str(best), percent(counts[best] / n)]


def curve_verdict(curve: Curve, gaussians: bool) -> str:
    """Whether a smaller spread buys quality with variety, as measured; where it does not, that.

    `gaussians`: the family's experts are Gaussians of the noise, of which GM-GAN's paper says so; of others no paper does.
    """
    if not curve.points:
        return "The stored curve holds no point that can be read; the pictures do not need it."
    trade = trade_off(curve)
    if trade is None:
        return "Too little was measured around the trained spread to say what a smaller one buys."
    at = {name: f"{name} is {curve_value(trade.narrow.values[name])} instead of {curve_value(trade.trained.values[name])}"
          for name in ("precision", "recall")}
    rests = f"({curve.sets} sets of {curve.n:,} samples, 95 % bands)"
    if trade.seen:
        return f"At half the trained spread {at['precision']}, {at['recall']} {rests}: truer to the data, and less varied."
    told = {1: "higher", 0: "no difference beyond the bands", -1: "lower"}
    why = ": a smaller spread costs variety and buys no quality" if trade.recall == -1 else (
        ": a smaller spread is truer to the data and costs no variety" if trade.precision == 1 else "")
    no = "The trade-off of the paper does not show here" if gaussians else "No trade-off shows here"
    return (f"{no}{why}. At half the trained spread {at['precision']}, "
            f"{told[trade.precision]}, and {at['recall']}, {told[trade.recall]} {rests}.")


def about_ceiling(ceiling: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """How far Gaussians can be told apart by the noise alone (a record of `analysis.ceiling`), and how well real pictures were
    sorted by them where that was measured."""
    low, high = (percent_with(edge, 1) for edge in ceiling["interval"])
    said = (f"At the trained spread the best guess from the noise alone names the {figures.get('expert_word', 'component')} of "
            f"{percent_with(ceiling['value'], 1)} of {ceiling['n_fake']:,} draws (95 %: {low} to {high}): no classifier of the "
            "pictures can do better.")
    stated = (one for one in figures.get("figures") or [] if one["name"] == SORTED)
    acc = next((one for one in stated if one.get("n_real")), None)
    if acc is None:
        return said
    return f"{said} A classifier that learnt it sorted {acc['n_real']:,} real pictures by it: ACC {fixed(acc['value'], 3)}."


def curve_basis(curve: Curve) -> str:
    """What the curve rests on, and its floor."""
    said = [f"Each point: {curve.sets} independent sets of {curve.n:,} samples against {curve.n:,} held-out pictures, "
            f"{curve.k} neighbours, features {_features(curve.features)}; the same noise at every spread.",
            "Bands: 95 % over the sets. Precision and recall rise and fall with the number of samples: compare them with figures "
            f"over {curve.n:,}, not with those of a card or the README over another number."]
    if curve.floor:
        edges = [f"{name} {low:.2f}" + (f" to {high:.2f}" if f"{high:.2f}" != f"{low:.2f}" else "")
                 for name, (low, high) in curve.floor.items()]
        said.append(f"Real pictures against real ones reach {', '.join(edges)}.")
    if not curve.model and curve.points:
        said.append("It does not say of which weights it was measured.")
    if curve.dropped:
        whole = curve.dropped + len(curve.points)
        said.append(f"Left out, because they are not numbers: {curve.dropped} of {whole} stored points.")
    return " ".join(said)


def _features(name: str) -> str:
    """Whose features a curve was measured in."""
    return f"{name}, the pixels' principal components, which reward blur" if name.startswith("pca") else name or "of the checker"


def curve_value(value: Measured | None) -> str:
    """`0.88 ± 0.01`: a mean and half of its band; nothing where it was not measured."""
    if value is None:
        return ""
    return fixed(value.value, 2) + ("" if value.half is None else f" ± {fixed(value.half, 2)}")

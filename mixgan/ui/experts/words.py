"""What the Experts page says of what is lost without an expert: by rules, each number with n and interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mixgan.analysis.tradeoff import Measured
from mixgan.analysis.words import expert_name, percent_with

if TYPE_CHECKING:
    from mixgan.analysis.factors import Told
    from mixgan.analysis.losing import Losses

__all__ = ["MEASURES", "change", "counted", "losses_basis", "losses_floor", "measured", "missed_basis", "missed_verdict"]

MEASURES = ("coverage", "recall", "precision")      # the one to trust first


def counted(told: Told | None, accuracy: float | None) -> str:
    """What the words of the experts rest on. `accuracy`: of the checker, on real pictures."""
    if told is None:
        return "No checker has read these samples, so what each draws is not named."
    n = f"{sum(map(sum, told.counts)):,} stored samples"
    if told.is_class:
        trust = "" if accuracy is None else f", which is right in {percent_with(accuracy, 1)} of real test pictures,"
        return f"Read by the checker{trust} in {n}; purity is the largest class's share."
    return (f"They go with the {told.what} more than with the class, so they are told by it: counted from the pixels of {n}, "
            f"by no checker; purity is the largest {told.what}'s share.")


def change(lost: Measured) -> str:
    """`−0.083 ± 0.012`: what a measure changes by, with half of its 95 % interval where it is known."""
    value = round(-lost.value, 3) + 0.0
    return f"{value:+.3f}".replace("-", "\N{MINUS SIGN}") + ("" if lost.half is None else f" ± {lost.half:.3f}")


def measured(one: Measured) -> str:
    """`0.813 ± 0.006`."""
    return f"{one.value:.3f}" + ("" if one.half is None else f" ± {one.half:.3f}")


def missed_verdict(losses: Losses, word: str) -> str:
    """Who is missed most, what that costs, and whether it can be told from the next one. "Nobody" looks at every interval."""
    first, second = losses.missed[:2]
    if first.losses["coverage"].half is None:
        return (f"Without {expert_name(word, first.expert)} coverage falls most, by {first.lost:.3f}; how sure that is was not "
                "measured.")
    felt = losses.felt()
    if not felt:
        return _no_coverage_lost(losses, word)
    worst = felt[0]
    said = f"Without {expert_name(word, worst.expert)} {_falls(worst.losses)}."
    if worst is not first:
        ahead = [expert_name(word, one.expert) for one in losses.missed[:losses.missed.index(worst)]]
        within = "its interval" if len(ahead) == 1 else "their intervals"
        return f"{said} It falls by more on average without {' or '.join(ahead)}, but within {within}."
    if losses.apart:
        return said
    return f"{said} {expert_name(word.capitalize(), second.expert)} comes so close that the two cannot be told apart."


def _no_coverage_lost(losses: Losses, word: str) -> str:
    """Of the other measures too: an expert may be missed by recall alone."""
    others = [f"{name} falls without {', '.join(expert_name(word, one.expert) for one in felt)} (most: by "
              f"{felt[0].losses[name].value:.3f})" for name in MEASURES[1:] if (felt := losses.felt(name))]
    if others:
        return f"Once the others take over, no loss of coverage is beyond its interval, but {'; '.join(others)}."
    return f"No {word} is missed: once the others take over, nothing that is measured falls beyond its interval."


def _falls(lost: Mapping[str, Measured]) -> str:
    """`coverage falls by 0.083, recall by 0.021; precision stays within its interval`."""
    beyond = {name: lost[name].against(Measured(0.0, 0.0)) for name in MEASURES}
    parts = []
    for sign, verb in ((1, "falls"), (-1, "rises")):
        told = [f"by {abs(lost[name].value):.3f}" for name in MEASURES if beyond[name] == sign]
        names = [name for name in MEASURES if beyond[name] == sign]
        parts += [f"{names[0]} {verb} {told[0]}" + "".join(f", {name} {by}" for name, by in zip(names[1:], told[1:], strict=True))
                  ] if names else []
    still = [name for name in MEASURES if not beyond[name]]
    verb = "stay within their intervals" if len(still) > 1 else "stays within its interval"
    return "; ".join(parts + ([f"{' and '.join(still)} {verb}"] if still else []))


def missed_basis(losses: Losses, word: str) -> str:
    whole = measured(losses.whole["coverage"])
    said = [f"Coverage lost when the others take over. Coverage is the share of {losses.n_real:,} real test pictures with one of "
            f"{losses.n:,} samples nearby, nearer than their own 5th neighbour: {whole} with every {word}."]
    if losses.sets > 1:
        said.append(f"Means of {losses.sets} independent sets, paired by their noise, with 95 % intervals over the sets; each "
                    f"interval stands for one {word}, and the worst of {len(losses.missed)} looks a little worse than it is.")
    said.append(f"Named are classes of which this {word} alone draws more than 90 %.")
    return " ".join(said)


def losses_basis(losses: Losses) -> str:
    if losses.sets == 1:
        return (f"The change is that of one set of {losses.n:,} samples against {losses.n_real:,} real test pictures: it has no "
                "interval.")
    return (f"The change is the mean of {losses.sets} independent sets of {losses.n:,} samples against {losses.n_real:,} real "
            "test pictures, paired by their noise; ± is half of its 95 % interval.")


def losses_floor(losses: Losses) -> str:
    """What chance alone does, and what real pictures reach."""
    noise = ", ".join(f"{name} {losses.noise[name]:.3f}" for name in losses.noise)
    said = [losses_basis(losses)]
    if losses.sets > 1:
        said.append(f"By chance alone two sets with nothing off differ by up to: {noise}; pairing takes most of that away.")
    if losses.floor:
        said.append("Real pictures against real ones reach " + ", ".join(
            f"{name} {low:.3f} to {high:.3f}" for name, (low, high) in losses.floor.items()) + ".")
    said.append("Precision can rise without an expert: then it drew less true to the data than the others.")
    return " ".join(said)

"""`card.md`: what a model is, how it was made, what was measured, where it falls short."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import Any

from mixgan import families
from mixgan.analysis import twins
from mixgan.analysis.meanings import acc
from mixgan.analysis.repeats import FEWEST
from mixgan.analysis.repeats import lines as repeat_lines
from mixgan.analysis.settling import Outcome
from mixgan.analysis.settling_words import in_a_card
from mixgan.analysis.words import percent_with, plural
from mixgan.config import RunConfig
from mixgan.view_names import ignored

__all__ = ["card"]


def card(name: str, config: RunConfig, figures: Mapping[str, Any], data: Any = None, twin: RunConfig | None = None) -> str:
    """The card as Markdown. `data` has `title`, `licence` and `image_shape` where the set is known; `twin`: the config of the
    model that a `-plain` one stands beside."""
    parts = [_what(name, config, figures, data), _made(name, config, figures, twin), _table(figures.get("figures", []))]
    parts.append(acc(figures.get("figures", [])))
    if len(figures.get("repeats", {"seeds": []})["seeds"]) >= FEWEST:
        parts.append(_over_seeds(config, figures["repeats"]))
    if figures.get("class_shares"):
        shares = zip(config.facts.class_names, figures["class_shares"], strict=False)
        read = ", ".join(f"{c} {percent_with(share, 1)}" for c, share in shares)
        parts.append(f"Classes, as the judge reads them: {read}.")
    parts.append(
        "Limits: the figures are of one training run, and differences to another seed are larger than the intervals, which cover "
        "the pictures' randomness only; on another kind of processor, which rounds otherwise, the same command ends elsewhere as "
        "another seed would." + _space(figures.get("figures", []))
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _over_seeds(config: RunConfig, repeats: Mapping[str, Any]) -> str:
    seeds = repeats["seeds"]
    return (f"The same recipe with {len(seeds)} seeds ({', '.join(map(str, seeds))}); this model is seed {config.training.seed}, "
            "whatever it came to:\n\n" + "\n".join(repeat_lines(repeats)))


def _space(records: Sequence[Mapping[str, Any]]) -> str:
    """Which features the figures marked c are in."""
    names = sorted({record["features"] for record in records if record.get("features") and "-c" in record["name"]})
    return (f" Figures in a judge's features (c, here {', '.join(names)}) cannot be compared with other papers' scores, nor with "
            "those of another data set or size, whose judge is another.") if names else ""


def _what(name: str, config: RunConfig, figures: Mapping[str, Any], data: Any) -> str:
    title = data.title if data else config.data
    K, word = figures["n_experts"], figures["expert_word"]
    experts = f"{K} {plural(word, K)}" if K > 1 else "one generator"
    shape = config.facts.image_shape
    size = f", brought to {shape[2]} by {shape[1]} px" if data and data.image_shape != shape else ""
    text = f"# {name}\n\n{config.family} with {experts}, {figures['parameters']:,} parameters, trained on {title}{size}."
    return text + (f"\n\nData: {data.title}. Licence: {data.licence}" if data else "")


def _made(name: str, config: RunConfig, figures: Mapping[str, Any], twin: RunConfig | None) -> str:
    s = config.training
    took = f", about {figures['minutes']:.0f} CPU-minutes" if "minutes" in figures else ""
    threads = f"{s.threads} thread{'s' if s.threads > 1 else ''}" if s.threads else "all cores but one"
    processor = figures.get("processor") or platform.machine()
    lines = [
        "Trained again by:\n\n" + indent(families.command_line(config, name), "    ") + "\n",
        f"{s.steps:,} steps of {s.batch} pictures, loss {s.loss}, seed {s.seed}, {threads}{took}, {processor} "
        "processor; weights of the averaged generator.",
    ]
    lines += _preset(config)
    if s.self_label > 0:
        lines.append("\n" + _head(config, figures))
    if families.described(config.family).needs == "labels":
        lines.append(f"\nIt was told the {len(config.facts.class_names)} classes of its training pictures, and draws the one "
                     "that is asked for: a figure that goes with classes is no discovery of its own.")
    if s.mode_seeking > 0:
        limit = f", at most {s.mode_seeking_clamp:g}" if s.mode_seeking_clamp else ""
        lines.append(f"\nWith mode seeking (weight {s.mode_seeking:g}, {s.mode_seeking_form}{limit}).")
    if twin is not None:
        lines.append("\n" + twins.sentence(name, config, twin))
    return "\n".join(lines)


def _preset(config: RunConfig) -> list[str]:
    """What the preset is, and what a published one has otherwise. What was changed beside it stands in the command."""
    preset = families.module(config.family).presets().get(config.preset) if config.family in families.names() else None
    if preset is None or not preset.note:
        return []
    said = [f"\nThe preset `{config.preset}`: {preset.note}"]
    return [*said, "What differs:\n", *(f"- {one}" for one in preset.deviations)] if preset.deviations else said


def _head(config: RunConfig, figures: Mapping[str, Any]) -> str:
    """What it takes for granted, since it has no labels, and how it settled where that is known."""
    s = config.training
    sizes = "whose shares it finds itself" if s.shares == "found" else "of equal size"
    if config.facts.is_points:
        same = "a point that is moved a little keeps its kind"
    elif s.views:
        same = f"of a picture these do not matter: {ignored(s.views)}"
    else:
        same = "of a picture everything matters"
    settled = f" {in_a_card(Outcome.read(figures['settling']))}" if figures.get("settling") else ""
    return (f"With the self-labelling head (q = {s.self_label}; ours, not the papers'): no label is used. It takes for granted "
            f"that there are {figures['n_experts']} kinds {sizes}, and that {same}.{settled}")


def _table(records: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| figure | value | 95 % interval | real against real | n | note |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join(lines + [_row(record) for record in records])


def _row(record: Mapping[str, Any]) -> str:
    fake, real = record.get("n_fake"), record.get("n_real")
    n = " and ".join(f"{count:,} {which}" for count, which in ((fake, "made"), (real, "real")) if count)
    cells = [
        record["name"], _short(record["value"]), _range(record.get("interval")), _range(record.get("floor")), n,
        record.get("note", ""),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) >= 1 else f"{value:.3g}" if abs(value) < 0.1 else f"{value:.3f}"


def _range(pair: Sequence[float] | None) -> str:
    return "" if pair is None else f"{_short(pair[0])} to {_short(pair[1])}"

"""Several models side by side, as the README shows them: a table for each space of features, and what differs in each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis import repeats, twins
from mixgan.analysis.answer_names import EDGES, FOUND, HUED, HUES, KEPT, NEW, OPEN, RIGHT, STATED, WHOLE
from mixgan.analysis.meanings import acc, acc_by_luck
from mixgan.analysis.words import percent_with
from mixgan.config import RunConfig
from mixgan.data.known import asking
from mixgan.families import described

__all__ = ["overview"]

Model = tuple[str, RunConfig, Mapping[str, Any]]           # name, config, figures
GATE, TOLD = "gate entropy per sample", "told apart"
_COLUMNS: tuple[tuple[str, str, str], ...] = (             # heading, figure, how it is written
    ("confidence", "mean confidence", ".3f"), ("smallest class", "smallest class share", ".1%"),
    ("smallest expert", "smallest share of an expert", ".1%"), ("NMI expert-class", "NMI of expert and class", ".3f"),
    ("NMI expert-hue", "NMI of expert and hue", ".3f"),
    ("told apart", TOLD, ".1%"), ("asked class read", "asked class is read", ".1%"),
    ("variety within a class", "variety within a class", ".2f"),
    ("gate entropy", GATE, ".2f"), ("ACC paper-like", "clustering: ACC", ".3f"),
    ("ACC affine", "clustering, affine views: ACC", ".3f"), ("ACC of Q alone", "head Q alone: ACC", ".3f"),
    ("right answers found of 8, in 32", FOUND, ".2f"), ("answers right", RIGHT, ".1%"), ("edge F1", EDGES, ".2f"),
    ("stated attributes shown", STATED, ".1%"), ("openness of the rest", OPEN, ".2f"), ("whole figures", WHOLE, ".1%"),
    ("never seen together, shown", NEW, ".1%"),
    ("digit kept", KEPT, ".1%"), ("of one hue", HUED, ".1%"), ("evenness of hues", HUES, ".2f"),
    ("precision-c", "precision-c@5", ".2f"), ("recall-c", "recall-c@5", ".2f"),
)
DENDROGRAM = "dendrogram purity, test pictures"
_OVER_SEEDS = (*(column for column in _COLUMNS if column[1] in repeats.SHOWN), ("dendrogram purity", DENDROGRAM, ".3f"))


def overview(models: Sequence[Model]) -> str:
    """Markdown. Figures stand in one table only where one judge read them, in one space of features, of as many pictures."""
    known = {name: config for name, config, _ in models}
    pairs = [f"- {twins.sentence(name, config, known[twin])}" for name, config, _ in models
             if name.endswith(twins.PLAIN) and (twin := name.removesuffix(twins.PLAIN)) in known]
    parts = [part for basis, group in _by_basis(models).items() for part in (f"{basis}:", _table(group), *_meant(group))]
    repeated = [model for model in models if len(model[2].get("repeats", {"seeds": []})["seeds"]) >= repeats.FEWEST]
    for group in _by_basis(repeated).values():
        parts += [f"The same recipes over several seeds, median (lowest), measured as in the table of `{group[0][0]}` above:",
                  _over_seeds(group)]
    return "\n\n".join([*parts, *(["\n".join(pairs)] if pairs else [])])


def _by_basis(models: Sequence[Model]) -> dict[str, list[Model]]:
    out: dict[str, list[Model]] = {}
    for model in models:
        out.setdefault(_basis(model), []).append(model)
    return out


def _meant(models: Sequence[Model]) -> list[str]:
    """Below a table: what a column is whose name does not say it."""
    records = [record for *_, figures in models for record in figures.get("figures", [])]
    said = acc(records, {figure: heading for heading, figure, _ in _COLUMNS})
    luck = acc_by_luck((len(config.facts.class_names), figures) for _, config, figures in models)
    return [f"{said} {luck}".strip()] if said else []


def _over_seeds(models: Sequence[Model]) -> str:
    values = [figures["repeats"]["values"] for _, _, figures in models]
    columns = [(heading, figure, form) for heading, figure, form in _OVER_SEEDS if any(figure in one for one in values)]
    lines = ["| " + " | ".join(["model", "seeds", *(heading for heading, _, _ in columns)]) + " |",
             "| " + " | ".join(["---"] * (2 + len(columns))) + " |"]
    for (name, _, figures), one in zip(models, values, strict=True):
        cells = [f"`{name}`", str(len(figures["repeats"]["seeds"]))]
        for _, figure, form in columns:
            found = repeats.spread(one[figure]) if figure in one else None
            cells.append(f"{repeats.written(found[0], form)} ({repeats.written(found[1], form)})" if found else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _basis(model: Model) -> str:
    """What the figures rest on: `On mnist, read by its judge (...), features c/mnist/1a2b3c4d; precision and recall of ...`."""
    _, config, figures = model
    checker = figures.get("checker")
    if not checker:
        known = config.data in (*asking("pairs"), *asking("two sets"), *asking("words"))
        return f"On {config.data}, " + ("whose right answers are known" if known else "which no judge reads")
    right = percent_with(checker["accuracy"], 2)
    said = (f"On {config.data}, read by the judge of {checker['data']}, which is right in {right} of {checker['n_test']:,} real "
            "pictures")
    one = next((record for record in figures["figures"] if record["name"] == "precision-c@5"), None)
    if one is not None:
        said += (f"; precision and recall of {one['n_fake']:,} made and {one['n_real']:,} real ones in its features "
                 f"({one['features']}), k = {one['k']}")
    # a model that was read in part by an older judge stands in no table of the others
    others = {record["features"] for record in figures["figures"] if record.get("features")} - {one["features"] if one else ""}
    return f"{said}; also in {', '.join(sorted(others))}" if others else said


def _values(config: RunConfig, figures: Mapping[str, Any]) -> dict[str, float]:
    """Figures by name. A prior is no gate, whatever an older measuring says; what the critic's head told stands apart."""
    values = {record["name"]: record["value"] for record in figures.get("figures", [])}
    if not described(config.family).is_gated:
        values.pop(GATE, None)
    counts = (figures.get("told") or {}).get("expert")
    if counts:
        values[TOLD] = sum(row[i] for i, row in enumerate(counts)) / sum(map(sum, counts))
    return values


def _table(models: Sequence[Model]) -> str:
    rows = [(name, config, figures, _values(config, figures)) for name, config, figures in models]
    columns = [column for column in _COLUMNS if any(column[1] in values for *_, values in rows)]
    head = ["model", "experts", "parameters", *(heading for heading, _, _ in columns), "steps", "minutes"]
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    for name, config, figures, values in rows:
        cells = [f"`{name}`", str(figures["n_experts"]), f"{figures['parameters'] / 1e6:.2f} M"]
        cells += [repeats.written(values[figure], form) if figure in values else "" for _, figure, form in columns]
        minutes = figures.get("minutes")
        cells += [f"{config.training.steps:,}", "" if minutes is None else f"{minutes:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)

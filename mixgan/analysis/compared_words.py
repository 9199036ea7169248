"""A compared table as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis.answer_names import n_in_words

__all__ = ["markdown"]

NOTE = ("Mean over the seeds (lowest to highest). A difference counts where the 95 % t-interval of the paired ones (same seed) "
        "excludes 0 and their mean is at least the smallest that matters. CPU seconds of two kinds of machine are not alike.")


def markdown(name: str, result: Mapping[str, Any]) -> str:
    """`result`: of `compared`. Claims with their verdicts, a table for each data set and column, and what was left out."""
    n, seeds = result["n"], ", ".join(map(str, result["seeds"]))
    out = [f"# {result['title']}", "",
           f"Table `{name}`: {result['rows']} of {result['of']} runs are finished; {n_in_words(n, result['measures'])}; "
           f"seeds {seeds}. {NOTE}", ""]
    if result["claims"]:
        out += ["## Claims", "", *(line for claim in result["claims"] for line in _claim(claim))]
    for data, same in dict.fromkeys((line["data"], line["same"]) for line in result["arms"]):
        lines = [line for line in result["arms"] if (line["data"], line["same"]) == (data, same)]
        out += [f"## {data}, after as many {same}", ""]
        out += [*_arms(lines, result["measures"]), *_differences(lines, result["measures"])]
    if result["left_out"]:
        out += ["## Not measured", "", *(f"- {why}" for why in result["left_out"]), ""]
    return "\n".join(out)


def _claim(claim: Mapping[str, Any]) -> list[str]:
    better = claim["better"] if isinstance(claim["better"], str) else f"nearer to {claim['better']:g}"
    rows = [[one["data"], one["against"], str(len(one["seeds"])), _number(one["mean"]), _interval(one["interval"]),
             one["outcome"] + (f" ({one['why']})" if one["why"] else "")] for one in claim["pairs"]]
    there = f"; {claim['trainings']} of {claim['of']} trainings are there" if claim["trainings"] < claim["of"] else ""
    return [f"**{claim['outcome']}** (as many {claim['same']}{there}): {claim['words']} ({claim['source']})", "",
            f"By {claim['measure']}, {better} is better; from {claim['smallest']:g} on it matters. Gain of {claim['arm']}:", "",
            *_table(["data", "against", "pairs", "mean gain", "95 %", "verdict"], rows), ""]


def _arms(lines: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> list[str]:
    rows = [[line["arm"], str(len(line["seeds"])), f"{line['parameters']:,}", f"{line['pictures']['mean']:,.0f}",
             f"{line['seconds']['mean']:,.0f}",
             *(_spread(line["measures"].get(name), len(line["seeds"])) for name in measures)] for line in lines]
    floors = [next((one["measures"][name]["floor"] for one in lines if "floor" in one["measures"].get(name, {})), None)
              for name in measures]
    if any(floors):
        rows.append(["real beside real", "", "", "", "", *map(_interval, floors)])
    return [*_table(["arm", "seeds", "parameters", "pictures seen", "CPU s", *measures], rows), ""]


def _differences(lines: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> list[str]:
    rows = [[line["arm"], *(_paired(line["differences"].get(name)) for name in measures)] for line in lines if "less" in line]
    first = next((line["less"] for line in lines if "less" in line), "")
    return [*_table([f"less {first}, same seed", *measures], rows), ""] if rows else []


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def _spread(found: Mapping[str, Any] | None, seeds: int) -> str:
    if found is None:
        return ""
    n = len(found["values"])
    if seeds == 1:
        return _number(found["mean"])
    fewer = "" if n == seeds else f"; {n} of {seeds}"               # a mean over some of the seeds says so
    return f"{_number(found['mean'])} ({_interval((found['low'], found['high']))}{fewer})"


def _paired(found: Mapping[str, Any] | None) -> str:
    return "" if found is None else f"{_number(found['mean'])} ({_interval(found['interval']) or 'one pair'})"


def _interval(pair: Sequence[float] | None) -> str:
    return "" if pair is None else f"{_number(pair[0])} to {_number(pair[1])}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"

"""The README's section "What holds": the verdicts of the rows that travel with the project. Printed, never written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from mixgan.analysis.claims import Claimed, Gains, Told, counted, number, verdicts

__all__ = ["what_holds"]

HEAD = ("claim", "source", "verdict", "by", "least gain at as many pictures (95 %)")


def what_holds(tables: Sequence[Told]) -> str:
    """Markdown: how many claims there are of each verdict, a row for each decided one, and what is under way."""
    decided = [claim for table in tables for claim in table.claims if claim.trainings == claim.of]
    out = [counted(tables)]
    if decided:
        out.append("\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, ["---"] * len(HEAD), *map(_row, decided))))
    if open_ := [table for table in tables if table.rows < table.of]:
        out.append("Under way: " + "; ".join(f"`{table.name}` ({table.rows} of {table.of} trainings)" for table in open_) + ".")
    return "\n\n".join(out + [f"{table.name} cannot be read: {table.problem}" for table in tables if table.problem])


def _row(claim: Claimed) -> list[str]:
    by = f"{claim.measure}, {claim.better}; {number(claim.smallest)} matters"
    return [_cell(claim.words), _cell(claim.source), verdicts(claim), _cell(by), _least(claim)]


def _least(claim: Claimed) -> str:
    """The pair that speaks least for the claim, in the column that decides it."""
    same = next(iter(claim.outcomes))
    found = [(panel.data, one) for panel in claim.panels if panel.same == same for one in panel.gains if one.mean is not None]
    if not found:
        return "not measured"
    data, least = min(found, key=lambda pair: _mean(pair[1]))
    interval = f" ({number(least.interval[0])} to {number(least.interval[1])})" if least.interval else ""
    return f"{_mean(least):+.3g}{interval} over {least.against}, {data}, {len(least.by_seed)} seeds"


def _mean(one: Gains) -> float:
    return 0.0 if one.mean is None else one.mean


def _cell(text: str) -> str:
    return text.replace("|", "/")

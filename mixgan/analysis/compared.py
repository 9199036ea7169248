"""The rows of a table, compared: mean and range over seeds, paired differences, and a verdict on every claim.

Two columns: after as many pictures, and after as many CPU seconds. Only equal seeds of equal n are paired.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from mixgan.analysis.answer_names import ANSWER_MEASURES, SAID_MEASURES, STYLE_MEASURES
from mixgan.analysis.group_names import GROUP_MEASURES
from mixgan.analysis.verdict import Outcome, gains, of_all, verdict
from mixgan.errors import ConfigError, unknown
from mixgan.measures.records import mean_interval
from mixgan.measures.toy import TOY_MEASURES
from mixgan.store.table_rows import Key, Measured, Row
from mixgan.store.tables import Claim, TableFile

__all__ = ["MEASURES", "SAME", "UNDECIDED", "compared", "require_measures", "rows_of"]

NOT_OF_IT = ("device", "threads")        # where a run is made is no part of what it is
Column = Literal["ended", "within"]
UNDECIDED = "not decided yet"
UNEVEN = 1.25                   # seconds of one arm, beyond which models of equal seconds are not compared
SAME: dict[Column, str] = {"ended": "pictures", "within": "CPU seconds"}
# what `evaluate` gives of pictures that a judge reads; bins and scales by the number and the size of pictures; then what is
# measured of answers to n outlines
MEASURES = (
    "FID-c", "KID-c x 1000", "density-c@5", "coverage-c@5", "nn5-soft-c real", "nn5-soft-c generated",
    *(f"{name}/{bins} px" for name in ("NDB", "JSD") for bins in (50, 100)), "class-TV", "spread-c",
    *(f"{name} in a class, less that of real ones" for name in ("SSIM", "MS-SSIM-2", "MS-SSIM-3")),
    "IS-c", "QD (ours) quality", "QD (ours) diversity", "copied share px", "effective experts, soft", "dead experts",
    "covered by one expert alone", "AMI of expert and class", *GROUP_MEASURES, *TOY_MEASURES,
    *ANSWER_MEASURES, *SAID_MEASURES, *STYLE_MEASURES)


def require_measures(name: str, table: TableFile) -> None:
    """Raises ConfigError for a measure that `evaluate` does not know."""
    for measure in table.measures:
        if measure not in MEASURES:
            raise ConfigError(f"{name}: {unknown('measure', measure, MEASURES)}")


def compared(table: TableFile, rows: Mapping[Key, Row]) -> dict[str, Any]:
    """As JSON takes it: {"title", "n", "seeds", "arms": [..], "claims": [..]}, of the rows that are there.

    Raises ConfigError where rows of one set were measured against different pictures, or by different judges.
    """
    columns = [column for column in SAME if column == "ended" or table.cpu_seconds is not None]
    own = rows_of(table, rows.values())
    for data in table.data:
        if len({row.reference for row in own if row.data == data}) > 1:
            raise ConfigError(f"The rows of {data} were measured against different pictures, or by different judges.",
                              "Take out those of one kind, and they are measured again.")
    return {
        "title": table.title, "n": table.n, "seeds": list(table.seeds), "measures": list(table.measures),
        "rows": len(own), "of": len(table.arms) * len(table.data) * len(table.seeds),
        "arms": [line for data in table.data for column in columns for arm in table.arms
                 if (line := _line(table, own, data, column, arm))],
        "claims": [_decided(table, own, claim, column) for claim in table.claims for column in columns],
        "left_out": [*_others(table, rows.values(), len(own)), *sorted({why for row in own for why in row.left_out})]}


def rows_of(table: TableFile, rows: Iterable[Row]) -> list[Row]:
    """Those that were made and measured as the table says now."""
    return [row for row in rows if _belongs(table, row) and (row.n, row.cpu_seconds) == (table.n, table.cpu_seconds)
            and _as_declared(table, row)]


def _belongs(table: TableFile, row: Row) -> bool:
    return row.arm in table.arms and row.data in table.data and row.seed in table.seeds


def _as_declared(table: TableFile, row: Row) -> bool:
    """Family, and each setting that the file states; widths that were matched are no setting."""
    arm, config = table.arms[row.arm], row.config
    found = {**config.training.model_dump(mode="json"), **config.options}
    told = {name: value for name, value in {**table.settings, **arm.settings}.items() if name in found and name not in NOT_OF_IT}
    if table.match and row.arm != table.match:
        told.pop("widths", None)
    preset = arm.preset or config.preset                            # without one it is that of the data
    return (config.family, config.preset) == (arm.family, preset) and all(found[name] == value for name, value in told.items())


def _others(table: TableFile, rows: Iterable[Row], n_own: int) -> list[str]:
    n = sum(_belongs(table, row) for row in rows) - n_own
    return [f"{n} row{'s were' if n > 1 else ' was'} made or measured in another way than the table says now, and "
            f"{'do' if n > 1 else 'does'} not count."] if n else []


def _line(table: TableFile, rows: Iterable[Row], data: str, column: Column, arm: str) -> dict[str, Any] | None:
    """One arm on one set: None where no seed is finished."""
    found = _at(rows, data, column, arm)
    if not found:
        return None
    first = next(iter(table.arms))
    return {
        "data": data, "same": SAME[column], "arm": arm, "seeds": sorted(found),
        "parameters": next(row.parameters for row in rows if (row.arm, row.data) == (arm, data)),
        "pictures": _spread([one.pictures for one in found.values()]),
        "seconds": _spread([one.seconds for one in found.values()]),
        "measures": {name: _spread(list(values.values())) | {"values": {str(seed): value for seed, value in values.items()}}
                     | _floor(found, name) for name in table.measures if (values := _values(found, name))},
        **({} if arm == first else {"less": first, "differences": _differences(found, _at(rows, data, column, first), table)})}


def _at(rows: Iterable[Row], data: str, column: Column, arm: str) -> dict[int, Measured]:
    """By seed."""
    found = {row.seed: getattr(row, column) for row in rows if (row.arm, row.data) == (arm, data)}
    return {seed: found[seed] for seed in sorted(found) if found[seed] is not None}


def _values(found: Mapping[int, Measured], name: str) -> dict[int, float]:
    return {seed: one.values[name] for seed, one in found.items() if name in one.values}


def _spread(values: list[float] | list[int]) -> dict[str, Any]:
    return {"mean": round(statistics.fmean(values), 5), "low": round(min(values), 5), "high": round(max(values), 5)}


def _floor(found: Mapping[int, Measured], name: str) -> dict[str, Any]:
    """What real pictures have beside real ones: of one reference, so the same for every seed."""
    floors = [record.floor for one in found.values() for record in one.records if record.name == name and record.floor]
    return {"floor": list(floors[0])} if floors else {}


def _differences(found: Mapping[int, Measured], first: Mapping[int, Measured], table: TableFile) -> dict[str, Any]:
    """This arm less the first one, seed by seed, in the measure's own direction."""
    out = {}
    for name in table.measures:
        own, other = _values(found, name), _values(first, name)
        if paired := [own[seed] - other[seed] for seed in own if seed in other]:
            mean, interval = mean_interval(paired)
            out[name] = {"mean": round(mean, 5), "interval": _rounded(interval), "n": len(paired)}
    return out


def _decided(table: TableFile, rows: Iterable[Row], claim: Claim, column: Column) -> dict[str, Any]:
    """A claim on every data set against all that it names; not before all their trainings are there, so that nobody stops
    at a figure that they like."""
    pairs = []
    for data in table.data:
        uneven = _uneven(rows, data, [claim.arm, *claim.against]) if column == "within" else 1.0
        own = _values(_at(rows, data, column, claim.arm), claim.measure)
        for against, arm, measure in claim.opponents:
            other = _values(_at(rows, data, column, arm), measure)
            paired = gains(own, other, claim.better)
            found = verdict(list(paired.values()), claim.smallest)
            if uneven > UNEVEN:
                found = replace(found, outcome="cannot be told apart", why=f"a picture cost {uneven:.1f} times as many seconds "
                                                                           "with one seed as with another")
            pairs.append({"data": data, "against": against, "seeds": list(paired), "gains": _rounded(paired.values()),
                          "mean": None if found.mean is None else round(found.mean, 5), "interval": _rounded(found.interval),
                          "outcome": found.outcome, "why": found.why})
    outcomes = cast("list[Outcome]", [one["outcome"] for one in pairs])
    of = len(table.data) * len(table.seeds) * (1 + len(claim.against))
    there = sum(row.arm in (claim.arm, *claim.against) for row in rows)
    return {**claim.model_dump(mode="json"), "opponents": [list(one) for one in claim.opponents], "same": SAME[column],
            "outcome": of_all(outcomes) if there == of else UNDECIDED, "trainings": there, "of": of, "pairs": pairs}


def _uneven(rows: Iterable[Row], data: str, arms: Sequence[str]) -> float:
    """How many times as many seconds a picture cost with one seed of an arm as with another, in the arm where that is most: more
    than the arms differ by, where a machine had other work or two were of unlike speed."""
    costs = [[row.ended.seconds / row.ended.pictures for row in rows if (row.arm, row.data) == (arm, data)] for arm in arms]
    return max((max(found) / min(found) for found in costs if found and min(found) > 0), default=1.0)


def _rounded(values: Iterable[float] | None) -> list[float] | None:
    return None if values is None else [round(value, 5) for value in values]

"""The runs of a declared table: an arm on a data set with a seed each, as a sweep plans them, matched where it asks for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mixgan.config import DataFacts, RunConfig, checked
from mixgan.errors import ConfigError, MixganError
from mixgan.families import completed, described
from mixgan.families.matched import matched, n_parameters
from mixgan.measures.toy import TOY_MEASURES
from mixgan.store.table_rows import Key, Row, lies_in, rows_path
from mixgan.store.tables import TableFile
from mixgan.training.sweep import Planned, SweepFile, differences, plan

__all__ = ["QUICK", "TableRun", "is_done", "plan_table", "quick"]

QUICK = "-quick"                # ends the name of a table that was asked for quickly: its rows are others
_FEW = {"steps": 12, "batch": 16, "evaluate_every": 6, "checkpoint_every": 6, "warm_up_steps": 4, "head_tries": 1}
_FEW_PICTURES = 200


@dataclass(frozen=True)
class TableRun:
    """One run of a table."""

    arm: str
    data: str
    planned: Planned

    @property
    def key(self) -> Key:
        return self.arm, self.data, self.planned.seed


def quick(table: TableFile) -> TableFile:
    """The same with a few steps on small pictures: for the machinery alone, its figures mean nothing."""
    is_own = any(described(arm.family).is_asked for arm in table.arms.values()) or set(table.measures) <= {*TOY_MEASURES}
    arms = {name: arm.model_copy(update={"preset": "", "settings": {**arm.settings, **_FEW}}) for name, arm in table.arms.items()}
    return table.model_copy(update={
        "title": f"{table.title} (quick: a few steps, to try the machinery; no result)",
        "data": table.data[:1] if is_own else ["digits"], "n": _FEW_PICTURES, "cpu_seconds": None, "arms": arms})


def plan_table(name: str, table: TableFile) -> list[TableRun]:
    """Every run, seed by seed, so that a table that is stopped has whole pairs. Reads the data, writes nothing.

    Raises ConfigError, with the arm, for an unknown family or setting, and where no widths match the parameters.
    """
    known: dict[str, DataFacts] = {}                                # a set is read once, for all arms
    planned = {arm: _planned(name, table, arm, known) for arm in table.arms}
    if table.match:
        wanted = {run.data: n_parameters(run.planned.config) for run in planned[table.match]}
        planned = {arm: runs if arm == table.match else _matched(name, arm, runs, wanted) for arm, runs in planned.items()}
    return sorted((run for runs in planned.values() for run in runs),
                  key=lambda run: (table.data.index(run.data), table.seeds.index(run.planned.seed)))


def _planned(name: str, table: TableFile, arm: str, known: dict[str, DataFacts]) -> list[TableRun]:
    own = table.arms[arm]
    sweep = checked(SweepFile, {
        "name": f"{name}-{arm}", "family": own.family, "preset": own.preset, "seeds": table.seeds,
        "settings": {**table.settings, **own.settings}, "vary": {"data": table.data}}, f"{name}, arm {arm}")
    return [TableRun(arm, one.varied["data"], one) for one in plan(sweep, f"{name}, arm {arm}", known)]


def _matched(name: str, arm: str, runs: list[TableRun], wanted: Mapping[str, int]) -> list[TableRun]:
    widths: dict[str, object] = {}                                  # a seed changes no shape
    out = []
    for run in runs:
        config = run.planned.config
        if run.data not in widths:
            try:
                widths[run.data] = matched(config, wanted[run.data]).options["widths"]
            except MixganError as err:
                raise ConfigError(f"{name}, arm {arm}: {err}") from err
        options = {**config.options, "widths": widths[run.data]}
        out.append(replace(run, planned=replace(run.planned, config=config.model_copy(update={"options": options}))))
    return out


def is_done(name: str, table: TableFile, run: TableRun, row: Row | None) -> bool:
    """Whether a kept row has all that the table asks of this run. Raises ConfigError for a row of other settings."""
    if row is None:
        return False
    known = completed(row.config)
    if _portable(known) != _portable(run.planned.config):
        shipped = (place := lies_in(name, run.key)) != rows_path(name)
        raise ConfigError(f"{place} has a row of {run.planned.name} with other settings "
                          f"({differences(known, run.planned.config)}).",
                          "Give your table another name, or put the settings back." if shipped else
                          "Put the settings back, or move that file away to begin anew.")
    return row.n == table.n and row.cpu_seconds == table.cpu_seconds and set(table.measures) <= set(row.asked)


def _portable(config: RunConfig) -> RunConfig:
    """Where it runs is no part of what it is."""
    return config.model_copy(update={"training": config.training.model_copy(update={"device": "auto", "threads": 1})})

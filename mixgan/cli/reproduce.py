"""`reproduce`: a declared table, from its runs to its verdicts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mixgan.cli.common import STOPPED, Command, print_rows
from mixgan.cli.sweep import add_engine, drive_asked, require_at_once
from mixgan.errors import ConfigError, MixganError

if TYPE_CHECKING:
    from mixgan.store.tables import TableFile
    from mixgan.training.table import TableRun

__all__ = ["add"]


def add(command: Command) -> None:
    """Declare the command of this file."""
    reproduce = command("reproduce", _reproduce,
                        "Train and measure every run of a declared table, and decide its claims by rule: holds, holds not, "
                        "cannot be told apart. Again: go on with what is left; rows that are shipped count.")
    reproduce.add_argument("table", nargs="?", help="name of a shipped table, or a .toml file like those in mixgan/tables; none: "
                                                    "list them")
    add_engine(reproduce)
    reproduce.add_argument("--quick", action="store_true", help="a few steps on small pictures, to try the machinery; no result")
    reproduce.add_argument("--show", action="store_true", help="start nothing: print what the finished rows say so far")
    reproduce.add_argument("--ship", action="store_true", help="start nothing: put the finished rows into checkpoints/tables, "
                                                               "where they travel with the project")
    reproduce.add_argument("--summary", action="store_true", help="start nothing: print what holds by the rows that travel with "
                                                                  "the project, as the README has it")


def _reproduce(a: argparse.Namespace) -> int:
    if a.summary:
        return _summary()
    if a.table is None:
        return _list()
    from mixgan.analysis.compared import require_measures
    from mixgan.store.table_rows import read_rows
    from mixgan.store.tables import read_table
    from mixgan.training.table import QUICK, is_done, plan_table, quick

    require_at_once(a)
    name, table = read_table(a.table)
    require_measures(name, table)
    if a.quick:
        name, table = name + QUICK, quick(table)
    if a.show:
        print(_words(name, table))
        return 0
    if a.ship:
        return _ship(name, table)
    runs, rows = plan_table(name, table), read_rows(name)
    left = {run.planned.name: run for run in runs if not is_done(name, table, run, rows.get(run.key))}
    print(f"{len(runs) - len(left)} of {len(runs)} rows are there.", file=sys.stderr)
    status = drive_asked([run.planned for run in left.values()], a, True, f"reproduce {a.table}{' --quick' if a.quick else ''}",
                         lambda folder: _measure(name, table, left[folder.name])) if left else 0
    if status == STOPPED:
        return status
    return _end(name, table, runs) or status


def _summary() -> int:
    from mixgan.analysis.claims import read_all
    from mixgan.analysis.what_holds import what_holds
    from mixgan.store.table_rows import read_shipped_rows

    print(what_holds(read_all(read_shipped_rows)))
    return 0


def _ship(name: str, table: TableFile) -> int:
    """Rows of this table as it is declared, and no others; with the sheets of one seed."""
    from mixgan.analysis.compared import rows_of
    from mixgan.analysis.words import plural
    from mixgan.store.models import all_models
    from mixgan.store.table_rows import read_rows, ship_rows
    from mixgan.store.table_sheets import models_of, of_one_seed, sheets_of, ship_sheets
    from mixgan.store.tables import shipped_tables

    if name not in shipped_tables():
        raise ConfigError(f"{name} is no table of the project, so its rows are not shipped.",
                          f"Ship one of {', '.join(shipped_tables())}, without --quick.")
    rows = rows_of(table, read_rows(name).values())
    if not rows:
        raise ConfigError(f"{name} has no finished row to ship.", f"Make some: python -m mixgan reproduce {name}.")
    by_key = {row.key: row for row in rows}
    sheets = of_one_seed(sheets_of(name, by_key, models_of(by_key, all_models()[0])))
    ship_sheets(name, sheets)
    print(f"{len(rows)} {plural('row', len(rows))}, {len(sheets)} {plural('sheet', len(sheets))}: {ship_rows(name, rows)}")
    return 0


def _list() -> int:
    from mixgan.store.tables import read_table, shipped_tables

    tables = {name: read_table(name)[1] for name in shipped_tables()}
    print_rows([{"table": name, "title": table.title, "runs": len(table.arms) * len(table.data) * len(table.seeds)}
                for name, table in tables.items()], False, "No table is shipped.")
    return 0


def _measure(name: str, table: TableFile, run: TableRun) -> None:
    """A run that cannot be measured is named, and the others go on."""
    from mixgan.analysis.publish.row import measured_row
    from mixgan.store.runs import open_run
    from mixgan.store.table_rows import add_row

    print(f"{run.planned.name}: measuring", file=sys.stderr, flush=True)
    try:
        add_row(name, measured_row(open_run(run.planned.name), run.arm, run.data, table.n, table.measures, table.cpu_seconds))
    except MixganError as err:
        print(f"{run.planned.name}: not measured. {err}", file=sys.stderr, flush=True)


def _end(name: str, table: TableFile, runs: list[TableRun]) -> int:
    from mixgan.analysis.compared import compared
    from mixgan.analysis.compared_words import markdown
    from mixgan.store.table_rows import read_rows, rows_path, write_result
    from mixgan.training.table import is_done

    rows = read_rows(name)
    result = compared(table, rows)
    write_result(name, result, markdown(name, result))
    for claim in result["claims"]:
        print(f"{claim['outcome']} (as many {claim['same']}, {claim['measure']}): {claim['words']}")
    path: Path = rows_path(name)
    print(f"The table: {path.with_suffix('.md')}; its figures: {path}", file=sys.stderr)
    return 0 if all(is_done(name, table, run, rows.get(run.key)) for run in runs) else 1


def _words(name: str, table: TableFile) -> str:
    from mixgan.analysis.compared import compared
    from mixgan.analysis.compared_words import markdown
    from mixgan.store.table_rows import read_rows

    return markdown(name, compared(table, read_rows(name)))

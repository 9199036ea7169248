"""`tables/NAME/ARM-DATA-seedS.webp`: what a row's model drew when its run ended, for tables that are looked at.

On the machine that trained it this is the last sheet of the run; with the project travels a copy of it, of one seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from mixgan.files import inside, made, write_bytes
from mixgan.store.models import ModelFolder
from mixgan.store.runs import run_of
from mixgan.store.table_rows import Key, Row, shipped_rows_path

__all__ = ["models_of", "of_one_seed", "sheets_of", "ship_sheets"]


def models_of(rows: Mapping[Key, Row], known: Iterable[ModelFolder]) -> dict[Key, ModelFolder]:
    """The rows' models among `known`: of the very settings, whatever they are called."""
    models = list(known)
    return {key: one for key, row in rows.items() for one in models if one.config == row.config}


def sheets_of(table: str, rows: Mapping[Key, Row], models: Mapping[Key, ModelFolder]) -> dict[Key, Path]:
    """Of each row whose pictures are here: the newest sheet of its run, else the one that travels with the project."""
    found = {}
    for key in rows:
        run = run_of(models[key].path) if key in models else None
        kept = run.sheets() if run is not None else {}
        path = kept[max(kept)] if kept else _shipped(table, key)
        if path.is_file():
            found[key] = path
    return found


def of_one_seed(sheets: Mapping[Key, Path]) -> dict[Key, Path]:
    """On each data set those of the seed with most arms, of equals the lowest: alike in all but the arm."""
    out: dict[Key, Path] = {}
    for data in dict.fromkeys(data for _, data, _ in sheets):
        seeds = [seed for _, of, seed in sheets if of == data]
        chosen = min(set(seeds), key=lambda seed: (-seeds.count(seed), seed))
        out |= {key: path for key, path in sheets.items() if key[1:] == (data, chosen)}
    return out


def ship_sheets(table: str, sheets: Mapping[Key, Path]) -> None:
    """Copy `sheets` to where they travel with the project, in place of those that lie there."""
    content = {_shipped(table, key): path.read_bytes() for key, path in sheets.items()}     # some may be what lies there
    if content:
        for old in _shipped(table, next(iter(sheets))).parent.glob("*.webp"):
            old.unlink()
    for path, webp in content.items():
        made(path.parent)
        write_bytes(path, webp)


def _shipped(table: str, key: Key) -> Path:
    arm, data, seed = key
    return inside(shipped_rows_path(table).parent, table, f"{arm}-{data.rsplit('/', 1)[-1]}-seed{seed}.webp")

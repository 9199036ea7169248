"""`tables/NAME.json`: the finished rows of a table.

Those under `checkpoints/` travel with the project, those under home are of this machine and stand over them: a table goes on on
another machine from what was shipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from mixgan.config import RunConfig, Strict, checked
from mixgan.files import home, read_json, shipped_root, write_bytes, write_json
from mixgan.store.figures import FigureRecord

__all__ = ["Key", "Measured", "Row", "add_row", "lies_in", "read_rows", "read_shipped_rows", "rows_path", "ship_rows",
           "shipped_rows_path", "write_result"]

Key = tuple[str, str, int]                                          # arm, data, seed


class Measured(Strict):
    """A model at one moment of its training, and the table's measures of it."""

    step: int = Field(ge=0)
    pictures: int = Field(ge=0, description="real ones that its critic saw")
    seconds: float = Field(ge=0, description="of the processor; of the clock on a GPU")
    records: tuple[FigureRecord, ...] = ()

    @property
    def values(self) -> dict[str, float]:
        return {record.name: record.value for record in self.records}


class Row(Strict):
    """What one run came to. `ended`: after all its steps; `within`: after the CPU seconds of the table, where it came so far."""

    arm: str
    data: str
    seed: int = Field(ge=0)
    config: RunConfig
    parameters: int = Field(ge=1, description="of the generator")
    n: int = Field(ge=1, description="pictures on each side")
    reference: str = Field(description="the pictures and what read them, so that unlike rows are not compared")
    asked: tuple[str, ...] = Field(description="the measures that were wanted; without a record it could not be measured")
    left_out: tuple[str, ...] = Field(default=(), description="why")
    cpu_seconds: float | None = None
    ended: Measured
    within: Measured | None = None

    @property
    def key(self) -> Key:
        return self.arm, self.data, self.seed

    def to_dict(self) -> dict[str, Any]:
        """The configuration whole, a record as it was given."""
        whole = self.model_dump(mode="json")
        for part in ("ended", "within"):
            measured: Measured | None = getattr(self, part)
            if measured is not None:
                whole[part]["records"] = [one.model_dump(mode="json", exclude_unset=True) for one in measured.records]
        return whole


class _Rows(Strict):
    rows: tuple[Row, ...] = ()
    result: dict[str, Any] = Field(default={}, description="of `compared`; worked out anew each time")


def rows_path(table: str) -> Path:
    """Where this machine's rows are kept."""
    return home() / "tables" / f"{table}.json"


def shipped_rows_path(table: str) -> Path:
    """Where rows lie that travel with the project."""
    return shipped_root() / "tables" / f"{table}.json"


def read_rows(table: str) -> dict[Key, Row]:
    """Those that are finished: the shipped ones, and this machine's over them. Raises ConfigError or StoreError for what are no
    rows."""
    return {**_read(shipped_rows_path(table)), **_read(rows_path(table))}


def read_shipped_rows(table: str) -> dict[Key, Row]:
    """Of those the ones that travel with the project."""
    return _read(shipped_rows_path(table))


def lies_in(table: str, key: Key) -> Path:
    """The file that a row of `read_rows` is of."""
    return rows_path(table) if key in _read(rows_path(table)) else shipped_rows_path(table)


def _read(path: Path) -> dict[Key, Row]:
    if not path.is_file():
        return {}
    return {row.key: row for row in checked(_Rows, read_json(path), f"tables/{path.name}").rows}


def add_row(table: str, row: Row) -> None:
    """Beside those of this machine that lie there by now: another process may work on the same table."""
    _write(rows_path(table), {**_read(rows_path(table)), row.key: row}.values(), {})


def write_result(table: str, result: Mapping[str, Any], words: str) -> None:
    """What all rows came to: beside this machine's own, and as Markdown."""
    _write(rows_path(table), _read(rows_path(table)).values(), result)
    write_bytes(rows_path(table).with_suffix(".md"), words.encode())


def ship_rows(table: str, rows: Iterable[Row]) -> Path:
    """Put `rows` where they travel with the project, in place of those that lie there; a result is worked out from them."""
    _write(shipped_rows_path(table), sorted(rows, key=lambda row: row.key), {})
    return shipped_rows_path(table)


def _write(path: Path, rows: Iterable[Row], result: Mapping[str, Any]) -> None:
    write_json(path, {"rows": [row.to_dict() for row in rows], **({"result": dict(result)} if result else {})})

"""`tables/NAME.json` under home: the finished rows of a table. Commit it, and another machine goes on from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from mixgan.config import RunConfig, Strict, checked
from mixgan.files import home, read_json, write_bytes, write_json
from mixgan.store.figures import FigureRecord

__all__ = ["Key", "Measured", "Row", "add_row", "read_rows", "rows_path", "write_result"]

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
    return home() / "tables" / f"{table}.json"


def read_rows(table: str) -> dict[Key, Row]:
    """Those that are finished. Raises ConfigError or StoreError for what are no rows."""
    path = rows_path(table)
    if not path.is_file():
        return {}
    return {row.key: row for row in checked(_Rows, read_json(path), path.name).rows}


def add_row(table: str, row: Row) -> None:
    """Beside those that lie there by now: another process may work on the same table."""
    _write(table, {**read_rows(table), row.key: row}.values(), {})


def write_result(table: str, rows: Iterable[Row], result: Mapping[str, Any], words: str) -> None:
    """What the rows came to: into the same file, and as Markdown beside it."""
    _write(table, rows, result)
    write_bytes(rows_path(table).with_suffix(".md"), words.encode())


def _write(table: str, rows: Iterable[Row], result: Mapping[str, Any]) -> None:
    write_json(rows_path(table), {"rows": [row.to_dict() for row in rows], "result": dict(result)})

"""Tables that can be made again: arms, data, seeds, budget, measures and claims, declared in a TOML file before anything runs.

The shipped ones lie in `mixgan/tables/`. A row that a run came to is kept under `tables/` of home (`store/table_rows.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, field_validator, model_validator

from mixgan.config import Strict, checked
from mixgan.errors import StoreError, unknown
from mixgan.files import checked_name, read_toml

__all__ = ["Arm", "Better", "Claim", "TableFile", "read_table", "shipped_tables", "tables_of"]

FOLDER = Path(__file__).resolve().parent.parent / "tables"
Value = str | int | float | bool | list[int] | list[str]
Word = Annotated[str, Field(min_length=1, max_length=300)]
Better = Literal["lower", "higher"] | float
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Arm(Strict):
    """One side of the comparison: a family and what is set of it."""

    family: str
    preset: str = ""
    settings: dict[str, Value] = Field(default={}, max_length=100)


class Opponent(NamedTuple):
    """What a claim's arm is to be better than: another arm by the same measure, or itself by another one."""

    name: str
    arm: str
    measure: str


class Claim(Strict):
    """What is to be decided: that `arm` is better by one measure than each arm of `against`, or than itself by each of `than`."""

    words: Word = Field(description="the claim as its source makes it")
    source: Word = "ours"
    measure: Word
    better: Better = Field(description="lower, higher, or the number that nearer to is better")
    arm: Word
    against: list[Word] = Field([], max_length=50, description="other arms")
    than: list[Word] = Field([], max_length=50, description="other measures of the same run, of the same units")
    smallest: float = Field(gt=0, description="the smallest difference that matters")

    @field_validator("better", mode="before")
    @classmethod
    def _direction(cls, given: Any) -> Any:
        if given not in ("lower", "higher") and (isinstance(given, bool) or not isinstance(given, int | float)):
            raise ValueError(f"better should be lower, higher or a number, which nearer to is better (given {str(given)[:40]!r})")
        return given

    @model_validator(mode="after")
    def _stands_against_something(self) -> Claim:
        if not self.opponents:
            raise ValueError("a claim names arms in `against`, or measures in `than` (given neither)")
        return self

    @property
    def opponents(self) -> list[Opponent]:
        return [*(Opponent(arm, arm, self.measure) for arm in self.against),
                *(Opponent(measure, self.arm, measure) for measure in self.than)]


class TableFile(Strict):
    """What a table's file may say."""

    title: Word
    data: list[Word] = Field(min_length=1, max_length=20)
    seeds: list[Seed] = Field(min_length=1, max_length=100)
    n: int = Field(ge=100, le=10**6, description="pictures on each side of a measure")
    match: str = Field("", description="the arm whose parameters every other one is matched to, within 2 %")
    cpu_seconds: float | None = Field(None, gt=0, description="a second column: every model as it was after so many")
    measures: list[Word] = Field(min_length=1, max_length=40)
    settings: dict[str, Value] = Field(default={}, max_length=100, description="the same for every arm")
    arms: dict[Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]*$", max_length=18)], Arm] = Field(min_length=1, max_length=50)
    claims: list[Claim] = Field(default=[], max_length=50)

    @model_validator(mode="after")
    def _fit(self) -> TableFile:
        for name, values in (("data", self.data), ("seeds", self.seeds), ("measures", self.measures)):
            if len(set(map(str, values))) < len(values):
                raise ValueError(f"{name} states a value twice: give each once")
        if self.match and self.match not in self.arms:
            raise ValueError("match: " + unknown("arm", self.match, self.arms))
        for claim in self.claims:
            for arm in (claim.arm, *claim.against):
                if arm not in self.arms:
                    raise ValueError("claims: " + unknown("arm", arm, self.arms))
            if claim.arm in claim.against:
                raise ValueError(f"claims: {claim.arm} stands against itself")
            for measure in (claim.measure, *claim.than):
                if measure not in self.measures:
                    raise ValueError("claims: " + unknown("measure of this table", measure, self.measures))
            if claim.measure in claim.than:
                raise ValueError(f"claims: {claim.measure} stands against itself")
        return self


def shipped_tables() -> dict[str, Path]:
    """By name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def tables_of(family: str, data: str) -> dict[str, TableFile]:
    """The shipped tables that have an arm of this family and this data set, by name."""
    known = {name: read_table(name)[1] for name in shipped_tables()}
    return {name: table for name, table in known.items()
            if data in table.data and any(arm.family == family for arm in table.arms.values())}


def read_table(given: str) -> tuple[str, TableFile]:
    """(name, content) of a shipped table, or of a .toml file. Raises ConfigError or StoreError in a sentence."""
    path = Path(given)
    if path.suffix != ".toml":
        if given not in shipped_tables():
            raise StoreError(unknown("table", given, shipped_tables()), "A file of your own ends in .toml.")
        path = shipped_tables()[given]
    return checked_name(path.stem, "table"), checked(TableFile, read_toml(path), path.name)

"""Every declared claim with what decides it: the figures of each seed and arm, paired gains, verdicts. No torch here.

A shape for pages and the README; what is decided is decided in `compared`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mixgan.analysis.answer_names import n_in_words
from mixgan.analysis.compared import SAME, UNDECIDED, compared, rows_of
from mixgan.analysis.words import plural
from mixgan.errors import MixganError
from mixgan.families.amend import as_given
from mixgan.measures.records import Interval
from mixgan.store.table_rows import Key, Row, read_rows
from mixgan.store.tables import TableFile, read_table, shipped_tables

__all__ = ["OUTCOMES", "Arm", "Claimed", "Gains", "Panel", "Told", "counted", "number", "read_all", "told", "verdicts"]

OUTCOMES = ("holds", "holds not", "cannot be told apart", UNDECIDED)


@dataclass(frozen=True)
class Gains:
    """By how much the claim's arm is better than another one, seed by seed, in the measure's units; below 0 it is worse."""

    against: str
    by_seed: Mapping[int, float]
    mean: float | None
    interval: Interval | None
    outcome: str
    why: str = ""


@dataclass(frozen=True)
class Panel:
    """One data set and one way to match: `arms` by name, the claim's own first, each a value by seed."""

    data: str
    same: str
    arms: Mapping[str, Mapping[int, float]]
    gains: Sequence[Gains]
    floor: Interval | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self.arms.values())


@dataclass(frozen=True)
class Claimed:
    """One claim. `outcomes`: by what the arms have as many of, pictures first; `trainings` of `of` are there."""

    words: str
    source: str
    measure: str
    better: str
    smallest: float
    outcomes: Mapping[str, str]
    trainings: int
    of: int
    panels: Sequence[Panel]

    @property
    def outcome(self) -> str:
        return next(iter(self.outcomes.values()))


@dataclass(frozen=True)
class Arm:
    """One arm on one set: what is set of it, and the means of its measures after as many pictures, over `seeds`."""

    name: str
    data: str
    settings: str
    seeds: Sequence[int]
    means: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """A table: `rows` of `of` trainings are there. `n_words`: what the n of its measures is. `arms`: those with a row. `models`:
    the rows themselves. `steps`: of each training, where all have the same. `problem`: why it could not be read, and then nothing
    else stands here."""

    name: str
    title: str = ""
    n: int = 0
    seeds: Sequence[int] = ()
    rows: int = 0
    of: int = 0
    claims: Sequence[Claimed] = ()
    left_out: Sequence[str] = ()
    arms: Sequence[Arm] = ()
    models: Mapping[Key, Row] = field(default_factory=dict)
    problem: str = ""
    n_words: str = ""
    steps: int | None = None

    @property
    def budget(self) -> str:
        """How long each was trained, where the table says the same for all; ends so that more may follow."""
        return f"{self.steps:,} steps each; " if self.steps else ""

    @property
    def command(self) -> str:
        return f"python -m mixgan reproduce {self.name}"


def read_all(rows_of: Callable[[str], Mapping[Key, Row]] = read_rows) -> list[Told]:
    """Every declared table with the rows that are there. One that cannot be read says why and leaves the others."""
    out = []
    for name in shipped_tables():
        try:
            out.append(told(name, read_table(name)[1], rows_of(name)))
        except MixganError as err:
            out.append(Told(name, problem=str(err)))
    return out


def told(name: str, table: TableFile, rows: Mapping[Key, Row]) -> Told:
    """Raises ConfigError as `compared` does."""
    result = compared(table, rows)
    lines = {(line["data"], line["same"], line["arm"]): line for line in result["arms"]}
    columns = len(result["claims"]) // max(1, len(table.claims))
    claims = [_claimed(result["claims"][columns * at:columns * (at + 1)], lines) for at in range(len(table.claims))]
    first, steps = SAME["ended"], {arm.settings.get("steps", table.settings.get("steps")) for arm in table.arms.values()}
    alike = steps.pop() if len(steps) == 1 else None
    arms = [_arm(table, line) for line in result["arms"] if line["same"] == first]
    return Told(name, table.title, table.n, table.seeds, result["rows"], result["of"], claims, result["left_out"], arms,
                {row.key: row for row in rows_of(table, rows.values())}, n_words=n_in_words(table.n, table.measures),
                steps=alike if isinstance(alike, int) else None)


def _arm(table: TableFile, line: Mapping[str, Any]) -> Arm:
    declared = table.arms[line["arm"]]
    settings = ", ".join([declared.family, *(f"{name} {as_given(value)}" for name, value in declared.settings.items())])
    return Arm(line["arm"], line["data"], settings, line["seeds"],
               {name: one["mean"] for name, one in line["measures"].items()})


def _claimed(columns: Sequence[Mapping[str, Any]], lines: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Claimed:
    """`columns`: what was decided of one claim, column by column."""
    first = columns[0]
    better, sets = first["better"], dict.fromkeys(pair["data"] for pair in first["pairs"])
    direction = f"{better} is better" if isinstance(better, str) else f"nearer to {better:g} is better"
    return Claimed(first["words"], first["source"], first["measure"], direction, first["smallest"],
                   {one["same"]: one["outcome"] for one in columns}, first["trainings"], first["of"],
                   [_panel(one, data, lines) for data in sets for one in columns])


def _panel(claim: Mapping[str, Any], data: str, lines: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> Panel:
    sides = [(claim["arm"] if claim["against"] else claim["measure"], claim["arm"], claim["measure"]), *claim["opponents"]]
    found = {name: lines.get((data, claim["same"], arm), {"measures": {}})["measures"].get(measure, {})
             for name, arm, measure in sides}
    floor = next((one["floor"] for one in found.values() if "floor" in one), None)
    gains = [Gains(pair["against"], dict(zip(pair["seeds"], pair["gains"], strict=True)), pair["mean"],
                   None if pair["interval"] is None else (pair["interval"][0], pair["interval"][1]), pair["outcome"], pair["why"])
             for pair in claim["pairs"] if pair["data"] == data]
    arms = {arm: {int(seed): value for seed, value in one.get("values", {}).items()} for arm, one in found.items()}
    return Panel(data, claim["same"], arms, gains, None if floor is None else (floor[0], floor[1]))


# --- in words ----------------------------------------------------------------------------------------------------------


def verdicts(claim: Claimed) -> str:
    """`holds at as many pictures, cannot be told apart at as many CPU seconds`; before the last training: how many are there."""
    if claim.trainings < claim.of:
        return f"{UNDECIDED}: {claim.trainings} of {claim.of} trainings are there"
    if len(set(claim.outcomes.values())) == 1:
        return claim.outcome + (" in both ways" if len(claim.outcomes) > 1 else "")
    return ", ".join(f"{outcome} at as many {same}" for same, outcome in claim.outcomes.items())


def counted(tables: Sequence[Told]) -> str:
    """How many claims there are of each verdict, at as many pictures."""
    claims = [claim for table in tables for claim in table.claims]
    found = [(n, outcome) for outcome in OUTCOMES if (n := sum(claim.outcome == outcome for claim in claims))]
    names = {"holds": ("holds", "hold"), "holds not": ("does not hold", "do not hold"),
             UNDECIDED: ("is not decided yet", "are not decided yet")}
    said = [f"{n} {names.get(outcome, (outcome, outcome))[n != 1]}" for n, outcome in found]
    return f"{len(claims)} declared {plural('claim', len(claims))}: {', '.join(said) or 'none'}."


def number(value: float) -> str:
    """Three digits, as the tables have them."""
    return f"{value:.3g}"

"""A table's file becomes runs: each shipped one does, matched in size; a mistake is one sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mixgan import data, families
from mixgan.analysis.compared import compared, require_measures, rows_of
from mixgan.errors import MixganError
from mixgan.families.matched import NEAR, n_parameters
from mixgan.files import shipped_root
from mixgan.store.table_rows import (
    Measured,
    Row,
    add_row,
    read_rows,
    rows_path,
    ship_rows,
    shipped_rows_path,
    write_result,
)
from mixgan.store.tables import TableFile, read_table, shipped_tables
from mixgan.training.sweep import Planned
from mixgan.training.table import QUICK, TableRun, is_done, plan_table, quick


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "home"))
    if "path" not in request.fixturenames:
        monkeypatch.setattr("mixgan.store.table_rows.shipped_root", lambda: tmp_path / "shipped")


TABLE: dict[str, Any] = {
    "title": "T", "data": ["digits"], "seeds": [0, 1], "n": 200, "measures": ["coverage-c@5"], "settings": {"steps": 40},
    "arms": {"a": {"family": "gan"}, "b": {"family": "gmgan", "settings": {"n_experts": 4, "self_label": 0.0}}}}


@pytest.mark.parametrize("given", list(shipped_tables()))
def test_a_shipped_table_becomes_runs_of_equal_size(given: str) -> None:
    name, table = read_table(given)
    require_measures(name, table)
    assert len(table.seeds) >= 3
    assert table.claims
    runs = plan_table(name + QUICK, quick(table))
    assert len(runs) == len(table.arms) * len(table.seeds)
    assert {run.planned.config.training.steps for run in runs} == {12}
    rows = [Row(arm=run.arm, data=run.data, seed=run.planned.seed, config=run.planned.config, parameters=1, n=200, reference="r",
                asked=tuple(table.measures), ended=Measured(step=12, pictures=1, seconds=1)) for run in runs]
    assert rows_of(quick(table), rows) == rows                      # what the file states is what the run has
    sizes = {run.arm: n_parameters(run.planned.config) for run in runs}
    if table.match:
        assert all(abs(size - sizes[table.match]) <= NEAR * sizes[table.match] for size in sizes.values()), sizes


def test_a_set_is_read_once_for_all_arms(monkeypatch: pytest.MonkeyPatch) -> None:
    read, load = [], data.load

    def counted(name: str, **more: Any) -> data.ImageSet:
        read.append(name)
        return load(name, **more)

    monkeypatch.setattr(data, "load", counted)
    plan_table("t", TableFile.model_validate(TABLE))
    assert read == ["digits"]


def test_seeds_come_one_after_another_so_that_a_stopped_table_has_pairs() -> None:
    runs = plan_table("t", TableFile.model_validate(TABLE))
    assert [(run.arm, run.planned.seed) for run in runs] == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert runs[1].planned.name == "t-b-datadigits-seed0"
    assert runs[1].planned.config.options["n_experts"] == 4
    assert all(run.planned.config.training.steps == 40 for run in runs)


def test_a_kept_row_is_not_made_again_unless_the_table_asks_for_more() -> None:
    table = TableFile.model_validate(TABLE)
    run = plan_table("t", table)[0]
    row = Row(arm="a", data="digits", seed=0, config=run.planned.config, parameters=1, n=200, reference="r",
              asked=("coverage-c@5", "FID-c"), ended=Measured(step=40, pictures=1, seconds=1))
    assert is_done("t", table, run, row)
    settings = row.config.training.model_copy(update={"device": "cuda", "threads": 4})
    elsewhere = row.config.model_copy(update={"training": settings})
    assert is_done("t", table, run, row.model_copy(update={"config": elsewhere}))
    assert not is_done("t", table, run, None)
    assert not is_done("t", table, run, row.model_copy(update={"asked": ("FID-c",)}))
    assert not is_done("t", table.model_copy(update={"n": 300}), run, row)
    assert not is_done("t", table.model_copy(update={"cpu_seconds": 9.0}), run, row)
    other = plan_table("t", TableFile.model_validate({**TABLE, "settings": {"steps": 50}}))[0]
    said = r"t-a-datadigits-seed0 with other settings \(steps 40 there, 50 in the file\)"
    add_row("t", row)
    with pytest.raises(MixganError, match=f"{re.escape(str(rows_path('t')))} has a row of {said}.*move that file away"):
        is_done("t", table, other, row)
    rows_path("t").unlink()
    ship_rows("t", [row])
    with pytest.raises(MixganError, match=f"{re.escape(str(shipped_rows_path('t')))} has a row of {said}.*another name"):
        is_done("t", table, other, row)


def test_rows_of_this_machine_stand_over_shipped_ones_and_beside_them() -> None:
    rows = [Row(arm="a", data="digits", seed=seed, config=run.planned.config, parameters=1, n=200, reference="r",
                asked=("coverage-c@5",), ended=Measured(step=40, pictures=1, seconds=1))
            for seed, run in enumerate(plan_table("t", TableFile.model_validate(TABLE)))]
    ship_rows("t", reversed(rows[:2]))
    assert list(read_rows("t").values()) == rows[:2]
    again = rows[1].model_copy(update={"parameters": 2})
    for row in (again, rows[2]):
        add_row("t", row)
    assert list(read_rows("t").values()) == [rows[0], again, rows[2]]
    before = shipped_rows_path("t").read_bytes()
    write_result("t", {"a": 1}, "words")
    content = json.loads(rows_path("t").read_text())
    assert ([one["seed"] for one in content["rows"]], content["result"]) == ([1, 2], {"a": 1})        # no second copy
    assert shipped_rows_path("t").read_bytes() == before
    shipped_rows_path("t").write_text('{"rows": [{"arm": "a"}]}')
    with pytest.raises(MixganError, match=r"tables/t.json: .*rows.0.data") as err:
        read_rows("t")
    assert "\n" not in str(err.value).strip()


@pytest.mark.parametrize("path", sorted((shipped_root() / "tables").glob("*.json")), ids=lambda path: path.stem)
def test_shipped_rows_are_of_their_table_as_it_is_now(path: Path) -> None:
    table, rows = read_table(path.stem)[1], read_rows(path.stem)
    assert rows_of(table, rows.values()) == list(rows.values())
    assert all(set(table.measures) <= set(row.asked) for row in rows.values())
    assert compared(table, rows)["rows"] == len(rows)
    for row in rows.values():                           # whoever goes on with it is not refused, however old a row is
        arm, widths = table.arms[row.arm], row.config.options["widths"]
        asked = {**table.settings, **arm.settings, "widths": widths, "seed": row.seed}
        planned = families.configure(arm.family, row.data, row.config.facts, arm.preset, asked)
        run = TableRun(row.arm, row.data, Planned("x", planned, {}, row.seed))
        assert is_done(path.stem, table, run, row)


FILE = """title = "T"
data = ["digits"]
seeds = [0]
n = 200
measures = ["coverage-c@5"]
[arms.a]
family = "gan"
settings = { widths = [8, 8] }
[arms.b]
family = "gmgan"
[[claims]]
words = "A"
measure = "coverage-c@5"
better = "higher"
arm = "a"
against = ["b"]
smallest = 0.1
"""


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('"gmgan"', '"gmgn"', "t, arm b, with data = 'digits': Unknown family 'gmgn'.*Did you mean 'gmgan'"),
    ("widths", "widhts", "arm a.*: Unknown setting of gan 'widhts'.*Did you mean 'widths'"),
    ("[8, 8]", '["wide"]', "arm a.*widths.0 should be a valid integer.*given 'wide'"),
    ('"digits"', '"digts"', "digts"),
    ('measure = "coverage-c@5"', 'measure = "coverage"', "Unknown measure of this table 'coverage'"),
    ('against = ["b"]', 'against = ["c"]', "claims: Unknown arm 'c'. Known: a, b"),
    ('against = ["b"]', 'against = ["a"]', "a stands against itself"),
    ('n = 200', 'n = 200\nmatch = "c"', "match: Unknown arm 'c'"),
    ("seeds = [0]", "seeds = [0, 0]", "seeds states a value twice"),
    ("smallest = 0.1", "smallest = 0", "smallest should be greater than 0"),
    ('better = "higher"', 'better = "up"', "better should be lower, higher or a number, which nearer to is better .given 'up'"),
    ("title =", "titel =", "Unknown option 'titel'.*Did you mean 'title'"),
    ("seeds = [0]", "seeds = [0", "is not TOML"),
    ("n = 200", 'n = 200\nmatch = "a"', "arm b: No widths bring gmgan within 2%")])
def test_a_mistake_in_a_file_is_one_sentence(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    more = "self_label = 0.0, n_experts = 60, dynamic = true, covariance = \"full\", noise_dim = 200"
    path.write_text(FILE.replace(old, new, 1).replace('"gmgan"\n', f'"gmgan"\nsettings = {{ {more} }}\n'))
    with pytest.raises(MixganError, match=sentence) as err:
        plan_table(*read_table(str(path)))
    assert "\n" not in str(err.value).strip()


def test_an_unknown_table_is_told() -> None:
    with pytest.raises(MixganError, match=r"Unknown table 'mixturs'.*Did you mean 'mixtures'"):
        read_table("mixturs")

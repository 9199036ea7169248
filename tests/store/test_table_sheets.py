"""Pictures beside a table's rows: those of this machine's runs, and copies of one seed that travel with the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.errors import StoreError
from mixgan.store.models import ModelFolder
from mixgan.store.runs import create
from mixgan.store.table_rows import Key, Row
from mixgan.store.table_sheets import models_of, of_one_seed, sheets_of, ship_sheets
from tests.analysis.test_compared import row
from tests.ui.tiny import tiny_config

SHIPPED: Key = ("a", "digits", 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr("mixgan.store.table_rows.shipped_root", lambda: tmp_path / "shipped")
    return tmp_path


def trained(name: str, *steps: int, depth: int = 2) -> tuple[Row, ModelFolder]:
    """A row and the run that it was made of."""
    config = tiny_config("hmog").model_copy(update={"options": {**tiny_config("hmog").options, "depth": depth}})
    run = create(name, config)
    for step in steps:
        run.write_sheet(step, f"{name} {step}".encode())
    for folder in (run.model, run.path / "snapshots"):
        folder.mkdir(exist_ok=True)
    return row("a", 0, 1.0).model_copy(update={"config": config}), ModelFolder(run.model, name, "run")


def test_a_row_has_the_newest_sheet_of_the_run_of_its_very_settings() -> None:
    own, run = trained("one", 0, 500, 1500)
    _, other = trained("two", 2000, depth=3)
    for folder in (run, other):
        (folder.path / "config.json").write_bytes((folder.path.parent / "config.json").read_bytes())
    here = models_of({SHIPPED: own}, [other, run])
    assert here == {SHIPPED: run}
    assert {key: path.read_bytes() for key, path in sheets_of("t", {SHIPPED: own}, here).items()} == {SHIPPED: b"one 1500"}


def test_a_shipped_sheet_stands_where_the_run_is_not_here() -> None:
    own, run = trained("one", 500)
    assert sheets_of("t", {SHIPPED: own}, {}) == {}
    ship_sheets("t", sheets_of("t", {SHIPPED: own}, {SHIPPED: run}))
    found = sheets_of("t", {SHIPPED: own}, {})
    assert [path.read_bytes() for path in found.values()] == [b"one 500"]
    ship_sheets("t", found)                                         # what lies there already is not lost
    assert [path.read_bytes() for path in sheets_of("t", {SHIPPED: own}, {}).values()] == [b"one 500"]


def test_what_is_shipped_anew_takes_the_place_of_what_lay_there(home: Path) -> None:
    (home / "x").write_bytes(b"x")
    ship_sheets("t", {("a", "digits", 0): home / "x"})
    ship_sheets("t", {("a", "digits", 1): home / "x", ("b", "/of/mine/own", 1): home / "x"})
    assert sorted(path.name for path in home.glob("shipped/tables/t/*")) == ["a-digits-seed1.webp", "b-own-seed1.webp"]
    ship_sheets("t", {})                                            # nothing to ship takes nothing away
    assert len(list(home.glob("shipped/tables/t/*"))) == 2


def test_on_each_set_the_seed_with_most_arms_is_shown_of_equals_the_lowest() -> None:
    keys: list[Key] = [("a", "d", 0), ("a", "d", 1), ("b", "d", 1), ("a", "d", 2), ("b", "d", 2), ("a", "e", 7)]
    shown = of_one_seed({key: Path("x") for key in keys})
    assert list(shown) == [("a", "d", 1), ("b", "d", 1), ("a", "e", 7)]


def test_a_row_cannot_name_a_file_outside() -> None:
    own, _ = trained("one")
    with pytest.raises(StoreError, match="leads out of the folder"):
        sheets_of("t", {("../../../x", "digits", 0): own}, {})

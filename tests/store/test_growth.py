from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.errors import ConfigError, StoreError
from mixgan.files import read_json, write_json
from mixgan.store import growth as m
from mixgan.store.growth import Growth, Moment, add_moment, program_at, read_growth, write_growth, written
from mixgan.store.models import forget_measures


def some(*steps: int) -> Growth:
    return Growth(n=10, moments=tuple(Moment(step=step, shares=(0.25, 0.75), explained=0.5, information=0.1) for step in steps))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    write_growth(tmp_path, some(20, 300), {20: b"first", 300: b"last"})
    return tmp_path


def test_what_is_written_is_read(kept: Path) -> None:
    assert read_growth(kept) == some(20, 300)
    assert program_at(kept, 300) == b"last"
    write_growth(kept, some(40), {40: b"new"})                      # nothing of the old stays
    assert sorted(path.name for path in (kept / "growth").iterdir()) == ["000040.mixg", "growth.json"]
    forget_measures(kept)
    assert read_growth(kept) is None
    assert not (kept / "growth").exists()


def test_a_run_keeps_it_beside_its_snapshots_also_when_its_model_is_written_anew(tmp_path: Path) -> None:
    model = tmp_path / "model"
    (tmp_path / "snapshots").mkdir()
    write_growth(model, some(20), {20: b"first"})                   # the model is not there yet
    add_moment(model, some(20, 300), 300, b"last")
    assert not model.exists()
    assert read_growth(model) == read_growth(tmp_path) == some(20, 300)
    assert [program_at(place, 300) for place in (model, tmp_path)] == [b"last"] * 2
    model.mkdir()
    forget_measures(model)
    assert read_growth(model) == some(20, 300)
    assert written(model, 300) > 0 == written(model, 20_000)


def test_a_page_that_reads_between_program_and_names_sees_the_steps_before(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m, "write_json", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        add_moment(kept, some(20, 300, 900), 900, b"newest")
    assert read_growth(kept) == some(20, 300)


def test_what_was_killed_half_way_is_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m, "write_json", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_growth(kept, some(40), {40: b"new"})
    assert read_growth(kept) is None


def test_a_missing_and_a_large_step_are_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match=r"has no generator of step 1,000\. Make its steps again"):
        program_at(kept, 1000)
    monkeypatch.setattr(m, "MAX_PROGRAM_BYTES", 4)
    with pytest.raises(StoreError, match=r"step 20 .* larger than 8 MB"):
        program_at(kept, 20)


@pytest.mark.parametrize("change", [
    {"moments": []}, {"moments": [{"step": 1}]}, {"n": 0}, {"more": 1},
    {"moments": [{"step": 1, "shares": [2.0], "explained": 0.1}]}, {"moments": [{"step": 1, "shares": [], "explained": 0.1}]}])
def test_other_contents_are_refused(kept: Path, change: dict) -> None:
    path = kept / "growth" / "growth.json"
    write_json(path, {**{k: v for k, v in read_json(path).items() if k != "version"}, **change})
    with pytest.raises(ConfigError, match=r"growth/growth\.json"):
        read_growth(kept)


def test_steps_out_of_order_and_uneven_shares_are_refused(tmp_path: Path) -> None:
    write_growth(tmp_path, some(300, 20), {})
    with pytest.raises(StoreError, match="steps out of order"):
        read_growth(tmp_path)
    uneven = some(20, 300)
    uneven = Growth(n=10, moments=(uneven.moments[0], Moment(step=300, shares=(1.0,), explained=0.5)))
    write_growth(tmp_path, uneven, {})
    with pytest.raises(StoreError, match="not one share for each expert"):
        read_growth(tmp_path)

"""Claims with what decides them: no verdict before its time, figures where they belong, one broken table leaves the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixgan.analysis.claims import Told, counted, read_all, told, verdicts
from mixgan.analysis.what_holds import what_holds
from mixgan.store.table_rows import read_shipped_rows, rows_path
from mixgan.store.tables import shipped_tables
from tests.analysis.test_compared import CLAIM, ROWS, by_key, row, table
from tests.test_config import loads_torch


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr("mixgan.store.table_rows.shipped_root", lambda: tmp_path / "shipped")
    return tmp_path


def test_a_decided_claim_has_every_dot_and_both_verdicts() -> None:
    found = told("t", table(), ROWS)
    claim, = found.claims
    assert (found.rows, found.of, found.command) == (6, 6, "python -m mixgan reproduce t")
    assert dict(claim.outcomes) == {"pictures": "holds", "CPU seconds": "cannot be told apart"}
    assert verdicts(claim) == "holds at as many pictures, cannot be told apart at as many CPU seconds"
    first, second = claim.panels
    assert (first.data, first.same, second.same, first.floor) == ("digits", "pictures", "CPU seconds", (0.1, 0.2))
    assert first.arms == {"a": {0: 1.0, 1: 1.01, 2: 1.02}, "b": {0: 2.0, 1: 2.02, 2: 2.04}}
    gains, = first.gains
    assert (gains.against, gains.by_seed, gains.mean, gains.outcome) == ("b", {0: 1.0, 1: 1.01, 2: 1.02}, 1.01, "holds")
    assert gains.interval == pytest.approx((0.98516, 1.03484))
    assert counted([found]) == "1 declared claim: 1 holds."


def test_steps_are_said_of_all_where_all_have_as_many() -> None:
    arms = {"a": {"family": "gan"}, "b": {"family": "gmgan", "settings": {"steps": 7}}}
    assert told("t", table(settings={"steps": 3000}), {}).budget == "3,000 steps each; "
    assert told("t", table(settings={"steps": 3000}, arms=arms), {}).budget == ""
    assert told("t", table(), {}).budget == ""


def test_a_claim_that_fails_is_said_to_fail() -> None:
    turned = table(claims=[{**CLAIM, "better": "higher"}], cpu_seconds=None)
    found = told("t", turned, {key: one.model_copy(update={"cpu_seconds": None}) for key, one in ROWS.items()})
    assert verdicts(found.claims[0]) == "holds not"
    assert counted([found, found]) == "2 declared claims: 2 do not hold."


def test_without_rows_nothing_is_said_but_how_many_are_there() -> None:
    found = told("t", table(), {})
    assert verdicts(found.claims[0]) == "not decided yet: 0 of 6 trainings are there"
    assert all(panel.is_empty for panel in found.claims[0].panels)
    part = told("t", table(), by_key(row("a", 0, 1.0), row("b", 0, 2.0), row("a", 1, 1.0)))
    assert verdicts(part.claims[0]) == "not decided yet: 3 of 6 trainings are there"
    assert part.claims[0].panels[0].gains[0].by_seed == {0: 1.0}
    assert counted([part]) == "1 declared claim: 1 is not decided yet."


def test_all_declared_claims_are_there_and_a_broken_table_leaves_the_others(alone: Path) -> None:
    tables = read_all()
    assert [one.name for one in tables] == list(shipped_tables())
    assert all(claim.trainings == 0 for one in tables for claim in one.claims)
    assert sum(len(one.claims) for one in tables) > 25
    rows_path("depth").parent.mkdir()
    rows_path("depth").write_text("{")
    found = {one.name: one.problem for one in read_all()}
    assert "depth.json is not JSON" in found.pop("depth")
    assert not any(found.values())


def test_two_claims_of_the_same_words_are_two() -> None:
    both = told("t", table(claims=[CLAIM, {**CLAIM, "better": "higher"}]), ROWS).claims
    assert [list(claim.outcomes.items()) for claim in both] == [
        [("pictures", "holds"), ("CPU seconds", "cannot be told apart")],
        [("pictures", "holds not"), ("CPU seconds", "cannot be told apart")]]


def test_the_readme_s_section_has_the_pair_that_speaks_least_for_a_claim() -> None:
    both = table(arms={"a": {"family": "gan"}, "b": {"family": "gmgan"}, "c": {"family": "gan"}},
                 claims=[{**CLAIM, "against": ["b", "c"]}, {**CLAIM, "words": "B|A", "arm": "b", "against": ["a"]}],
                 cpu_seconds=None)
    alike = {key: one.model_copy(update={"cpu_seconds": None}) for key, one in ROWS.items()}
    more = by_key(*(row("c", seed, 1.5 + 0.01 * seed, cpu_seconds=None) for seed in range(3)))
    said = what_holds([told("t", both, {**alike, **more})])
    assert said.splitlines()[0] == "2 declared claims: 1 holds, 1 does not hold."
    assert said.splitlines()[4] == ("| A beats B. | ours | holds | FID-c, lower is better; 0.3 matters | "
                                    "+0.5 (0.5 to 0.5) over c, digits, 3 seeds |")
    assert said.splitlines()[5].startswith(
        "| B/A | ours | holds not | FID-c, lower is better; 0.3 matters | -1.01 (-1.03 to -0.985)")
    part = what_holds([told("t", both, alike), Told("odd", problem="No.")])
    assert "A beats B." not in part                                 # undecided: c is missing
    assert "Under way: `t` (6 of 9 trainings)." in part
    assert part.endswith("odd cannot be read: No.")


def test_only_rows_that_travel_are_in_the_readme(alone: Path) -> None:
    rows_path("depth").parent.mkdir()
    rows_path("depth").write_text("{")
    assert not any(one.problem for one in read_all(read_shipped_rows))


def test_it_needs_no_torch() -> None:
    assert not loads_torch("from mixgan.analysis.claims import read_all; assert read_all()")

"""Rows of a table, compared: what stands beside what, in JSON and in words."""

from __future__ import annotations

from typing import Any

import pytest

from mixgan.analysis.claims import told
from mixgan.analysis.compared import MEASURES, compared, require_measures, rows_of
from mixgan.analysis.compared_words import markdown
from mixgan.errors import ConfigError
from mixgan.files import shipped_root
from mixgan.store.models import read_config
from mixgan.store.table_rows import Key, Measured, Row
from mixgan.store.tables import TableFile

CLAIM = {"words": "A beats B.", "measure": "FID-c", "better": "lower", "arm": "a", "against": ["b"], "smallest": 0.3}


def table(**more: Any) -> TableFile:
    return TableFile.model_validate({
        "title": "T", "data": ["digits"], "seeds": [0, 1, 2], "n": 200, "cpu_seconds": 60, "measures": ["FID-c", "coverage-c@5"],
        "arms": {"a": {"family": "gan"}, "b": {"family": "gmgan"}}, "claims": [CLAIM], **more})


def measured(value: float) -> Measured:
    return Measured.model_validate({"step": 5, "pictures": 640, "seconds": 61.0, "records": [
        {"name": "FID-c", "value": value, "floor": [0.1, 0.2]}]})


def row(arm: str, seed: int, value: float, within: float | None = None, **more: Any) -> Row:
    family = {"a": "gan", "b": "gmgan"}.get(arm, "gan")
    config = read_config(shipped_root() / "gmgan-digits").model_copy(update={"family": family, "preset": ""})
    whole = {"arm": arm, "data": "digits", "seed": seed, "config": config,
             "parameters": 1000, "n": 200, "reference": "r", "asked": ("FID-c",), "cpu_seconds": 60, "ended": measured(value),
             "within": None if within is None else measured(within)}
    return Row.model_validate({**whole, **more})


def by_key(*rows: Row) -> dict[Key, Row]:
    return {one.key: one for one in rows}


ROWS = by_key(*(row("a", seed, 1.0 + 0.01 * seed, 2.0) for seed in range(3)),
              *(row("b", seed, 2.0 + 0.02 * seed, 2.0 + 0.01 * seed) for seed in range(3)))


def test_the_two_columns_are_decided_apart() -> None:
    found = compared(table(), ROWS)
    pictures, seconds = found["claims"]
    assert (pictures["same"], pictures["outcome"]) == ("pictures", "holds")
    assert pictures["pairs"][0]["gains"] == [1.0, 1.01, 1.02]
    assert (seconds["same"], seconds["outcome"]) == ("CPU seconds", "cannot be told apart")
    first = found["arms"][0]
    assert (first["arm"], first["seeds"], first["measures"]["FID-c"]["floor"]) == ("a", [0, 1, 2], [0.1, 0.2])
    assert [first["measures"]["FID-c"][name] for name in ("mean", "low", "high")] == [1.01, 1.0, 1.02]
    assert found["arms"][1]["differences"]["FID-c"]["mean"] == 1.01
    assert "coverage-c@5" not in first["measures"]


def test_on_a_machine_that_had_other_work_equal_seconds_say_nothing() -> None:
    def slow(seed: int, factor: float) -> Row:
        one = ROWS["b", "digits", seed]
        return one.model_copy(update={"ended": one.ended.model_copy(update={"seconds": 61.0 * factor}), "within": measured(4.0)})

    for factor, outcome in ((1.2, "holds"), (1.3, "cannot be told apart")):
        pictures, seconds = compared(table(), {**ROWS, **by_key(slow(0, 1.0), slow(1, 1.0), slow(2, factor))})["claims"]
        assert (pictures["outcome"], seconds["outcome"]) == ("holds", outcome)
        pair = seconds["pairs"][0]
        assert pair["why"] == ("" if factor < 1.25 else "a picture cost 1.3 times as many seconds with one seed as with another")
        assert pair["mean"] == pytest.approx(2.0)


def test_only_rows_of_this_table_count() -> None:
    others = by_key(row("c", 0, 9.0), row("a", 7, 9.0), row("b", 1, 9.0, data="mnist"))
    assert compared(table(), {**ROWS, **others})["claims"] == compared(table(), ROWS)["claims"]
    found = compared(table(n=300), ROWS)
    assert (found["rows"], found["left_out"]) == (
        0, ["6 rows were made or measured in another way than the table says now, and do not count."])
    few = compared(table(seeds=[0, 1]), ROWS)["claims"][0]
    pair = few["pairs"][0]
    assert (pair["seeds"], pair["outcome"], pair["why"]) == ([0, 1], "cannot be told apart", "2 seeds; 3 are the least")
    assert few["outcome"] == "cannot be told apart"


def test_nothing_is_decided_before_the_last_training_is_there() -> None:
    fewer = {key: one for key, one in ROWS.items() if key != ("b", "digits", 2)}
    claim = compared(table(seeds=[0, 1, 2]), fewer)["claims"][0]
    assert (claim["outcome"], claim["trainings"], claim["of"]) == ("not decided yet", 5, 6)
    assert "**not decided yet** (as many pictures; 5 of 6 trainings are there): A beats B." in markdown(
        "t", compared(table(), fewer))
    # four seeds that agree decide no claim of five
    assert compared(table(seeds=[0, 1, 2, 3]), ROWS)["claims"][0]["outcome"] == "not decided yet"


@pytest.mark.parametrize("changed", [
    {"arms": {"a": {"family": "hmog"}, "b": {"family": "gmgan"}}}, {"settings": {"batch": 7}}, {"cpu_seconds": 30},
    {"arms": {"a": {"family": "gan", "settings": {"noise_dim": 7}}, "b": {"family": "gmgan"}}}])
def test_rows_that_were_made_in_another_way_do_not_count(changed: dict[str, Any]) -> None:
    assert len(rows_of(table(), ROWS.values())) == 6
    assert len(rows_of(table(settings={"device": "cuda", "threads": 9}), ROWS.values())) == 6
    found = compared(table(**changed), ROWS)
    assert found["rows"] < 6
    assert "do not count" in found["left_out"][0]


def test_widths_that_were_matched_are_no_setting() -> None:
    assert len(rows_of(table(settings={"widths": [1]}, match="a"), ROWS.values())) == 3


def test_rows_of_another_judge_are_not_put_beside_these() -> None:
    with pytest.raises(ConfigError, match="different pictures, or by different judges"):
        compared(table(), {**ROWS, **by_key(row("b", 1, 2.0, reference="other"))})


def test_the_words_say_who_against_whom_and_what_is_missing() -> None:
    said = markdown("t", compared(table(), ROWS))
    assert "6 of 6 runs are finished; 200 generated pictures beside 200 held-out ones; seeds 0, 1, 2." in said
    assert "**holds** (as many pictures): A beats B. (ours)" in said
    assert "| digits | b | 3 | 1.01 | 0.985 to 1.03 | holds |" in said
    assert "| a | 3 | 1,000 | 640 | 61 | 1.01 (1 to 1.02) |  |" in said
    assert "| real beside real |  |  |  |  | 0.1 to 0.2 |  |" in said
    assert "## digits, after as many CPU seconds" in said
    without = {**ROWS, **by_key(row("a", 2, 1.0, ended={"step": 5, "pictures": 640, "seconds": 61.0}))}
    assert "| a | 3 | 1,000 | 640 | 61 | 1 (1 to 1.01; 2 of 3) |  |" in markdown("t", compared(table(), without))
    assert "one pair" in markdown("t", compared(table(), by_key(row("a", 0, 1.0), row("b", 0, 1.0))))


def both(seed: int, of_fakes: float, of_pixels: float) -> Row:
    records = [{"name": "clustering: ACC", "value": of_fakes}, {"name": "k-means: ACC", "value": of_pixels}]
    return row("a", seed, 0, cpu_seconds=None, ended={"step": 5, "pictures": 640, "seconds": 61.0, "records": records})


def test_a_claim_may_set_one_measure_against_another_of_the_same_run() -> None:
    claim = {"words": "A mixture beats k-means.", "measure": "clustering: ACC", "than": ["k-means: ACC"], "better": "higher",
             "arm": "a", "smallest": 0.02}
    own = table(measures=["clustering: ACC", "k-means: ACC"], cpu_seconds=None, claims=[claim])
    rows = by_key(*(both(seed, 0.9 - 0.01 * seed, 0.5) for seed in range(3)))
    found, = compared(own, rows)["claims"]
    assert (found["outcome"], found["trainings"], found["of"]) == ("holds", 3, 3)
    assert found["pairs"][0]["against"] == "k-means: ACC"
    assert found["pairs"][0]["gains"] == pytest.approx([0.4, 0.39, 0.38])
    said, = told("t", own, rows).claims
    assert said.panels[0].arms == {"clustering: ACC": {0: 0.9, 1: 0.89, 2: 0.88}, "k-means: ACC": {0: 0.5, 1: 0.5, 2: 0.5}}
    assert "every held-out picture, grouped; seeds 0, 1, 2" in markdown("t", compared(own, rows))


@pytest.mark.parametrize(("more", "why"), [
    ({"against": []}, "names arms in `against`, or measures in `than`"), ({"than": ["FID-c"]}, "FID-c stands against itself"),
    ({"than": ["FID"]}, "Unknown measure of this table 'FID'")])
def test_a_claim_against_nothing_itself_or_something_unknown_is_refused(more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        table(claims=[{**CLAIM, **more}])


def test_an_unknown_measure_is_one_sentence() -> None:
    require_measures("t", table())
    with pytest.raises(ConfigError, match=r"t: Unknown measure 'FID'\. Known: .* Did you mean 'FID-c'\?"):
        require_measures("t", table(measures=["FID"], claims=[]))
    assert len(set(MEASURES)) == len(MEASURES)

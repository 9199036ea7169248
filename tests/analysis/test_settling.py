from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from mixgan.analysis.settling import Look, Outcome, best_try, is_over, kept_looks, looks_of, outcome, settled, still_falls
from mixgan.analysis.settling_words import in_a_card, sentence, under_way, which


def looks(values: list[tuple[float, float]], attempt: int = 0) -> list[Look]:
    """(objective, flips) every 250 updates."""
    return [Look(attempt, 250 * (i + 1), objective, flips, (0.1,) * 10) for i, (objective, flips) in enumerate(values)]


# a warm-up of MNIST, K 10, seed 10, as it was measured
MEASURED = looks([(-3.83573, 0.10567), (-4.21518, 0.06533), (-4.30417, 0.056), (-4.35084, 0.04633), (-4.38145, 0.04467),
                  (-4.4011, 0.042), (-4.39932, 0.038)])
SECOND = looks([(-3.76017, 0.12733), (-4.1604, 0.08233), (-4.26035, 0.068), (-4.33401, 0.04833), (-4.38711, 0.04233),
                (-4.40764, 0.04033), (-4.42093, 0.03267)], attempt=1)


def test_a_measured_warm_up_ends_when_it_is_steady_and_quiet() -> None:
    ends = [settled(MEASURED[: n + 1]) for n in range(len(MEASURED))]
    # at 1,000 it is steady, and fell by 0.14 since two looks before; at 1,500 by 0.0503; at 1,750 by 0.018
    assert ends == [False, False, False, False, False, False, True]


def test_one_that_is_quiet_but_not_steady_goes_on_until_it_is_flat() -> None:
    falling = looks([(-1.0 - 0.02 * i, 0.12) for i in range(12)])
    assert not any(settled(falling[: n + 1]) for n in range(len(falling)))          # 0.08 over four looks
    flat = [*falling, *(Look(0, 9999, falling[-1].objective - 0.001 * i, 0.12) for i in range(1, 5))]
    assert settled(flat)


def test_another_try_starts_its_own_curve() -> None:
    """The end of the first says nothing of the second, of which there is one look."""
    assert not settled([*MEASURED, Look(1, 250, -4.4, 0.01)])


def test_the_lowest_last_objective_wins() -> None:
    second = looks([(-4.9, 0.2), (-4.2, 0.04)], attempt=1)
    assert best_try([*MEASURED, *second]) == 0                      # -4.9 was not where it ended
    assert best_try([*MEASURED, *looks([(-4.5, 0.04)], attempt=1)]) == 1


def test_lines_are_read_back_and_broken_ones_left_out() -> None:
    lines = [look.line() for look in MEASURED]
    broken = [{}, {**lines[0], "objective": float("nan")}, {**lines[0], "flips": "x"}, {**lines[0], "shares": 3}, {"attempt": 1},
              {**lines[0], "flips": 7}, {**lines[0], "attempt": -1}, {**lines[0], "attempt": 10**9},
              {**lines[0], "update": 10**30}, {**lines[0], "update": 0}, {**lines[0], "objective": -1e308}, 3, "x", None]
    assert looks_of([*broken, *lines]) == MEASURED
    assert all(a.update < b.update for a, b in pairwise(looks_of(lines)))


# --- what it came to ---------------------------------------------------------------------------------------------------------


def test_the_kept_try_is_told_with_which_it_was() -> None:
    found = outcome([*MEASURED, *SECOND, Look(2, 250, -3.8, 0.1, (0.1,) * 10)])
    assert found == Outcome(1, 3, 1750, -4.42093, 0.03267, 10, True)
    assert sentence(found, 10) == ("The head sorted real pictures into 10 kinds: 3 % change their kind when only the view "
                                   "changes. Settled after its 1,750 updates, the second of three heads.")
    assert in_a_card(found) == ("It had settled after 1,750 updates (second of three heads; objective -4.42; 3 % change kind "
                                "under a view).")
    assert kept_looks([*MEASURED, *SECOND]) == SECOND


def test_of_one_head_that_had_not_settled_no_other_is_named() -> None:
    found = outcome(MEASURED[:3])
    assert found is not None
    assert sentence(found, 10).endswith("Not settled after its 750 updates.")
    assert in_a_card(found) == "It had not settled after 750 updates (objective -4.30; 6 % change kind under a view)."
    assert outcome([]) is None
    assert outcome([Look(0, 250, -1.0, 0.1)]) is None               # a line that has no shares has no kinds


def test_a_head_under_way_is_told_with_how_many_there_will_be() -> None:
    assert under_way(1, 3, 250, 0.5, 8, 8) == ("Real pictures are being sorted into 8 kinds, the second of three heads: after "
                                               "250 updates 50 % change their kind when only the view changes.")
    assert under_way(0, 1, 250, 0.5, 8, 8).startswith("Real pictures are being sorted into 8 kinds: after 250")
    assert under_way(0, 1, 250, 0.5, 20, 10).startswith(
        "Real pictures are being sorted into 20 fine kinds, which are put together to 10: after 250")
    assert [which(10, 12), which(9, 10), which(0, 1)] == ["11th of 12 heads", "tenth of ten heads", ""]


def test_a_warm_up_is_over_when_the_kept_try_has_used_up_its_updates() -> None:
    assert not is_over([], 2, 4000)
    assert not is_over(MEASURED, 2, 1750)                           # the second is to come
    assert not is_over([*MEASURED, *SECOND[:-1]], 2, 1750)
    assert is_over([*MEASURED, *SECOND], 2, 1750)
    assert not is_over([*MEASURED, *SECOND], 2, 4000)               # the kept one goes on
    goes_on = replace(MEASURED[-1], update=2000, chosen=True)
    assert not is_over([*MEASURED, *SECOND, goes_on], 2, 4000)
    assert is_over([*MEASURED, *SECOND, replace(goes_on, update=4000)], 2, 4000)


def test_the_chosen_try_is_kept_though_its_objective_rises_again() -> None:
    goes_on = replace(MEASURED[-1], update=2000, objective=-4.0, chosen=True)
    found = [*MEASURED, *SECOND, goes_on]
    assert best_try(found) == 0
    assert kept_looks(found) == [*MEASURED, goes_on]
    assert looks_of([look.line() for look in found]) == found


def test_what_still_falls_is_told_by_how_much_over_how_many_updates() -> None:
    assert still_falls(MEASURED) is None
    fell = still_falls(MEASURED[:5])                                # over four looks, of five
    assert fell is not None
    assert fell[1] == 1000
    assert abs(fell[0] - (4.38145 - 3.83573)) < 1e-9
    assert still_falls(MEASURED[:2]) is not None
    assert still_falls(MEASURED[:1]) is None                        # of a single look nothing is known
    assert still_falls(looks([(-1.0, 0.3), (-1.01, 0.3)])) is None

from __future__ import annotations

from itertools import pairwise

from mixgan.training.settling import Look, best_try, looks_of, settled


def looks(values: list[tuple[float, float]], attempt: int = 0) -> list[Look]:
    """(objective, flips) every 250 updates."""
    return [Look(attempt, 250 * (i + 1), objective, flips) for i, (objective, flips) in enumerate(values)]


# a warm-up of MNIST, K 10, seed 10, as it was measured
MEASURED = looks([(-3.83573, 0.10567), (-4.21518, 0.06533), (-4.30417, 0.056), (-4.35084, 0.04633), (-4.38145, 0.04467),
                  (-4.4011, 0.042), (-4.39932, 0.038)])


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
    broken = [{}, {**lines[0], "objective": float("nan")}, {**lines[0], "flips": "x"}, {**lines[0], "shares": 3}, {"attempt": 1}]
    assert looks_of([*broken, *lines]) == MEASURED
    assert all(a.update < b.update for a, b in pairwise(looks_of(lines)))

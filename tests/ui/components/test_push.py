"""The push in the page against the push in `analysis`: the same numbers, for free and for kept gates, and where there is none."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from mixgan.analysis import routing
from mixgan.families.program import ProgramBuilder
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted
from tests.ui.components.reference import moved_along

SCRIPTS = (*ENGINE, "tree/push.js")
Z, GATES = 6, 15
TRIES = [(seed, node) for seed in range(3) for node in (0, 2, 5, 9, 14)]


def planes_of(seed: int) -> routing.Planes:
    chance = np.random.default_rng(seed)
    return routing.Planes(chance.standard_normal((GATES, Z)), chance.standard_normal(GATES))


def in_page(planes: routing.Planes, expression: str, **arguments: Any) -> Any:
    given = [{"v": v.tolist(), "c": float(c)} for v, c in zip(planes.v, planes.c, strict=True)]
    return run_node(expression, {"planes": given, **arguments}, SCRIPTS)


def ancestors(node: int) -> list[int]:
    return [] if node == 0 else [(node - 1) // 2, *ancestors((node - 1) // 2)]


def noise(seed: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng((seed, 1)).standard_normal(Z)


@pytest.mark.parametrize("keep", [False, True])
def test_the_film_is_the_push_of_analysis(keep: bool) -> None:
    cases = [{"seed": s, "node": n, "above": ancestors(n) if keep else [], "z": noise(s).tolist()} for s, n in TRIES]
    for seed in range(3):
        planes = planes_of(seed)
        mine = [case for case in cases if case["seed"] == seed]
        found = in_page(planes, "cases.map((c) => [0, 0.5, 1, 1.7, 2].map((t) => filmAt(planes, c.z, c.node, t, c.above)))",
                        cases=mine)
        for case, frames in zip(mine, found, strict=True):
            z, node = np.array(case["z"]), int(str(case["node"]))
            a = planes.logits(z)[node]
            for t, frame in zip((0, 0.5, 1, 1.7, 2), frames, strict=True):
                expected = (routing.push_keeping_sides(planes, z, node, (1 - t) * a) if keep else
                            routing.push(planes, z, node, 1 / (1 + np.exp(-(1 - t) * a))))
                assert frame["length"] == pytest.approx(expected.length, abs=1e-8)
                assert frame["delta"] == pytest.approx(expected.delta, abs=1e-7)


def test_what_moves_along_and_what_flips_at_random() -> None:
    directions = np.random.default_rng(5).standard_normal((50, Z))
    for seed, node in TRIES:
        planes, z = planes_of(seed), noise(seed)
        found = routing.push(planes, z, node)
        page = in_page(planes, """[movedAlong(planes, z, node, delta), countFlips(planes, z, node, 2 * length, directions)]""",
                       z=z.tolist(), node=node, delta=found.delta.tolist(), length=found.length, directions=directions.tolist())
        assert page == [moved_along(planes, z, node, found.delta),
                        routing.flips(planes, z, node, 2 * found.length, directions)]


def test_no_way_is_infinite_and_never_nan() -> None:
    flat = routing.Planes(np.array([[1.0, 0], [0, 0], [1, 0]]), np.array([0.5, 1, -3]))
    pushes = in_page(flat, "[[0, []], [1, []], [1, [0]], [2, []], [2, [0]]].map(([n, up]) => filmAt(planes, z, n, 1, up).length)",
                     z=[1.0, 2.0])
    assert pushes == [pytest.approx(1.5), None, None, pytest.approx(2.0), pytest.approx(2.0)]
    behind = in_page(flat, "filmAt(planes, z, 2, 1, [0])", z=[-4.0, 0.0])       # the root leans right, and the way leads left
    assert behind["length"] is None
    assert behind["delta"] == [0, 0]
    assert routing.push_keeping_sides(flat, np.array([-4.0, 0]), 2).length == np.inf


def test_planes_are_read_off_the_program() -> None:
    program = base64.b64encode(planted.tree()).decode()
    found = run_node("gatePlanes(loadProgram(bytes(program)))", {"program": program}, SCRIPTS)
    assert [plane["v"] for plane in found] == [[4, 0], [0, 4], [0, 4]]
    assert [plane["c"] for plane in found] == [0, 0, 0]


def test_gates_that_are_not_one_layer_of_the_noise_have_no_planes() -> None:
    b = ProgramBuilder({"family": "test", "shape": [1, 4, 4], "n_experts": 2, "noise": 2, "chooses": False, "tree": 1})
    b.add("act", "noise", "bent", act="tanh")
    b.add("linear", "bent", "logits", n_in=2, n_out=1, groups=1, act=None, b=None, w=b.tensor([[1], [1]]))
    program = base64.b64encode(b.build().to_bytes("float32")).decode()
    assert run_node("gatePlanes(loadProgram(bytes(program)))", {"program": program}, SCRIPTS) is None

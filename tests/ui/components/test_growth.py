"""The steps of a training in the page: what is fetched, in which order, and how many generators stay open."""

from __future__ import annotations

import base64
from typing import Any

from mixgan.ui.components.growth import SCRIPTS
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted

PARTS = (*ENGINE, "growth/steps.js")
FETCHED = """(async () => {
  const asked = [];
  globalThis.fetch = async (place) => {
    asked.push(Number(place));
    return Number(place) === lost ? { ok: false, status: 404 } : { ok: true, arrayBuffer: async () => bytes(program).buffer };
  };
  const [arrived, failed] = [[], []];
  const steps = new Steps(9, (i) => fetched(String(i)), (i) => arrived.push(i), (i) => failed.push(i));
  const before = steps.at(first) === null;
  await steps.want(first);
  const open = arrived.map((i) => steps.at(i));
  return { asked, arrived, failed, before, opened: [...steps.opened.keys()], same: steps.at(first) === steps.at(first),
           all: open.every(Boolean) };
})()"""


def fetched(first: int, lost: int = -1) -> dict[str, Any]:
    program = base64.b64encode(planted.tree()).decode()
    return dict(run_node(FETCHED, {"program": program, "first": first, "lost": lost}, PARTS))


def test_the_step_that_is_seen_comes_first_and_its_neighbours_next() -> None:
    assert "growth/steps.js" in SCRIPTS
    found = fetched(4)
    assert found["before"]
    assert found["asked"][0] == 4
    assert [abs(i - 4) for i in found["asked"]] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert sorted(found["arrived"]) == list(range(9))
    assert found["all"]


def test_few_generators_stay_open_and_the_last_used_are_kept() -> None:
    found = fetched(0)
    assert found["opened"] == [3, 4, 5, 6, 7, 8]
    assert found["same"]


def test_a_step_that_cannot_be_fetched_is_told_once_and_the_others_come() -> None:
    found = fetched(3, lost=5)
    assert found["failed"] == [5]
    assert sorted(found["asked"]) == list(range(9))
    assert sorted(found["arrived"]) == [0, 1, 2, 3, 4, 6, 7, 8]

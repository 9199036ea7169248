"""The steps of a training in the page: what is fetched, in which order, and how many generators stay open."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from mixgan.ui.components.growth import SCRIPTS
from mixgan.ui.components.live import LIVE
from mixgan.ui.components.scripts import ENGINE
from tests.node import run_node
from tests.ui.components import planted

PARTS = (*ENGINE, "growth/steps.js")
FETCHED = """(async () => {
  const asked = [];
  globalThis.fetch = async (place) => {
    asked.push(Number(place.slice("http://here/".length)));
    return asked.at(-1) === lost ? { ok: false, status: 404 } : { ok: true, arrayBuffer: async () => bytes(program).buffer };
  };
  const [arrived, failed] = [[], []];
  globalThis.document = { location: { href: "http://here/" } };
  const steps = new Steps(fetched, (i) => arrived.push(i), (i) => failed.push(i));
  const places = Array.from({ length: 9 }, (_, i) => String(i));
  steps.take(places.slice(0, 7));
  steps.take(places);                               // a run under way has kept two more
  const before = steps.at(first) === null;
  await steps.want(first);
  const open = arrived.map((i) => steps.at(i));
  return { asked, arrived, failed, before, opened: [...steps.opened.keys()].map((place) => Number(place)),
           done: places.every((_, i) => steps.isDone(i)), same: steps.at(first) === steps.at(first),
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
    assert found["done"]                                            # play goes on over it


TORN = """(async () => {
  globalThis.document = { location: { href: "http://here/" } };
  globalThis.fetch = async (place) => {
    const whole = bytes(program);
    return { ok: true, arrayBuffer: async () => (place.endsWith("1") ? whole.slice(0, 30) : whole).buffer };
  };
  const failed = [];
  const steps = new Steps(fetched, () => {}, (i) => failed.push(i));
  steps.take(["0", "1"]);
  await steps.want(0);
  return { torn: steps.at(1), whole: Boolean(steps.at(0)), failed, done: steps.isDone(1) };
})()"""


def test_a_torn_generator_is_told_and_the_others_open() -> None:
    program = base64.b64encode(planted.tree()).decode()
    assert run_node(TORN, {"program": program}, PARTS) == {"torn": None, "whole": True, "failed": [1], "done": True}


def test_the_shares_of_leaves_are_summed_up_to_the_root() -> None:
    tree = [f"tree/{part}.js" for part in ("push", "layout", "form", "pushed", "morph", "sample", "words", "stage", "state")]
    parts = (*LIVE, *tree, "growth/tree.js")
    found = run_node("massesAbove(shares)", {"shares": [0.1, 0.2, 0.0, 0.7]}, parts)
    assert found == pytest.approx([1, 0.3, 0.7, 0.1, 0.2, 0.0, 0.7])


TRACK = """(() => {
  const went = [];
  const live = { kept: {}, given: { of: "a 0", moments: [20, 40, 80].map((step) => ({ step })), at: 1, follows: false } };
  const track = new Track(live, { go: (i) => went.push(i) });
  Object.assign(track, { measure() {}, slider: {}, curve: { show() {} }, box: {} });
  const longer = { of: "a 0", moments: [20, 30, 40, 80, 160].map((step) => ({ step })) };
  const stayed = [track.grows(longer, "packet"), track.step, live.packet];
  track.follows = true;
  track.grows({ of: "a 0", moments: [...longer.moments, { step: 320 }] });
  const followed = track.step;
  track.take(0);
  return { stayed, followed, other: track.grows({ of: "a 1", moments: [] }), follows: track.follows, went, kept: track.keep() };
})()"""


def test_new_steps_move_nothing_unless_the_newest_is_followed() -> None:
    found = run_node(TRACK, {}, (*LIVE, "covariance/drawing.js", "growth/curve.js", "growth/player.js", "growth/track.js"))
    assert found["stayed"] == [True, 40, "packet"]
    assert found["followed"] == 320
    assert found["other"] is False                                  # another seed: the view is made anew
    assert found["follows"] is False
    assert found["kept"] == {"of": "a 0", "step": 20, "follows": False}


PLAYED = """(() => {
  const ticks = [];
  globalThis.setInterval = (tick, ms) => { ticks.push([tick, ms]); return ticks.length; };
  globalThis.clearInterval = () => {};
  const log = [];
  const view = { at: 2, last: 2, ready: () => true, take(i) { this.at = i; log.push(i); }, rest: () => log.push("rest") };
  const player = Object.assign(Object.create(Player.prototype), { view, speed: "usual", player: { textContent: "" } });
  player.play();
  ticks.at(-1)[0]();
  view.ready = () => false;
  ticks.at(-1)[0]();                                // it has not come: waits
  view.ready = () => true;
  player.take("slow");
  ticks.at(-1)[0]();
  ticks.at(-1)[0]();
  return { log, ms: ticks.map(([, ms]) => ms), word: player.player.textContent };
})()"""


def test_play_starts_anew_at_the_end_waits_for_a_step_and_changes_its_speed() -> None:
    found = run_node(PLAYED, {}, (*LIVE, "growth/player.js"))
    assert found == {"log": [0, 1, 2, "rest"], "ms": [350, 1200], "word": "play"}

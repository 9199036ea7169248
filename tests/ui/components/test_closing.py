"""Escape closes one thing at a time, the last made first, and leaves alone what is written in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.node import run_node

PRESSED = """(() => {
  let handler = null;
  globalThis.document = {};
  const host = { listen: (target, name, act) => { handler = act; } };
  const open = { panel: true, menu: true }, closed = [], heard = [];
  for (const name of ["panel", "menu"]) {
    escapeCloses(host, () => open[name], () => { open[name] = false; closed.push(name); });
  }
  for (const { key, writing, done } of keys) {
    const event = { key, defaultPrevented: Boolean(done), composedPath: () => [{ matches: () => Boolean(writing) }],
      preventDefault() {}, stopPropagation() { this.stopped = true; } };
    handler(event);
    heard.push(!event.stopped);
  }
  return { closed, heard };
})()"""
ESCAPE = {"key": "Escape"}


@pytest.mark.parametrize(("keys", "closed", "heard"), [
    ([ESCAPE], ["menu"], [False]),
    ([ESCAPE, ESCAPE], ["menu", "panel"], [False, False]),
    ([ESCAPE] * 3, ["menu", "panel"], [False, False, True]),        # the third leaves talk mode
    ([{"key": "Enter"}], [], [True]),
    ([ESCAPE | {"writing": True}, ESCAPE | {"done": True}], [], [True, True])])
def test_one_thing_at_a_time(keys: list[dict[str, Any]], closed: list[str], heard: list[bool]) -> None:
    assert run_node(PRESSED, {"keys": keys}, ("live/closing.js",)) == {"closed": closed, "heard": heard}

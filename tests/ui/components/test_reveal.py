"""What a click asked for comes into view where it is not seen, and nothing moves where it is; each wish counts once."""

from __future__ import annotations

import pytest
import streamlit as st

from mixgan.ui.components import reveal
from tests.node import run_node


@pytest.mark.parametrize(("top", "bottom", "way"), [
    (100, 500, None), (400, 720, None),                 # seen
    (400, 2000, None),                                  # so much of it as there is room for
    (600, 900, "nearest"), (-300, 100, "nearest"),
    (600, 2000, "start"), (-100, 2000, "start"),
])
def test_the_way_to_see_a_block(top: int, bottom: int, way: str | None) -> None:
    assert run_node("wayToSee({ top, bottom }, 720)", {"top": top, "bottom": bottom}, ("reveal/way.js",)) == way


def test_each_wish_has_a_number_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, int] = {}
    mounted: list[dict[str, object]] = []
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(reveal, "_reveal", lambda **given: mounted.append(given["data"]))
    reveal.here("run")
    assert not mounted, "nobody asked"
    reveal.ask("expert")
    reveal.ask("run")
    reveal.here("run")
    reveal.here("expert")
    assert mounted == [{"mark": 2, "block": "reveal-run"}, {"mark": 1, "block": "reveal-expert"}]

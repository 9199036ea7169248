"""How a head settled, in a browser: its words follow the thumb with no request, and the page stays readable and narrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mixgan import jobs
from mixgan.analysis.settling import Look
from mixgan.store import runs
from tests.browser.conftest import Watched
from tests.browser.serving import serve
from tests.browser.test_axe import faults
from tests.browser.test_layout import UNREADABLE, WIDER
from tests.ui.tiny import tiny_config

pytestmark = pytest.mark.browser
HEADS = ([(-1.0, 0.2), (-1.2, 0.1), (-1.21, 0.04)], [(-1.1, 0.3), (-1.4, 0.08), (-1.42, 0.03), (-1.43, 0.02)])


def test_the_words_of_a_head_follow_the_thumb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                              watch: Callable[..., Watched]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    run = runs.create("one", tiny_config("hmog"))
    for attempt, values in enumerate(HEADS):
        for i, (objective, flips) in enumerate(values):
            run.settling.append(Look(attempt, 250 * (i + 1), objective, flips, (0.25,) * 4).line())
    run.metrics.append({"step": 0})
    jobs.write(run.path, phase="finished", step=20, steps=20)
    with serve(tmp_path) as address:
        seen = watch(address)
        page = seen.open("Train?run=one", "Settled after its 1,000 updates, the second of two heads.")
        slider = page.get_by_role("slider", name="updates of the head")
        slider.focus()
        seen.settle()
        seen.forget()
        assert "after 1,000 updates" in said(slider)
        assert "head 2, kept: -1.43" in said(slider)
        slider.press("Home")
        assert "after 250 updates" in said(slider)
        assert "head 1: -1.00" in said(slider)
        assert "head 2, kept: -1.10" in said(slider)
        slider.press("ArrowRight")
        assert "head 2, kept: -1.40" in said(slider)
        assert (seen.frames, seen.requests) == ([], [])
        assert faults(page) == []
        assert page.evaluate(UNREADABLE) == []
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        assert max(page.evaluate(WIDER)) <= 0
        page.close()


def said(slider: object) -> str:
    return slider.get_attribute("aria-valuetext") or ""             # type: ignore[attr-defined]

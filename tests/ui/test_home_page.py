"""The Home page: its sentences are made of stored figures, and a click changes page and link."""

from __future__ import annotations

import pytest

from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.words import percent
from tests.ui.a_page import Models, Open, text_of


def test_home_tells_the_stored_facts_of_the_sample_in_the_link(models: Models, open_page: Open) -> None:
    generator = models("hmog")["hmog"]
    app = open_page("Home", sample="5")
    seen = observe(generator, drawn(generator, 64, 0))
    assert app.subheader[0].value == "Sample 5"
    share = percent(float(f"{seen.weights[5].max():.4g}"))
    assert f"<strong>Leaf E{seen.expert[5] + 1}</strong> of 4 has {share} of the weight" in text_of(app)


@pytest.mark.parametrize(("family", "says"), [("hmog", "the thicker the frame"), ("gmgan", "say which component made it")])
def test_home_reads_the_frames_as_this_family_draws_them(family: str, says: str, models: Models, open_page: Open) -> None:
    models(family)
    said = text_of(open_page("Home", model=family))
    assert says in said
    assert ("whose weight was largest" in said) is (family == "hmog")


def test_a_click_on_home_tells_that_sample_and_writes_the_link(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home")
    assert not app.subheader
    app.session_state["sheet"] = {"sample": 9}
    app.run()
    assert app.subheader[0].value == "Sample 9"


@pytest.mark.parametrize("bad", ["64", "-1", "x", ""])
def test_a_bad_sample_in_the_link_is_dropped(bad: str, models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Home", sample=bad)
    assert not app.subheader
    assert not app.exception

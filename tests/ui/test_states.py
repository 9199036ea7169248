"""Every page in every state that it can be in: no model, the wrong kind, a broken one, waiting, a missing measure, a run.

The seventh state, a lost connection, is drawn by Streamlit; what still works then is tested in tests/browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mixgan.store.models import all_models
from mixgan.ui import states
from mixgan.ui.model import maps

PAGES = ("Home", "Ways", "Tree", "Experts", "Covariance", "Mixture", "Map", "Learning", "Compare", "Claims", "Train")
EXPLORERS = tuple(page for page in PAGES if page not in ("Claims", "Train"))         # those open without a model
OF_ONE = tuple(page for page in EXPLORERS if page not in ("Ways", "Compare"))      # those show whatever is there


def said(app: AppTest) -> str:
    """All text of the page."""
    parts = [*app.title, *app.subheader, *app.caption, *app.markdown, *app.warning, *app.error]
    return " ".join(str(part.value) for part in parts).replace("\\", "")


def links(app: AppTest) -> str:
    return " ".join(part.proto.page for part in app.get("page_link"))


@pytest.mark.parametrize("page", EXPLORERS)
def test_nothing_to_open(page: str, home: Path, open_page: Callable[..., AppTest]) -> None:
    app = open_page(page)
    assert not app.exception
    assert "train a small model" in said(app)
    assert "checkpoints/" in said(app)
    assert app.title[0].value
    assert "Train" in links(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_model_opens_on_every_page(page: str, models: Callable[..., object], open_page: Callable[..., AppTest]) -> None:
    models("hmog")
    app = open_page(page)
    assert not app.exception
    assert not app.error
    assert app.title[0].value


@pytest.mark.parametrize(("page", "family", "sentence", "link"), [
    ("Tree", "gmgan", "draws one of its components at random", "Experts"),
    ("Tree", "gan", "is one generator", "Covariance"),
    ("Experts", "gan", "is one generator", "Covariance"),
    ("Mixture", "gan", "is one generator", "Covariance"),
])
def test_the_wrong_kind_names_what_it_is_and_where_to_go(
    page: str, family: str, sentence: str, link: str, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models(family)
    app = open_page(page)
    assert sentence in said(app)
    assert f"{family}-tiny" in said(app)
    assert link in links(app)


@pytest.mark.parametrize("page", EXPLORERS)
def test_a_link_to_what_is_not_there_says_so_and_opens_what_is(
    page: str, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog")
    app = open_page(page, model="no-such-model")
    assert "no model named 'no-such-model'" in said(app)
    assert "Shown instead: hmog-tiny" in said(app)
    assert app.selectbox(key="model").value == "hmog-tiny"


@pytest.mark.parametrize("page", PAGES)
def test_a_config_of_a_newer_version_leaves_the_others_usable(
    page: str, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog", "megan")
    file = home / "checkpoints" / "megan-tiny" / "config.json"
    file.write_text(file.read_text().replace('"version": 1', '"version": 9'))
    app = open_page(page)
    assert "version 9" in said(app)
    assert app.selectbox(key="model").options == ["hmog-tiny"]
    assert not app.exception


@pytest.mark.parametrize("page", ["Tree", "Experts", "Covariance", "Mixture"])
def test_a_truncated_file_is_named_with_what_was_expected(
    page: str, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog")
    file = home / "checkpoints" / "hmog-tiny" / "model.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    app = open_page(page)
    assert not app.exception
    assert "model.safetensors" in " ".join(str(one.value) for one in app.error).replace("\\", "")
    file.write_bytes(whole)                     # mended: the page opens without a restart
    app.run()
    assert not app.error


@pytest.mark.parametrize("torn", [b"RIFFnothing", b""])
def test_what_goes_wrong_in_a_part_of_a_page_is_its_sentence(
    torn: bytes, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog")
    (home / "checkpoints" / "hmog-tiny" / "samples.webp").write_bytes(torn)
    app = open_page("Home")
    assert not app.exception                                        # of Streamlit, which leaves out the words
    assert "The sheet of samples cannot be shown" in said(app)
    assert "fault of ours" not in said(app)
    assert "hmog-tiny" in app.caption[0].value.replace("\\", "")    # the rest of the page is there


def test_a_fault_of_ours_in_a_part_of_a_page_is_said_once_with_its_trace(
    models: Callable[..., object], open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    models("hmog")
    monkeypatch.setattr("mixgan.ui.experts.page.title", lambda *_: 1 // 0)
    app = open_page("Experts")
    assert not app.exception
    assert said(app).count("fault of ours") == 1
    assert "ZeroDivisionError" in app.code[0].value


# --- removed while it is open ----------------------------------------------------------------------------------------------


def remove(home: Path, name: str) -> Path:
    """Out of the way, as somebody who tidies up would do it."""
    away = home / "elsewhere"
    (home / "checkpoints" / name).rename(away)
    return away


@pytest.mark.parametrize("page", EXPLORERS)
def test_a_model_removed_while_open_is_named_and_another_is_shown(
    page: str, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog", "megan")
    app = open_page(page, model="hmog-tiny")
    away = remove(home, "hmog-tiny")
    app.run()
    assert not app.exception
    assert not app.error
    assert "hmog-tiny was open and is no longer here: put its folder back" in said(app)
    assert "Shown instead: megan-tiny" in said(app)
    app.run()                                   # said until something is done about it
    assert "hmog-tiny was open" in said(app)
    away.rename(home / "checkpoints" / "hmog-tiny")
    app.run()
    assert app.selectbox(key="model").value == "hmog-tiny"
    assert not app.warning


def test_what_the_hand_had_set_is_there_when_the_folder_is_back(
    home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog", "megan")
    app = open_page("Tree", model="hmog-tiny", node="RL", z="3")
    away = remove(home, "hmog-tiny")
    app.run()
    assert "At RL" not in said(app)
    away.rename(home / "checkpoints" / "hmog-tiny")
    app.run()
    assert "At RL" in said(app)
    assert "sample 3 of seed 0" in said(app)


@pytest.mark.parametrize("page", EXPLORERS)
def test_the_only_model_removed_while_open(
    page: str, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest]
) -> None:
    models("hmog")
    app = open_page(page)
    remove(home, "hmog-tiny")
    app.run()
    assert not app.exception
    assert "hmog-tiny was open and is no longer here" in said(app)
    assert "train a small model" in said(app)


@pytest.mark.parametrize("page", OF_ONE)
@pytest.mark.parametrize("large", [False, True])
def test_a_click_on_a_page_whose_model_was_removed(
    page: str, large: bool, home: Path, models: Callable[..., object], open_page: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fragment is run alone, with the model that it was given: what is in memory goes on, and the page says so."""
    if large:
        monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 100)
    models("hmog")
    good, bad = all_models()
    assert not bad
    monkeypatch.setattr("mixgan.ui.choice.all_models", lambda: (good, bad))
    monkeypatch.setattr("mixgan.ui.model.opened.stamp", lambda found: "same")     # a fragment does not open the model again
    monkeypatch.setattr("mixgan.ui.model.maps.at_once", lru_cache(maxsize=1)(maps.at_once))
    app = open_page(page)
    title = app.title[0].value
    shutil.rmtree(home / "checkpoints" / "hmog-tiny")
    app.run()
    assert not app.exception
    assert not app.error
    assert "The folder of hmog-tiny is no longer here. This page goes on with what it has in memory" in said(app)
    assert app.title[0].value == title


def test_a_wait_names_its_work_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    app = AppTest.from_function(_waiting_page, default_timeout=20).run()
    assert any("Opening slow-model" in line for line in app.session_state["lines"])
    assert app.session_state["result"] == 7


def _waiting_page() -> None:
    import threading
    from concurrent.futures import Future

    import streamlit as st

    from mixgan.ui import states

    future: Future[int] = Future()
    threading.Timer(1.5, future.set_result, (7,)).start()
    lines: list[str] = []
    real = st.delta_generator.DeltaGenerator.caption

    def spy(self, body, **options):
        lines.append(str(body))
        return real(self, body, **options)

    st.delta_generator.DeltaGenerator.caption = spy
    try:
        st.session_state["result"] = states.waited_for(future, "Opening slow-model")
    finally:
        st.delta_generator.DeltaGenerator.caption = real
    st.session_state["lines"] = lines


def test_a_wait_that_is_over_draws_nothing() -> None:
    future: Future[int] = Future()
    future.set_result(3)
    assert states.waited_for(future, "nothing") == 3

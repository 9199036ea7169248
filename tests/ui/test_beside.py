"""Two models side by side: which can stand there, what their link says of both and of each, and that both have one noise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan.ui.beside import PAGES
from mixgan.ui.experts import page as experts
from mixgan.ui.tree import page as tree
from tests.ui import tiny
from tests.ui.a_page import Open, text_of, ways_of
from tests.ui.tiny import POINTS, write_tiny


@pytest.fixture
def twins(home: Path) -> Callable[[str], None]:
    """A model and its twin, of one family; they were trained alike, so they draw alike."""

    def write(family: str) -> None:
        for name in ("it", "it-plain"):
            write_tiny(home / "checkpoints" / name, family)

    return write


def heads(app: AppTest) -> list[tuple[str, str]]:
    """(model, what is seen) above each column."""
    words = " ".join(str(part.value) for part in app.markdown)
    return re.findall(r'<h2 class="of-two">(.+?)</h2><p class="of-two">(.+?)</p>', words)


def query(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What the live components of Tree and Experts were given, by model."""
    seen: dict[str, dict[str, Any]] = {}
    for module, name in ((tree, "tree_view"), (experts, "experts_view")):
        mount = getattr(module, name)

        def noted(program: bytes, view: dict[str, Any], mount: Callable = mount, **given: Any) -> Any:
            seen[view["model"]] = view
            return mount(program, view, **given)

        monkeypatch.setattr(module, name, noted)
    return seen


@pytest.mark.parametrize("page", PAGES)
def test_both_stand_on_every_page_under_their_names(page: str, twins: Callable[[str], None], open_page: Open) -> None:
    twins("hmog")
    app = open_page(page, beside="it-plain", seed="3")
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "The same noise, with the head and without it"
    assert [re.sub("<.*?>", "", name) for name, _ in heads(app)] == ["it with the head", "it-plain without the head"]
    assert query(app)["beside"] == "it-plain"
    alone = ways_of(app)
    assert set(alone) == {"it alone", "it-plain alone"}
    assert all("beside" not in address and "seed=3" in address for address in alone.values())
    component = {"Home": "sheet"}.get(page, page.lower())
    assert len([part for part in app.get("bidi_component") if part.proto.component_name == f"mixgan_{component}"]) == 2


@pytest.mark.parametrize("family", ["hmog", "megan"])
def test_both_draw_one_noise_and_have_one_pad(
    family: str, twins: Callable[[str], None], home: Path, open_page: Open, views: dict[str, dict[str, Any]]
) -> None:
    """Also where the second one's own gates would turn its pad elsewhere."""
    twins("hmog")
    write_tiny(home / "checkpoints" / "other", family)
    open_page("Tree", model="it", beside="other", seed="3")
    first, second = views["it"], views["other"]
    assert np.array_equal(first["draws"]["noise"], second["draws"]["noise"])
    assert first["directions"] == second["directions"]
    assert first["latent"] == second["latent"]
    assert second["axes"] is None


def test_what_both_share_is_one_value_and_each_has_its_own(twins: Callable[[str], None], open_page: Open) -> None:
    twins("megan")
    app = open_page("Experts", beside="it-plain", off="2", beside_off="1,3", pad="1,0.5", z="4")
    assert [seen for _, seen in heads(app)] == ["Without expert E2, the others take over", "Expert E2 alone draws everything"]
    assert query(app) == {"beside": "it-plain", "off": "2", "beside_off": "1,3", "pad": "1,0.5", "z": "4"}
    app.session_state["experts-it-plain-beside-it-plain"] = {"off": [1], "pad": [-1.0, 0.0]}
    app.run()
    assert [seen for _, seen in heads(app)][1] == "Without expert E2, the others take over"


def test_without_the_second_one_its_state_leaves_the_link(twins: Callable[[str], None], open_page: Open) -> None:
    twins("megan")
    app = open_page("Experts", beside="it-plain", off="2", beside_off="1")
    app.selectbox(key="beside").select("none").run()
    assert query(app)["off"] == "2"
    assert "beside_off" not in query(app)               # `beside` itself leaves it in the browser
    assert heads(app) == []
    assert app.title[0].value == "Without expert E2, the others take over"


def test_one_click_brings_the_twin(twins: Callable[[str], None], open_page: Open) -> None:
    twins("hmog")
    app = open_page("Tree")
    app.button(key="beside-twin").click().run()
    assert query(app)["beside"] == "it-plain"
    assert len(heads(app)) == 2
    app = open_page("Tree", model="it-plain")
    assert app.button(key="beside-twin").label == "Beside its twin with the head"


def test_it_goes_along_from_page_to_page(twins: Callable[[str], None], open_page: Open) -> None:
    twins("hmog")
    app = open_page("Tree", beside="it-plain")
    app.query_params.clear()
    app.switch_page("pages/Mixture.py").run()           # has no room for two
    assert heads(app) == []
    app.switch_page("pages/Experts.py").run()
    assert len(heads(app)) == 2
    assert query(app)["beside"] == "it-plain"


@pytest.mark.parametrize("asked", ["it", "none-such", "points", "x" * 90])
def test_what_cannot_stand_there_is_named_and_the_one_model_shown(
    asked: str, twins: Callable[[str], None], home: Path, open_page: Open
) -> None:
    twins("hmog")
    write_tiny(home / "checkpoints" / "points", "hmog", POINTS)
    plain = open_page("Tree", model="it")
    app = open_page("Tree", model="it", beside=asked)
    assert not app.exception
    assert app.title[0].value == plain.title[0].value
    assert heads(app) == []
    assert "beside" not in app.query_params
    shown = asked if len(asked) < 41 else asked[:40] + " …"
    assert (f"The link's beside '{shown}' is not possible here and was left out; allowed: another model than it with pictures of "
            "the same size (it-plain).") in text_of(app)


def test_noise_of_two_sizes_is_not_shared_and_that_is_said(
    twins: Callable[[str], None], home: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins("megan")
    monkeypatch.setitem(tiny.SMALL, "noise_dim", 5)
    write_tiny(home / "checkpoints" / "small", "megan")
    app = open_page("Experts", model="it", beside="small", pad="1,0", beside_pad="-1,0", seed="2")
    assert app.title[0].value == "The same seed, two models"
    assert ("it takes 6 numbers of noise and small 5: each draws its own of seed 2, and what moves one leaves the other."
            in text_of(app))
    assert (query(app)["pad"], query(app)["beside_pad"]) == ("1,0", "-1,0")
    app = open_page("Covariance", model="it", beside="small")
    assert "each draws its own of seed 0. Either slider moves both." in text_of(app)


def test_a_page_that_fits_neither_says_so_of_each(twins: Callable[[str], None], open_page: Open) -> None:
    twins("gmgan")
    app = open_page("Tree", beside="it-plain")
    assert not app.exception
    assert text_of(app).count("draws one of its components at random: no gate reads the noise.") == 2


def test_what_one_cannot_open_leaves_the_other(twins: Callable[[str], None], home: Path, open_page: Open) -> None:
    twins("hmog")
    (home / "checkpoints" / "it-plain" / "model.safetensors").write_bytes(b"no tensors")
    app = open_page("Tree", beside="it-plain")
    assert len(app.error) == 1
    assert [name.split(" ")[0] for name, _ in heads(app)] == ["it"]


@pytest.mark.parametrize(("other", "label"), [("gmgan-supervised", 3), ("gmgan", None)])
def test_the_class_that_is_asked_for_is_asked_of_both_where_both_have_it(
    other: str, label: int | None, home: Path, open_page: Open, views: dict[str, dict[str, Any]]
) -> None:
    write_tiny(home / "checkpoints" / "told", "gmgan-supervised")
    write_tiny(home / "checkpoints" / "other", other)
    open_page("Experts", model="told", beside="other", label="3")
    asked = {name: view["draws"].get("label") for name, view in views.items()}
    assert asked["told"].tolist() == [3] * 8
    assert (asked["other"] is None) if label is None else (asked["other"].tolist() == [label] * 8)

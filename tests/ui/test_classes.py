"""A class is asked for in the sidebar or the link, and every page draws that one; a wrong one is named and left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mixgan.analysis import own_mixture
from mixgan.analysis.observe import as_arrays, drawn, observe
from mixgan.cli import main
from mixgan.store.models import find
from mixgan.ui import choice
from mixgan.ui.home import page as home
from mixgan.ui.model import covariance, measured, strips
from mixgan.ui.model.opened import Opened, stamp
from mixgan.ui.views import board
from mixgan.ui.views.basis import Basis
from tests.ui.a_page import Models, Open, text_of, ways_of

CONDITIONAL = ("acgan", "cgan", "gmgan-supervised")


def picker(app: object) -> list:
    return [box for box in app.selectbox if box.key == "label"]


@pytest.mark.parametrize("page", ["Home", "Experts", "Covariance"])
@pytest.mark.parametrize("family", ["acgan", "gmgan-supervised"])
def test_the_link_asks_for_a_class(family: str, page: str, models: Models, open_page: Open) -> None:
    models(family)
    app = open_page(page, label="3")
    assert not app.exception
    assert picker(app)[0].value == "3"
    assert picker(app)[0].options == [choice.ALL_CLASSES, *"0123456789"]
    if (family, page) != ("acgan", "Experts"):                              # whose board shows all of them
        assert "seed 0, all of class 3" in text_of(app)
    for address in ways_of(app).values():
        assert "label=3" in address


def test_a_class_of_the_model_before_is_let_go_in_silence(models: Models, open_page: Open) -> None:
    models("acgan", "hmog")
    app = open_page("Covariance", model="acgan-tiny", label="7")
    app.selectbox(key="model").set_value("hmog-tiny").run()
    assert not app.exception
    assert "not possible" not in text_of(app)
    assert "label" not in app.query_params


def test_the_class_is_kept_between_pages_and_models(models: Models, open_page: Open) -> None:
    models("acgan", "cgan", "hmog")
    app = open_page("Covariance", model="acgan-tiny")
    picker(app)[0].set_value("7").run()
    assert "all of class 7" in text_of(app)
    app.query_params.clear()
    app.switch_page("pages/Train.py").run()
    assert not picker(app)
    app.switch_page("pages/Covariance.py").run()
    assert "all of class 7" in text_of(app)
    app.selectbox(key="model").set_value("cgan-tiny").run()
    assert picker(app)[0].value == "7"
    app.selectbox(key="model").set_value("hmog-tiny").run()
    assert not picker(app)
    assert "not possible" not in text_of(app)
    assert "class 7" not in text_of(app)


@pytest.mark.parametrize(("model", "label", "words"), [
    ("acgan-tiny", "12", "The link's label '12' is not possible here and was left out; allowed: a class of acgan-tiny (0, 1, 2,"),
    ("hmog-tiny", "3", "The link's label '3' is not possible here and was left out; allowed: none, since hmog-tiny was not told"),
])
def test_a_class_that_is_not_there(model: str, label: str, words: str, models: Models, open_page: Open) -> None:
    models("acgan", "hmog")
    app = open_page("Covariance", model=model, label=label)
    assert not app.exception
    assert words in text_of(app)
    assert "all of class" not in text_of(app)
    assert "label" not in app.query_params


def test_no_link_leads_to_another_picture(models: Models, open_page: Open) -> None:
    """The map holds all classes as drawn; a generator alone has its board of classes."""
    models("acgan")
    names = {way.split("?")[0] for way in ways_of(open_page("Home", sample="5")).values() if "z=5" in way}
    assert names == {"Experts", "Covariance", "Map"}
    asked = {way.split("?")[0] for way in ways_of(open_page("Home", sample="5", label="3")).values() if "z=5" in way}
    assert asked == {"Experts", "Covariance"}


@pytest.mark.parametrize("family", CONDITIONAL)
def test_home_and_draws_are_of_the_class(family: str, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = models(family)[family]
    found, opened = find(f"{family}-tiny"), Opened(generator, b"", label=4)
    draw = measured.draw_of(opened, 0, 64)
    assert draw.label.tolist() == [4] * 64
    assert (draw.noise == drawn(generator, 64, 0).noise).all()
    assert stamp(found, opened) not in (stamp(found), stamp(found, Opened(generator, b"", label=5)))
    monkeypatch.setattr(choice, "label", lambda *of: 4)
    monkeypatch.setattr(choice, "seed_line", lambda *of: "seed 0, all of class 4")
    shown = home.shelf(found)
    assert shown.figures["samples"]["expert"] == observe(generator, draw).expert.tolist()
    assert shown.sheet != found.samples
    monkeypatch.setattr(choice, "label", lambda *of: None)
    assert home.shelf(found).sheet == found.samples


def test_the_views_carry_the_labels(models: Models) -> None:
    generator = models("acgan")["acgan"]
    found = find("acgan-tiny")
    asked = covariance.view_of(found, Opened(generator, b"", label=4), 8, "all", None)
    assert asked["draws"]["label"].tolist() == [4] * 8
    free = covariance.view_of(found, Opened(generator, b""), 8, "all", None)
    assert free["draws"]["label"].tolist() == drawn(generator, 8, 0).label.tolist()


def test_shares_are_within_the_class(models: Models) -> None:
    generator = models("gmgan-supervised")["gmgan-supervised"]
    found, opened = find("gmgan-supervised-tiny"), Opened(generator, b"", label=3)
    assert set(np.flatnonzero(measured.usage(found, opened, 0).hard)) == {3, 13}
    assert len(np.flatnonzero(measured.usage(found, Opened(generator, b""), 0).hard)) == 20     # kept apart from those


def test_a_component_of_another_class_says_which(models: Models) -> None:
    generator = models("gmgan-supervised")["gmgan-supervised"]
    found = find("gmgan-supervised-tiny")
    other = [str(k % 10) for k in range(20)]
    other[3] = other[13] = ""
    assert board.elsewhere(Basis(found, Opened(generator, b"", label=3), 0)) == other
    assert board.elsewhere(Basis(found, Opened(generator, b""), 0)) == [""] * 20
    plain = models("gmgan")["gmgan"]
    assert board.elsewhere(Basis(find("gmgan-tiny"), Opened(plain, b""), 0)) == [""] * 3
    assert board.latent_of(Basis(find("gmgan-tiny"), Opened(plain, b""), 0)) is None        # it has no board


def test_the_page_of_a_generator_alone_is_its_board(models: Models, open_page: Open) -> None:
    models("acgan", "gan", "gmgan-supervised")
    assert open_page("Experts", model="acgan-tiny").title[0].value == "The same noise, 10 classes"
    assert "there are no experts to tell apart" in text_of(open_page("Experts", model="gan-tiny"))
    assert "Every class, by the components that draw it" in text_of(open_page("Experts", model="gmgan-supervised-tiny"))


@pytest.mark.parametrize("family", ["acgan", "gmgan-supervised"])
def test_a_model_too_large_for_the_page_has_its_board_as_a_film(
    family: str, models: Models, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = models(family)[family]
    monkeypatch.setattr("mixgan.ui.model.strips.needed", lambda opened: True)
    films: list = []
    monkeypatch.setattr("mixgan.ui.model.strips.strip_view", lambda view, sheets, **more: films.append((view, sheets)))
    app = open_page("Experts", label="3")
    assert not app.exception
    view = films[-1][0]
    assert [row["name"] for row in view["rows"]] == list("0123456789")
    shown = board.board_of(Basis(find(f"{family}-tiny"), Opened(generator, b""), 0), 0)
    assert len(view["cells"]) == len(shown.draw) == 80
    film = strips._draw_board(Opened(generator, b""), 0, 0, shown)
    np.testing.assert_array_equal(film.pictures[len(film.pictures) // 2], as_arrays(generator(shown.draw)))
    assert view["cells"][-1]["label"] == "class 9" + (" by component E20" if family == "gmgan-supervised" else "")


def test_a_mixture_keeps_its_class(
    models: Models, open_page: Open, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    generator = models("gmgan-supervised")["gmgan-supervised"]
    app = open_page("Mixture", label="3")
    assert "all of class 3" in text_of(app)
    mixture = own_mixture.built("gmgan-supervised-tiny", "", 0, [1] * 20, [1] * 20, 3)
    path, out = tmp_path / "mixture.json", tmp_path / "a.npz"
    path.write_text(json.dumps({"version": 1, **mixture.model_dump()}))
    folder = str(home / "checkpoints" / "gmgan-supervised-tiny")
    assert main(["sample", folder, "--mixture", str(path), "--n", "16", "--out", str(out)]) == 0
    expected = as_arrays(own_mixture.sample(generator, drawn(generator, 16, 0).with_label(3), mixture).images)
    with np.load(out) as arrays:
        np.testing.assert_array_equal(arrays["images"], expected)
        assert set(arrays["label"].tolist()) == {3}
    path.write_text(json.dumps({"version": 1, **mixture.model_dump(), "label": 12}))
    assert main(["sample", folder, "--mixture", str(path), "--n", "16", "--out", str(out)]) == 2
    assert "asks for class 12, counted from 0, and this model was told 10 classes" in capsys.readouterr().err

"""The Covariance page: its numbers are those of the analysis functions, and what its component reports changes page and link."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import jobs
from mixgan.analysis.ceiling import ceiling_figures
from mixgan.analysis.gaussians import plane_of
from mixgan.analysis.observe import drawn
from mixgan.analysis.own_mixture import fingerprint
from mixgan.analysis.tradeoff import read_curve, trade_off
from mixgan.config import DataFacts
from mixgan.store.models import find, write_extra
from mixgan.ui import sentences
from mixgan.ui.model import covariance, making, measured
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import covariance as views
from tests.ui.a_page import Models, Open, page_of, text_of
from tests.ui.tiny import DIGITS, write_tiny


@pytest.mark.parametrize(("link", "title"), [
    ({}, "Each component as wide as it was trained"), ({"level": "8"}, "Each component as wide as it was trained"),
    ({"level": "0"}, "Each component at its centre: one picture, no variety"),
    ({"level": "23"}, "Each component wider than trained: spread 2.88"),
    ({"level": "24"}, "Each component as wide as it was trained"), ({"level": "x"}, "Each component as wide as it was trained"),
])
def test_the_level_in_the_link_is_the_spread_on_the_page(link: dict, title: str, models: Models, open_page: Open) -> None:
    models("gmgan")
    assert open_page("Covariance", **link).title[0].value.replace("\\", "") == title


def test_letting_the_thumb_go_changes_the_title(models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Covariance")
    app.session_state["covariance-gmgan-tiny"] = {"level": 4}
    app.run()
    assert app.title[0].value.replace("\\", "") == "Each component narrower than trained: spread 0.50"


OWN = "Each component at a spread of its own"


def test_the_spreads_of_single_components_are_in_the_link(models: Models, open_page: Open) -> None:
    models("gmgan")
    assert open_page("Covariance", spreads="4,8,16").title[0].value == OWN
    alike = open_page("Covariance", spreads="4,4,4").title[0].value.replace("\\", "")
    assert alike == "Each component narrower than trained: spread 0.50"
    generator = models("gmgan")["gmgan"]
    view = covariance.view_of(find("gmgan-tiny"), Opened(generator, b""), 8, "all", None, 0, (4, 8, 16))
    assert view["spreads"] == [0.5, 1, 2]
    app = open_page("Covariance")
    app.session_state["covariance-gmgan-tiny"] = {"spreads": [0.5, 1, 2]}
    app.run()
    assert app.title[0].value == OWN


@pytest.mark.parametrize(("sent", "kept"), [
    ({"spreads": [0.5, 1, 2]}, "4,8,16"), ({"spreads": [1, 1, 1]}, ""), ({"spreads": [0.5, 0.5, 0.5]}, "4,4,4"),
    ({"level": 4, "spreads": [0.5, 0.5, 0.5]}, ""), ({"level": 4, "spreads": [0.5, 0.5, 1]}, "4,4,8")])
def test_what_the_sliders_send_is_that_link(sent: dict, kept: str, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    models("gmgan")
    found, texts = find("gmgan-tiny"), {}
    monkeypatch.setattr("mixgan.ui.links.at_start", lambda name, parse, default, scope: default)
    monkeypatch.setattr("mixgan.ui.links.keep", lambda name, value, text, default="", scope="": texts.update({name: text}))
    monkeypatch.setattr("streamlit.session_state", {covariance.key_of(found): sent})
    monkeypatch.setattr("mixgan.ui.links.step_mark", lambda: "")
    covariance.remember(found)
    assert texts["spreads"] == kept


@pytest.mark.parametrize("bad", ["x", "4,8", "4,8,16,1", "4,8,24", "4,8,-1", "4,8,1.5", "", ","])
def test_bad_spreads_are_left_out_in_a_sentence(bad: str, models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Covariance", spreads=bad)
    assert not app.exception
    assert app.title[0].value == "Each component as wide as it was trained"
    assert (f"The link's spreads '{bad}' is not possible here and was left out; allowed: 3 numbers with commas between them, "
            "each from 0 to 23.") in text_of(app)


def test_one_generator_has_a_spread_too(models: Models, open_page: Open) -> None:
    models("gan")
    app = open_page("Covariance")
    assert app.title[0].value.replace("\\", "") == "Truncation: the noise of the generator as wide as it was trained"
    assert not app.error


def test_the_title_says_that_it_is_truncation_where_there_are_no_gaussians(models: Models, open_page: Open) -> None:
    models("hmog")
    title = open_page("Covariance", level="2").title[0].value.replace("\\", "")
    assert title == "Truncation: the noise of each leaf narrower than trained: spread 0.25"


def curve_of(precision: tuple[float, float], recall: tuple[float, float]) -> dict:
    points = [{"spread": s, "precision": p, "precision_sd": 0.01, "recall": r, "recall_sd": 0.02}
              for s, p, r in zip((0.5, 1.0), precision, recall, strict=True)]
    return {"n": 500, "sets": 5, "k": 5, "features": "c/x/1", "split": "test", "points": points}


@pytest.mark.parametrize(("precision", "recall", "seen"), [((0.98, 0.88), (0.2, 0.8), True), ((0.88, 0.88), (0.2, 0.8), False)])
@pytest.mark.parametrize("family", ["gmgan", "hmog"])
def test_the_page_says_what_the_curve_says(family: str, precision: tuple, recall: tuple, seen: bool, home: Path,
                                           models: Models, open_page: Open) -> None:
    models(family)
    content = curve_of(precision, recall)
    write_extra(home / "checkpoints" / f"{family}-tiny", "curve.json", content)
    text = text_of(open_page("Covariance"))
    curve = read_curve(content)
    assert curve is not None
    assert trade_off(curve).seen is seen
    assert sentences.curve_verdict(curve, family == "gmgan") in text
    assert ("of the paper" in text) is (family == "gmgan" and not seen)
    assert sentences.curve_basis(curve) in text
    half = curve.points[1].values["recall"].half
    assert f"<td>0.80 ± {half:.2f}</td>" in text
    assert [one.label for one in open_page("Covariance").button if one.key == f"make-curve-{family}-tiny"] == ["Measure again"]


RECORD = {"value": 0.5, "n_fake": 4000, "interval": [0.49, 0.51]}


def test_how_far_gaussians_can_be_told_apart_stands_below_and_not_of_other_experts(
    home: Path, models: Models, open_page: Open,
) -> None:
    generator = models("gmgan", "hmog", "gan")["gmgan"]
    said = sentences.about_ceiling(ceiling_figures(generator, 0)[0].to_dict(), {})
    assert said in text_of(open_page("Covariance", model="gmgan-tiny"))
    assert "ACC" not in said                                        # nothing was sorted
    sorted_too = {"figures": [{"name": "clustering: ACC", "value": 0.9187, "n_real": 10_000}]}
    assert "sorted 10,000 real pictures by it: ACC 0.919." in sentences.about_ceiling(RECORD, sorted_too)
    assert "100" not in sentences.about_ceiling({**RECORD, "value": 0.99999, "interval": [0.9999, 0.99999]}, {})
    for other in ("hmog-tiny", "gan-tiny"):
        assert "the best guess" not in text_of(open_page("Covariance", model=other))


@pytest.mark.parametrize("own", [True, False])
def test_a_curve_of_other_weights_is_recognised(own: bool, home: Path, models: Models, open_page: Open) -> None:
    models("gmgan")
    folder = home / "checkpoints" / "gmgan-tiny"
    marked = fingerprint(folder) if own else "0123456789abcdef"
    write_extra(folder, "curve.json", curve_of((0.98, 0.88), (0.2, 0.8)) | {"model": marked})
    app = open_page("Covariance")
    assert ("measured of other weights" in text_of(app)) is not own
    assert "It does not say of which weights" not in text_of(app)
    labels = [one.label for one in app.button if one.key == "make-curve-gmgan-tiny"]
    assert labels == ["Measure again" if own else "Measure the curve"]


@pytest.mark.parametrize("content", ['{"points": [{"spread": NaN, "precision": 1}]}', '{"points": 3}', "not JSON", "[]",
                                     '{"version": 99}'])
def test_a_curve_that_cannot_be_read_is_a_sentence(content: str, home: Path, models: Models, open_page: Open) -> None:
    models("gmgan")
    (home / "checkpoints" / "gmgan-tiny" / "curve.json").write_text(content)
    app = open_page("Covariance")
    assert not app.exception
    assert "holds no point that can be read" in text_of(app)
    assert [one for one in app.button if one.key == "make-curve-gmgan-tiny"]


def test_the_ellipses_are_those_of_the_analysis(models: Models) -> None:
    generator = models("gmgan")["gmgan"]
    _, opened = page_of(generator)
    means, maps = (part.numpy() for part in generator.gaussians())
    noise = drawn(generator, 8, 3).noise.numpy()
    shown = views.plane(opened, noise)
    assert shown is not None
    direct = plane_of(means, maps)
    np.testing.assert_array_equal(shown["ellipses"], direct.ellipses())
    z = means[1] + maps[1] @ noise[5]                                   # the latent of component 2, by hand
    np.testing.assert_allclose(shown["means"][1] + shown["offsets"][1, 5], direct.axes @ (z - direct.centre), atol=1e-5)
    assert views.plane(Opened(models("hmog")["hmog"], b""), noise) is None


@pytest.mark.parametrize("family", ["hmog", "megan", "gmgan"])
def test_the_rows_of_a_gate_are_noise_that_it_leads_there(family: str, models: Models) -> None:
    """What an expert makes of other noise is no sample; components without a gate share their noise."""
    generator = models(family)[family]
    own = covariance.view_of(find(f"{family}-tiny"), Opened(generator, b""), 8, "all", None)["own"]
    if family == "gmgan":
        assert own is None
        return
    noise = drawn(generator, measured.N, 0).noise.numpy()
    leads = generator.weights(drawn(generator, measured.N, 0)).argmax(1).numpy()
    for k, rows in enumerate(own):
        led = [int(leads[(noise == row).all(1)][0]) for row in rows["noise"]]
        assert led.count(k) == min(8, int((leads == k).sum()))


def test_measure_the_curve_runs_the_command(home: Path, models: Models, open_page: Open, started: list) -> None:
    models("megan")
    app = open_page("Covariance")
    assert "takes about half a minute" in text_of(app)
    app.button(key="make-curve-megan-tiny").click().run()
    (argv, folder), = started
    assert argv[1:] == ["-m", "mixgan", "curve", str(home / "checkpoints" / "megan-tiny")]
    assert folder == making.job_folder(find("megan-tiny"), covariance.CURVE)


def test_a_curve_in_the_making_shows_its_progress_and_cancel(models: Models, open_page: Open,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    models("megan")
    folder = making.job_folder(find("megan-tiny"), covariance.CURVE)
    folder.mkdir(parents=True)
    jobs.write(folder, phase="running", step=6, steps=24)               # by this process, which lives
    ended: list = []
    monkeypatch.setattr("mixgan.jobs.end", ended.append)
    app = open_page("Covariance")
    bar = app.get("progress")[0].proto
    assert bar.value == 25
    assert "Measuring the curve of megan" in bar.text
    app.button(key="cancel-curve").click().run()
    assert ended == [folder]


def test_a_curve_that_failed_says_why(models: Models, open_page: Open) -> None:
    models("megan")
    folder = making.job_folder(find("megan-tiny"), covariance.CURVE)
    folder.mkdir(parents=True)
    jobs.write(folder, phase="failed", step=0, steps=1)
    (folder / "log.txt").write_text("mixgan: the data set is not here.\n")
    app = open_page("Covariance")
    assert "The curve was not measured. mixgan: the data set is not here." in app.warning[0].value.replace("\\", "")
    assert [one for one in app.button if one.key == "make-curve-megan-tiny"]


@pytest.mark.parametrize(("facts", "data", "why"), [
    (DIGITS, "mine.zip", "no checker knows these pictures, and the real ones are not on this machine"),
    (DIGITS, "elsewhere/set.npz", "no checker knows these pictures, and the real ones are not on this machine"),
    (DataFacts(image_shape=(1, 16, 16), n_train=100), "digits",
     "their checker reads 8 by 8 px, and these have 16 by 16 px, and 100 are too few to measure distances")])
@pytest.mark.parametrize("curve", [None, "own", "other"])
def test_a_curve_that_nothing_can_measure_is_not_offered(curve: str | None, facts: DataFacts, data: str, why: str, home: Path,
                                                         open_page: Open) -> None:
    folder = home / "checkpoints" / "mine"
    write_tiny(folder, "gmgan", facts, figures=False, data=data)
    if curve:
        marked = fingerprint(folder) if curve == "own" else "0123456789abcdef"
        write_extra(folder, "curve.json", curve_of((0.98, 0.88), (0.2, 0.8)) | {"model": marked})
    app = open_page("Covariance")
    assert not app.exception
    assert not [one for one in app.button if one.key and one.key.startswith("make-")]
    begins = {None: "Quality and variety at each spread cannot be measured for this model", "own": "It cannot be measured again",
              "other": "It cannot be measured again"}[curve]
    text = text_of(app)
    assert f"{begins}: {why}." in text
    assert ("was measured of other weights" in text) is (curve == "other")

"""Pairs on the Train page: outlines by name, own pairs as they could be, families that need them, questions in the film."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan import data, families, jobs, pictures
from mixgan.config import DataFacts
from mixgan.data.known import asking
from mixgan.store import runs
from mixgan.ui.model import peek
from mixgan.ui.train import data as train_data
from mixgan.ui.train import film, sides
from mixgan.ui.train.data import Chosen
from tests.data.planted import encoded, noise, write_folder
from tests.data.test_captioned import planted
from tests.ui.a_run import Open, a_run, own
from tests.ui.test_states import said
from tests.ui.test_train_form import field

PAIRED = DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=2, n_train=36)


def folder(root: Path, *names: str, n: int = 20) -> Path:
    return write_folder(root, {f"{name}/{i}.png": encoded(noise(8, 8, 3, seed=100 * k + i))
                               for k, name in enumerate(names) for i in range(n)})


def looked_at(app: AppTest, path: Path) -> AppTest:
    own(app, "path")
    return app.text_input(key="train-path").set_value(str(path)).run()


def data_of(argv: list[str]) -> tuple[str, str]:
    return argv[argv.index("--data") + 1], argv[argv.index("--family") + 1]


def test_outlines_are_learnt_by_the_family_that_is_asked_and_digits_by_the_usual_one(
    home: Path, open_page: Open, started: list
) -> None:
    app = open_page("Train")
    app.segmented_control(key="train-data").set_value("asked").run()
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="train-family").value == "pix"
    assert "AC-GAN and cGAN need labels" in said(app)
    assert field(app, "Reconstruct").value == "10"
    assert field(app, "Mode seeking").value == "0.1"
    app.button(key="train-start").click().run()
    assert data_of(started[0][0]) == ("edges-shapes", "pix")
    app.segmented_control(key="train-asked").set_value("edges-fashion").run()
    assert field(app, "Name").value == "pix-edges-fashion-1"
    assert "Outlines of Fashion-MNIST's clothes" in said(app)
    app.segmented_control(key="train-data").set_value("digits").run()
    assert app.selectbox(key="train-family").value == "hmog"
    app.segmented_control(key="train-division").set_value("nothing").run()
    assert "pix" not in app.selectbox(key="train-family").options
    assert "Questions have methods of their own." in said(app)


def test_two_sets_have_a_method_of_their_own(home: Path, open_page: Open, started: list) -> None:
    """Also where pairs were chosen before, whose method cannot learn from them."""
    app = open_page("Train")
    app.segmented_control(key="train-data").set_value("asked").run()
    app.segmented_control(key="train-asked").set_value("styles-digits").run()
    assert not app.exception
    assert app.selectbox(key="train-family").value == "styles"
    assert "pix" not in app.selectbox(key="train-family").options
    app.button(key="train-start").click().run()
    assert data_of(started[0][0]) == ("styles-digits", "styles")


def test_two_folders_whose_names_differ_may_be_two_sets(home: Path, tmp_path: Path, open_page: Open, started: list) -> None:
    path = write_folder(tmp_path / "two", {f"{side}/{side}{i}.png": encoded(noise(8, 8, 3, seed=100 * k + i))
                                           for k, side in enumerate(("cats", "dogs")) for i in range(20)})
    app = looked_at(open_page("Train"), path)
    assert not app.exception
    choice = app.segmented_control(key=f"train-asked-{path}")
    assert choice.value == ""
    choice.set_value("cats:dogs:unpaired").run()
    assert not app.exception
    assert "18 rows of both sets to train with" in said(app)
    assert app.selectbox(key="train-family").value == "styles"
    app.button(key="train-start").click().run()
    assert data_of(started[0][0]) == (f"{path}#cats:dogs:unpaired", "styles")


def test_every_set_that_asks_is_offered() -> None:
    assert sorted(train_data.QUESTIONS) == sorted(asking("pairs") + asking("words") + asking("two sets"))


@pytest.mark.parametrize("name", ["edges-shapes", "captions-shapes", "styles-digits"])
def test_the_facts_of_a_named_set_are_those_that_are_loaded(name: str) -> None:
    said, found = train_data._asked(data.known()[name]), data.load(name).facts()
    assert said == {one: getattr(found, one) for one in said}
    assert said["n_questions"] > 0


def test_two_folders_a_and_b_are_pairs_unless_the_visitor_says_otherwise(home: Path, open_page: Open, started: list) -> None:
    path = folder(home / "own", "A", "B")
    (path / "A" / "more.png").write_bytes(encoded(noise(8, 8)))
    app = looked_at(open_page("Train"), path)
    assert not app.exception
    assert "18 pairs to train with, 8 by 8 px, colour. 2 more are held out to measure with. Pairs: A asks, B" in said(app)
    assert "A/more.png: no picture of this name in B" in said(app)
    assert "Questions, each with its answer to the right" in "".join(part.proto.body for part in app.get("html"))
    assert app.selectbox(key="train-family").value == "pix"
    app.button(key="train-start").click().run()
    assert data_of(started[0][0]) == (f"{path}#A:B", "pix")
    app.segmented_control(key=f"train-asked-{path}").set_value("").run()
    assert "2 classes" in said(app)
    assert app.selectbox(key="train-family").value == "hmog"
    app.segmented_control(key=f"train-asked-{path}").set_value("B:A").run()
    assert "Pairs: B asks, A answers." in said(app)


def test_two_folders_of_other_names_are_classes_until_the_visitor_says_otherwise(home: Path, open_page: Open) -> None:
    path = folder(home / "own", "cats", "dogs")
    app = looked_at(open_page("Train"), path)
    assert "2 classes" in said(app)
    assert app.segmented_control(key=f"train-asked-{path}").options == [
        "Single pictures", "cats asks, dogs answers", "dogs asks, cats answers", "cats asks, dogs answers, unpaired",
        "dogs asks, cats answers, unpaired"]


def test_a_list_of_that_name_has_the_sentences(home: Path, open_page: Open, started: list) -> None:
    path = write_folder(home / "own", planted())
    app = looked_at(open_page("Train"), path)
    assert not app.exception
    assert "18 pictures with a sentence each to train with, 16 by 16 px, colour." in said(app)
    assert "Sentences: picture number" in said(app)
    assert app.selectbox(key="train-family").value == "words"
    app.button(key="train-start").click().run()
    assert data_of(started[0][0]) == (f"{path}#captions.csv", "words")
    app.segmented_control(key=f"train-asked-{path}").set_value("").run()
    assert "18 pictures to train with" in said(app)
    assert app.selectbox(key="train-family").value == "hmog"


def test_a_preview_has_each_question_beside_its_answer(home: Path) -> None:
    path = folder(home / "own", "A", "B")
    peek.peek(f"{path}#A:B", home / "seen")
    assert json.loads((home / "seen" / "peek.json").read_text())["facts"]["condition_shape"] == [3, 8, 8]
    assert pictures.sides_of((home / "seen" / "some.webp").read_bytes(), "it") == (4 * (2 * 72 + 3) - 3, 4 * (72 + 3) - 3)
    grey, colour = noise(2, 4, 4, 1), noise(2, 4, 4, 3)
    both = peek.beside(grey, colour)
    assert np.array_equal(both[:, :, 4:], colour)
    assert np.array_equal(both[:, :, :4], np.repeat(grey, 3, 3))


def test_another_side_is_another_side_of_the_questions_too() -> None:
    config = families.configure("pix", "own", PAIRED, overrides={"widths": "4", "critic_widths": "4"})
    found = sides.configs(Chosen("own", PAIRED, sides=(8, 16)), config, {})
    assert found[16].facts.condition_shape == (1, 16, 16)
    assert found[16].facts.image_shape == (3, 16, 16)


# --- a run --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(home: Path) -> runs.RunFolder:
    """A run of the family that is asked, whose answers are one."""
    config = families.configure("pix", "own", PAIRED, overrides={"widths": "4", "critic_widths": "4", "mode_seeking": 0})
    run = runs.create("asked", config)
    jobs.write(run.path, phase="running", step=30, steps=4000)
    for step in (10, 20, 30):
        run.metrics.append({"step": step, "loss": {"generator": 0.5, "critic": 0.5}, "distance": 0.1, "answers": 0.06})
        run.write_sheet(step, pictures.webp(np.full((64, 72, 3), step, np.uint8)))
    return run


def test_a_run_that_ignores_the_noise_offers_mode_seeking(asked: runs.RunFolder, open_page: Open) -> None:
    app = open_page("Train", run="asked")
    assert not app.exception
    assert "The noise is ignored. Answers to one question hardly differ" in said(app)
    app.button(key="train-alarm-0-0").click().run()
    wish = jobs.pending(asked.path)
    assert wish is not None
    assert wish.settings == {"mode_seeking": 0.1}


def test_a_sheet_with_questions_has_a_column_more_and_is_compared_with_its_like(asked: runs.RunFolder) -> None:
    tile = film._tile(asked, asked.sheets()[10].read_bytes())
    assert tile == {"width": 8, "height": 8, "columns": 9, "rows": 8, "asked": 1}
    assert film.comparable(asked, asked)
    plain = a_run("plain", "finished", 20)
    plain.write_config(families.configure("gan", "own", PAIRED))
    plain.write_sheet(10, pictures.webp(np.zeros((64, 64, 3), np.uint8)))
    assert film._tile(plain, plain.sheets()[10].read_bytes())["asked"] == 0
    assert not film.comparable(asked, plain)

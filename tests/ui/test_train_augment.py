"""Augmentation on the Train page: its parts are a choice of several, and a sentence says that it is on, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from mixgan.store import runs
from tests.ui.a_run import Open, a_run, own
from tests.ui.test_states import said
from tests.ui.test_train_head import started_with


def own_pictures(home: Path, open_page: Open, n: int) -> AppTest:
    np.savez(home / "mine.npz", images=np.random.default_rng(0).integers(0, 256, (n, 8, 8, 3), np.uint8))
    app = open_page("Train")
    own(app, "path")
    return app.text_input(key="train-path").set_value(str(home / "mine.npz")).run()


def test_few_own_pictures_have_it_on_and_it_can_be_chosen(home: Path, open_page: Open, started: list) -> None:
    app = own_pictures(home, open_page, 400)
    assert not app.exception
    pills = next(one for one in app.pills if one.label == "Augment")
    assert pills.value == ["translation", "brightness", "contrast", "saturation", "cutout"]
    assert "pictures: the critic sees them moved, toned and with a part cut out, or it would learn them by heart" in said(app)
    assert "too few" not in said(app)
    assert "--augment" not in started_with(app, started)            # the preset decides it again
    next(one for one in app.pills if one.label == "Augment").set_value(["cutout", "translation"]).run()
    assert "moved and with a part cut out" in said(app)
    assert started_with(app, started)["--augment"] == "translation,cutout"
    next(one for one in app.pills if one.label == "Augment").set_value([]).run()
    assert "the critic sees them" not in said(app)
    assert started_with(app, started)["--augment"] == ""


def test_too_few_pictures_are_told(home: Path, open_page: Open) -> None:
    assert "pictures are too few: a generator will learn them by heart" in said(own_pictures(home, open_page, 60))


def test_a_known_set_has_none_and_nothing_is_said(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    assert next(one for one in app.pills if one.label == "Augment").value == []
    assert "critic sees" not in said(app)


def test_a_run_s_page_says_it(home: Path, open_page: Open) -> None:
    run = a_run("one", "running", 10, rate=2.0)
    assert "critic sees" not in said(open_page("Train"))
    config = run.config
    run.write_config(config.model_copy(update={
        "training": config.training.model_copy(update={"augment": ("translation",)}),
        "facts": config.facts.model_copy(update={"n_train": 5000})}))
    assert runs.open_run("one").config.training.augment == ("translation",)
    assert "5,000 pictures: the critic sees them moved, or it would learn them by heart" in said(open_page("Train"))

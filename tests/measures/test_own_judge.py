from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import data, families
from mixgan.config import RunConfig
from mixgan.errors import ConfigError, DataError
from mixgan.measures import judges, own_judge
from mixgan.measures.own_judge import recipe_for, train_own, why_untrainable
from tests.measures.planted import NAMES, halves


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """400 labelled pictures of 8 px as an npz; the homes of judges and data are here too."""
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    monkeypatch.setattr(own_judge, "STEPS", 150)
    return saved(tmp_path / "own.npz", 400)


def saved(path: Path, n: int, seed: int = 1) -> Path:
    pictures = halves(n, seed)
    np.savez(path, images=pictures.images, labels=pictures.labels, class_names=np.array(NAMES))
    return path


def config_of(path: Path | str, size: int = 8, **training: object) -> RunConfig:
    facts = data.load(str(path), size=size).facts()
    # left and right are the classes
    return families.configure("gmgan", str(path), facts, overrides={"steps": 10, "mirrored": False, "views": "size", **training})


def test_a_judge_of_own_pictures_is_trained_once_and_found_by_every_model_of_them(own: Path) -> None:
    config, told = config_of(own), []
    assert judges.of(config) is None
    judge = train_own(config, lambda done, of: told.append((done, of)))
    assert judge.config.accuracy > 0.95
    assert judge.config.n_test == 40
    assert judge.class_names == config.facts.class_names
    assert judge.features_id.startswith("c/own/")
    assert judge.floors is not None
    assert told[-1][0] == told[-1][1] == len(told)
    assert judges.of(config_of(own, steps=20)) is judge             # another model of the same pictures
    assert train_own(config) is judge                               # nothing is trained again


def test_one_that_was_killed_before_its_floors_is_finished(own: Path) -> None:
    config = config_of(own)
    folder = judges.own_folder(config)
    assert folder is not None
    train_own(config)
    (folder / "floors.json").unlink()
    judges.load_folder.cache_clear()
    unfinished = judges.of(config)
    assert unfinished is not None
    assert unfinished.floors is None
    finished = train_own(config)                                    # anew, so by other weights where others threads were set
    assert finished.floors is not None
    assert finished.floors.features == finished.features_id


def test_left_and_right_are_told_apart_only_where_the_model_is_told_to(own: Path) -> None:
    assert train_own(config_of(own, mirrored=True)).config.accuracy < 0.8


def test_other_pictures_have_another_judge(own: Path, tmp_path: Path) -> None:
    train_own(config_of(own))
    assert judges.of(config_of(own, size=12)) is None
    assert judges.of(config_of(saved(tmp_path / "others.npz", 400, seed=2))) is None


def test_a_known_set_keeps_the_judge_that_is_shipped_and_gets_one_at_another_size(own: Path) -> None:
    shipped = judges.of(config_of("digits"))
    assert shipped is not None
    assert shipped is judges.load("digits")
    larger = config_of("digits", size=12)
    assert judges.of(larger) is None
    assert why_untrainable(larger) == ""


def test_what_cannot_have_a_judge_says_why(own: Path, tmp_path: Path) -> None:
    np.savez(tmp_path / "plain.npz", images=halves(300, 1).images)
    np.savez(tmp_path / "one.npz", images=halves(300, 1).images, labels=np.zeros(300, int))
    for path, why in ((tmp_path / "plain.npz", "they have no classes"), (tmp_path / "one.npz", "one class only")):
        with pytest.raises(ConfigError, match=why):
            train_own(config_of(path))
    points = families.configure("gmgan", "ring", data.load("ring").facts(), overrides={"steps": 10})
    assert judges.of(points) is None
    assert "points" in why_untrainable(points)


def test_pictures_that_changed_and_too_few_are_refused(own: Path, tmp_path: Path) -> None:
    config = config_of(own)
    saved(own, 400, seed=5)
    with pytest.raises(DataError, match="others than the model was trained with"):
        train_own(config)
    with pytest.raises(DataError, match=r"^10 pictures are held out, and 20 are the least"):
        train_own(config_of(saved(tmp_path / "few.npz", 100)))
    assert not (tmp_path / "judges").exists()


@pytest.mark.parametrize("n", [30, 90, 900, 60_000])
def test_the_recipe_takes_about_as_many_steps_however_many_pictures(n: int) -> None:
    recipe = recipe_for(n, mirrored=True)
    steps = recipe.epochs * (n // recipe.batch)
    assert recipe.flip
    assert 700 <= steps <= 1100 or recipe.epochs in (1, 400)


def test_a_digest_that_is_none_leads_to_no_folder(own: Path) -> None:
    config = config_of(own)
    for digest in ("", "../../etc", "ABC", "g" * 32):
        strange = config.model_copy(update={"facts": config.facts.model_copy(update={"digest": digest})})
        assert judges.own_folder(strange) is None
        assert judges.of(strange) is None

"""The choice of a family: by what it divides, then by name; what the data cannot teach is not offered, and it is said why."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from mixgan import families
from mixgan.config import DataFacts
from mixgan.families.registry import Divides, by_division, family
from mixgan.ui.train import data as train_data
from mixgan.ui.train import family as train_family
from mixgan.ui.train.data import Chosen
from tests.ui.a_run import Open
from tests.ui.test_states import said
from tests.ui.test_train_form import field

LABELLED = Chosen("a", DataFacts(image_shape=(1, 8, 8), class_names=("cats", "dogs")))
PAIRED = Chosen("a", DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=2))
WORDED = Chosen("a", DataFacts(image_shape=(3, 8, 8), condition_shape=(4,), n_questions=2, vocabulary=("", "red")))
TWO_SETS = Chosen("a", DataFacts(image_shape=(3, 8, 8), condition_shape=(1, 8, 8), n_questions=2, unpaired=True))
UNLABELLED = Chosen("a", DataFacts(image_shape=(1, 8, 8)))
ONE_CLASS = Chosen("a", DataFacts(image_shape=(1, 8, 8), class_names=("cats",)))


def test_every_family_is_offered_in_one_division() -> None:
    names = {name for chosen in (LABELLED, PAIRED, WORDED, TWO_SETS) for divides in get_args(Divides)
             for name in train_family.offered(divides, chosen)[0]}
    assert sorted(names) == sorted(families.names())


@pytest.mark.parametrize("chosen", [UNLABELLED, ONE_CLASS])
def test_what_needs_labels_is_not_offered_without(chosen: Chosen) -> None:
    for divides in get_args(Divides):
        names, left_out = train_family.offered(divides, chosen)
        assert {one.name for one in left_out} == {one.name for one in by_division()[divides] if one.needs != "nothing"}
        assert names == [one.name for one in by_division()[divides] if one.needs == "nothing"]
        assert names


def test_what_needs_pairs_is_offered_where_there_are_pairs_alone() -> None:
    def needs(chosen: Chosen) -> set[str]:
        return {family(name).needs for name in train_family.offered("nothing", chosen)[0]}

    assert needs(PAIRED) == {"nothing", "pairs"}
    assert needs(WORDED) - {"words"} == {"nothing"}
    assert needs(TWO_SETS) == {"nothing", "two sets"}
    assert needs(LABELLED) == {"nothing", "labels"}


def test_what_is_not_offered_is_named() -> None:
    gan = family("gan")
    assert train_family.sentence(gan, []) == gan.sentence
    two = train_family.sentence(gan, [family("acgan"), family("cgan")])
    assert two.endswith("Not offered: AC-GAN and cGAN need labels, and this set has none.")
    assert train_family.sentence(gan, [family("cgan")]).endswith("Not offered: cGAN needs labels, and this set has none.")
    both = train_family.sentence(gan, [family("acgan"), family("pix"), family("cgan")])
    assert both.endswith("Not offered: AC-GAN and cGAN need labels, Picture to picture needs pairs, and this set has none.")


@pytest.mark.parametrize("divides", get_args(Divides))
def test_a_choice_of_what_is_divided_brings_its_families(divides: Divides, home: Path, open_page: Open) -> None:
    app = open_page("Train")
    app.segmented_control(key="train-division").set_value(divides).run()
    assert not app.exception
    offered = [one for one in by_division()[divides] if one.needs in ("nothing", "labels")]
    assert app.selectbox(key="train-family").options == [one.title for one in offered]
    for one in offered:                                             # the whole form of each of them
        app.selectbox(key="train-family").set_value(one.name).run()
        assert not app.exception
        assert not app.error
        assert one.sentence in said(app)
        assert field(app, "Name").value == f"{one.name}-digits-1"


def test_data_without_labels_take_a_family_that_reads_them_away(home: Path, open_page: Open,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("Train")
    app.segmented_control(key="train-division").set_value("nothing").run()
    app.selectbox(key="train-family").set_value("cgan").run()
    assert "told the class" in said(app)
    monkeypatch.setattr(train_data, "choose", lambda: UNLABELLED)
    app.run()
    assert app.selectbox(key="train-family").options == ["GAN"]
    assert app.selectbox(key="train-family").value == "gan"
    assert "this set has none" in said(app)
    assert not app.exception


def test_a_named_set_has_as_many_classes_as_it_says(home: Path, open_page: Open) -> None:
    app = open_page("Train")
    app.segmented_control(key="train-data").set_value("ring").run()
    app.segmented_control(key="train-division").set_value("latent").run()
    app.selectbox(key="train-family").set_value("gmgan-supervised").run()
    assert not app.error
    assert "Not offered" not in said(app)

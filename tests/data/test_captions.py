"""The set `captions-shapes`: a sentence says what its picture shows and nothing else, and some triples are in no picture."""

from __future__ import annotations

import numpy as np
import pytest

from mixgan import data
from mixgan.data import captions, words
from mixgan.data.captions import ATTRIBUTES, LENGTH, SILENT, VOCABULARY, Factors
from mixgan.data.shapes import COLOURS
from mixgan.data.splits import Split
from mixgan.rng import Stream

SPLITS: tuple[Split, ...] = ("train", "test")


@pytest.fixture(scope="module")
def known() -> dict[Split, Factors]:
    return {split: captions.factors(split) for split in SPLITS}


@pytest.fixture(scope="module")
def test_set() -> data.ImageSet:
    return data.load("captions-shapes", split="test")


def asked(**values: str) -> np.ndarray:
    """(1, 5): one question."""
    return np.array([[ATTRIBUTES[name].index(values[name]) if name in values else SILENT for name in ATTRIBUTES]])


@pytest.mark.parametrize(("values", "sentence"), [
    ({}, "a thing"),
    ({"shape": "star"}, "a star"),
    ({"size": "small", "background": "white"}, "a small thing on a white background"),
    ({"hue": "red", "place": "top left"}, "a red thing at the top left"),
    ({"size": "large", "hue": "cyan", "shape": "ring", "place": "middle centre", "background": "black"},
     "a large cyan ring at the middle centre on a black background")])
def test_the_grammar(values: dict[str, str], sentence: str) -> None:
    question = asked(**values)
    assert captions.captions(question) == [sentence]
    tokens = words.encode([sentence], VOCABULARY, LENGTH)
    assert captions.asked_of(tokens).tolist() == question.tolist()


def test_every_sentence_asks_for_what_its_question_says(known: dict[Split, Factors], test_set: data.ImageSet) -> None:
    assert test_set.conditions is not None
    assert np.array_equal(captions.asked_of(test_set.conditions), known["test"].asked)
    assert test_set.conditions.shape == (len(test_set), LENGTH)
    assert test_set.vocabulary == VOCABULARY
    assert set(np.unique(test_set.conditions)) == set(range(len(VOCABULARY)))            # every word is used


@pytest.mark.parametrize("split", SPLITS)
def test_what_is_stated_is_shown_and_dropped_whatever_it_is(known: dict[Split, Factors], split: Split) -> None:
    """Five deviations of a share of n rows: a false alarm in a million."""
    found = known[split]
    stated = found.asked != SILENT
    assert np.array_equal(found.asked[stated], found.values[stated])
    n = len(stated)
    bound = 5 * np.sqrt(0.24 / n)
    np.testing.assert_allclose(1 - stated.mean(0), captions.DROPPED, atol=bound)
    for i, values in enumerate(ATTRIBUTES.values()):
        np.testing.assert_allclose(np.bincount(found.values[:, i]) / n, 1 / len(values), atol=bound)
        of_each = [1 - stated[found.values[:, i] == v, i].mean() for v in range(len(values))]
        np.testing.assert_allclose(of_each, captions.DROPPED[i], atol=bound * np.sqrt(len(values)) * 1.1)


@pytest.mark.parametrize("split", SPLITS)
def test_one_triple_in_ten_is_in_no_picture_and_the_rest_equally_often(known: dict[Split, Factors], split: Split) -> None:
    _, hue, shape, place, _ = known[split].values.T
    count = np.zeros((6, 6, 9), int)
    np.add.at(count, (shape, hue, place), 1)
    assert captions.held_out().sum() == 32
    assert np.array_equal(count == 0, captions.held_out())
    assert set(count[count > 0]) == {captions.PER_TRIPLE[split]}
    first = np.unique(np.stack([shape, hue, place])[:, :292], axis=1)
    assert first.shape[1] == 292                                            # every whole round holds each once


def test_held_out_questions_state_what_was_never_shown() -> None:
    questions = captions.held_out_questions()
    assert len(np.unique(questions, axis=0)) == 32
    _, hue, shape, place, _ = questions.T
    assert captions.held_out()[shape, hue, place].all()
    assert (questions[:, [0, 4]] == SILENT).all()


def test_pictures_are_drawn_as_said(test_set: data.ImageSet, known: dict[Split, Factors]) -> None:
    found = known["test"]
    size, hue, shape, place, ground = found.values.T
    assert np.array_equal(test_set.labels, shape)
    corners = test_set.images[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.array_equal(corners, np.broadcast_to(255 * ground[:, None, None], corners.shape))
    middle = np.arange(32) + 0.5
    cover = captions.cover(found)
    area = cover.sum((1, 2))
    x, y = (cover.sum(1) * middle).sum(1) / area, (cover.sum(2) * middle).sum(1) / area
    assert np.array_equal(np.digitize(x, (12.5, 19.5)), place % 3)
    assert np.array_equal(np.digitize(y, (12.5, 19.5)), place // 3)
    assert found.radius[size == 1].min() == pytest.approx(8, abs=0.1)
    assert found.radius[size == 0].max() == pytest.approx(5.5, abs=0.1)
    whole = cover == 1
    seen = np.stack([picture[full].mean(0) for picture, full in zip(test_set.images, whole, strict=True) if full.any()])
    np.testing.assert_allclose(seen, 255 * COLOURS[hue[whole.any((1, 2))]], atol=1)
    for place in (found.x, found.y):                                        # nothing is cut off
        assert (place - found.radius).min() >= 0.5
        assert (place + found.radius).max() <= 31.5


def test_true_answers_keep_what_is_stated_and_spread_over_the_rest() -> None:
    question = asked(hue="blue", place="top left")
    answers = captions.with_open_ones(np.repeat(question, 3600, 0), Stream(1))
    assert (answers.values[:, [1, 3]] == question[0, [1, 3]]).all()
    for i in (0, 2, 4):
        n_values = len(list(ATTRIBUTES.values())[i])
        np.testing.assert_allclose(np.bincount(answers.values[:, i]) / 3600, 1 / n_values, atol=5 * np.sqrt(0.25 / 3600))


def test_questions_are_kept_and_held_out(test_set: data.ImageSet) -> None:
    train = data.load("captions-shapes")
    assert train.questions is not None
    assert test_set.conditions is not None
    assert np.array_equal(train.questions, test_set.conditions[:64])
    assert not set(map(bytes, train.images)) & set(map(bytes, test_set.images))
    facts = train.facts()
    assert (facts.condition_shape, facts.n_questions, facts.vocabulary) == ((12,), 64, VOCABULARY)


def test_digests_stay(test_set: data.ImageSet) -> None:
    # written down once: a run on them must know its data again in every later version and on every machine
    assert data.load("captions-shapes").digest == "ae387c1e82ff49828b950d98fe61c7f3"
    assert test_set.digest == "6512685dff2cc983d3fd0c7662958e7c"

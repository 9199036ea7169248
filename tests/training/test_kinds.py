"""How many kinds: planted kinds are found, chance has its address, and what cannot be asked is told in a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mixgan.analysis.kinds_answer import PICTURES, answer
from mixgan.config import DataFacts
from mixgan.data.imageset import ImageSet
from mixgan.errors import ConfigError, DataError
from mixgan.rng import Stream
from mixgan.training import kinds, kinds_asked
from mixgan.training.kinds import SMALL, _Sorter, _split, find
from mixgan.training.kinds_asked import FEWEST, Asked, asked_of, numbers_up_to

PLANTED = 4


def planted(n: int = 400) -> ImageSet:
    """A bright bar 8 px long: upright, lying, or leaning either way; somewhere near the middle of (12, 12, 1), with noise."""
    at = Stream(3).child("planted")
    steps = np.array([(1, 0), (0, 1), (1, 1), (1, -1)])
    images = (40 * at.child("noise").uniform(n, 12, 12, 1)).astype(np.uint8)
    which, places = at.child("which").integers(n, PLANTED), at.child("place").uniform(n, 2)
    for image, kind, place in zip(images, which, places, strict=True):
        for t in np.arange(-4, 4):
            row, column = (5.0 + 2 * place + t * steps[kind]).astype(int)
            image[row, column] = 255
    return a_set(images)


def a_set(images: NDArray) -> ImageSet:
    return ImageSet(images, None, (), "planted", "0123")


def asked(**changes: object) -> Asked:
    """Small and quick."""
    return replace(Asked("0123", (1, 12, 12), ("place:0.15",), True, (12, 24), 2e-3, most=6, tries=1), **changes)     # type: ignore


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_planted_kinds_are_found() -> None:
    found = find(planted(), asked(), updates=250)
    assert [row.kinds for row in found.rows] == [2, 3, 4, 5, 6]
    assert answer(found).kinds == PLANTED, found.rows
    assert found.pictures == 134                                    # one try: one part in three


def test_a_small_set_is_read_off_pictures_that_a_try_has_not_seen() -> None:
    """Noise has no kinds; what a network has learnt by heart it sorts surely into any number."""
    noise = a_set((255 * Stream(9).uniform(300, 12, 12, 1)).astype(np.uint8))
    found = find(noise, asked(tries=3), updates=250)
    assert found.pictures == 300
    assert max(row.share for row in found.rows) < 0.9, found.rows
    assert answer(found).kinds is None
    for row in found.rows:
        assert row.share == pytest.approx(np.mean(row.tries), abs=1e-5)


def test_the_parts_of_a_small_set_are_each_picture_once() -> None:
    numbered = a_set(np.broadcast_to(np.arange(100, dtype=np.uint8)[:, None, None, None], (100, 12, 12, 1)))
    seen = []
    for attempt in range(3):
        learnt, looked = _split(numbered, asked(), attempt)
        own = looked[:, 0, 0, 0].tolist()
        assert sorted([*learnt.images[:, 0, 0, 0].tolist(), *own]) == list(range(100))
        seen += own
    assert sorted(seen) == list(range(100))
    large = a_set(np.zeros((SMALL, 12, 12, 1), np.uint8))
    learnt, looked = _split(large, asked(), 1)
    assert learnt is large
    assert len(looked) == PICTURES


def test_of_a_large_set_the_best_try_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "SMALL", 300)
    found = find(planted(), asked(tries=2), updates=20)
    assert all(row.share == max(row.tries) for row in found.rows)
    assert found.pictures == 400


def test_the_same_question_has_the_same_answer() -> None:
    told: list[tuple[int, int]] = []
    one, again = (find(planted(), asked(tries=2), lambda done, of: told.append((done, of)), updates=20) for _ in range(2))
    assert one.rows == again.rows
    assert told[:4] == [(10, 40), (20, 40), (30, 40), (40, 40)]
    assert all(row.tries[0] != row.tries[1] for row in one.rows)
    assert find(planted(), asked(), updates=20).rows[0].share == one.rows[0].tries[0]
    assert find(planted(), asked(seed=1), updates=20).rows != find(planted(), asked(), updates=20).rows


def test_the_score_is_between_nothing_and_all() -> None:
    rows = find(planted(), asked(most=5), updates=0).rows
    assert all(-0.5 < row.share < 0.5 for row in rows), rows         # nothing is learnt
    assert all(0 <= row.flips <= 1 for row in rows)


@pytest.mark.parametrize("both", [False, True])
def test_the_objective_is_lowest_where_all_kinds_are_used_as_much_and_kept(both: bool) -> None:
    sorter = _Sorter(asked(both_sides=both), (2, 3), 0)

    def shares(first: list[int], second: list[int]) -> list[float]:
        """Of each number, if the pictures are surely of these kinds, and their views of those."""
        one_hot = [torch.nn.functional.one_hot(torch.tensor(kinds), 3).float() for kinds in (first, second)]
        log_q = [torch.log_softmax(100 * each[:, None, None].expand(-1, 5, 2, -1), -1) for each in one_hot]
        return (-sorter._objective(*log_q) / sorter.best)[0].tolist()

    assert shares([0, 1, 2], [0, 1, 2])[1] == pytest.approx(1)
    assert shares([0, 1, 0, 1], [0, 1, 0, 1])[0] == pytest.approx(1)
    assert shares([0, 0, 0], [0, 0, 0])[1] == pytest.approx(0)
    assert shares([0, 1, 2], [1, 2, 0])[1] < -10


def test_a_progress_that_raises_ends_it() -> None:
    def cancel(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find(planted(), asked(), cancel, updates=20)


@pytest.mark.parametrize(("images", "words"), [
    (np.zeros((100, 12, 12, 1), np.uint8), "All 100 pictures are alike"),
    (np.repeat(planted(20).images, 10, 0), "Only 20 of the 200 pictures are different"),
])
def test_pictures_that_are_alike_are_a_sentence(images: NDArray, words: str) -> None:
    with pytest.raises(DataError, match=words):
        find(a_set(images), asked(), updates=1)


def test_views_that_change_nothing_are_a_sentence() -> None:
    with pytest.raises(ConfigError, match="change nothing of these pictures"):
        find(planted(), asked(views=("colour", "grey")), updates=1)     # they are grey


def test_views_that_leave_nothing_are_a_sentence() -> None:
    images = np.zeros((400, 12, 12, 1), np.uint8)
    images[:, 0, 0, 0] = np.arange(400) % 100 + 100                 # all that there is lies in a corner
    with pytest.raises(ConfigError, match="leave nothing of most of these pictures"):
        find(a_set(images), asked(views=("crop:0.8", "place:0.5")), updates=1)


def facts(shape: tuple[int, ...] = (1, 28, 28), n: int = 1000) -> DataFacts:
    return DataFacts(image_shape=shape, n_train=n, digest="abc")


@pytest.mark.parametrize(("of", "changes", "words"), [
    (facts(n=20), {}, f"20 pictures to learn from are too few to tell kinds by: {FEWEST} are the least"),
    (facts((2,)), {}, "these are points"),
    (facts(n=90), {"most": 100}, r"from 4 to 30, of 90 pictures \(given 100\)"),
    (facts(), {"most": 3}, r"given 3\)"),
    (facts(), {"tries": 0}, "tries should be from 1 to 20"),
    (facts(), {"seed": -1}, "seed should be 0 or more"),
    (facts(), {"views": ()}, "Without a view"),
    (facts(), {"views": ("palce",)}, "Did you mean 'place'"),
    (facts(), {"views": ("place:9",)}, "strength over 0"),
    (facts((1, 4, 4)), {}, ""),
])
def test_what_cannot_be_asked_is_a_sentence(of: DataFacts, changes: dict, words: str) -> None:
    if words:
        with pytest.raises((DataError, ConfigError), match=words):
            asked_of(of, "own.zip", **changes)
    else:
        assert asked_of(of, "own.zip", **changes).widths == (24, 48)     # two halvings of four leave one


def test_settings_are_those_of_the_sets_own_head() -> None:
    mnist = asked_of(facts(), "mnist")
    assert (mnist.pictures, mnist.both_sides, mnist.widths, mnist.learning_rate) == ("mnist", False, (12, 24), 5e-4)
    shapes = asked_of(facts((3, 32, 32)), "shapes")
    assert (shapes.views, shapes.both_sides, shapes.widths) == (("place:0.35", "size:0.3"), True, (24, 48, 64))
    assert asked_of(facts((3, 64, 64)), "own.zip").pictures == "abc"
    assert asked_of(facts((1, 32, 32)), "mnist").pictures == "abc"  # at another size
    assert asked_of(facts(), "mnist", views=("place",)).views == ("place",)


def test_an_answer_is_remembered_for_its_question(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    question = asked()
    assert kinds_asked.read(question) is None
    found = find(planted(), question, updates=1)
    kinds_asked.write(question, found)
    assert kinds_asked.read(question) == found
    assert kinds_asked.read(replace(question, seed=1)) is None
    (kinds_asked.folder_of(question) / "kinds.json").write_text('{"version": 1, "rows": [{"kinds": 2}]}')
    assert kinds_asked.read(question) is None


def test_numbers_thin_out_above() -> None:
    assert numbers_up_to(20) == (*range(2, 17), 18, 20)
    assert numbers_up_to(6) == (2, 3, 4, 5, 6)
    assert numbers_up_to(17) == tuple(range(2, 17))

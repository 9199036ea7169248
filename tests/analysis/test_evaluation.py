"""`evaluate` on a small shipped model: what stands in the table, that a killed one goes on, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from mixgan import data
from mixgan.analysis import evaluation, two_sides
from mixgan.analysis.publish import evaluate
from mixgan.analysis.publish.evaluate import store_evaluation
from mixgan.analysis.two_sides import PARTS, Real, Side
from mixgan.errors import ConfigError, DataError
from mixgan.files import shipped_root
from mixgan.measures.frechet import frechet
from mixgan.measures.judges import Judgement
from mixgan.measures.kernel import kernel_distance
from mixgan.measures.neighbours import manifolds
from mixgan.measures.told_apart import by_share, by_vote, neighbours_real
from mixgan.store.evaluation import read_evaluation
from tests.ui.tiny import write_tiny

HERE = shipped_root()


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path / "home"))


def copy_of(name: str, place: Path) -> Path:
    return Path(shutil.copytree(HERE / name, place / name))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory):
    """hmog-digits in full, once."""
    place = tmp_path_factory.mktemp("measured")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIXGAN_HOME", str(place / "home"))
        return store_evaluation(copy_of("hmog-digits", place), n=200)


def test_every_figure_says_what_it_needs_to_be_read(measured):
    records = {record["name"]: record for record in measured.records}
    assert list(records) == [
        "KID-c x 1000", "density-c@5", "coverage-c@5", "nn5-soft-c real", "nn5-soft-c generated", "nn5-vote-c real",
        "nn5-vote-c generated", "NDB/50 px", "JSD/50 px", "spread-c", "SSIM in a class, less that of real ones", "IS-c",
        "QD (ours) quality", "QD (ours) diversity",
        "copied share px", "effective experts, soft", "covered by one expert alone", "AMI of expert and class"]
    assert all(record["n_fake"] == 200 and record["seed"] == 0 for record in records.values())
    for name in list(records)[:15]:
        assert records[name]["n_real"] == 200
        assert records[name]["split"] == "test"
        assert records[name]["features"] == ("px" if name.endswith(" px") or "SSIM" in name else measured.basis.features)
        assert ("floor" in records[name]) == (name != "copied share px")
        assert ("interval" in records[name]) == (name.split(" ")[0] not in ("NDB/50", "SSIM", "QD"))
    assert records["density-c@5"]["k"] == 5
    assert all(low <= high for record in records.values() for low, high in [record.get("floor", (0, 0))])
    assert all(low <= record["value"] <= high for record in records.values() if "interval" in record
               for low, high in [record["interval"]])
    # the floor is of other real pictures: copies would be covered without exception, and lie at 0.4 among their neighbours
    assert 0.9 < records["coverage-c@5"]["floor"][0] <= records["coverage-c@5"]["floor"][1] < 1
    assert 0.42 < records["nn5-soft-c real"]["floor"][0] < records["nn5-soft-c real"]["floor"][1] < 0.6
    assert "copies of the reference 0" in records["nn5-vote-c real"]["note"]
    assert "copies" not in records["nn5-soft-c real"]["note"]
    # a model of digits is near the floor, and no worse than twice as far off as chance would have it
    assert 0.3 < records["density-c@5"]["value"] < 1.3
    assert 0 < records["covered by one expert alone"]["value"] < records["coverage-c@5"]["value"]
    assert 0.8 < records["AMI of expert and class"]["value"] + 0.1 < 1.1


def test_what_needs_more_pictures_says_so_and_the_rest_is_measured(measured):
    assert measured.left_out == {
        "Frechet": "A Frechet distance needs at least 640 real samples, got 200. Measure more of them.",
        "classes": "Class shares need at least 1,000 samples, got 200. Measure more of them."}


def test_one_that_was_killed_goes_on_with_what_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, called, killed = copy_of("hmog-digits", tmp_path), [], []

    def counted(part):
        measure = PARTS[part]

        def again(*given):
            called.append((part, given[2]))
            if part == "told apart" and given[2] and not killed:
                killed.append(True)
                raise KeyboardInterrupt
            return measure(*given)
        return again

    for part in ("kernel", "told apart", "bins"):
        monkeypatch.setitem(two_sides.PARTS, part, counted(part))
    with pytest.raises(KeyboardInterrupt):
        store_evaluation(folder, n=150)
    half = read_evaluation(folder)
    assert half is not None
    assert list(half.parts) == ["kernel", "neighbourhoods"]
    assert called.count(("kernel", 0)) == evaluate.REPEATS              # of the floor
    called.clear()
    whole = store_evaluation(folder, n=150)
    assert called == [("told apart", 10), ("bins", 10)]                 # neither the floor nor the kernel again
    assert whole.parts["kernel"] == half.parts["kernel"]
    assert read_evaluation(folder) == whole
    called.clear()
    assert store_evaluation(folder, n=150) == whole
    assert called == []
    fresh = store_evaluation(folder, n=151)                             # another n is another table
    assert fresh.basis.n == 151
    assert ("kernel", 0) in called


def test_it_goes_on_to_the_same_figures_as_in_one_go(measured, tmp_path: Path) -> None:
    folder = copy_of("hmog-digits", tmp_path)
    assert store_evaluation(folder, n=200) == measured
    steps: list[tuple[int, int]] = []
    store_evaluation(folder, n=120, tell=lambda done, of: steps.append((done, of)))
    assert steps == [(done, 13) for done in range(1, 14)]


@pytest.mark.parametrize(("asked", "words"), [
    ({"n": 99}, "--n should be from 100 to the 359 pictures that are held out of digits"), ({"n": 360}, "given 360"),
    ({"against": "mnist-of-nobody"}, "mnist-of-nobody"),
    ({"against": "shapes"}, "32 by 32 px with 3 channels, and the model draws 8 by 8"),
    ({"against": "ring"}, "points in the plane"),
])
def test_what_cannot_be_evaluated_is_said_in_a_sentence(tmp_path: Path, asked: dict, words: str) -> None:
    with pytest.raises((ConfigError, DataError), match=words):
        store_evaluation(copy_of("hmog-digits", tmp_path), **asked)
    assert read_evaluation(tmp_path / "hmog-digits") is None


def test_pictures_without_classes_are_read_by_their_principal_components(tmp_path: Path) -> None:
    """Every figure but those of classes, named with a p."""
    places = np.random.default_rng(1).integers(1, 7, (2400, 2))
    images = np.zeros((2400, 8, 8, 1), np.uint8)
    images[np.arange(2400), places[:, 0], places[:, 1], 0] = 255
    images = images + np.random.default_rng(2).integers(0, 60, images.shape).astype(np.uint8) // 2
    np.savez(tmp_path / "dots.npz", images=images)
    source = str(tmp_path / "dots.npz")
    facts = data.load(source, size=8).facts()
    write_tiny(tmp_path / "dots", "hmog", facts, data=source, figures=False)
    found = store_evaluation(tmp_path / "dots", n=110)
    names = [record["name"] for record in found.records]
    assert names[:4] == ["KID-p x 1000", "density-p@5", "coverage-p@5", "nn5-soft-p real"]
    assert names[-1] == "covered by one expert alone"
    assert not any(word in " ".join(names) for word in ("class", "IS-c", "QD", "AMI", "-c"))
    assert list(found.left_out) == ["Frechet"]


DRAW = np.random.default_rng(41)


def side(n: int, scale: float = 1.0, shift: float = 0.0) -> Side:
    probabilities = np.eye(3, dtype=np.float32)[DRAW.integers(0, 3, n)]
    pictures = np.clip(120 + 40 * scale * DRAW.standard_normal((n, 8, 8, 1)), 0, 255).astype(np.uint8)
    return Side(pictures, Judgement(probabilities, shift + scale * DRAW.standard_normal((n, 6))))


REAL = Real(side(400), np.full(3, 1 / 3), lambda: side(900).pictures)
SAME, NARROW = side(400), side(400, 0.5)


def test_each_part_is_the_measure_itself():
    real, fake = REAL.side.features, NARROW.features
    found = {name: value for part in PARTS.values() for name, (value, _) in part(REAL, NARROW, 0).items()}
    prdc = manifolds(real, fake, 5)
    assert found["FID-c"] == pytest.approx(frechet(real, fake))
    assert found["KID-c x 1000"] == pytest.approx(1000 * kernel_distance(real, fake))
    assert (found["density-c@5"], found["coverage-c@5"]) == pytest.approx((prdc.density, prdc.coverage))
    for name, told in (("soft", by_share), ("vote", by_vote)):
        both = told(neighbours_real(real, fake, 5))
        assert (found[f"nn5-{name}-c real"], found[f"nn5-{name}-c generated"]) == (both.real, both.fake)
    assert found["class-TV"] == pytest.approx(abs(np.bincount(NARROW.verdict.classes) / 400 - 1 / 3).sum() / 2)
    assert evaluation.floor_values(REAL, NARROW) == pytest.approx(found)


@pytest.mark.parametrize("part", sorted(PARTS))
def test_an_interval_leaves_tenths_of_the_other_side_out(part):
    plain, with_interval = PARTS[part](REAL, SAME, 0), PARTS[part](REAL, SAME, 10)
    for name, (value, interval) in with_interval.items():
        assert value == pytest.approx(plain[name][0], abs=1e-12)
        assert plain[name][1] is None
        assert (interval is None) == name.startswith(("NDB", "SSIM", "QD"))
        if interval is not None:
            assert interval[0] < value < interval[1]
            assert interval[1] - interval[0] > 1e-3                     # rounding alone has a width


def test_too_narrow_shows_in_the_pairs_and_less_in_the_distance():
    narrow = {name: value for part in PARTS.values() for name, (value, _) in part(REAL, NARROW, 0).items()}
    same = {name: value for part in PARTS.values() for name, (value, _) in part(REAL, SAME, 0).items()}
    assert narrow["density-c@5"] > 1.3 > same["density-c@5"]
    assert narrow["nn5-soft-c generated"] > 0.6 > same["nn5-soft-c generated"]
    assert narrow["spread-c"] == pytest.approx(0.25, abs=0.03)
    assert same["spread-c"] == pytest.approx(1, abs=0.1)
    assert abs(same["SSIM in a class, less that of real ones"]) < 0.02
    assert narrow["JSD/50 px"] > 2 * same["JSD/50 px"]


def test_without_classes_there_is_no_class_figure_and_the_letter_is_another():
    blind = Real(REAL.side, np.zeros(0), REAL.train, "p")
    unread = Judgement(np.zeros((400, 0), np.float32), REAL.side.features)
    nobody = Real(Side(REAL.side.pictures, unread), np.zeros(0), REAL.train, "p")
    assert [PARTS[part](nobody, nobody.side, 10) for part in ("classes", "within classes", "quality")] == [{}, {}, {}]
    assert list(PARTS["neighbourhoods"](blind, SAME, 0)) == ["density-p@5", "coverage-p@5"]

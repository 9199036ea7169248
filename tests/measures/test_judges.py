from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch

from mixgan import data
from mixgan.errors import ConfigError, DataError, StoreError
from mixgan.files import read_json, write_json
from mixgan.measures import judges
from mixgan.measures.features import Floors, feature_figures
from mixgan.measures.frechet import frechet
from mixgan.measures.judges import JudgeNet
from mixgan.measures.train_judge import RECIPES, Recipe, train, write_floors
from tests.measures.planted import NAMES, halves, judge_of_halves


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judges") / "halves"
    judge_of_halves(folder)
    return folder


@pytest.fixture(scope="module")
def judge(folder):
    return judges.load_folder(folder)


# --- what a judge says -------------------------------------------------------------------------------------------------


def test_it_knows_what_it_was_taught(judge):
    unseen = halves(300, 3)
    verdict = judge(unseen.images)
    assert (verdict.classes == unseen.labels).mean() > 0.98
    assert verdict.probabilities.shape == (300, 2)
    assert verdict.probabilities.sum(1) == pytest.approx(1, abs=1e-6)
    assert verdict.confidence == pytest.approx(verdict.probabilities.max(1))
    assert judge.class_names == NAMES


def test_its_config_states_what_it_reaches_as_stored(judge):
    held_out = halves(100, 2)
    assert judge.config.accuracy == (judge(held_out.images).classes == held_out.labels).mean()
    assert judge.config.confidence == pytest.approx(float(judge(held_out.images).confidence.mean()))


def test_features_are_standardised_on_the_training_pictures(judge):
    features = judge(halves(320, 1).images).features
    assert features.dtype == np.float64
    assert features.shape[1] == judge.n_features > 8
    assert features.mean(0) == pytest.approx(0, abs=1e-3)
    assert features.std(0) == pytest.approx(1, abs=0.01)


def test_features_of_other_pictures_keep_the_training_scale(judge):
    """Standardising on what is judged would hide that all of it is of one class."""
    pictures = halves(320, 1)
    left = judge(pictures.images[pictures.labels == 0]).features
    assert np.abs(left.mean(0)).max() > 0.5


def test_a_row_does_not_depend_on_the_others(judge):
    """Batch statistics would make it so; chunks must not either."""
    images = halves(judges.CHUNK + 3, 5).images
    whole = judge(images)
    alone = judge(images[-2:-1])
    assert alone.features == pytest.approx(whole.features[-2:-1], abs=1e-4)
    backwards = judge(images[::-1])
    assert backwards.features[::-1] == pytest.approx(whole.features, abs=1e-4)


def test_no_pictures_give_no_rows(judge):
    verdict = judge(np.zeros((0, 8, 8, 1), np.uint8))
    assert verdict.probabilities.shape == (0, 2)
    assert verdict.features.shape == (0, judge.n_features)


@pytest.mark.parametrize("images", [np.zeros((2, 8, 8, 1), np.float32), np.zeros((2, 9, 8, 1), np.uint8),
                                    np.zeros((2, 8, 8, 3), np.uint8), np.zeros((2, 1, 8, 8), np.uint8)])
def test_pictures_of_another_kind_are_refused(judge, images):
    with pytest.raises(ValueError, match="takes uint8 pictures"):
        judge(images)


# --- training ----------------------------------------------------------------------------------------------------------


def test_training_repeats_itself_and_draws_from_no_global_state():
    before = torch.get_rng_state()
    recipe = Recipe(epochs=1, batch=32)
    first, second = (train(halves(64, 1), 2, recipe).state_dict() for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(first[name], second[name]) for name in first)
    other = train(halves(64, 1), 2, Recipe(epochs=1, batch=32, seed=1)).state_dict()
    assert not torch.equal(first["feature.weight"], other["feature.weight"])


def test_weights_are_measured_as_they_are_stored():
    state = train(halves(64, 1), 2, Recipe(epochs=1, batch=32)).state_dict()
    weight = state["feature.weight"]
    assert torch.equal(weight, weight.half().float())


def test_size_of_the_network():
    """126,890 parameters at 28 px, grey, ten classes (measures.md 2)."""
    with torch.device("meta"):
        net = JudgeNet((1, 28, 28), 10)
    assert sum(p.numel() for p in net.parameters()) == 126_890


# --- in a folder -------------------------------------------------------------------------------------------------------


def test_the_card_names_command_and_accuracy(folder, judge):
    card = (folder / "card.md").read_text()
    assert "`the command`" in card
    assert f"{judge.config.accuracy:.2%}" in card


def test_the_id_of_the_features_follows_the_parameters(folder, judge, tmp_path):
    other = judge_of_halves(tmp_path / "halves", seed=1)
    assert judge.features_id.startswith("c/halves/")
    assert other.features_id != judge.features_id


def test_floors_of_other_parameters_are_not_used(folder, tmp_path):
    copy = tmp_path / "halves"
    shutil.copytree(folder, copy)
    write_floors(copy, halves(320, 1), halves(100, 2))
    judges.load_folder.cache_clear()
    found = judges.load_folder(copy).floors
    assert found is not None
    assert (found.n, found.against) == (100, "train against test")
    write_json(copy / "floors.json", found.model_copy(update={"features": "c/halves/other"}).model_dump(mode="json"))
    judges.load_folder.cache_clear()
    assert judges.load_folder(copy).floors is None


def test_a_truncated_judge_is_told_and_left_alone(folder, tmp_path):
    copy = tmp_path / "halves"
    shutil.copytree(folder, copy)
    path = copy / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(StoreError, match="cut off"):
        judges.load_folder(copy)


def test_parameters_of_another_shape_are_told(folder, tmp_path):
    copy = tmp_path / "halves"
    shutil.copytree(folder, copy)
    config = read_json(copy / "config.json")
    write_json(copy / "config.json", {**config, "class_names": ["a", "b", "c"]})
    with pytest.raises(StoreError, match=r"classes\.\w+ has shape"):
        judges.load_folder(copy)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"image_shape": [-1, 8, 8]}, "neither"), ({"image_shape": [1, 8, 10**6]}, "neither"), ({"class_names": []}, "class_names"),
])
def test_a_config_of_no_pictures_is_told(folder, tmp_path, change, sentence):
    copy = tmp_path / "halves"
    shutil.copytree(folder, copy)
    write_json(copy / "config.json", {**read_json(copy / "config.json"), **change})
    with pytest.raises(ConfigError, match=sentence):
        judges.load_folder(copy)


@pytest.mark.parametrize("name", ["ring", "", "../judges/mnist", "/tmp/pictures", "nobody's"])
def test_sets_without_a_judge_have_none(name):
    assert judges.load(name) is None


# --- the shipped ones --------------------------------------------------------------------------------------------------


def shipped(name: str):
    judge = judges.load(name)
    assert judge is not None, f"checkpoints/judges/{name} is missing"
    return judge


def test_the_judge_of_mnist_is_good_enough_and_says_so():
    config = shipped("mnist").config
    assert config.accuracy >= 0.993
    assert config.n_test == 10_000
    card = (judges.judges_root() / "mnist" / "card.md").read_text()
    assert f"{config.accuracy:.2%}" in card
    assert f"train_judge mnist --epochs {RECIPES['mnist'].epochs}" in card


def test_the_judge_of_shapes_tells_silhouettes_apart():
    """A clean set of few kinds: what it says of made pictures is no matter of its own mistakes."""
    judge, test = shipped("shapes"), data.load("shapes", split="test")
    assert judge.config.accuracy == (judge(test.images).classes == test.labels).mean() >= 0.99
    assert judge.floors is not None
    assert judge.floors.against == "test halves"


@pytest.mark.parametrize("name", ["mnist", "digits", "shapes"])
def test_a_shipped_judge_reaches_what_its_config_states(name):
    try:
        test = data.load(name, split="test")
    except DataError as err:
        pytest.skip(str(err))
    judge = shipped(name)
    assert test.labels is not None
    assert (judge(test.images[:2000]).classes == test.labels[:2000]).mean() > 0.98
    assert judge.class_names == test.class_names
    assert judge.config.n_test == len(test.images)
    assert isinstance(judge.floors, Floors)
    assert judge.n_features >= 48


def blurred(images: np.ndarray, share: float) -> np.ndarray:
    """Each pixel mixed with the mean of its four neighbours."""
    padded = np.pad(images.astype(float), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    around = (padded[:, 2:, 1:-1] + padded[:, :-2, 1:-1] + padded[:, 1:-1, 2:] + padded[:, 1:-1, :-2]) / 4
    return ((1 - share) * images + share * around).round().astype(np.uint8)


def test_features_of_digits_see_what_they_should():
    """Sensitivity check of measures.md 2 on held-in halves of 719: blur, strong blur, noise, a class missing, copies."""
    judge, pictures = shipped("digits"), data.load("digits")
    assert pictures.labels is not None
    real, images, labels = judge(pictures.images[::2]).features, pictures.images[1::2], pictures.labels[1::2]
    noise = np.random.default_rng(1).integers(-40, 41, images.shape)
    versions = {
        "as is": images, "light blur": blurred(images, 0.3), "strong blur": blurred(images, 0.8),
        "noise": np.clip(images + noise, 0, 255).astype(np.uint8), "no four": images[labels != 4],
        "copies": np.where(np.arange(len(images))[:, None, None, None] < 360, images[:1], images),
    }  # fmt: skip
    features = {name: judge(version).features for name, version in versions.items()}
    distance = {name: frechet(real, fake) for name, fake in features.items()}
    assert distance["as is"] < distance["light blur"] < distance["strong blur"]
    assert min(distance["noise"], distance["no four"], distance["copies"]) > 1.5 * distance["as is"]
    seen = {name: feature_figures(real, features[name]) for name in ("as is", "no four")}
    assert seen["no four"]["coverage-c@5"] < seen["as is"]["coverage-c@5"] - 0.06      # a tenth is gone
    assert seen["no four"]["precision-c@5"] > seen["as is"]["precision-c@5"] - 0.02    # what is there is as good

"""What cannot be built, or would fail at the first step, is refused while it is a configuration: before a run folder is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from mixgan import families
from mixgan.cli import main
from mixgan.config import DataFacts, RunConfig
from mixgan.errors import ConfigError
from mixgan.families.contract import Draw
from mixgan.families.sound import require_fit
from mixgan.files import read_json, write_json
from tests.ui.tiny import write_tiny

POINTS, PICTURES = DataFacts(image_shape=(2,)), DataFacts(image_shape=(1, 8, 8))


def configured(facts: DataFacts, **overrides: Any) -> RunConfig:
    return families.configure("gan", "", facts, overrides={"widths": (4,), "critic_widths": (4,), **overrides})


@pytest.mark.parametrize(("settings", "allowed"), [
    ({"loss": "ns", "r1": 0.1}, False), ({"loss": "wgan-gp"}, False), ({"loss": "hinge", "r1": 1.0}, False),
    ({"loss": "ns", "r1": 0.0}, True), ({"loss": "lsgan", "r1": 0.0}, True)])
def test_batch_norm_with_a_penalty_is_refused(settings: dict[str, Any], allowed: bool) -> None:
    def configure() -> Any:
        facts = DataFacts(image_shape=(1, 8, 8))
        return families.configure("gan", "digits", facts, overrides={"critic_norm": "batch", **settings})

    if allowed:
        assert configure().options["critic_norm"] == "batch"
    else:
        with pytest.raises(ConfigError, match="gradient penalty needs rows"):
            configure()


@pytest.mark.parametrize(("facts", "overrides", "sentence"), [
    (POINTS, {"critic_widths": "[]"}, "critic_widths is empty"),
    (POINTS, {"loss": "wgan-gp", "gp_norm": "channel"}, "points have no pixels"),
    (PICTURES, {"critic_widths": (2, 2, 2, 2)}, "4 critic widths halve the picture below 1 px"),
    *((PICTURES, {"critic": "residual", "critic_norm": norm, "r1": 0.0},
       rf"takes critic_norm 'none' or 'spectral' \(given '{norm}'\).*, or critic 'dcgan'") for norm in ("layer", "batch")),
    (PICTURES, {"decoder": "resnet"}, r"decoder should be 'dcgan' or 'residual' \(given 'resnet'\)"),
    *((facts, {name: width}, rf"{name}\.0 should be greater than or equal to 1 \(given '{width}'\)")
      for facts in (POINTS, PICTURES) for name in ("widths", "critic_widths") for width in ("0", "-3")),
    (PICTURES, {"widths": "5000"}, r"widths\.0 should be less than or equal to 4096"),
])
def test_it_is_one_sentence(facts: DataFacts, overrides: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        configured(facts, **overrides)


@pytest.mark.parametrize(("facts", "overrides"), [
    (POINTS, {"gp_norm": "channel"}), (PICTURES, {"loss": "wgan-gp", "gp_norm": "channel"}), (PICTURES, {"critic_widths": "[]"}),
    (PICTURES, {"critic_widths": (2, 2, 2)}), (PICTURES, {"critic_widths": (2, 2, 2), "critic": "residual"}),
    (PICTURES, {"critic": "residual", "critic_norm": "spectral"}), (PICTURES, {"critic": "residual", "critic_widths": "[]"}),
    (POINTS, {"critic": "residual", "decoder": "residual", "critic_norm": "layer"}), (POINTS, {"widths": "[]"})])
def test_what_works_is_allowed(facts: DataFacts, overrides: dict[str, Any]) -> None:
    adversary = families.build_adversary(configured(facts, **overrides))
    images = torch.zeros(3, *facts.image_shape)
    assert torch.stack(adversary(images, Draw(torch.zeros(3, 2))).scores).isfinite().all()


@pytest.mark.parametrize("width", [0, -3])
def test_widths_in_the_config_of_a_model(width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    write_tiny(tmp_path / "tiny", "gan")
    config = read_json(tmp_path / "tiny" / "config.json")
    config["options"]["widths"] = [width]
    write_json(tmp_path / "tiny" / "config.json", config)
    before = {path.name: path.read_bytes() for path in (tmp_path / "tiny").iterdir()}
    assert main(["verify", str(tmp_path / "tiny")]) == 2
    err = capsys.readouterr().err
    assert f"widths.0 should be greater than or equal to 1 (given '{width}')" in err
    assert err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in (tmp_path / "tiny").iterdir()} == before


# --- presets for one size ------------------------------------------------------------------------------------------------


def test_the_published_presets_say_their_size() -> None:
    sided = {family: {name: preset.side for name, preset in families.module(family).presets().items() if preset.side}
             for family in families.names()}
    plain = ("gan", "acgan", "styles")                              # gan and styles have none, acgan's takes any size
    other = {"pix": 256, "words": 256}
    assert sided == {family: {} if family in plain else {"published": other.get(family, 32)} for family in families.names()}


# of each published setting, words of what is known to be otherwise here; the method notes have where from
OTHERWISE = {
    "mog": ["tanh", "one norm per picture", "average"], "hmog": ["tanh", "one norm per picture", "average"],
    "megan": ["before each ReLU", "per channel", "Kaiming", "fresh Gumbel noise", "K^2 = 16", "an Adam of its own", "50 epochs",
              "whole generators", "average"],
    "gmgan": ["recalled", "variance", "average"], "gmgan-supervised": ["recalled", "class is drawn first", "variance", "average"],
    "madgan": ["128 of each", "before each ReLU", "per channel", "Kaiming", "K times", "average"],
    "mgan": ["kernels of 4", "uniform", "120 real", "500", "first layer", "shift", "average"],
    "pix": ["two questions", "One critic", "Xavier", "doubles the batch", "average"],
    "words": ["GRU", "char-CNN-RNN", "halved", "gated units", "no batch norm", "eight of four", "600 epochs", "average"],
    "acgan": ["small ones", "our choice", "average"], "cgan": ["weight decay", "new fakes", "200", "average"],
}


@pytest.mark.parametrize("family", families.names())
def test_a_published_preset_lists_what_it_has_otherwise(family: str) -> None:
    presets = families.module(family).presets()
    for name, preset in presets.items():
        assert bool(preset.deviations) == (name == "published"), name       # of nothing else is a source claimed
    if "published" not in presets:
        assert family not in OTHERWISE
        return
    published = presets["published"]
    assert published.note.endswith(".")
    for sentence in published.deviations:
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
    missing = [word for word in OTHERWISE[family] if not any(word in sentence for sentence in published.deviations)]
    assert not missing


def test_what_a_published_preset_says_of_itself_is_so() -> None:
    """Numbers in the notes, against the settings that they are about: how often each picture is seen."""
    def epochs(family: str, pictures: int) -> float:
        s = families.module(family).presets()["published"].training
        return float(s["steps"] * s.get("critic_steps", 1) * s["batch"] / pictures)

    assert families.module("megan").presets()["published"].options["n_experts"] ** 2 == 16
    assert [epochs("megan", 60_000), epochs("hmog", 60_000)] == pytest.approx([250, 250], rel=0.01)
    assert [epochs("mgan", 50_000), epochs("cgan", 50_000)] == pytest.approx([120, 32], rel=0.01)
    acgan = families.module("acgan").presets()["published"].training
    assert (acgan["steps"], acgan["batch"]) == (5000, 64)


@pytest.mark.parametrize("family", ["mog", "hmog", "megan", "gmgan"])
@pytest.mark.parametrize(("facts", "sentence"), [
    (PICTURES, "is for pictures of 32 px (given 8 by 8 px). Give --size 32, or another preset."),
    (POINTS, "is for pictures of 32 px (given points). Give another preset.")])
def test_a_preset_on_pictures_of_another_size_is_one_sentence(family: str, facts: DataFacts, sentence: str) -> None:
    with pytest.raises(ConfigError) as told:
        require_fit(family, "published", facts)
    assert str(told.value) == f"The preset published of {family} {sentence}"
    require_fit(family, "published", DataFacts(image_shape=(1, 32, 32)))
    require_fit(family, "nothing", facts)

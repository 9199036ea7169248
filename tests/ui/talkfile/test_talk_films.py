"""What travels as films, where no page can run a model, and the steps of a training that travel when they are asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.script import read_script
from mixgan.cli import main
from mixgan.errors import ConfigError
from mixgan.store.models import find
from mixgan.ui.components.packet import unpack
from mixgan.ui.talkfile import talk_html
from mixgan.ui.views.opening import opened_from
from tests.ui.talkfile.talks import TREE, block_of, head_of, tiny_models, with_steps


@pytest.fixture
def too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 100)


def film_of(page: str, key: str) -> tuple[dict[str, Any], bytes]:
    """A film's view, and its first sheet."""
    (part,) = head_of(page)["screens"][key]["parts"]
    assert part["component"] == "strip"
    assert not part["live"]
    header, parts = unpack(block_of(page, part["packet"]))
    return header["view"], parts["sheet0"]


@pytest.mark.usefixtures("too_large")
def test_a_model_above_the_cap_travels_as_films_that_say_so(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog"), None)
    (model,) = head_of(page)["models"]
    assert model == {"name": "hmog-tiny", "pages": ["Home", "Tree", "Experts", "Covariance", "Map"], "program": None}
    for name in ("Tree", "Experts", "Covariance"):
        (said,) = head_of(page)["screens"][f"{name}|hmog-tiny|0||0"]["notes"]
        assert "0 MB is the most that a browser opens quickly: these are films" in said
    view, sheet = film_of(page, "Covariance|hmog-tiny|0||0")
    assert len(view["words"]) == 24
    assert view["choosers"] == []                                       # nobody would draw what they ask for
    generator = opened_from(find("hmog-tiny").path).generator
    plain = observe(generator, drawn(generator, 16, 0), spread=0.5).pictures
    (n, columns), = view["sheets"]
    assert n == 24 * 16
    at = 4 * 16 + 5
    tiles = np.asarray(Image.open(io.BytesIO(sheet)).convert("L"))[at // columns * 8 :, at % columns * 8 :][:8, :8]
    assert np.abs(tiles.astype(int) - plain[5, :, :, 0]).max() <= 1


@pytest.mark.usefixtures("too_large")
def test_a_step_of_a_film_has_its_own_sample(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog"), read_script(TREE.format(more="&z=3", say="")))
    view, _ = film_of(page, "Tree|hmog-tiny|0||3")
    assert view["stepper"] is None
    assert [len(row["cells"]) for row in view["rows"]] == [1, 2, 4]


@pytest.mark.parametrize("family", ["gan", "megan", "acgan", "gmgan-supervised"])
@pytest.mark.usefixtures("too_large")
def test_every_kind_of_model_has_its_films(family: str, home: Path) -> None:
    head = head_of(talk_html(tiny_models(home, family), None))
    films = {key.split("|")[0]: [part["component"] for part in screen["parts"]] for key, screen in head["screens"].items()}
    told, many = family in ("acgan", "gmgan-supervised"), family in ("megan", "gmgan-supervised")
    assert films.get("Experts", []) == ["strip"] * (told + many)
    assert films["Covariance"] == ["strip"]
    assert ("Tree" in films) == (family == "megan")
    assert "Mixture" not in films


def test_a_family_without_a_program_travels_as_films(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tiny_models(home, "megan")
    monkeypatch.setattr("mixgan.families.megan.MEGAN.program", lambda self: None)
    head = head_of(talk_html(models, None))
    assert head["models"][0]["program"] is None
    assert head["screens"]["Tree|megan-tiny|0||0"]["notes"] == [
        "MEGAN has no program that a page can run: these are films, drawn when the file was made, and the slider plays them."]


def test_learning_comes_when_it_is_asked_for(home: Path) -> None:
    (found,) = tiny_models(home, "hmog")
    found = with_steps(found)
    assert "Learning" not in head_of(talk_html([found], None))["models"][0]["pages"]
    page = talk_html([found], None, learning=True)
    assert head_of(page)["models"][0]["pages"][-1] == "Learning"
    (part,) = head_of(page)["screens"]["Learning|hmog-tiny|0||0"]["parts"]
    assert [block_of(page, name) for name in part["programs"]] == [opened_from(found.path).program] * 2
    view = unpack(block_of(page, part["packet"]))[0]["view"]
    assert [one["step"] for one in view["moments"]] == [10, 200]
    assert view["at"] == 1


def test_a_step_of_learning_names_its_moment(home: Path) -> None:
    (found,) = tiny_models(home, "hmog")
    told = read_script("# T\n## One\n<Learning?model=hmog-tiny&step=10>\nThen.")
    with pytest.raises(ConfigError, match="opens Learning, and a file has Home"):
        talk_html([found], told, learning=True)
    found = with_steps(found)
    with pytest.raises(ConfigError, match="Add --learning"):
        talk_html([found], told)
    assert head_of(talk_html([found], told, learning=True))["steps"][0]["query"] == {"model": "hmog-tiny", "moment": "10"}


def test_the_command_says_what_travels_as_films_and_what_is_left_out(home: Path, capsys: pytest.CaptureFixture[str],
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = tiny_models(home, "hmog")
    with_steps(found)
    assert main(["export", "hmog-tiny", "--html", str(home / "a.html")]) == 0
    assert "The Learning page of hmog-tiny is left out: its steps are 0.0 MB. Add it: --learning." in capsys.readouterr().err
    monkeypatch.setattr("mixgan.ui.components.live.MAX_PROGRAM_BYTES", 100)
    assert main(["export", "hmog-tiny", "--html", str(home / "a.html"), "--learning"]) == 0
    said = capsys.readouterr().err
    assert "hmog-tiny travels as films, without its Mixture page: it takes" in said
    assert "left out" not in said

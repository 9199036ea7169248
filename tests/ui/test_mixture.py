"""The Mixture page: the link is the mixture, the file is the link, and the ten lines draw the page's samples."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mixgan.analysis import own_mixture
from mixgan.analysis.observe import as_arrays, drawn
from mixgan.cli import main
from mixgan.ui.model import mixture as m
from tests.ui.a_page import text_of
from tests.ui.conftest import REPOSITORY

Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]


def title(app: AppTest) -> str:
    return app.title[0].value.replace("\\", "")


def test_it_opens_as_the_model_has_it(models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Mixture")
    assert not app.exception
    assert title(app) == "A mixture by hand: all 3 components as the model has them"


@pytest.mark.parametrize(("link", "words"), [
    ({"w": "10,0,20"}, "A mixture without component E2"), ({"w": "0,0,1"}, "A mixture without components E1, E2"),
    ({"w": "10,10,20"}, "A mixture that favours component E3: 50 % of it"),
    ({"w": "10,10"}, "all 3 components"), ({"w": "0,0,0"}, "all 3 components"), ({"w": "1,2,99"}, "all 3 components"),
    ({"w": "1,1," + "9" * 5000}, "all 3 components"), ({"w": "1,²,3"}, "all 3 components"), ({"w": "1,-2,3"}, "all 3 components"),
    ({"w": "<b>"}, "all 3 components"), ({"s": "0,1,2"}, "all 3 components"),
])
def test_the_link_is_the_mixture_and_a_bad_one_is_dropped(
    link: dict[str, str], words: str, models: Models, open_page: Open
) -> None:
    models("gmgan")
    app = open_page("Mixture", **link)
    assert not app.exception
    assert words in title(app)


@pytest.mark.parametrize(("family", "words", "term"), [
    ("hmog", "favours leaf E3: its odds times 1.60", "Odds"), ("gmgan", "favours component E3: 50 % of it", "A share")])
def test_a_gate_has_odds_and_a_prior_shares(family: str, words: str, term: str, models: Models, open_page: Open) -> None:
    generator = models(family)[family]
    assert m.says_odds(generator) is (family == "hmog")
    app = open_page("Mixture", w="10,10,20" if family == "gmgan" else "10,10,20,10")
    assert words in title(app)
    assert term in text_of(app)


def test_the_hand_changes_title_and_link(models: Models, open_page: Open) -> None:
    models("hmog")
    app = open_page("Mixture")
    app.session_state["mix-hmog-tiny"] = {"mix": {"parts": [10, 10, 10, 0], "levels": [8] * 4}}
    app.run()
    assert title(app) == "A mixture without leaf E4"


def test_the_file_and_the_ten_lines_draw_the_page(models: Models, home: Path, tmp_path: Path) -> None:
    """The page's samples, those of `sample --mixture` and those of the code on the page are the same pictures."""
    generator = models("megan")["megan"]
    mixture = own_mixture.built("megan-tiny", "", 5, [1, 0, 3], [1, 1, 0.5])
    path = tmp_path / "mixture.json"
    path.write_text(json.dumps({"version": 1, **mixture.model_dump()}))
    expected = as_arrays(own_mixture.sample(generator, drawn(generator, m.N_SHOWN, 5), mixture).images)

    folder = home / "checkpoints" / "megan-tiny"
    assert main(["sample", str(folder), "--mixture", str(path), "--n", str(m.N_SHOWN), "--out", str(tmp_path / "a.npz")]) == 0
    with np.load(tmp_path / "a.npz") as arrays:
        np.testing.assert_array_equal(arrays["images"], expected)
        assert set(arrays["expert"].tolist()) <= {0, 2}

    code = m.CODE.format(n=m.N_SHOWN).replace("find(mixture.model)", f"find({str(folder)!r})")
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env={"PYTHONPATH": str(REPOSITORY), "PATH": ""})
    with Image.open(tmp_path / "mixture.png") as sheet:
        first = np.asarray(sheet.convert("L"))[: expected.shape[1], : expected.shape[2]]
    np.testing.assert_array_equal(first, expected[0, :, :, 0])
    assert len(m.CODE.strip().splitlines()) == 10


def test_a_saved_file_opens_as_it_was(models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Mixture")
    content = {"version": 1, **own_mixture.built("gmgan-tiny", "", 7, [1, 0, 1], [1, 1, 2]).model_dump()}
    app.file_uploader(key="mix-file").upload("mixture.json", json.dumps(content).encode())
    app.run()
    app.button(key="mix-open").click().run()
    assert not app.exception
    assert title(app) == "A mixture without component E2"
    assert app.session_state["seed"] == 7


@pytest.mark.parametrize(("data", "sentence"), [
    (b"{", "not JSON"), (b"[1]", "should hold an object"), (b'{"model": "x"}', "shares"),
    (b'{"model": "x", "shares": [0.2], "spread": [1]}', "sum to 1"), (b" " * 70_000, "at most"),
])
def test_a_wrong_upload_is_a_sentence(data: bytes, sentence: str, models: Models, open_page: Open) -> None:
    models("gmgan")
    app = open_page("Mixture")
    app.file_uploader(key="mix-file").upload("odd.json", data)
    app.run()
    assert not app.exception
    assert sentence in app.error[0].value.replace("\\", "")


def test_two_wishes_at_once_are_refused(models: Models, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models("gmgan")
    path = tmp_path / "mixture.json"
    path.write_text(json.dumps(own_mixture.built("gmgan-tiny", "", 0, [1, 1, 1], [1, 1, 1]).model_dump()))
    words = ["sample", str(home / "checkpoints" / "gmgan-tiny"), "--mixture", str(path), "--expert", "1", "--out", "x.png"]
    assert main(words) == 2
    assert "brings its own experts" in capsys.readouterr().err


@pytest.mark.parametrize("same", [True, False])
def test_a_file_of_other_parameters_is_said_to_be_one(same: bool, models: Models, home: Path, open_page: Open) -> None:
    models("gmgan")
    mark = own_mixture.fingerprint(home / "checkpoints" / "gmgan-tiny") if same else "0123456789abcdef"
    app = open_page("Mixture")
    content = {"version": 1, **own_mixture.built("gmgan-tiny", mark, 0, [1, 1, 1], [1, 1, 1]).model_dump()}
    app.file_uploader(key="mix-file").upload("mixture.json", json.dumps(content).encode())
    app.run()
    assert any("made with other parameters" in str(one.value) for one in app.caption) is not same

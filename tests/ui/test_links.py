"""Links with impossible values: every parameter of every page opens what is there and says what it left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Models = Callable[..., dict[str, Any]]
Open = Callable[..., AppTest]

# page, model, parameter, impossible values, what is allowed
CASES = [
    ("Home", "hmog", "sample", ["64", "x"], "a whole number from 0 to 63"),
    ("Tree", "hmog", "node", ["LLLL", "0.1"], "root, or a path of at most 2 letters L and R"),
    ("Tree", "megan", "node", ["4"], "root, or the number of an expert from 1 to 3"),
    *[(page, "hmog", "pad", ["4,0", "1", "nan,0", "1,2,3", ","], "two numbers from -3 to 3") for page in ("Tree", "Experts")],
    ("Tree", "hmog", "hold", ["L", "LL-L", "-X", "-L,-R", ","],
     "gates and sides as in -L, with commas between them"),
    ("Tree", "megan", "hold", ["-4", "-L", "1-1"], "gates and sides as in -1, with commas between them"),
    ("Tree", "hmog", "push", ["0", "2.1", "keep", "1e999"],
     "a number above 0 and up to 2, with -keep where the gates above keep their side"),
    ("Tree", "hmog", "dial", ["-1", "x"], "a number from 0 to 1"),
    ("Tree", "hmog", "pictures", ["class-10", "x"], "sample, average, class-0 to class-9"),
    *[(page, "hmog", "z", ["-1", "5000"], "a whole number from 0 to 4,999") for page in ("Tree", "Experts", "Covariance", "Map")],
    ("Experts", "megan", "off", ["1,2,3", "x"], "numbers from 1 to 3, of which at least one is left out"),
    ("Experts", "megan", "mode", ["DROP"], "reroute, drop"),
    ("Experts", "megan", "order", ["x"], "number, share, alike, class"),
    ("Experts", "megan", "expert", ["0"], "a whole number from 1 to 3"),
    ("Covariance", "gmgan", "level", ["24", "1e1"], "a whole number from 0 to 23"),
    ("Covariance", "gmgan", "comp", ["4"], "all, or a number from 1 to 3"),
    ("Mixture", "gmgan", "w", ["0,0,0", "<b>x</b>"], "3 whole numbers from 0 to 20, not all of them 0"),
    ("Mixture", "gmgan", "s", ["1,2,24"], "3 whole numbers from 0 to 23"),
    ("Map", "gmgan", "by", ["x"], "expert, class, confidence"),
    ("Map", "gmgan", "layout", ["tsne"], "umap, pca, pictures, noise"),
    ("Train", "hmog", "run", ["../.."], "the name of a run that is here"),
    *[(page, "hmog", "seed", [value], "a whole number from 0 to 9,999") for page, value in (
        ("Home", "nan"), ("Tree", "-1"), ("Experts", "10000"), ("Covariance", "x"), ("Mixture", "0x3"), ("Map", "-1"),
        ("Train", "x"))],
    ("Home", "hmog", "tour", ["7", "x"], "a whole number from 1 to 6"),
]


def said(app: AppTest) -> list[str]:
    return [str(part.value).replace("\\", "") for part in app.caption]


@pytest.mark.parametrize(("page", "family", "name", "values", "allowed"), CASES, ids=[f"{c[0]}-{c[1]}-{c[2]}" for c in CASES])
def test_what_is_impossible_is_left_out_and_named(
    page: str, family: str, name: str, values: list[str], allowed: str, models: Models, open_page: Open
) -> None:
    models(family)
    plain = open_page(page)
    for value in values:
        app = open_page(page, **{name: value})
        assert not app.exception, value
        assert not app.error, value
        assert app.title[0].value == plain.title[0].value, value
        assert name not in app.query_params, value
        sentence = f"The link's {name} '{value}' is not possible here and was left out; allowed: {allowed}."
        assert any(sentence in line for line in said(app)), value


def test_a_good_link_is_left_as_it_is(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts", off="2", mode="drop", order="share", expert="1", seed="3")
    assert not [line for line in said(app) if "is not possible" in line]
    assert app.query_params["off"] == "2"


def test_several_at_once_and_the_good_ones_stay(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts", off="9", mode="drop", expert="x" * 200)
    told = [line for line in said(app) if "is not possible" in line]
    assert [line.count("is not possible") for line in told] == [2]          # one line for both
    assert app.query_params["mode"] == "drop"
    assert "x" * 40 + " …" in " ".join(told)
    assert "x" * 41 not in " ".join(told)


def test_the_note_goes_with_the_page(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts", expert="77")
    app.run()
    assert any("is not possible" in line for line in said(app))             # a rerun is the same visit
    app.switch_page("pages/Covariance.py").run()
    assert not any("is not possible" in line for line in said(app))

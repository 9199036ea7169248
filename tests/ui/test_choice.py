"""Model and seed stay in the link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.ui.tiny import write_tiny


def test_a_link_that_lost_its_parameters_gets_them_back(models: Callable, open_page: Callable) -> None:
    """As in a browser where a page change overtakes a run: the request comes without them, the choice is still known."""
    models("hmog", "megan")
    app: AppTest = open_page("Experts", model="megan-tiny", seed="7")
    app.query_params.clear()
    app.switch_page("pages/Covariance.py").run()
    found = {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}
    assert found == {"model": "megan-tiny", "seed": "7"}


def test_what_is_usual_stays_out_of_the_link(models: Callable, open_page: Callable) -> None:
    models("hmog", "megan")
    app: AppTest = open_page("Experts")
    app.switch_page("pages/Covariance.py").run()
    assert dict(app.query_params) == {}


def test_shipped_models_stand_by_family_data_and_name_the_one_opened_first_in_front(home: Path, open_page: Callable) -> None:
    shipped = {"a": ("megan", "digits"), "b": ("gan", "digits"), "c": ("mog", "faces"), "d": ("mog", "x/digits"),
               "e": ("mog", "digits"), "hmog-mnist": ("hmog", "mnist"), "0": ("hmog", "mnist")}
    for name, (family, data) in shipped.items():
        write_tiny(home / "checkpoints" / name, family, data=data)
    for name in ("z-older", "a-newer"):
        write_tiny(home / "runs" / name / "model", "gan")
    app: AppTest = open_page("Home")
    assert app.selectbox(key="model").options == ["hmog-mnist", "b", "d", "e", "c", "0", "a", "a-newer", "z-older"]
    assert app.selectbox(key="model").value == "hmog-mnist"


def test_any_run_opens_by_its_name_among_runs(home: Path, open_page: Callable) -> None:
    write_tiny(home / "checkpoints" / "hmog-tiny", "hmog")
    write_tiny(home / "runs" / "mine" / "model", "megan")
    app = open_page("Home", model="runs/mine")
    assert app.selectbox(key="model").value == "mine"
    assert not app.warning

"""Model and seed stay in the link."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest


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

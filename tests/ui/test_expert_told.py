"""The board of what the critic's heads say stands on the Experts page where there is one, with n, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mixgan.analysis.telling import sentences, telling
from mixgan.errors import MixganError
from mixgan.store.models import find, write_extra
from tests.ui.a_page import Models, Open, text_of
from tests.ui.test_states import said

COUNTS = [[80, 10, 10], [5, 90, 5], [30, 30, 40]]


def test_which_generator_made_this(home: Path, models: Models, open_page: Open) -> None:
    models("madgan")
    write_extra(home / "checkpoints" / "madgan-tiny", "told.json", {"expert": COUNTS})
    app = open_page("Experts")
    assert not app.exception
    assert "Which expert made this?" in [one.value for one in app.subheader]
    for one in sentences(telling(COUNTS), "expert", "expert"):
        assert one.replace("'", "&#x27;") in text_of(app)
    assert "300 fakes of the finished model. The head is the critic's at the end of the training" in said(app)


def test_figures_come_before_the_run_s_own_file(home: Path, models: Models, open_page: Open) -> None:
    models("gmgan")
    folder = home / "checkpoints" / "gmgan-tiny"
    write_extra(folder, "told.json", {"expert": COUNTS})
    write_extra(folder, "figures.json", json.loads((folder / "figures.json").read_text()) | {"told": {"label": [[9, 1], [2, 8]]}})
    assert find("gmgan-tiny").told == {"label": [[9, 1], [2, 8]]}
    assert [one.value for one in open_page("Experts").subheader if "critic" in one.value] == ["Which class does the critic read?"]


def test_no_board_where_nothing_was_told(models: Models, open_page: Open) -> None:
    models("megan")
    app = open_page("Experts")
    assert not app.exception
    assert "fakes" not in text_of(app)
    assert find("megan-tiny").told == {}


def test_a_file_of_another_form_is_a_sentence(home: Path, models: Models, open_page: Open) -> None:
    models("madgan")
    write_extra(home / "checkpoints" / "madgan-tiny", "told.json", {"expert": [[1, 2, 3]]})
    with pytest.raises(MixganError, match="as many columns as rows"):
        _ = find("madgan-tiny").told
    app = open_page("Experts")
    assert not app.exception
    assert "as many columns as rows" in " ".join(str(one.value) for one in app.error)

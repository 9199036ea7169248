"""Claims: from kept rows alone, honest without any; what decides a claim is drawn where its figures say."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mixgan import pictures
from mixgan.analysis.claims import Claimed, Panel, Told, told
from mixgan.store.models import ModelFolder
from mixgan.store.table_rows import Row, add_row, rows_path, ship_rows
from mixgan.store.tables import TableFile, read_table, shipped_tables
from mixgan.ui.claims import dots, page
from tests.analysis.test_compared import ROWS, measured, row, table
from tests.test_config import loads_torch
from tests.ui.a_page import Open, text_of, ways_of
from tests.ui.test_states import said
from tests.ui.tiny import tiny_config, write_tiny

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No rows are shipped."""
    monkeypatch.setattr("mixgan.store.table_rows.shipped_root", lambda: home / "shipped")
    return home


def body(app: AppTest) -> str:
    return html.unescape(text_of(app))


def seeking(seed: int, arm: str, spread: float, **more: object) -> Row:
    """A row of the shipped table, as it would be made."""
    declared = read_table("seeking")[1]
    config = tiny_config("cgan")
    settings = {**declared.settings, **declared.arms[arm].settings, "seed": seed}
    config = config.model_copy(update={"training": config.training.model_copy(update=settings)})
    records = {"records": [{"name": "spread-c", "value": spread}]}
    ended = measured(0.0).model_copy(update={"records": measured(0.0).model_validate(
        {"step": 1, "pictures": 1, "seconds": 1, **records}).records})
    return Row(arm=arm, data="mnist", seed=seed, config=config, parameters=9, n=declared.n, reference="r",
               asked=tuple(declared.measures), cpu_seconds=declared.cpu_seconds, ended=ended, **more)


def test_without_rows_every_claim_is_open_and_no_figure_is_drawn(empty: Path, open_page: Open) -> None:
    app = open_page("Claims")
    assert not app.exception
    n = sum(len(read_table(name)[1].claims) for name in shipped_tables())
    assert f"{n} declared claims: {n} are not decided yet." in said(app)
    assert body(app).count("Not decided yet: 0 of ") == n
    assert "<figure" not in body(app)
    assert "HMoG performs better than other multiple-generator frameworks by FID." in body(app)
    assert "Ahmetoglu & Alpaydin 2020, poster" in body(app)


def test_a_table_of_the_link_has_its_dots_and_its_command(empty: Path, open_page: Open) -> None:
    ship_rows("seeking", [seeking(0, "off", 0.5)])
    add_row("seeking", seeking(0, "on", 0.7))
    app = open_page("Claims", table="seeking")
    assert "2 of 6 trainings are there; seeds 0, 1, 2; 3,000 steps each; 5,000 generated pictures" in said(app)
    assert body(app).count("Not decided yet: 2 of 6 trainings are there") == 3
    assert "Gain over off, same seed, 1 pair: mean +0.2. Not decided yet." in body(app)
    assert [block.value for block in app.code] == ["python -m mixgan reproduce seeking"]
    assert "components" not in body(app)
    app.selectbox(key="claims-table").set_value("all").run()
    assert "table" not in app.query_params
    app.button(key="claims-to-depth").click().run()
    assert app.query_params["table"] == "depth"
    assert [block.value for block in app.code] == ["python -m mixgan reproduce depth"]
    assert "The link's table 'none' is not possible here" in said(open_page("Claims", table="none"))


def test_rows_that_cannot_be_read_are_one_sentence_and_the_other_tables_stay(empty: Path, open_page: Open) -> None:
    rows_path("depth").parent.mkdir()
    rows_path("depth").write_text('{"rows": 3}')
    app = open_page("Claims")
    assert [re.sub(r"\\", "", one.value)[:40] for one in app.error] == ["tables/depth.json: rows should be a valid"[:40]]
    assert "HMoG performs better" in body(app)


def test_models_of_the_very_settings_are_offered(empty: Path, open_page: Open) -> None:
    one = seeking(0, "on", 0.7)
    add_row("seeking", one)
    write_tiny(empty / "runs" / "whatever" / "model", "cgan")
    assert not ways_of(open_page("Claims", table="seeking")).get("whatever")        # of other settings
    (empty / "runs" / "whatever" / "model" / "config.json").write_text(one.config.model_dump_json())
    assert ways_of(open_page("Claims", table="seeking"))["whatever"] == "./?model=whatever"


def test_what_the_arms_drew_stands_beside_their_figures(empty: Path, open_page: Open) -> None:
    for seed, arm, spread in ((0, "off", 0.5), (1, "off", 0.6), (1, "on", 0.75)):
        add_row("seeking", seeking(seed, arm, spread))
    webp = pictures.webp(np.zeros((16, 24, 1), np.uint8), lossless=True)
    lying = empty / "shipped" / "tables" / "seeking"
    lying.mkdir(parents=True)
    for name, content in (("off-mnist-seed0", webp), ("off-mnist-seed1", webp), ("on-mnist-seed1", b"torn")):
        (lying / f"{name}.webp").write_bytes(content)
    shown = body(open_page("Claims", table="seeking"))
    assert "mnist: what each arm drew at its last step, of seed 1. Figures are means over the seeds." in shown
    assert "<b>off</b><small>cgan; 2 seeds</small>spread-c 0.55<" in shown
    assert shown.count("<img") == 1
    assert 'style="--w: 24px"' in shown
    assert re.search("<b>on</b> [^<]*on-mnist-seed1.webp[^<]*", shown)              # torn: a sentence, and the others stay
    assert "what each arm drew" not in body(open_page("Claims", table="depth"))


def test_links_are_those_of_the_seed_with_most_models() -> None:
    config = tiny_config("hmog")
    here = {(arm, "d", seed): folder for arm, seed in (("a", 0), ("a", 1), ("b", 1), ("c", 1))
            if (folder := ModelFolder(Path("x"), f"{arm}{seed}"))}
    for folder in here.values():
        folder.__dict__["config"] = config
    ways = page.ways_to(Panel("d", "pictures", {"a": {}, "b": {}}, []), here)
    assert [(way.label, way.address) for way in ways] == [
        ("a1", "Tree?model=a1"), ("b1", "Tree?model=b1"), ("Side by side", "Compare?a=a1&b=b1")]
    alone = page.ways_to(Panel("d", "pictures", {"c": {}}, []), here)
    assert [(way.label, way.address) for way in alone] == [("c1", "Tree?model=c1")]
    assert page.ways_to(Panel("e", "pictures", {"a": {}}, []), here) == []


# --- what is drawn -----------------------------------------------------------------------------------------------------


def drawn(found: Told) -> tuple[Claimed, str]:
    claim, = found.claims
    return claim, html.unescape(dots.panel(claim, claim.panels[0]))


def places(markup: str, label: str) -> list[float]:
    """Where the dots of a row lie, in percent."""
    inside = re.search(rf'aria-label="{label}[^"]*">(.*?)<span class="value">', markup)
    assert inside is not None
    return [float(one) for one in re.findall(r'<i style="left:([\d.]+)%', inside[1])]


def test_dots_lie_in_proportion_and_the_row_says_their_values() -> None:
    claim, markup = drawn(told("t", table(), ROWS))
    low, high = 0.1, 2.04                                           # the floor's lower end, and the largest value
    share = [(value - low) / (high - low) for value in (1.0, 1.01, 1.02)]
    assert places(markup, "a: ") == pytest.approx([100 * (0.06 + 0.88 * one) for one in share], abs=0.06)
    assert 'aria-label="a: seed 0: 1; seed 1: 1.01; seed 2: 1.02"' in markup
    assert places(markup, "b: ")[-1] == 94.0
    assert "Hatched: real pictures beside real ones, 0.1 to 0.2." in markup
    assert "Gain over b, same seed, 3 pairs: mean +1.01 (95 % 0.985 to 1.03). Holds." in markup
    gains = places(markup, "Gain over b")
    assert all(one > 50 for one in gains)                           # right of zero
    assert f"{50 + 44 * claim.smallest / 1.03484:.1f}%" in markup


def test_names_from_a_file_are_escaped_and_an_arm_without_rows_says_so() -> None:
    whole = table(measures=["FID-c", "<b>"])
    claim, = told("t", whole, {key: one for key, one in ROWS.items() if key[0] == "a"}).claims
    odd = Panel("<i>", "pictures", claim.panels[0].arms, claim.panels[0].gains)
    markup = dots.panel(claim, odd)
    assert "&lt;i&gt;" in markup
    assert 'aria-label="b: none yet"' in markup
    assert "Gain" not in markup


def test_one_value_alone_has_a_place() -> None:
    one = TableFile.model_validate({**table().model_dump(), "cpu_seconds": None})
    claim, = told("t", one, {("a", "digits", 0): row("a", 0, 1.0, cpu_seconds=None, ended={
        "step": 5, "pictures": 1, "seconds": 1, "records": [{"name": "FID-c", "value": 1.0}]})}).claims
    assert places(dots.panel(claim, claim.panels[0]), "a: ") == [50.0]


OPENED = """
import os
os.environ["MIXGAN_HOME"] = {home!r}
import mixgan.ui.model.warm
mixgan.ui.model.warm.begin = lambda: None                 # what is got ready after the page was shown
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60)
app.switch_page("pages/Claims.py")
app.run()
assert not app.exception
assert "declared claims" in app.caption[0].value
"""


def test_it_opens_without_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    code = OPENED.format(home=str(tmp_path)).replace('app.caption[0].value', 'str([one.value for one in app.caption])')
    assert not loads_torch(code)

"""What the README states is what is shipped: its table of models is the one that `list --table` prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from mixgan import families
from mixgan.analysis import publish
from mixgan.analysis.overview import overview
from mixgan.cli import main
from mixgan.families.contract import Draw
from mixgan.files import shipped_root
from mixgan.store.models import ModelFolder, all_models

README = Path(__file__).resolve().parent.parent / "README.md"


def shipped() -> list[ModelFolder]:
    return [model for model in all_models()[0] if model.kind == "shipped"]


@pytest.mark.skipif(not shipped_root().is_dir(), reason="no models are shipped with this copy")
def test_the_table_is_that_of_the_shipped_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    table = overview([(one.name, one.config, one.figures) for one in shipped()])
    alone, _, over_seeds = table.partition("The same recipes over several seeds")
    rows = [line for line in alone.splitlines() if line.startswith("| `")]
    assert len(rows) == len(shipped()) >= 9
    repeated = [one.name for one in shipped() if len(one.figures.get("repeats", {"seeds": []})["seeds"]) >= 3]
    assert [line.split("`")[1] for line in over_seeds.splitlines() if line.startswith("| `")] == repeated
    assert table in README.read_text(encoding="utf-8"), "print it anew: python -m mixgan list --table"


@pytest.mark.skipif(not shipped_root().is_dir(), reason="no models are shipped with this copy")
@pytest.mark.parametrize("model", shipped(), ids=lambda model: model.name)
def test_a_card_is_what_its_figures_and_config_say(model: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, str] = {}
    monkeypatch.setattr("mixgan.analysis.publish.whole.write_extra", lambda folder, name, text: written.update({name: text}))
    publish.store_card(model.path)
    assert written == {"card.md": model.card}, f"write it anew: python -m mixgan describe {model.name} --card"


@pytest.mark.skipif(not shipped_root().is_dir(), reason="no models are shipped with this copy")
def test_what_holds_is_what_the_shipped_rows_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    assert main(["reproduce", "--summary"]) == 0
    said = capsys.readouterr().out.strip()
    assert "declared claims" in said
    section = README.read_text(encoding="utf-8").partition("\n## What holds\n")[2].partition("\n## ")[0]
    assert section.strip().endswith(f"`:\n\n{said}"), "print it anew: python -m mixgan reproduce --summary"


def test_the_command_prints_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    assert main(["list", "--table"]) == 0
    assert capsys.readouterr().out.startswith("On mnist, read by the judge of mnist")


@pytest.mark.skipif(not shipped_root().is_dir(), reason="no models are shipped with this copy")
def test_the_ten_lines_draw_what_mixgan_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run literally, in a process's own words: what they draw of their noise is what the generator draws of it."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code.splitlines()) == 10
    assert "mixgan" not in code
    monkeypatch.chdir(README.parent)
    drawn: dict[str, Any] = {}
    exec(code, drawn)
    generator = families.load(Path(drawn["folder"]))
    with torch.no_grad():
        own = generator(Draw(drawn["noise"], expert=torch.full((16,), drawn["component"])))
    torch.testing.assert_close(drawn["pictures"], own, rtol=0, atol=1e-5)


def test_its_families_are_those_of_the_registry() -> None:
    text = README.read_text(encoding="utf-8")
    for about in families.FAMILIES.values():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{about.name}` | ")]
        assert [cell.strip() for cell in row.split("|")][2:-1] == [
            f"{about.title} ({about.source})", "" if about.divides == "nothing" else about.divides,
            {"noise": "the noise", "prior": "a fixed prior", "none": ""}[about.gate],
            "" if about.needs == "nothing" else about.needs, about.sentence]


def test_its_commands_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Every `python -m mixgan COMMAND` of the README is one."""
    text = README.read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("python -m mixgan ")]
    assert len(lines) > 5
    for line in lines:
        for words in line.removeprefix("python -m mixgan ").split("#")[0].split("|"):
            with pytest.raises(SystemExit) as ended:
                main([words.split()[0], "--help"])
            assert ended.value.code == 0
    capsys.readouterr()

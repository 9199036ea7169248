"""Every declared mistake still applies, and the command tells a killed one from a survivor. Running them takes minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.mutants import __main__ as command
from tests.mutants.listed import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parent.parent
GOOD = Mutant("a sign", "sums.py", "a + b", "a - b", "test_sums.py")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.what)
def test_it_applies_once_and_its_tests_are_there(mutant: Mutant) -> None:
    text = (ROOT / "mixgan" / mutant.file).read_text()
    changed = command.broken(text, mutant)
    assert changed != text
    compile(changed, mutant.file, "exec")                           # a mistake, not a misprint
    assert all((ROOT / "tests" / file).is_file() for file in mutant.tests.split())
    assert mutant.tests


def test_their_names_tell_them_apart() -> None:
    assert len({one.what for one in MUTANTS}) == len(MUTANTS) >= 30


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("mixgan/__init__.py", ""), ("mixgan/sums.py", "def add(a, b):\n    return a + b\n\n\nprint(end='')\n"),
                       ("tests/test_sums.py", "from mixgan.sums import add\n\ndef test_add(): assert add(2, 2) == 4\n"),
                       ("tests/test_nothing.py", "def test_nothing(): pass\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "copied", lambda source, place: shutil.copytree(source, place, dirs_exist_ok=True))
    return tmp_path


def test_the_killed_and_the_survivors_are_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unseen = GOOD._replace(what="nobody looks", tests="test_nothing.py")
    misprint = GOOD._replace(what="a misprint", new="a +", tests="test_sums.py")
    monkeypatch.setattr(command, "MUTANTS", (GOOD, unseen, misprint))
    assert command.main([]) == 1
    said = capsys.readouterr().out
    assert "killed    a sign" in said
    assert "SURVIVED  nobody looks" in said
    assert "pytest ended with 2" in said                            # nothing ran: that kills nothing
    assert said.endswith("3 mistakes, 2 survived\n  nobody looks (sums.py)\n  a misprint (sums.py)\n")
    assert command.main(["sign"]) == 0
    assert (project / "mixgan" / "sums.py").read_text().startswith("def add(a, b):\n    return a + b")


@pytest.mark.parametrize(("given", "status", "words"), [
    (["--help"], 0, "one of them in their name or file"), (["--fast"], 2, "unrecognized arguments: --fast"),
    (["sign", "nothing"], 2, "No mistake has 'nothing' in its name or its file")])
def test_what_is_no_word_of_a_mistake_runs_none(
    given: list[str], status: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "copied", None)
    monkeypatch.setattr(command, "MUTANTS", (GOOD,))
    with pytest.raises(SystemExit) as ended:
        command.main(given)
    assert ended.value.code == status
    assert words in " ".join("".join(capsys.readouterr()).split())


def test_red_tests_kill_nothing(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "MUTANTS", (GOOD,))
    (project / "tests" / "test_sums.py").write_text("def test_add(): assert False\n")
    assert command.main([]) == 1
    assert "Without a mistake the tests should pass" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["return a - b", "a + b + a + b"])
def test_a_text_that_is_gone_or_stands_twice_is_an_error_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"'a sign': its text stands (0|2) times in sums\.py"):
        command.broken(text, GOOD)

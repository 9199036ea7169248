"""The fuzzer itself: it finds what is planted, says where, makes each input again, and reads every seed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from mixgan.errors import DataError
from tests.fuzz import __main__ as command
from tests.fuzz import loop
from tests.fuzz.loop import Tally, fuzz, laid, payload_of
from tests.fuzz.mutate import TRICKS
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it reads its own memory from Linux's /proc")
SEED = {"a.json": json.dumps({"size": 3, "names": ["a", "b"], "kept": {"deep": [1, 2]}}).encode()}


def content_of(folder: Path) -> Any:
    """As a reader should: a value, or a sentence."""
    try:
        content = json.loads((folder / "a.json").read_bytes())
    except (OSError, ValueError, RecursionError) as err:
        raise DataError("It is not JSON.") from err
    if not isinstance(content, dict) or type(content.get("size")) is not int:
        raise DataError("It has no size.")
    return content


def run(read: Any, inputs: int = 400, seeds: list[Any] | None = None, seed: int = 1) -> Tally:
    target = Target(lambda: [SEED] if seeds is None else seeds, ("a.json",), read)
    return fuzz({"planted": target}, seed, lambda done: done < inputs)["planted"]


def test_a_careful_reader_has_no_fault() -> None:
    found = run(content_of)
    assert not found.faults
    assert found.inputs == 400
    assert 100 < found.kinds["read"] < 300
    assert found.kinds["DataError"] == 400 - found.kinds["read"]


@pytest.mark.parametrize(("careless", "words"), [
    (lambda content: content["names"], "KeyError"), (lambda content: 1 // (content["size"] == 3), "ZeroDivisionError"),
    (lambda content: sys.exit(2) if content["size"] < 0 else 0, "SystemExit"),
    (lambda content: warnings.warn("old", stacklevel=1) if content["size"] < 0 else 0, "UserWarning"),
])
def test_a_planted_fault_is_found_once_and_made_again(careless: Any, words: str, tmp_path: Path) -> None:
    found = run(lambda folder: careless(content_of(folder)))
    (fault,) = found.faults.values()
    assert fault.words.startswith(words)
    assert fault.times == found.kinds["fault"] >= 1
    target = Target(lambda: [SEED], ("a.json",), lambda folder: careless(content_of(folder)))
    again = payload_of(target, [SEED], "1 planted", fault.index)
    assert again == fault.payload
    laid(again, tmp_path / "again")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert loop.tried(target, tmp_path / "again") == ("fault", fault.words)


def test_a_sentence_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise error

    error = DataError("The size is wrong.")
    assert list(run(refuse, 1).faults) == ["a valid file is refused: DataError"]
    monkeypatch.setattr(loop, "LONGEST", 5)
    assert list(run(refuse, 1).faults) == ["a sentence of more than 5 letters: The size is wrong."]
    error.args = ("\x1b[31m",)                                      # past the class, which makes sentences printable
    assert list(run(refuse, 1).faults) == ["a sentence with what cannot be printed: '\\x1b[31m'"]


def test_a_valid_file_must_be_read_and_neither_time_nor_memory_be_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(run(content_of, 1, [{"a.json": b"{}"}]).faults) == ["a valid file is refused: DataError"]
    monkeypatch.setattr(loop, "MOST_MB", 64)
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss        # of the tests before: only what is over it shows
    assert list(run(lambda folder: b"x" * (peak + 2**28), 1).faults) == ["more than 64 MB"]
    monkeypatch.setattr(loop, "SLOW_S", -1.0)
    assert list(run(content_of, 1).faults) == ["more than -1 s"]
    monkeypatch.setattr(loop, "HANGS_S", 0.05)
    assert any(words.startswith("Hangs") for words in run(lambda folder: [None for _ in iter(int, 1)], 1).faults)


def test_every_trick_lies_where_it_should(tmp_path: Path) -> None:
    for trick in TRICKS:
        laid({"a.json": trick, "b.json": b"{}"}, tmp_path / "input")
        with pytest.raises(DataError):
            content_of(tmp_path / "input")
        assert (tmp_path / "input" / "b.json").read_bytes() == b"{}"


def test_faults_are_printed_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(lambda folder: content_of(folder)["names"])
    assert command.report({"planted": found}, 1, 2.0, tmp_path) == 1
    said, (fault,) = capsys.readouterr().out, found.faults.values()
    assert f"--again 'planted' {fault.index}" in said
    assert (tmp_path / f"planted-{fault.index}" / "a.json").read_bytes() == fault.payload["a.json"]
    assert command.report({"planted": run(content_of)}, 1, 2.0, tmp_path) == 0
    assert "400 inputs of seed 1" in capsys.readouterr().out


def test_every_seed_of_every_target_is_read_and_a_few_inputs_are_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXGAN_HOME", str(tmp_path))
    tallies = fuzz(TARGETS, 1, lambda done: done < 9 * len(TARGETS))
    assert {name: list(tally.faults) for name, tally in tallies.items()} == {name: [] for name in TARGETS}
    assert all(tally.inputs == 9 for tally in tallies.values())


@pytest.mark.parametrize("again", [["nothing", "3"], ["curve", "third"]])
def test_an_input_that_is_none_is_refused(
    again: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz", "--again", *again])
    with pytest.raises(SystemExit, match="2"):
        command.main()
    assert f"and the number of an input (given {' '.join(again)})" in capsys.readouterr().err


def test_a_command_that_is_ended_tells_what_it_has_found(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "600", "--only", "mixture", "curve"]
    child = subprocess.Popen(command, cwd=tmp_path, env={"PYTHONPATH": str(root), "PATH": ""}, stdout=subprocess.PIPE, text=True)
    current = tmp_path / "cache" / "fuzz" / "current"
    while child.poll() is None and not (current.exists() and current.read_text().strip()):
        time.sleep(0.05)
    child.terminate()
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 0, said
    assert "0 kinds of fault" in said

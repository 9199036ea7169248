"""A browser test that fails is run once more; nothing else is. On small folders of tests that count how often they ran."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """
import pathlib, pytest

@pytest.fixture
def browser():
    return None

@pytest.fixture
def page(browser):
    return browser

def runs(name):
    '''How often `name` has run, this time counted.'''
    path = pathlib.Path(name)
    path.write_text(path.read_text() + 'x' if path.exists() else 'x')
    return len(path.read_text())
"""
LATE = "def test_late(page): assert runs('late') == 2\n"           # by a fixture of a fixture
MARKED = "@pytest.mark.browser\ndef test_marked(): assert runs('marked') == 2\n"
DEAD = "def test_dead(page): assert runs('dead') == 0\n"
PLAIN = "def test_plain(): assert runs('plain') == 2\n"
GOOD = "def test_good(page): assert runs('good') == 1\n"
LEFT = ("@pytest.fixture\ndef tidy(page):\n    yield\n    assert runs('left') == 2\n"
        "def test_left(tidy): pass\n")                             # fails when it is over
GONE = "import os\ndef test_gone(page):\n    if runs('gone') == 1: os._exit(1)\n"
SKIPS = "def test_skips(page):\n    if runs('skips') == 2: pytest.skip('no browser any more')\n    assert False\n"
UNREAD = "import no_such_module\n"



SPREAD = ("-n", "2", "--dist", "loadfile", "--max-worker-restart", "0")


def ran(folder: Path, *tests: str, options: tuple[str, ...] = ("-n0",)) -> tuple[int, list[str], str]:
    """Exit status, what ran how often (`late 2`), and the last line, of a folder with a file for each of `tests`."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = browser: as in the suite\n")
    for i, text in enumerate(tests):
        (folder / f"test_{i}.py").write_text(f"import pytest\nfrom conftest import runs\n{text}")
    done = subprocess.run([sys.executable, "-m", "tests.twice", "-q", *options], cwd=folder, check=False, text=True,
                          capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    counts = [f"{path.name} {len(path.read_text())}" for path in sorted(folder.iterdir()) if not path.suffix and path.is_file()]
    return done.returncode, counts, done.stdout.strip().splitlines()[-1]


def test_a_test_in_a_folder_with_a_conftest_of_its_own_runs_again(tmp_path: Path) -> None:
    """As the suite's browser tests lie: pytest then asks which plugins see which folder, by sets of them."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        (tmp_path / name / "conftest.py").write_text("")
    (tmp_path / "a" / "test_deep.py").write_text(f"from conftest import runs\n{LATE}")
    (tmp_path / "b" / "test_other.py").write_text("def test_other(): pass\n")
    status, counts, last = ran(tmp_path, GOOD, options=SPREAD)
    assert (status, counts) == (0, ["good 1", "late 2"])
    assert last == "FLAKY, failed once and passed alone: a/test_deep.py::test_late"


def test_a_browser_test_that_passes_alone_is_named_and_costs_nothing(tmp_path: Path) -> None:
    status, counts, last = ran(tmp_path, LATE, MARKED, LEFT, GOOD, options=SPREAD)
    assert (status, counts) == (0, ["good 1", "late 2", "left 2", "marked 2"])
    assert last.startswith("FLAKY")
    assert all(f"::test_{name}" in last for name in ("late", "marked", "left"))
    assert "good" not in last


def test_a_browser_test_that_fails_again_is_red(tmp_path: Path) -> None:
    status, counts, last = ran(tmp_path, DEAD, GOOD)
    assert (status, counts) == (1, ["dead 2", "good 1"])
    assert "1 failed" in last


@pytest.mark.parametrize("options", [("-n0",), SPREAD])
def test_with_any_other_failure_nothing_is_run_again(tmp_path: Path, options: tuple[str, ...]) -> None:
    status, counts, last = ran(tmp_path, LATE, PLAIN, options=options)
    assert (status, counts) == (1, ["late 1", "plain 1"])
    assert "1 passed" not in last


def test_a_worker_that_dies_is_no_browser_that_came_late(tmp_path: Path) -> None:
    status, counts, _ = ran(tmp_path, GONE, options=SPREAD)
    assert (status, counts) == (1, ["gone 1"])


def test_a_file_that_cannot_be_read_is_red(tmp_path: Path) -> None:
    assert ran(tmp_path, UNREAD)[0] != 0


def test_a_run_that_was_broken_off_is_not_mended(tmp_path: Path) -> None:
    status, counts, _ = ran(tmp_path, LATE, PLAIN, options=("-x", "-n0"))
    assert (status, counts) == (1, ["late 1"])


def test_skipped_is_not_passed(tmp_path: Path) -> None:
    assert ran(tmp_path, SKIPS)[:2] == (1, ["skips 2"])


def test_a_green_run_is_only_run_once(tmp_path: Path) -> None:
    status, counts, last = ran(tmp_path, GOOD)
    assert (status, counts) == (0, ["good 1"])
    assert "1 passed" in last

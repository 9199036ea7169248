"""The tests, then once more, alone, those with a browser that failed: `python -m tests.twice [pytest arguments]`.

A browser may come too late on a machine that has too much to do. One that passes then is named FLAKY in the last line, and the
exit status is 0; one that fails again leaves it as it was. No other test is run again: with one of those among the failed, or a
run that was broken off, nothing is. This file is the command, and the pytest plugin that tells it what failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass(eq=False)    # a plugin must be hashable: with a conftest in a folder of its own, pytest makes sets of them
class Outcomes:
    """What pytest's own process sees of all workers. `failed`: whether each has a browser; a worker that died has none."""

    path: Path
    failed: dict[str, bool] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed[report.nodeid] = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:                                           # in its set-up, itself, or afterwards
            self.failed[report.nodeid] = dict(report.user_properties).get("browser") is True
        elif report.passed and report.when == "call":
            self.passed.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        broken_off = bool(session.shouldfail or session.shouldstop)
        self.path.write_text(json.dumps({"failed": self.failed, "passed": self.passed, "broken_off": broken_off}))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--outcomes", help="a file for what passed and what failed")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("outcomes") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(Path(config.getoption("outcomes"))))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each report says whether its test has a browser: by a fixture, however far below, or by the marker."""
    for item in items:
        has = "browser" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser") is not None
        item.user_properties.append(("browser", has))


def main(arguments: Sequence[str]) -> int:
    status, first = _pytest(arguments)
    again = list(first["failed"])
    if status != pytest.ExitCode.TESTS_FAILED or first["broken_off"] or not all(first["failed"].values()):
        return status
    print(f"\nOnce more, alone: {len(again)} with a browser", flush=True)
    second_status, second = _pytest(["-q", "-x", "-n0", *again])
    if second_status or not set(again) <= set(second["passed"]):    # skipped is not passed
        return second_status or status
    print(f"FLAKY, failed once and passed alone: {', '.join(again)}", flush=True)
    return 0


def _pytest(arguments: Sequence[str]) -> tuple[int, dict[str, Any]]:
    """Its exit status, and what failed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "outcomes.json")
        command = [sys.executable, "-m", "pytest", "-p", "tests.twice", "--outcomes", str(path), *arguments]
        status = subprocess.run(command, check=False).returncode
        if not path.exists():                                       # it never began, or died: there is nothing to mend
            return status, {"failed": {}, "passed": [], "broken_off": True}
        return status, json.loads(path.read_text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

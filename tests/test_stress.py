"""Five kills, in the suite; fifty and more by `python -m tests.stress --kills 50`."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_loses_nothing() -> None:
    command = [sys.executable, "-m", "tests.stress", "--kills", "5", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "bit-equal to the one that was left alone; 0 lost or different" in done.stdout

"""Every check of the project, one after another: style, types, imports, tests. `python tests/run.py [pytest arguments]`.

A test with a browser that fails is run once more at the end, and named FLAKY if it passes then (tests/twice.py).

Finds a Chromium for the browser tests, or installs one: the one without a window where the system has it as a package, else
Playwright's own, else the system's whole browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CORES = str(min(4, os.cpu_count() or 1))


def have_chromium() -> bool:
    """Whether the tests find a browser that starts."""
    question = "import tests.browser_launch as b\nwith b.launch(): pass"
    return subprocess.run([sys.executable, "-c", question], cwd=ROOT, check=False, capture_output=True).returncode == 0


def install_chromium() -> None:
    """The first of these that works: one needs Debian, one Playwright's own host, one any system with apt."""
    apt: list[list[str]] = []
    if shutil.which("apt-get") and (os.geteuid() == 0 or shutil.which("sudo")):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        install = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "libatomic1"]   # Playwright's own need
        apt = [[*sudo, "apt-get", "update", "-qq"], [*install, "chromium-headless-shell"], [*install, "chromium"]]
    own = [sys.executable, "-m", "playwright", "install", "--with-deps", "--only-shell", "chromium"]
    for command in [*apt[:2], own, *apt[2:]]:
        print("$", " ".join(command), flush=True)
        subprocess.run(command, check=False, timeout=900)
        if have_chromium():
            return
    print("No Chromium could be installed and started: the browser tests will be skipped or fail, and say why.")


def main() -> int:
    if not have_chromium():
        install_chromium()
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": path}
    # hundreds of processes read the same files: 12 s of each worker's 23 before its first test went into compiling them
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # a worker a core, and one thread each (a third one on two cores gained a twentieth); a file stays with one worker, so that
    # what its tests share is made once; in the order of tests/conftest.py
    spread = ["-n", CORES, "--dist", "loadfile", "--no-loadscope-reorder"]
    tests = [sys.executable, "-m", "tests.twice", "-q", *spread, *sys.argv[1:]]
    for check in (["ruff", "check", "."], ["mypy", "-n", CORES], ["lint-imports"], tests):
        begun = time.monotonic()
        print("$", " ".join(Path(part).name if i == 0 else part for i, part in enumerate(check)), flush=True)
        status = subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode
        if check is not tests:                                      # pytest states its own time; FLAKY stands last
            print(f"  {time.monotonic() - begun:.0f} s", flush=True)
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

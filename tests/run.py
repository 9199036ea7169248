"""Every check of the project, one after another: style, types, imports, tests. `python tests/run.py [pytest arguments]`.

Finds a Chromium for the browser tests, or installs one: Playwright's own first, the system's package manager second.
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
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def have_chromium() -> bool:
    """A system Chromium, or Playwright's own."""
    if any(shutil.which(name) for name in CHROMIUM):
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install_chromium() -> None:
    """Playwright downloads a build of its own; where that host cannot be reached, the system's package is taken."""
    commands = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        commands += [[*sudo, "apt-get", "update", "-qq"], [*sudo, "apt-get", "install", "-y", "-qq", "chromium"]]
    for command in commands:
        if have_chromium():
            return
        print("$", " ".join(command), flush=True)
        subprocess.run(command, check=False, timeout=900)


def main() -> int:
    if not have_chromium():
        install_chromium()
    if not have_chromium():
        print("No Chromium could be installed: the browser tests will be skipped, and say so.")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": path}
    # a worker a core, and one thread each (a third one on two cores gained a twentieth); a file stays with one worker, so that
    # what its tests share is made once; in the order of tests/conftest.py
    spread = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder"]
    checks = [["ruff", "check", "."], ["mypy"], ["lint-imports"], [sys.executable, "-m", "pytest", "-q", *spread, *sys.argv[1:]]]
    for check in checks:
        begun = time.monotonic()
        print("$", " ".join(Path(part).name if i == 0 else part for i, part in enumerate(check)), flush=True)
        status = subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode
        print(f"  {time.monotonic() - begun:.0f} s", flush=True)
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

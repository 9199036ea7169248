"""`python -m tests.mutants [WORD ...]`: applies each mistake of `listed.py` to a copy of the project and runs the tests it names.

Killed: a test failed. Survived: all passed, so a test is missing. Exit status 1 with survivors, or with a mistake that does not
apply any more, 2 with a word that no mistake has. With words: only mistakes that have one of them in their name or file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.listed import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 600                # a mistake that never ends is one that is seen


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="in the name or the file of a mistake; all take an hour")
    words = parser.parse_args(argv).words
    if unknown := [word for word in words if not any(word in f"{one.what} {one.file}" for one in MUTANTS)]:
        parser.error(f"No mistake has '{unknown[0]}' in its name or its file: they stand in tests/mutants/listed.py.")
    chosen = [one for one in MUTANTS if not words or any(word in f"{one.what} {one.file}" for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copied(ROOT, root)
        files = sorted({file for one in chosen for file in one.tests.split()})
        status, said = tested(root, files)
        if status != "passed":
            print(f"Without a mistake the tests should pass:\n{said}")
            return 1
        survivors = [one for one in chosen if not killed(root, one)]
    print(f"{len(chosen)} mistakes, {len(survivors)} survived" + "".join(f"\n  {one.what} ({one.file})" for one in survivors))
    return 1 if survivors else 0


def killed(root: Path, mutant: Mutant) -> bool:
    begun = time.monotonic()
    path = root / "mixgan" / mutant.file
    whole = path.read_text()
    path.write_text(broken(whole, mutant))
    status, said = tested(root, mutant.tests.split())
    path.write_text(whole)
    word = {"failed": "killed", "passed": "SURVIVED"}.get(status, f"{status}, and no test failed:\n{said}\n")
    print(f"{time.monotonic() - begun:5.0f} s  {word:9} {mutant.what} ({mutant.file})", flush=True)
    return status in ("failed", "never ended")


def broken(text: str, mutant: Mutant) -> str:
    """Raises ValueError unless the mutant's text stands there once."""
    if (found := text.count(mutant.old)) != 1:
        raise ValueError(f"'{mutant.what}': its text stands {found} times in {mutant.file}: {mutant.old!r}")
    return text.replace(mutant.old, mutant.new)


def tested(root: Path, files: Sequence[str]) -> tuple[str, str]:
    """"passed", "failed", or in a word what else; and what pytest said."""
    # no bytecode: a file that is changed within a second, to one of equal length, would be taken for the one before
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *(f"tests/{file}" for file in files)]
    try:
        done = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        return "never ended", ""
    return {0: "passed", 1: "failed"}.get(done.returncode, f"pytest ended with {done.returncode}"), done.stdout[-3000:]


def copied(source: Path, place: Path) -> None:
    """What git would take of the project, changed or not."""
    git = ["git", "ls-files", "-co", "--exclude-standard"]
    for name in subprocess.run(git, cwd=source, check=True, capture_output=True, text=True).stdout.splitlines():
        if (source / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, place / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

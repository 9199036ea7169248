"""A server of its own on a free port, with a home of its own: started as a user does, or by a fork.

A process that has loaded the libraries, and none of our modules, is forked for each server: some forty servers of a suite would
each spend most of their first seconds on importing PyTorch and Streamlit.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["REPOSITORY", "serve", "started"]

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _arguments(port: int) -> list[str]:
    return ["run", "app.py", "--server.port", str(port), "--server.headless", "true"]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "MIXGAN_HOME": str(home), "OMP_NUM_THREADS": "1"}


@contextmanager
def serve(home: Path) -> Iterator[str]:
    """The address of a fresh server; nothing was asked of it but its health. It ends with the block."""
    port, log = free_port(), home / "server.txt"
    home.mkdir(parents=True, exist_ok=True)
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["torch", "streamlit.web.cli", "streamlit.web.bootstrap", "pydantic", "PIL.Image"])
    process = forks.Process(target=_run, args=(port, log, _environment(home)))
    process.start()
    try:
        _wait(lambda: process.exitcode, port, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.join(10)
        process.kill()
        process.join()


def _run(port: int, log: Path, environment: dict[str, str]) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(REPOSITORY)
    from streamlit.web.cli import main

    main(_arguments(port))


@contextmanager
def started(home: Path) -> Iterator[str]:
    """As `serve`, by the command that a user types."""
    port, log = free_port(), home / "server.txt"
    home.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, "-m", "streamlit", *_arguments(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(argv, cwd=REPOSITORY, env=_environment(home), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            _wait(process.poll, port, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(status: Callable[[], int | None], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if status() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server was not ready after {PATIENCE_S} s: {log.read_text()[-2000:]}")

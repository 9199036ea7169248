"""The app as a user starts it: a server of its own on a free port, with a home of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["REPOSITORY", "serve"]

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(home: Path) -> Iterator[str]:
    """The address of a fresh server; nothing was asked of it but its health. It ends with the block."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "MIXGAN_HOME": str(home), "OMP_NUM_THREADS": "1"}
    argv = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    log = home / "server.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(argv, cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            _wait(process, port, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server was not ready after {PATIENCE_S} s: {log.read_text()[-2000:]}")

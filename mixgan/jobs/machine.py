"""What this machine can train on, and how busy it is. The GPU is asked through its driver's own tool: no torch here."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass

import psutil

__all__ = ["Gpu", "Machine", "gpus", "look", "parsed"]

MB = 2**20
QUERY = "name,memory.total,memory.used,utilization.gpu"
PATIENCE_S = 5


@dataclass(frozen=True)
class Gpu:
    """Memory in MB; `use` is the share of the last moment in which it worked, None where it does not say."""

    name: str
    memory_mb: float
    used_mb: float
    use: float | None


@dataclass(frozen=True)
class Machine:
    """`load` is the mean number of processes that wanted a core in the last minute. Memory in MB."""

    cores: int
    load: float
    memory_mb: float
    free_mb: float
    gpus: tuple[Gpu, ...]
    apple: bool                     # a Mac with its own GPU, which torch calls mps


def look() -> Machine:
    """The machine at this moment; asks the driver's tool where it is installed (about 50 ms)."""
    memory = psutil.virtual_memory()
    apple = platform.system() == "Darwin" and platform.machine() == "arm64"
    return Machine(os.cpu_count() or 1, psutil.getloadavg()[0], memory.total / MB, memory.available / MB, gpus(), apple)


def gpus() -> tuple[Gpu, ...]:
    """The CUDA devices that the driver names; none where there is no driver, or it does not answer."""
    tool = shutil.which("nvidia-smi")
    if tool is None or os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):        # hidden from a training too
        return ()
    try:
        told = subprocess.run([tool, f"--query-gpu={QUERY}", "--format=csv,noheader,nounits"], capture_output=True, text=True,
                              timeout=PATIENCE_S, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return parsed(told.stdout) if told.returncode == 0 else ()


def parsed(lines: str) -> tuple[Gpu, ...]:
    """The answer of the driver's tool, one device a line; a line that is not one is passed over."""
    found = []
    for line in lines.splitlines():
        parts = [part.strip() for part in line.rsplit(",", 3)]
        try:
            total, used = float(parts[1]), float(parts[2])
        except (IndexError, ValueError):
            continue
        use = float(parts[3]) / 100 if parts[3].replace(".", "").isdigit() else None
        found.append(Gpu(parts[0], total, used, use))
    return tuple(found)

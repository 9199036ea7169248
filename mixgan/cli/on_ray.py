"""The engine of a sweep on a Ray cluster: each run is one task, in a process that ends with it.

The workers need the run folders and the data under the same paths (shared storage), and mixgan with its packages.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from mixgan.errors import ConfigError
from mixgan.files import data_root, home
from mixgan.store.runs import RunFolder

__all__ = ["OnRay"]

LOCAL = "local"


class OnRay:
    """Tasks on the cluster at `address`; "local" starts one of `at_once` workers on this machine, which ends with the sweep.

    A run whose device is cuda is given one GPU of the cluster; others one processor core. Raises ConfigError when Ray is not
    installed, or nobody answers at the address.
    """

    def __init__(self, address: str, at_once: int | None, quick: bool) -> None:
        try:
            import ray
        except ImportError as err:
            raise ConfigError("--ray needs the package ray.", "Install it: pip install ray, or leave --ray out.") from err
        self.ray, self.quick = ray, quick
        package = str(Path(__file__).resolve().parents[2])
        paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
        self.environment = {"MIXGAN_HOME": str(home().resolve()), "MIXGAN_DATA": str(data_root().resolve()), "PYTHONPATH": paths,
                            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")       # nothing leaves the machine
        more: dict[str, Any] = {"num_cpus": at_once or os.cpu_count(), "include_dashboard": False} if address == LOCAL else {}
        try:
            ray.init(address=address, log_to_driver=False, logging_level="error",
                     runtime_env={"env_vars": self.environment}, **more)
        except (ConnectionError, ValueError, RuntimeError) as err:
            raise ConfigError(f"No Ray cluster answers at '{address}' ({str(err).splitlines()[0][:200]}).",
                              "Start one (ray start --head), or use --ray local.") from err
        self.at_once = at_once or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.tasks: dict[Path, Any] = {}

    def start(self, folder: Path) -> None:
        on_gpu = RunFolder(folder).config.training.device == "cuda"
        # a process of its own for each run, and no retry of Ray's: that a killed run goes on is decided in one place
        task = self.ray.remote(max_calls=1, max_retries=0, num_cpus=1, num_gpus=1 if on_gpu else 0)(_train)
        self.tasks[folder] = task.remote(str(folder), self.quick)

    def works_on(self, folder: Path) -> bool:
        task = self.tasks.get(folder)
        return task is not None and not self.ray.wait([task], timeout=0)[0]

    def close(self) -> None:
        self.ray.shutdown()


def _train(folder: str, quick: bool) -> int:
    """On a worker: the very command that a plain process runs; its output goes to the run's log."""
    from mixgan.cli import main
    from mixgan.cli.sweep import words_of

    with (Path(folder) / "log.txt").open("a", encoding="utf-8") as log, \
            contextlib.redirect_stderr(log), contextlib.redirect_stdout(sys.stderr):
        return main(words_of(Path(folder), quick))

"""Runs for the tests of the pages, as a training would leave them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from streamlit.testing.v1 import AppTest

from mixgan import families, jobs, pictures
from mixgan.analysis.publish import store_growth
from mixgan.store import runs
from mixgan.store.models import write_model
from mixgan.ui.train import data as train_data
from tests.ui.tiny import tiny_config

Open = Callable[..., AppTest]
STEPS = (20, 60, 200, 900)      # that a `grown_run` kept


def a_run(name: str, phase: str, step: int, *, family: str = "hmog", pid: int | None = None, message: str = "", rate: float = 0.0,
          log: str = "", data: str = "digits") -> runs.RunFolder:
    run = runs.create(name, tiny_config(family, data=data))
    extra = {} if pid is None else {"pid": pid, "started": 1.0}
    jobs.write(run.path, phase=phase, step=step, steps=20, message=message, rate=rate, **extra)
    if log:
        run.log.write_text(log)
    return run


def grown_run(name: str, family: str, last: int = STEPS[-1]) -> runs.RunFolder:
    """A finished run of `last` steps whose generators grow with them, and the steps that were made ready."""
    config = tiny_config(family)
    config = config.model_copy(update={"training": config.training.model_copy(update={"steps": last})})
    run = runs.create(name, config)
    generator = families.build(config)
    for step, share in zip(STEPS, (0.4, 0.6, 0.8, 1.0), strict=True):
        run.write_snapshot(step, {key: (value * share).half() if value.is_floating_point() else value
                                  for key, value in generator.state_dict().items()})
    write_model(run.model, config, generator.state_dict(), half=True)
    store_growth(run.model)
    return run


def with_progress(run: runs.RunFolder) -> runs.RunFolder:
    for step in (10, 20):
        run.metrics.append({"step": step, "loss": {"generator": 1.0 / step, "critic": 0.5}, "usage": [0.1, 0.2, 0.3, 0.4],
                            "distance": 1.0 / step, "rate": 2.0, "experts": [k % 4 for k in range(64)]})
        run.write_sheet(step, pictures.webp(np.full((64, 64, 1), step, np.uint8)))
    return run


def own(app: AppTest, way: str) -> None:
    app.session_state["train-data"] = train_data.OWN
    app.session_state["train-way"] = way
    app.run()

"""When a run's pictures could first be read: minutes of training until all classes are there and the judge is sure."""

from __future__ import annotations

import numpy as np

from mixgan import families
from mixgan.analysis.observe import drawn, observe
from mixgan.measures.classes import class_shares
from mixgan.measures.judges import Judge
from mixgan.store.runs import RunFolder
from mixgan.store.tensors import read_tensors

__all__ = ["CONFIDENCE", "SHARE", "minutes_until_readable"]

CONFIDENCE, SHARE, N = 0.95, 0.04, 2000


def minutes_until_readable(run: RunFolder, judge: Judge) -> float | None:
    """CPU-minutes at the first snapshot with a mean confidence of 0.95 and each class at 4 % or more; None where none was.

    Snapshots lie evenly in the logarithm of the step, forty of them: the moment itself was up to a seventh earlier.
    """
    config = run.config
    generator = families.build(config).eval().requires_grad_(False)
    clock = {line["step"]: line["minutes"] for line in run.metrics.read() if line.get("minutes") is not None}
    if not clock:
        return None
    for step, path in sorted(run.snapshots().items()):
        tensors = read_tensors(path)
        generator.load_state_dict({name: value.to(generator.state_dict()[name].dtype) for name, value in tensors.items()})
        verdict = judge(observe(generator, drawn(generator, N, 0)).pictures)
        shares = class_shares(verdict.classes, len(judge.class_names))
        if verdict.confidence.mean() >= CONFIDENCE and shares.min() >= SHARE:
            return round(float(np.interp(step, sorted(clock), [clock[at] for at in sorted(clock)])), 2)
    return None

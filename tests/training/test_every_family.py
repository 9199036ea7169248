"""A short run of each family on real digits, or on what asks it, from its preset: it ends, and no alarm says that something is
wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from accelerate import Accelerator

from mixgan import data, families
from mixgan.store.runs import RunFolder
from mixgan.training import loop
from mixgan.training.alarms import LASTING, alarms
from mixgan.training.processes import Processes
from tests.families.asked import set_for

SHORT = {"steps": "120", "evaluate_every": "30", "checkpoint_every": "120", "threads": "1", "device": "cpu"}
ASKED = {"steps": "60", "evaluate_every": "15", "checkpoint_every": "60", "batch": "8"}      # these draw 32 px in colour


@pytest.mark.parametrize("family", families.names())
def test_no_alarm(family: str, tmp_path: Path) -> None:
    """GM-GAN's prior was once called a collapsed gate, in every run."""
    name = set_for(family, "digits")
    pictures = data.load(name)
    config = families.configure(family, name, pictures.facts(), overrides=SHORT)
    short = {**SHORT, **({"warm_up_steps": "100"} if config.training.warm_up_steps else {}),
             **(ASKED if pictures.conditions is not None else {})}
    config = families.configure(family, name, pictures.facts(), overrides=short)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    (folder.path / "config.json").write_text(json.dumps({**config.model_dump(mode="json"), "version": 1}))
    assert loop.run(folder, pictures, processes=Processes(Accelerator(cpu=True))) == "finished"
    lines = folder.metrics.read()
    assert len(lines) > LASTING
    assert alarms(lines, config) == []
    about = families.family(family)
    assert ("gate_entropy" in lines[-1]) == about.is_gated
    assert families.load(folder.model).about == about

"""Every family learns from a folder of one's own: with a folder for each class, and without where it needs none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mixgan import families
from mixgan.cli import main
from mixgan.store.models import read_config
from tests.data.planted import encoded, noise

CLASSES, LOOSE = ("bar", "box", "disc"), (".", ".", ".")
TINY = ["--steps", "2", "--batch", "4", "--widths", "4", "--critic_widths", "4", "--noise_dim", "4", "--threads", "1",
        "--quick", "--beside"]
# where a family learns a head from one's own pictures first
BRIEF = ["--warm_up_steps", "4", "--head_tries", "1"]
NEED_FOLDERS = [name for name in families.names() if families.family(name).needs in ("nothing", "labels")]     # see test_pairs.py
NEED_NONE = [name for name in families.names() if families.family(name).needs == "nothing"]


def written(root: Path, folders: tuple[str, ...]) -> Path:
    """Ten colour pictures of 8 px in each folder."""
    for c, folder in enumerate(folders):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for i in range(10):
            (root / folder / f"{c}-{i}.png").write_bytes(encoded(noise(8, 8, 3, seed=10 * c + i)))
    return root


@pytest.mark.parametrize(("family", "folders"), [
    *((name, CLASSES) for name in NEED_FOLDERS), *((name, LOOSE) for name in NEED_NONE)])
def test_a_family_learns_from_a_folder(family: str, folders: tuple[str, ...], home: Path) -> None:
    own = written(home / "own", folders)
    head = BRIEF if "warm_up_steps" in families.module(family).presets()["small-pictures"].training else []
    assert main(["train", "--family", family, "--data", str(own), "--run", "tiny", *TINY, *head]) == 0
    facts = read_config(home / "runs" / "tiny" / "model").facts
    assert facts.class_names == (CLASSES if folders == CLASSES else ())
    assert main(["sample", str(home / "runs" / "tiny" / "model"), "--n", "5", "--out", str(home / "x.npz"),
                 *(["--label", "box"] if families.family(family).needs == "labels" else [])]) == 0
    with np.load(home / "x.npz") as made:
        assert made["images"].shape == (5, 8, 8, 3)

"""A selection of the Map as a file, and new samples like those that were chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mixgan import data, families
from mixgan.analysis.observe import drawn, observe
from mixgan.analysis.selection import Selection, draw_near, read
from mixgan.errors import ConfigError, MixganError
from mixgan.families.contract import Generator
from tests.analysis.planted import GoldenTree

GOOD: dict[str, Any] = {"version": 1, "kind": "selection", "model": "some", "fingerprint": "0123456789abcdef", "seed": 3, "n": 50,
                        "samples": [4, 7, 9, 12], "layout": "umap", "outline": [[0.1, 0.2], [0.3, 0.4], [0.5, 0]], "link": "",
                        "landed": {"far": 0.5, "new": {"inside": 60, "of": 64}}}


def file(folder: Path, **other: Any) -> Path:
    path = folder / "selection.json"
    path.write_text(json.dumps({**GOOD, **other}))
    return path


def chosen(samples: list[int], seed: int = 3) -> Selection:
    return Selection(model="some", fingerprint=GOOD["fingerprint"], seed=seed, n=5000, samples=tuple(samples))


def test_a_selection_is_read_as_it_was_saved(tmp_path: Path) -> None:
    found = read(file(tmp_path))
    assert found.samples == (4, 7, 9, 12)
    assert found.outline[2] == (0.5, 0)


@pytest.mark.parametrize(("other", "said"), [
    ({"samples": []}, "samples"), ({"samples": [50]}, "different numbers from 0 to 49"), ({"samples": [1, 1]}, "different"),
    ({"samples": "all"}, "samples"), ({"kind": "mixture"}, "kind"), ({"fingerprint": "?"}, "fingerprint"), ({"seed": -1}, "seed"),
    ({"version": 9}, "version 9"), ({"more": 1}, "more"), ({"outline": [[1]]}, "outline")])
def test_a_file_that_is_no_selection_is_refused_in_a_sentence(other: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(MixganError, match=said):
        read(file(tmp_path, **other))


def plain_noise(generator: Generator, seed: int, rows: list[int]) -> np.ndarray:
    return drawn(generator, max(rows) + 1, seed).noise.numpy()[rows]


def test_as_near_as_can_be_is_a_chosen_one_itself() -> None:
    generator, rows = GoldenTree().eval(), [3, 8, 20, 31]
    draw, begun = draw_near(generator, chosen(rows), 40, far=0)
    assert set(begun) == set(rows)
    np.testing.assert_allclose(draw.noise.numpy(), plain_noise(generator, 3, begun), atol=1e-6)


def test_new_ones_spread_as_the_chosen_ones_do() -> None:
    generator = families.build(families.configure("gan", "digits", data.load("digits").facts())).eval()
    rows = [i for i in range(600) if plain_noise(generator, 3, list(range(600)))[i, 0] > 0.5]
    noise = plain_noise(generator, 3, rows)
    for far in (0.5, 1):
        draw, _ = draw_near(generator, chosen(rows), 1500, far=far)
        made = draw.noise.numpy()
        assert made[:, 0].mean() == pytest.approx(noise[:, 0].mean(), abs=0.15)
        assert made[:, 0].std() < 0.8
        assert made[:, 1:].std() == pytest.approx(1, abs=0.05)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    generator = GoldenTree().eval()
    a, b, c = (draw_near(generator, chosen([3, 8, 20]), 5, seed=seed)[0].noise for seed in (1, 1, 2))
    assert bool((a == b).all())
    assert not bool((a == c).any())


def test_where_noise_has_no_say_the_expert_stays_that_of_the_chosen_one() -> None:
    generator = families.build(families.configure("gmgan", "digits", data.load("digits").facts())).eval()
    seen = observe(generator, drawn(generator, 200, 3))
    draw, begun = draw_near(generator, chosen(list(range(0, 200, 3))), 100, far=1)
    assert np.array_equal(observe(generator, draw).expert, seen.expert[begun])


def test_too_few_are_told() -> None:
    with pytest.raises(ConfigError, match="2 samples are chosen"):
        draw_near(GoldenTree().eval(), chosen([1, 2]), 5)

"""How often "Draw it yourself" finds: `python -m tests.benchmarks.drawn [--n 100] [--model gmgan-mnist]`.

Held-out MNIST digits stand for drawings. The page's own search looks for each of them in Node, afresh; the judge of mnist says
whether what it found is of the same class, and the residual is the squared difference that is left, in parts of that of the
mean picture. Pictures of clothes show how often something that is no digit is refused.
"""

from __future__ import annotations

import argparse
import base64
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixgan import data, families
from mixgan.files import shipped_root
from mixgan.measures import judges
from mixgan.ui.components.draw import DRAW
from mixgan.ui.components.scripts import ENGINE
from tests.benchmarks.table import as_text
from tests.node import run_node

__all__ = ["main", "searched"]

MODELS = ("hmog-mnist", "gmgan-mnist", "megan-mnist")
DECODES = (0, 600, 6000)
AT_ONCE = 2                             # drawings that one Node looks for
PATIENCE = 900                          # seconds: a machine may be busy
NOT_FOUND = 0.5
SEED = 0
SCRIPTS = (*ENGINE, "live/draws.js", *(part for part in DRAW if not part.endswith(("ink.js", "pen.js", "words.js", "panel.js"))))
HEADS = ("model", "asked for", "decodes", "same class", "residual, mean", "median", "95 %", "not found", "n", "ms a decode")
SEARCH = """(() => {
  const search = new Search(loadProgram(bytes(program)), { keeps });
  search.learn(() => false);
  let [ms, made] = [0, 0];
  const found = drawings.map((drawing) => {
    search.forget();
    search.aim(Float32Array.from(drawing));
    return decodes.map((most) => {
      const [start, before] = [performance.now(), search.decodes];
      search.work(() => search.decodes >= most);
      [ms, made] = [ms + performance.now() - start, made + search.decodes - before];
      const { residual, images } = search.found();
      return { residual, images: Array.from(images, (v) => Math.round(127.5 * (v + 1))) };
    });
  });
  return { found, ms: ms / Math.max(1, made) };
})()"""


def searched(program: bytes, keeps: bool, drawings: NDArray[np.uint8], decodes: tuple[int, ...]) -> dict[str, Any]:
    """`found`: for each drawing (H, W, 1), after each number of decodes, its residual and picture; `ms` a decode."""
    given = [(drawing.reshape(-1) / 127.5 - 1).round(4).tolist() for drawing in drawings]
    found: dict[str, Any] = run_node(SEARCH, {
        "program": base64.b64encode(program).decode(), "keeps": keeps, "drawings": given, "decodes": list(decodes)},
        SCRIPTS, PATIENCE)
    return found


def chosen(name: str, n: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """n pictures of the test split and their classes, the same every time."""
    test = data.load(name, split="test", fetch=False)
    rows = np.random.default_rng(SEED).choice(len(test.images), n, replace=False)
    assert test.labels is not None
    return np.asarray(test.images)[rows], np.asarray(test.labels)[rows]


def rows_of(model: str, name: str, n: int, decodes: tuple[int, ...]) -> list[list[str]]:
    generator = families.load(shipped_root() / model)
    program = generator.program()
    judge = judges.load("mnist")
    assert program is not None
    assert judge is not None
    pictures, labels = chosen(name, n)
    keeps = generator.chooses and not generator.about.is_gated
    parts = [searched(program.to_bytes(), keeps, pictures[at : at + AT_ONCE], decodes) for at in range(0, n, AT_ONCE)]
    found = [one for part in parts for one in part["found"]]
    rows = []
    for i, most in enumerate(decodes):
        left = np.array([one[i]["residual"] for one in found])
        made = np.clip(np.array([one[i]["images"] for one in found]), 0, 255).astype(np.uint8).reshape(pictures.shape)
        same = f"{(judge(made).classes == labels).mean():.2f}" if name == "mnist" else ""
        of_left = (left.mean(), np.median(left), np.quantile(left, 0.95), (left > NOT_FOUND).mean())
        rows.append([model, name, f"{most:,}", same, *(f"{value:.2f}" for value in of_left), str(n),
                     f"{np.mean([part['ms'] for part in parts]):.2f}"])
    return rows


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.drawn", description=__doc__)
    parser.add_argument("--n", type=int, default=100, help="digits; half as many clothes")
    parser.add_argument("--model", action="append", help="this one alone; may be given again")
    asked = parser.parse_args(words)
    start = time.monotonic()
    for model in asked.model or MODELS:
        rows = rows_of(model, "mnist", asked.n, DECODES) + rows_of(model, "fashion-mnist", max(1, asked.n // 2), DECODES[-1:])
        print(as_text(HEADS, rows), flush=True)
    print(f"{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()

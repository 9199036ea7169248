"""What the arms of a table drew, beside what was measured of them: as HTML, and pure text but for the sheets' bytes."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from pathlib import Path

from mixgan.analysis.claims import Arm, Told, number
from mixgan.analysis.words import plural
from mixgan.errors import MixganError
from mixgan.pictures import sides_of
from mixgan.store.table_rows import Key
from mixgan.store.table_sheets import of_one_seed

__all__ = ["STYLE", "gallery"]

# Whole factors only: a picture of few pixels is not smoothed. The gap is in pixels as they are: in a talk, whose type is
# larger, six sheets of 288 px stand in a row of 1920.
STYLE = """<style>
.arms { display: flex; flex-wrap: wrap; gap: 20px; margin: 0.4rem 0 1.2rem; }
.arms figure { margin: 0; width: min(100%, max(var(--w), 224px)); }
.arms img { display: block; width: var(--w); max-width: 100%; height: auto; image-rendering: pixelated; background: #000; }
.arms figcaption { font-size: 0.875rem; padding-top: 0.4rem; text-wrap: pretty; }
.arms small { display: block; color: light-dark(#565a61, #aaa8a2); }
@media (min-width: 1700px) { .arms.few figure { zoom: 2; } .arms.few figcaption { zoom: 0.5; } }
</style>"""
FEW = 3                         # stand in a row of a wide screen at twice the size


def gallery(table: Told, sheets: Mapping[Key, Path]) -> str:
    """A sheet of each arm, in the order of the table, of one seed on each set; nothing where no sheet is here."""
    shown = of_one_seed(sheets)
    out = []
    for data in dict.fromkeys(arm.data for arm in table.arms):
        found = {name: (seed, path) for (name, of, seed), path in shown.items() if of == data}
        figures = [_figure(arm, found[arm.name][1]) for arm in table.arms if arm.data == data and arm.name in found]
        if figures:
            few = " few" if len(figures) <= FEW else ""
            seed = next(iter(found.values()))[0]
            out.append(f'<p class="say">{html.escape(data)}: what each arm drew at its last step, of seed {seed}. Figures are '
                       f'means over the seeds.</p><div class="arms{few}">{"".join(figures)}</div>')
    return "".join(out)


def _figure(arm: Arm, path: Path) -> str:
    webp = path.read_bytes()
    try:
        width, _ = sides_of(webp, path.name)
    except MixganError as err:
        return f"<figure><figcaption><b>{html.escape(arm.name)}</b> {html.escape(str(err))}</figcaption></figure>"
    figures = "; ".join(f"{name} {number(value)}" for name, value in arm.means.items())
    n = len(arm.seeds)
    alt = f"A sheet of pictures drawn by the arm {arm.name}"
    return (f'<figure style="--w: {width}px"><img src="data:image/webp;base64,{base64.b64encode(webp).decode()}" '
            f'alt="{html.escape(alt)}"><figcaption><b>{html.escape(arm.name)}</b><small>{html.escape(arm.settings)}; {n} '
            f'{plural("seed", n)}</small>{html.escape(figures)}</figcaption></figure>')

"""What a click, a release and a look at the map take on a warm server, by the page's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.browse import PAGES, menu, milliseconds, open_page, opened, ready
from tests.benchmarks.table import Seen
from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["loads_and_clicks"]

NODES = ("L", "LR", "R", "RL", "", "RR", "LL", "LLR")
LEVELS = (9, 12, 5, 16, 3, 20, 7, 11, 14, 2)
HOVERS = 20                     # in one try: the page's clock counts tenths of a millisecond


def loads_and_clicks(browser: Browser, address: str, tries: int) -> list[Seen]:
    seen = open_page(browser, address)
    for name in ("Home", "Tree", "Experts", "Covariance", "Map"):
        opened(seen, name)                          # every page and model once, so that the server is warm
    rows = [Seen("full page open of Tree", "ms", [opened(seen, "Tree") for _ in range(tries)], 1000, note="warm server")]
    rows += menu_clicks(seen, tries)
    opened(seen, "Tree")
    rows += tree_clicks(seen, tries)
    opened(seen, "Covariance")
    rows.append(Seen("spread let go until the title says it", "ms", [release(seen, i) for i in range(tries)], 100))
    opened(seen, "Map")
    rows += map_looks(seen, tries)
    rows.append(Seen("component's call until its first pictures", "ms", mounts(seen, tries), 60,
                     note="Tree, Experts and Covariance in turn; goal of UX G5"))
    seen.page.close()
    return rows


def menu_clicks(seen: Watched, tries: int) -> list[Seen]:
    """From the menu to every page, round after round."""
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    opened(seen, "Home")
    for _ in range(tries):
        for name in [*list(PAGES)[1:], "Home"]:
            taken[name].append(milliseconds(seen, menu(name), ready(name)))
            seen.page.wait_for_timeout(100)
    return [Seen(f"menu click until {name} is ready", "ms", values, 300) for name, values in taken.items()]


def tree_clicks(seen: Watched, tries: int) -> list[Seen]:
    """A click on a node: its frame at once, the samples that fall there from the page itself, then the server's words."""
    frames, samples, words = [], [], []
    for i in range(tries):
        path = NODES[i % len(NODES)]
        item = f"bench.find('[role=treeitem][data-path=\"{path}\"]')"
        name = path or "the root"
        there = f"() => [...document.querySelectorAll('h3')].some((h) => h.textContent.trim() === 'At {name}')"
        result = seen.page.evaluate(
            f"async () => {{ const start = performance.now(); {item}.click(); "
            f"const chosen = await bench.until(() => {item}.ariaSelected === 'true'); "
            "const drawn = await bench.until(() => !bench.view('.live.tree').pending.length); "
            f"return [chosen - start, drawn - start, await bench.until({there}) - start]; }}")
        for values, value in zip((frames, samples, words), result, strict=True):
            values.append(float(value))
        seen.page.wait_for_timeout(200)
    return [Seen("tree click until the node is marked", "ms", frames, 16),
            Seen("tree click until its 16 samples are drawn", "ms", samples, 120),
            Seen("tree click until the server's words are there", "ms", words, 120)]


def release(seen: Watched, i: int) -> float:
    """The slider of all spreads comes to rest: until the page's title, which the server writes, names the spread."""
    level = LEVELS[i % len(LEVELS)]
    seen.page.wait_for_timeout(200)
    act = (f"const input = bench.find('.live.covariance .master input'); input.value = {level}; "
           "for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true }));")
    return milliseconds(seen, act, f"() => bench.heading().includes('spread {level / 8:g}')")


def map_looks(seen: Watched, tries: int) -> list[Seen]:
    """All points drawn, with and without waiting for the pixels, and the pointer moved over them."""
    draw = "bench.view('.map').canvas.drawPoints();"
    pixels = f"{draw} bench.view('.map').canvas.points.getContext('2d').getImageData(0, 0, 1, 1);"
    hover = f"""const {{ canvas: {{ over }}, places, samples }} = bench.view('.map'), box = over.getBoundingClientRect();
      for (let i = 0; i < {HOVERS}; i++) {{
        const at = Math.floor(Math.random() * samples.n);
        const [clientX, clientY] = [box.left + places.x[at], box.top + places.y[at]];
        over.dispatchEvent(new PointerEvent('pointermove', {{ clientX, clientY }}));
      }}"""
    n_points = seen.page.evaluate("() => bench.view('.map').samples.n")
    n = f"{n_points:,} points"
    at_once = "() => true"
    return [
        Seen("map: all points drawn", "ms", [milliseconds(seen, draw, at_once) for _ in range(tries)], 10, note=n),
        Seen("map: all points in the pixels", "ms", [milliseconds(seen, pixels, at_once) for _ in range(tries)], 10, note=n),
        Seen("map: one hover with its picture", "ms", [milliseconds(seen, hover, at_once) / HOVERS for _ in range(tries)], 1),
    ]


def mounts(seen: Watched, tries: int) -> list[float]:
    """Milliseconds from the call of a live component's script to the end of its first frame, in a page that ran it before."""
    opened(seen, "Home")
    names = ("Tree", "Experts", "Covariance")
    for name in names:
        milliseconds(seen, menu(name), ready(name))
    seen.page.evaluate("() => { bench.mounts = []; }")
    for i in range(tries):
        name = names[i % len(names)]
        milliseconds(seen, menu(name), ready(name))
        seen.page.wait_for_timeout(100)
    return [float(value) for value in seen.page.evaluate("() => bench.mounts")]

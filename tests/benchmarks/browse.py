"""A page with a stopwatch in it, and what a hand does there."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

__all__ = ["PAGES", "Drag", "drag", "link", "menu", "milliseconds", "open_page", "opened", "ready", "slowed", "wait_for"]

STOPWATCH = files("tests.benchmarks").joinpath("stopwatch.js").read_text(encoding="utf-8")
# a shipped model of 28 px for every page, and when that page is ready: its pictures drawn, its words there
MODELS = {"Home": "hmog-mnist", "Ways": "hmog-mnist", "Tree": "hmog-mnist", "Experts": "megan-mnist", "Covariance": "gmgan-mnist",
          "Mixture": "gmgan-mnist", "Map": "hmog-mnist", "Answers": "edges-shapes-seeking", "Learning": "hmog-digits",
          "Compare": "hmog-mnist", "Claims": "hmog-mnist"}
PAGES = {
    "Home": "bench.view('.sheet')?.sheet",
    "Ways": "bench.find('.book .tile')?.offsetWidth",
    "Tree": "bench.drew('.live.tree')",
    "Experts": "bench.drew('.live.experts')",
    "Covariance": "bench.drew('.live.covariance')",
    "Mixture": "bench.drew('.live.mix')",
    "Map": "bench.view('.map')?.state.legend",
    "Answers": "bench.drew('.live.answers')",
    "Learning": "bench.drew('.live.growth')",
    "Compare": "bench.view('.sheet')?.sheet",
    "Claims": "document.querySelector('.claim')",
    "Train": "bench.heading().startsWith('Train')",
}


def ready(name: str) -> str:
    """A condition in the page's own language; on the menu's way the words come last."""
    return f"() => ({PAGES[name]}) && bench.resting()"


def open_page(browser: Browser, address: str, talk: bool = False) -> Watched:
    """An empty page of 1280 x 720, for a `talk` of 1920 x 1080, that counts requests and socket frames of both directions."""
    width, height = (1920, 1080) if talk else (1280, 720)
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark")
    page.set_default_timeout(60_000)
    page.add_init_script(STOPWATCH)
    seen = Watched(page, address)

    def listen(socket: Any) -> None:
        socket.on("framesent", lambda data: seen.frames.append(len(data)))
        socket.on("framereceived", lambda data: seen.frames.append(len(data)))

    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", listen)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


def link(name: str, talk: bool = False) -> str:
    return f"{'' if name == 'Home' else name}?model={MODELS[name]}{'&talk=1' if talk else ''}"


def milliseconds(seen: Watched, act: str, condition: str) -> float:
    """From an act (JavaScript) until a condition holds, by the page's own clock."""
    return float(seen.page.evaluate(f"() => bench.timed(() => {{ {act} }}, {condition})"))


def menu(name: str) -> str:
    """A click on a page's name in the sidebar, as JavaScript."""
    return ("[...document.querySelectorAll('[data-testid=\"stSidebarNav\"] a')]"
            f".find((a) => a.textContent.trim().startsWith('{name}')).click()")


def wait_for(seen: Watched, condition: str) -> float:
    """Until a condition holds: milliseconds since the page began to load, by its own clock."""
    return float(seen.page.evaluate(f"() => bench.until({condition})"))


def opened(seen: Watched, name: str, beside: str = "", talk: bool = False) -> float:
    """Milliseconds of a full page load, from the first byte asked for until the page is ready; `beside`: with a second model;
    in talk mode if asked."""
    seen.page.goto(f"{seen.address}/{link(name, talk)}{f'&beside={beside}' if beside else ''}", wait_until="commit")
    return wait_for(seen, ready(name))


def slowed(seen: Watched, times: int) -> CDPSession:
    """The page's processor `times` slower; 1 takes it back."""
    session = seen.page.context.new_cdp_session(seen.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    return session


@dataclass
class Drag:
    """One drag: decode ms of every frame, pictures drawn in it, frames a second, what went over the wire meanwhile."""

    ms: list[float]
    pictures: list[int]
    fps: float
    requests: int
    socket_frames: int


def drag(seen: Watched, view: str, thing: str, places: list[tuple[float, float]]) -> Drag:
    """Press on the first place (shares of the box of `thing`), move through the others, let go; `view` is the component."""
    page = seen.page
    box = page.locator(thing).first.bounding_box()
    assert box is not None, f"{thing} is not on the page"
    points = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    seen.settle()
    page.mouse.move(*points[0])
    page.mouse.down()
    page.wait_for_timeout(100)                      # what the press itself costs is not the drag
    seen.forget()
    page.evaluate(f"() => {{ bench.view('{view}').frames = []; bench.count(true); }}")
    for point in points[1:]:
        page.mouse.move(*point)                     # the browser takes one move a frame, as of a hand
    ticks = page.evaluate("() => bench.count(false)")
    frames = page.evaluate(f"() => bench.view('{view}').frames.filter((frame) => frame.count)")
    page.wait_for_timeout(50)                       # socket frames are reported a moment late
    over_the_wire = len(seen.requests), len(seen.frames)
    page.mouse.up()
    _rest(seen)
    fps = 1000 * (len(ticks) - 1) / (ticks[-1] - ticks[0]) if len(ticks) > 1 else float("nan")
    return Drag([frame["ms"] for frame in frames], [frame["count"] for frame in frames], fps, *over_the_wire)


def _rest(seen: Watched) -> None:
    """Until the release was sent and answered: on a slowed page it starts late, and would count into the next drag."""
    for _ in range(100):
        if seen.frames:
            break
        seen.page.wait_for_timeout(50)
    seen.page.evaluate("() => bench.until(() => bench.resting())")
    seen.settle()

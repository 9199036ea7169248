"""A component on a page of its own, without Streamlit: the same html, css and script, and a stub for what it sends.

The page keeps `sent`, a list of [name, value]; `mount(packet)` calls the component's function again, as a rerun does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mixgan.ui.components import tree
from mixgan.ui.components.live import LIVE, envelope
from mixgan.ui.components.scripts import module, style
from tests.ui.components import planted

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = [
    "THEMES", "drag", "grey", "mount", "mount_packet", "open_component", "pixel", "prepare", "sent", "set_theme", "settle",
    "show_tree",
]

THEMES = {
    "dark": {"background-color": "#0f1114", "secondary-background-color": "#191c21", "text-color": "#e8e6e1",
             "border-color": "#2c3037", "primary-color": "#7aa7f0", "link-color": "#9dbdf5"},
    "light": {"background-color": "#fcfbf9", "secondary-background-color": "#f1eeea", "text-color": "#1c1e22",
              "border-color": "#dcd8d1", "primary-color": "#2458b8", "link-color": "#2458b8"},
}

_PAGE = """<!doctype html><html><head><meta charset="utf-8"><style id="theme"></style><style>
body { margin: 0; padding: 16px; background: var(--st-background-color); }
:root { --st-base-radius: 4px; --st-button-radius: 4px; --st-font: "Source Sans", "DejaVu Sans", sans-serif; }
</style></head><body><div id="host"></div></body></html>"""

_SETUP = """async ({ html, css, js }) => {
  const host = document.getElementById("host").attachShadow({ mode: "open" });
  host.innerHTML = `<style>${css}</style>${html}`;
  const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }));
  const { default: component } = await import(url);
  window.sent = [];
  window.host = host;
  window.mount = (packet) => {
    const data = Uint8Array.from(atob(packet), (letter) => letter.charCodeAt(0));
    window.cleanUp = component({
      parentElement: host, data, key: "test", setTriggerValue() {},
      setStateValue: (name, value) => window.sent.push([name, structuredClone(value)]),
    });
  };
}"""


def open_component(page: Page, component: Any, program: bytes, view: Mapping[str, Any], theme: str = "dark") -> None:
    """Put the component of a module (HTML, SCRIPTS, STYLES) on `page` and mount it."""
    prepare(page, component, theme)
    mount(page, program, view)


def show_tree(page: Page, program: bytes | None = None, K: int = 4, **more: Any) -> None:
    """Unless told otherwise the planted tree, at noise (0.5, 0.25), its root chosen, with four directions of random pushes."""
    view = {"control": planted.CONTROL, "noise": [0.5, 0.25], "selected": "", **more}
    open_component(page, tree, program or planted.tree(), planted.view_of(K, **view))
    settle(page)


def prepare(page: Page, component: Any, theme: str = "dark") -> None:
    live = "packet/packet.js" not in component.SCRIPTS              # the map shares nothing with the others but the packet
    scripts, styles = (LIVE, ("live/live.css",)) if live else ((), ())
    page.set_content(_PAGE)
    set_theme(page, theme)
    page.evaluate(_SETUP, {
        "html": component.HTML, "css": style(*styles, *component.STYLES), "js": module(*scripts, *component.SCRIPTS)})


def mount(page: Page, program: bytes, view: Mapping[str, Any], sheets: Sequence[bytes] = ()) -> None:
    mount_packet(page, envelope(program, view, sheets))


def mount_packet(page: Page, packet: bytes) -> None:
    page.evaluate("packet => mount(packet)", base64.b64encode(packet).decode())


def set_theme(page: Page, theme: str) -> None:
    rules = "".join(f"--st-{name}: {value};" for name, value in THEMES[theme].items())
    page.evaluate("rules => { document.getElementById('theme').textContent = `:root { ${rules} }`; }", rules)


def sent(page: Page) -> list[list[Any]]:
    """What the component sent so far, as [name, value]."""
    return json.loads(page.evaluate("JSON.stringify(sent)"))


def settle(page: Page) -> None:
    """Until the component has drawn all that it has to."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    page.wait_for_function("!host.liveView || !host.liveView.cells.some((cell) => cell.stale && !cell.hidden)")


def pixel(page: Page, selector: str) -> list[int]:
    """RGBA of the pixel (1, 1) of a canvas."""
    read = """selector => {
      const canvas = host.querySelector(selector);
      return Array.from(canvas.getContext("2d").getImageData(1, 1, 1, 1).data);
    }"""
    values: list[int] = page.evaluate(read, selector)
    return values


def grey(page: Page, path: str) -> int:
    """Of the picture at a node of the tree."""
    return pixel(page, f"[data-path='{path}'] .picture")[0]


def drag(page: Page, to: tuple[float, float], release: bool = True) -> None:
    """From the middle of the pad to `to`, in its units."""
    box = page.locator(".pad").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + to[0] * box["width"] / 6, middle[1] - to[1] * box["height"] / 6, steps=6)
    if release:
        page.mouse.up()
    settle(page)

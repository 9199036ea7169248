"""The file itself: what it holds as inert blocks, one script, one style sheet, and a policy that forbids everything else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.ui.talkfile.bundle import inert, script, shell_style
from mixgan.ui.talkfile.contents import Contents, Screen

__all__ = ["markup", "policy"]

# the tab's icon: four squares, as the app has them
_ICON = ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><path fill='#e69f00' d='M4 4h26v26H4z'/>"
         "<path fill='#56b4e9' d='M34 4h26v26H34z'/>"
         "<path fill='#009e73' d='M4 34h26v26H4z'/><path fill='#cc79a7' d='M34 34h26v26H34z'/></svg>")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="mixgan">
<title>{title}</title>
<link rel="icon" href="data:image/svg+xml;base64,{icon}">
<style>{style}</style>
</head>
<body>
<header class="top">
<nav class="pages" aria-label="Pages"></nav>
<div class="hands"><a class="back" hidden>Back to the talk</a></div>
</header>
<main>
<h1></h1>
<p class="caption"></p>
<p class="problem" role="status"></p>
<noscript><p>This file draws its pictures itself, and needs JavaScript for it.</p></noscript>
<div class="says"></div>
<div class="beside"><div class="screen"></div><aside class="story" hidden></aside></div>
</main>
<footer class="steps" aria-label="Talk" hidden></footer>
{first}
<script>{script}</script>
{rest}
</body>
</html>
"""


def markup(talk: Contents) -> str:
    """HTML of one file that asks nothing of anyone."""
    blocks: dict[str, str] = {}
    models = [{"name": model.name, "pages": list(model.pages), "program": _kept(blocks, "program", apart(model.program))}
              for model in talk.models]
    screens = {place.key: _screen(blocks, screen) for place, screen in talk.screens.items()}
    steps = [{"title": step.title, "page": step.page, "query": dict(step.query),
              "say": step.say.split("\n\n") if step.say else []} for step in talk.steps]
    code = script({part.component for screen in talk.screens.values() for part in screen.parts})
    look = shell_style()
    head = inert({"title": talk.title, "models": models, "screens": screens, "steps": steps})
    first = _needed(talk, models, screens)
    stored = {name: f'<script type="text/plain" id="{name}">{text}</script>' for name, text in blocks.items()}
    return _PAGE.format(
        policy=policy(code, look), title=html.escape(talk.title), icon=base64.b64encode(_ICON.encode()).decode(), style=look,
        first="\n".join([f'<script type="application/json" id="talk">{head}</script>', *(stored[name] for name in first)]),
        script=code, rest="\n".join(text for name, text in stored.items() if name not in first))


def _needed(talk: Contents, models: Sequence[Mapping[str, Any]], screens: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The blocks of the screen on which the file opens: they stand before the script, so that it need not wait for the rest."""
    place = next(iter(talk.screens))
    screen = screens[place.key]
    program = next(model["program"] for model in models if model["name"] == place.model)
    return [*(part["packet"] for part in screen["parts"]), *([program] if any(part["live"] for part in screen["parts"]) else [])]


def apart(program: bytes) -> bytes:
    """Even bytes before odd ones: of numbers of 16 bits those that are alike lie together, and compress."""
    return program[0::2] + program[1::2]


def policy(code: str, look: str) -> str:
    """No request, no frame, no form; this script and this style sheet alone, and WebAssembly for the engine."""
    return (f"default-src 'none'; script-src '{_hash(code)}' 'wasm-unsafe-eval'; style-src '{_hash(look)}'; img-src data:; "
            "base-uri 'none'; form-action 'none'")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _screen(blocks: dict[str, str], screen: Screen) -> Mapping[str, Any]:
    parts = [{"component": part.component, "heading": part.heading, "live": part.live,
              "packet": _kept(blocks, "packet", part.packet)} for part in screen.parts]
    stories = None if screen.stories is None else _kept(blocks, "stories", inert(list(screen.stories)).encode())
    return {"title": screen.title, "caption": screen.caption, "says": list(screen.says), "legend": list(screen.legend),
            "stories": stories, "parts": parts}


def _kept(blocks: dict[str, str], kind: str, data: bytes) -> str:
    """The name of a block with `data`, compressed; equal data are kept once."""
    name = f"{kind}-{hashlib.blake2b(data, digest_size=6).hexdigest()}"
    # the same file every time: no clock in it
    blocks[name] = base64.b64encode(gzip.compress(data, mtime=0)).decode()
    return name

"""The file itself: what it holds as inert blocks, a script that opens the others, a style sheet, and a policy that forbids all
else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
from collections.abc import Mapping, Sequence
from typing import Any

from mixgan.analysis.script import Step
from mixgan.ui.talkfile.bundle import component_script, first_script, inert, shell_style
from mixgan.ui.talkfile.parts import Contents, Screen
from mixgan.ui.talkfile.septets import text_of

__all__ = ["markup", "policy"]

# the tab's icon: four squares, as the app has them
_ICON = ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><path fill='#e69f00' d='M4 4h26v26H4z'/>"
         "<path fill='#56b4e9' d='M34 4h26v26H34z'/>"
         "<path fill='#009e73' d='M4 34h26v26H4z'/><path fill='#cc79a7' d='M34 34h26v26H34z'/></svg>")
STEP = "step"                   # a program of a training's
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
<div class="notes"></div>
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
    first = next(iter(talk.screens))
    opening = list(dict.fromkeys(part.component for part in talk.screens[first].parts))
    names = sorted({part.component for screen in talk.screens.values() for part in screen.parts} - set(opening))
    code, others, look = first_script(opening), {name: component_script(name) for name in names}, shell_style()
    blocks: dict[str, str] = {}
    scripts = {name: _kept(blocks, "script", other.encode()) for name, other in others.items()}
    screens = {place.key: _screen(blocks, screen) for place, screen in talk.screens.items()}
    programs = {model.name: _kept(blocks, "program", apart(model.program)) if model.program else None for model in talk.models}
    models = [{"name": model.name, "pages": list(model.pages),
               "program": _kept(blocks, "program", apart(model.program)) if model.program else None} for model in talk.models]
    steps = [{"title": step.title, "page": step.page, "query": _query(step), "say": step.say.split("\n\n") if step.say else []}
             for step in talk.steps]
    head = inert({"title": talk.title, "models": models, "scripts": scripts, "screens": screens, "steps": steps})
    needed = _needed(screens[first.key], programs[first.model])
    tags = {name: f'<script type="text/plain" id="{name}">{text}</script>' for name, text in blocks.items()}
    return _PAGE.format(
        policy=policy([code, *others.values()], look), title=html.escape(talk.title),
        icon=base64.b64encode(_ICON.encode()).decode(), style=look, script=code,
        first="\n".join([f'<script type="application/json" id="talk">{head}</script>', *(tags[name] for name in needed)]),
        rest="\n".join(tags[name] for name in _in_order(blocks) if name not in needed))


def _query(step: Step) -> dict[str, str]:
    """As the file's address has it, where `step` is a talk's own word: a training's is the moment."""
    return {"moment" if step.page == "Learning" and name == "step" else name: value for name, value in step.query.items()}


def _needed(screen: Mapping[str, Any], program: str | None) -> list[str]:
    """The blocks of the screen on which the file opens: they stand before the script, so that it need not wait for the rest."""
    return [*(part["packet"] for part in screen["parts"]),
            *([program] if program and any(part["live"] for part in screen["parts"]) else [])]


def _in_order(blocks: Mapping[str, str]) -> list[str]:
    """The small before the large, and the steps of a training last: nothing waits long for what it needs."""
    return sorted(blocks, key=lambda name: (name.startswith(STEP), len(blocks[name])))


def apart(program: bytes) -> bytes:
    """Even bytes before odd ones: of numbers of 16 bits those that are alike lie together, and compress."""
    return program[0::2] + program[1::2]


def policy(codes: Sequence[str], look: str) -> str:
    """No request, no frame, no form; these scripts and this style sheet alone, and WebAssembly for the engine."""
    scripts = " ".join(f"'{_hash(code)}'" for code in codes)
    return (f"default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src '{_hash(look)}'; img-src data:; "
            "base-uri 'none'; form-action 'none'")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _screen(blocks: dict[str, str], screen: Screen) -> Mapping[str, Any]:
    parts = [{"component": part.component, "heading": part.heading, "live": part.live,
              "packet": _kept(blocks, "packet", part.packet),
              "programs": [_kept(blocks, STEP, program) for program in part.programs]} for part in screen.parts]
    stories = None if screen.stories is None else _kept(blocks, "stories", inert(list(screen.stories)).encode())
    return {"title": screen.title, "caption": screen.caption, "says": list(screen.says), "notes": list(screen.notes),
            "legend": list(screen.legend), "stories": stories, "parts": parts}


def _kept(blocks: dict[str, str], kind: str, data: bytes) -> str:
    """The name of a block with `data`, compressed; equal data are kept once."""
    name = f"{kind}-{hashlib.blake2b(data, digest_size=6).hexdigest()}"
    # the same file every time: no clock in it
    blocks[name] = text_of(gzip.compress(data, mtime=0))
    return name

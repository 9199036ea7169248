"""A folder for a static host: a file for every model, the talk where there is one, and a page that leads to them."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from pathlib import Path

from mixgan import files
from mixgan.analysis.script import Script
from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.ui.talkfile.bundle import shell_style
from mixgan.ui.talkfile.contents import contents
from mixgan.ui.talkfile.markup import markup, policy
from mixgan.ui.views.facts import facts_line

__all__ = ["write_site"]

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main class="site">
<h1>{title}</h1>
{talk}
{cards}
</main>
</body>
</html>
"""


def write_site(folder: Path, models: Sequence[ModelFolder], script: Script | None, learning: bool = False) -> list[Path]:
    """The files, index.html last, which is there when all others are. Raises as `talk_html` does."""
    pages = {f"{_file_name(one)}.html": markup(contents([one], None, learning)) for one in models}
    if script is not None:
        pages["talk.html"] = markup(contents(models, script, learning))
    pages["index.html"] = _index(models, script)
    for name, text in pages.items():
        files.write_bytes(folder / name, text.encode())
    return [folder / name for name in pages]


def _file_name(one: ModelFolder) -> str:
    name = files.checked_name(one.name.replace("/", "-"), "model name")
    return f"{name}-model" if name in ("index", "talk") else name


def _index(models: Sequence[ModelFolder], script: Script | None) -> str:
    title, style = html.escape((script.title if script is not None else "") or "Many small generators"), shell_style()
    talk = "" if script is None else f'<p><a href="talk.html">The talk, in {len(script.steps)} steps</a></p>'
    cards = "\n".join(_card(one) for one in models)
    return _PAGE.format(policy=policy([], style), title=title, style=style, talk=talk, cards=f'<div class="cards">{cards}</div>')


def _card(one: ModelFolder) -> str:
    sheet = "" if one.samples is None else (
        f'<img src="data:image/webp;base64,{base64.b64encode(one.samples).decode()}" alt="samples of {html.escape(one.name)}">')
    return (f'<article><a href="{html.escape(_file_name(one))}.html">{sheet}<h2>{html.escape(one.name)}</h2></a>'
            f"<p>{html.escape(facts_line(one))}</p><p>{html.escape(described(one.config.family).sentence)}</p></article>")

"""A talk in one HTML file: pages of one or several models, drawn by the components' own scripts, without any request.

contents.py says which screens it has, source.py what each is given, with the same functions as the app (filmed.py: a model that a
page cannot run); markup.py puts it into a file together with the components (ui/components) and the little shell around them
(ui/components/talkfile). No streamlit here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mixgan import files
from mixgan.analysis.script import Script, open_script, script_beside
from mixgan.errors import MixganError
from mixgan.store.models import ModelFolder
from mixgan.ui.talkfile.contents import contents
from mixgan.ui.talkfile.markup import markup
from mixgan.ui.talkfile.site import write_site

__all__ = ["talk_html", "usual_script", "write_site", "write_talk"]

SHIPPED = Path(__file__).parents[1] / "home" / "tour.md"


def write_talk(path: Path, models: Sequence[ModelFolder], script: Script | None, learning: bool = False) -> tuple[int, list[str]]:
    """The size of the file, in bytes, and what whoever wrote it should know. Whole or not at all; raises as `talk_html` does."""
    held = contents(models, script, learning)
    text = markup(held).encode()
    files.write_bytes(path, text)
    return len(text), list(held.notes)


def talk_html(models: Sequence[ModelFolder], script: Script | None, learning: bool = False) -> str:
    """The file as text, which opens on the first step of `script`, or without one on the first model's first page.

    `learning`: with the steps of every training that was kept. A model that a page cannot run travels as films.

    Raises ConfigError for points and for a step that needs what is not in the file; StoreError for a model that cannot be read.
    """
    return markup(contents(models, script, learning))


def usual_script(models: Sequence[ModelFolder]) -> Script | None:
    """The talk beside the first model, else the shipped tour: the first that needs no other model; None where there is none."""
    names = {model.name for model in models}
    for read in (lambda: script_beside(models[0].path), lambda: open_script(SHIPPED)):
        try:
            script = read()
        except MixganError:
            continue
        if script is not None and all(step.query.get("model", models[0].name) in names for step in script.steps):
            return script
    return None

"""The talks that can be given: the shipped tour, a `script.md` beside a model, and files in `scripts` under home.

A link names one by `?script=`: nothing for the shipped tour, a model for what lies beside it, `NAME.md` for a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mixgan import files
from mixgan.analysis.script import BESIDE, Script, open_script, script_beside
from mixgan.errors import ConfigError, unknown
from mixgan.store.models import ModelFolder, all_models
from mixgan.ui import links

__all__ = ["FOLDER", "Talk", "beside", "own", "shipped", "told"]

SHIPPED = Path(__file__).with_name("tour.md")
FOLDER = "scripts"              # under MIXGAN_HOME


@dataclass(frozen=True)
class Talk:
    """A script and its name in the link, which is empty for the shipped tour."""

    name: str
    script: Script


@lru_cache(maxsize=1)
def shipped() -> Talk:
    return Talk("", open_script(SHIPPED))


def own() -> list[str]:
    """The names of the files in the scripts' folder, sorted."""
    folder = files.home() / FOLDER
    return sorted(path.name for path in folder.glob("*.md")) if folder.is_dir() else []


def beside(found: ModelFolder) -> str | None:
    """The name of the talk that lies beside a model, where there is one."""
    return found.name if (found.path / BESIDE).is_file() else None


def told(name: str) -> Talk:
    """The talk of that name. Raises ConfigError or StoreError for one that is not there or cannot be read."""
    if not name:
        return shipped()
    if name in own():
        return Talk(name, open_script(files.inside(files.home() / FOLDER, name)))
    models = [model for model in all_models()[0] if beside(model)]
    script = next((script_beside(model.path) for model in models if model.name == name), None)
    if script is None:
        known = [*own(), *(model.name for model in models)]
        raise ConfigError(unknown("talk", name[: links.SHOWN], known),
                          f"A talk is {BESIDE} in a model's folder, or a file in {files.home() / FOLDER}.")
    return Talk(name, script)

"""What is chosen or dropped in the uploader of a folder above comes as one zip, and a line that says so."""

from __future__ import annotations

from collections.abc import Sequence

from mixgan.ui.components.mounting import component
from mixgan.ui.components.scripts import module, style

__all__ = ["folder_view"]

HTML = """<p class="folder" role="status">
</p>
"""
SCRIPTS = ("live/png.js", "folder/zip.js", "folder/folder.js")
STYLES = ("folder/folder.css",)
_folder = component("folder", HTML, lambda: style(*STYLES), lambda: module(*SCRIPTS))


def folder_view(say: str, kinds: Sequence[str], most: int, *, key: str) -> None:
    """`say`: the line at rest; `kinds`: ends of the names that are taken; `most`: MB in all."""
    _folder(key=key, data={"say": say, "kinds": list(kinds), "most": most})

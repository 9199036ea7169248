"""Zips that are refused, each for a reason of its own."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path


def bad_zip(folder: Path, kind: str) -> Path:
    """One in `folder`: "out", "absolute" and "link" lead out of it, "bomb" is too large, "few" too small, "half" torn."""
    path = folder / f"{kind}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        match kind:
            case "out":
                archive.writestr("../away.png", b"x")
            case "absolute":
                archive.writestr("/etc/a.png", b"x")
            case "link":
                link = zipfile.ZipInfo("a.png")
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(link, "/etc/passwd")
            case "bomb":
                archive.writestr("a.png", bytes(50 * 2**20))
            case "few":
                archive.writestr("a.png", b"not a picture")
            case "half":
                archive.writestr("a.png", os.urandom(1000))
    if kind == "half":
        path.write_bytes(path.read_bytes()[:500])
    return path

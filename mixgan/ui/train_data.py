"""The data of a new run: a known set, a path on this machine, or an upload. What is not known yet is read by a child process."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from mixgan import data, files
from mixgan.config import DataFacts
from mixgan.errors import ConfigError, DataError, MixganError
from mixgan.ui import look

__all__ = ["Chosen", "choose", "save_upload"]

OWN_PATH, OWN_UPLOAD = "pictures: a path", "pictures: an upload"
MAX_UPLOAD_MB = 50
PEEK_SECONDS = 300


@dataclass(frozen=True)
class Chosen:
    """What `--data` gets, and the facts that the form needs."""

    argument: str
    facts: DataFacts
    folder: Path | None         # where the first pictures lie


def choose() -> Chosen | None:
    """The select box and what belongs to it; None until something usable is chosen."""
    known = data.known()
    names = [*known, OWN_PATH, OWN_UPLOAD]
    name = st.selectbox("Data", names, key="train-data", help="What the model learns to draw.")
    if name in known:
        info = known[name]
        return Chosen(name, DataFacts(image_shape=info.image_shape, n_train=info.n_train), None)
    return None


def own_pictures() -> Chosen | None:
    """The second row of the form where own pictures are chosen: a path or a file, then what was found in it."""
    name = st.session_state.get("train-data")
    try:
        if name == OWN_PATH:
            path = st.text_input("Path to a folder, a zip or an npz", key="train-path").strip()
            return _looked_at(path) if path else None
        upload = st.file_uploader("A zip of pictures, or an npz", ["zip", "npz"], key="train-upload",
                                  max_upload_size=MAX_UPLOAD_MB)
        return _looked_at(str(save_upload(upload.name, upload.getvalue()))) if upload is not None else None
    except MixganError as err:
        st.error(look.plain(str(err)))
        return None


def is_own(name: str | None) -> bool:
    return name in (OWN_PATH, OWN_UPLOAD)


def save_upload(name: str, content: bytes) -> Path:
    """`content` under MIXGAN_HOME/uploads, beside what was there: the same name with other content gets another folder.

    Raises ConfigError for a name that cannot be a file's.
    """
    digest = hashlib.blake2b(content, digest_size=6).hexdigest()
    path = files.home() / "uploads" / digest / files.checked_name(name.replace(" ", "_"), "file name")
    if not path.exists():
        files.write_bytes(path, content)
    return path


def _looked_at(path: str) -> Chosen | None:
    """Facts of own pictures, their first sixteen, and what was left out."""
    found = Path(path).expanduser()
    if not found.exists():
        raise DataError(f"There is nothing at {path}.", "Give a folder, a zip or an npz on this machine.")
    folder, seen = _peeked(str(found), _stamp(found))
    facts = DataFacts.model_validate(seen["facts"])
    show(seen, folder)
    return Chosen(str(found), facts, folder)


def show(seen: dict[str, Any], folder: Path) -> None:
    facts = seen["facts"]
    shape, names = facts["image_shape"], facts.get("class_names") or []
    kind = f"{shape[2]} by {shape[1]} px, {'grey' if shape[0] == 1 else 'colour'}" if len(shape) == 3 else "points"
    classes = f", {len(names)} classes" if names else ""
    st.caption(look.plain(" ".join([f"{seen['n']:,} pictures, {kind}{classes}.", *seen["notes"]])))
    if (folder / "first.webp").exists():
        st.image((folder / "first.webp").read_bytes(), alt="The first sixteen pictures of the set")
    if seen["n_skipped"]:
        with st.expander(f"{seen['n_skipped']:,} files were left out"):
            for one in seen["skipped"]:
                st.caption(look.plain(f"{one['name']}: {one['reason']}"))


def _stamp(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_mtime_ns}-{facts.st_size}"


@st.cache_data(max_entries=8, show_spinner="Reading the pictures …")
def _peeked(path: str, stamp: str) -> tuple[Path, dict[str, Any]]:
    mark = hashlib.blake2b(f"{path}-{stamp}".encode(), digest_size=8).hexdigest()
    folder = files.home() / "cache" / "peek" / mark
    argv = [sys.executable, "-m", "mixgan.ui.peek", path, str(folder)]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=PEEK_SECONDS, stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired as err:
        raise DataError(f"{path} was not read within {PEEK_SECONDS // 60} minutes.", "Give a smaller set.") from err
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["It could not be read."]
        raise DataError(lines[-1])
    if not (folder / "peek.json").exists():
        raise ConfigError(f"{path} could not be looked at.")
    return folder, files.read_json(folder / "peek.json")

"""The data of a new run: a known set, or own pictures as a zip, a folder, an npz or a path. What is not known yet is read by a
child process, and shown before a start: some of every class, how many of each, what was left out and why."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import streamlit as st

from mixgan import data, files
from mixgan.config import DataFacts
from mixgan.data.archive import BROKEN
from mixgan.data.pairing import SIDES, asked_by
from mixgan.errors import ConfigError, DataError, MixganError
from mixgan.ui import look
from mixgan.ui.components.folder import folder_view

__all__ = ["Chosen", "as_named", "choose", "keep_in_memory", "own_pictures", "save_folder", "save_upload", "unpacked"]

OWN, ASKED = "own", "asked"
# what asks in the known sets whose pictures are answers
QUESTIONS = {"edges-shapes": "Outlines of shapes", "edges-mnist": "of digits", "edges-fashion": "of clothes",
             "edges-fashion-16": "on two grounds", "captions-shapes": "Sentences", "styles-digits": "Thin digits",
             "styles-mnist": "of MNIST"}
# what each is for, and how long the usual method takes on two quiet cores
PURPOSES = {
    "ring": "Ring · 30 s", "digits": "Digits · 2 min", "mnist": "MNIST · 11 min", "fashion-mnist": "Fashion-MNIST",
    "grid": "Grid", "shapes": "Shapes", ASKED: "Questions", OWN: "My own pictures",
}
FIRST = "digits"
WAYS = {"file": "A zip or npz", "folder": "A folder", "path": "A local path"}
PICTURES = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]
MAX_UPLOAD_MB = 50
PEEK_SECONDS = 300
PLAIN = ""                      # single pictures that nothing asks for
USUAL = [asked_by(one) for one in ("A:B", ":".join(SIDES), "captions.csv")]
MAX_DEPTH = 8
MAX_NAME = 120
MAX_STEM = 56
MOST_SHOWN = 48                 # classes with a picture each (ui/model/peek.py)
BARS, SINGLE = 12, 6            # classes with a bar each; up to so many, one below the other


@dataclass(frozen=True)
class Chosen:
    """What `--data` gets, and the facts that the form needs.

    Of own pictures: `example`, a file with one of them; `sides`, px that they can be had at, where there is a choice, and
    `side_at`, the place on the page for it. Of a named set `sides` is the one that a preset brings it to, if it does.
    """

    argument: str
    facts: DataFacts
    example: Path | None = None
    sides: tuple[int, ...] = ()
    side_at: Any = None

    @property
    def side(self) -> int | None:
        """px, for `--size`; None where the set has one of its own."""
        return self.facts.image_shape[1] if self.sides else None

    @property
    def is_resized(self) -> bool:
        """Whether a preset may bring its pictures to another side: those of a named set that nothing asks for."""
        return self.argument in data.known() and not self.facts.is_points and not self.facts.condition_shape

    def at(self, side: int | None) -> Chosen:
        """The same with pictures of that side; None: as they are."""
        if side in (None, self.side):
            return self
        facts = self.facts.model_copy(update={"image_shape": (self.facts.image_shape[0], side, side)})
        return replace(self, facts=facts, sides=(side,))

    @property
    def side_key(self) -> str:
        return _side_key(self.argument)


def _side_key(argument: str) -> str:
    return f"train-side-{argument}"


def choose() -> Chosen | None:
    """What to learn from; None until something usable is chosen."""
    name = st.segmented_control("What to learn from", list(PURPOSES), default=FIRST, format_func=PURPOSES.__getitem__,
                                key="train-data", required=True, width="stretch")
    if name == ASKED:
        name = st.segmented_control("What asks", list(QUESTIONS), default=next(iter(QUESTIONS)), key="train-asked", required=True,
                                    format_func=QUESTIONS.__getitem__)
    info = data.known().get(name or FIRST)
    if info is None:
        return own_pictures()
    if info.needs or info.asks:
        st.caption(look.plain(f"{info.title}." + (f" Needs {info.needs}." if info.needs else "")))
    # which classes is known once the set is read; how many is what a family must know that reads labels
    classes = tuple(map(str, range(info.n_classes)))
    return Chosen(info.name, DataFacts(image_shape=info.image_shape, n_train=info.n_train, class_names=classes, **_asked(info)))


def _asked(info: data.SourceInfo) -> dict[str, Any]:
    """What facts say of the questions of a named set."""
    if info.asks != "words":
        return {"condition_shape": info.condition_shape, "n_questions": info.n_questions, "unpaired": info.asks == "two sets"}
    from mixgan.data import captions

    return {"condition_shape": (captions.LENGTH,), "vocabulary": captions.VOCABULARY, "n_questions": captions.QUESTIONS}


def own_pictures() -> Chosen | None:
    """Where they are, then what was found there."""
    way_at, place = st.columns([4, 5], vertical_alignment="top")
    with way_at:
        way = st.segmented_control("Where they are", list(WAYS), default="file", format_func=WAYS.__getitem__, key="train-way",
                                   required=True)
    try:
        with place:
            where = {"file": _uploaded_file, "folder": _uploaded_folder, "path": _given_path}[way or "file"]()
        return _looked_at(where) if where else None
    except MixganError as err:
        st.error(look.plain(as_named(str(err))))
        return None


def as_named(sentence: str) -> str:
    """An upload by the name that it was given: where it is kept tells the visitor nothing."""
    return re.sub(rf"{re.escape(str(files.home() / 'uploads'))}[/\\][0-9a-f]+[/\\]", "", sentence)


def _uploaded_file() -> str | None:
    keep_in_memory()
    upload = st.file_uploader(f"A zip of pictures, or an npz, up to {MAX_UPLOAD_MB} MB", ["zip", "npz"], key="train-upload",
                              max_upload_size=MAX_UPLOAD_MB)
    return None if upload is None else str(save_upload(upload.name, upload.getvalue()))


def _uploaded_folder() -> str | None:
    keep_in_memory()
    kinds = [*PICTURES, "csv"]
    # zip: what the page makes of a folder
    uploads = st.file_uploader("A folder of pictures; folders inside it are classes, or A and B of pairs", [*kinds, "zip"],
                               key="train-folder", accept_multiple_files="directory", max_upload_size=MAX_UPLOAD_MB)
    folder_view("Files of other kinds were not sent." if uploads else
                f"It is sent as one file, of up to {MAX_UPLOAD_MB} MB. For more, give its path.",
                kinds, MAX_UPLOAD_MB, key="train-packing")
    return str(save_folder(unpacked([(one.name, one.getvalue()) for one in uploads]))) if uploads else None


def _given_path() -> str | None:
    return st.text_input("Path to a folder, a zip or an npz", key="train-path").strip() or None


# --- uploads -----------------------------------------------------------------------------------------------------------


def keep_in_memory() -> None:
    """Take uploads past the temporary folder: the server holds them in memory in the end, but writes what is over 1 MB to a
    temporary file on the way, so that a full /tmp would refuse them (as "Network Error", which helps nobody)."""
    with suppress(ImportError):                                     # a server of another make
        from starlette.formparsers import MultiPartParser

        MultiPartParser.spool_max_size = (MAX_UPLOAD_MB + 1) * 2**20


def save_upload(name: str, content: bytes) -> Path:
    """`content` under MIXGAN_HOME/uploads, beside what was there: the same name with other content gets another folder.

    Raises ConfigError for a name that cannot be a file's.
    """
    digest = hashlib.blake2b(content, digest_size=6).hexdigest()
    path = files.home() / "uploads" / digest / files.checked_name(_plain(name), "file name")
    if not path.exists():
        try:
            files.write_bytes(path, content)
        except MixganError:
            with suppress(OSError):                                 # it may hold the same content under another name
                path.parent.rmdir()
            raise
    return path


def _plain(name: str) -> str:
    """`photos (1).zip` as `photos_1_.zip`: letters and signs that not every system can have in a name give way."""
    stem, dot, suffix = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9._/\\-]+", "_", stem).strip("_")
    return (plain[:MAX_STEM] or "pictures") + dot + suffix          # nothing is left of a name in other letters


def save_folder(contents: Sequence[tuple[str, bytes]]) -> Path:
    """Files with relative names under MIXGAN_HOME/uploads: whole or not at all, so that one that dies half-way leaves no set.

    Raises ConfigError for a name that leads out.
    """
    ordered = sorted((_relative(name), content) for name, content in contents)      # the browser sends them in any order
    digest = hashlib.blake2b(digest_size=6)
    for relative, content in ordered:
        digest.update(f"{relative}\0{len(content)}\0".encode() + content)
    top = {relative.parts[0] for relative, _ in ordered if len(relative.parts) > 1}
    named = next(iter(top)) if len(top) == 1 and all(len(relative.parts) > 1 for relative, _ in ordered) else "pictures"
    home = files.home() / "uploads"
    place = home / digest.hexdigest()
    if not place.exists():
        building = home / f".{place.name}.{uuid.uuid4().hex[:8]}.part"
        try:
            for relative, content in ordered:
                path = building / relative if named != "pictures" else building / named / relative
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            building.rename(place)
        except OSError as err:
            if not place.exists():                                  # another tab has just brought the same
                raise files.write_error(place, err) from err
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return place / named


def unpacked(uploads: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files of folders that the page has packed (ui/components/folder), and those that came by themselves.

    Raises DataError for what is no zip, or holds more than an upload may.
    """
    found: list[tuple[str, bytes]] = []
    for name, content in uploads:
        if not name.lower().endswith(".zip"):
            found.append((name, content))
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                inside = [info for info in packed.infolist() if not info.is_dir()]
                _check_size(sum(info.file_size for info in inside))
                found += [(info.filename, packed.read(info)) for info in inside]        # never more than it says
        except BROKEN as err:
            raise DataError(f"{name} is not a whole zip archive: {err}.", "Choose the folder again, or give its path.") from err
    _check_size(sum(len(content) for _, content in found))
    return found


def _check_size(n_bytes: int) -> None:
    if n_bytes > MAX_UPLOAD_MB * 2**20:
        raise DataError(f"The folder holds more than {MAX_UPLOAD_MB} MB.", "Give its path on this machine, or a smaller one.")


def _relative(name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    bad = path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name or not path.parts
    if bad or len(path.parts) > MAX_DEPTH or any(len(part) > MAX_NAME for part in path.parts):
        raise ConfigError(f"The file name {name[:80]!r} leads out of its folder, or is too long.",
                          "Rename it, or zip the folder.")
    return path


# --- what is in them ---------------------------------------------------------------------------------------------------


def _looked_at(path: str) -> Chosen:
    """Facts of own pictures, some of them, and what was left out; at the usual side, or the one chosen below them."""
    try:
        found = Path(path).expanduser()
        stamp = _stamp(found)
    except (OSError, ValueError, RuntimeError) as err:              # not there; a NUL in it; the home of nobody
        raise DataError(f"There is nothing at {path[:MAX_NAME]}.", "Give a folder, a zip or an npz on this machine.") from err
    argument = str(found)
    folder, seen = _peeked(argument, stamp, None)
    if seen.get("asked") and (how := _how_asked(argument, seen["asked"])):
        argument = asked_by(how).of(argument)
        folder, seen = _peeked(argument, stamp, None)
    sides, key = tuple(seen["sides"]), _side_key(argument)
    # the choice stands below its pictures, and is drawn when its prices are known: what it holds is known before
    if (side := st.session_state.get(key)) in sides and side != seen["facts"]["image_shape"][1]:
        try:
            folder, seen = _peeked(argument, stamp, side)
        except MixganError as err:                                  # too many to be held at this side: the usual one stays
            del st.session_state[key]
            st.error(look.plain(as_named(str(err))))
    side_at = show(seen, folder)
    facts = DataFacts.model_validate(seen["facts"])
    return Chosen(argument, facts, None if facts.is_points else folder / "example.png", sides, side_at)


def _how_asked(path: str, possible: list[str]) -> str:
    """How these pictures are asked, '' where they are not. Two folders of other names than A and B may be two classes, and a
    table may hold something else than sentences."""
    usual = next((one for one in possible if asked_by(one) in USUAL), PLAIN)
    chosen = st.segmented_control("What they are", [PLAIN, *possible], default=usual, key=f"train-asked-{path}", required=True,
                                  format_func=lambda one: asked_by(one).words if one else "Single pictures")
    return chosen or PLAIN


def show(seen: dict[str, Any], folder: Path) -> Any:
    """Gives the place below the pictures."""
    facts = seen["facts"]
    shape, names = facts["image_shape"], facts.get("class_names") or []
    kind = f"{shape[2]} by {shape[1]} px, {'grey' if shape[0] == 1 else 'colour'}" if len(shape) == 3 else "points"
    classes = f", {len(names)} classes" if names else ""
    what = {0: "pictures", 1: "pictures with a sentence each", 3: "pairs"}[len(facts.get("condition_shape") or ())]
    what = "rows of both sets" if facts.get("unpaired") else what
    st.caption(look.plain(" ".join([f"{seen['n']:,} {what} to train with, {kind}{classes}.", *seen["notes"]])))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if (folder / "some.webp").exists():
            of = ("Questions, each with its answer to the right" if what == "pairs" else
                  "Questions, each with a picture of the other set to the right" if facts.get("unpaired") else
                  "Some pictures of every class" if 0 < len(names) <= MOST_SHOWN else "Some of the pictures")
            look.picture((folder / "some.webp").read_bytes(), alt=of)
        if seen.get("sentences"):
            st.caption(look.plain(f"Sentences: {'; '.join(seen['sentences'])}."))
        below = st.container(gap="xxsmall")
    if what == "pictures":
        with right:
            _class_counts(names, seen.get("counts") or [])
    if seen["n_skipped"]:
        why = ", ".join(f"{n:,} {reason}" for reason, n in seen["reasons"].items())
        with st.expander(f"{_files(seen['n_skipped'])} left out: {look.plain(why)}"):
            for one in seen["skipped"]:
                st.caption(look.plain(f"{one['name']}: {one['reason']}"))
    return below


def _class_counts(names: list[str], counts: list[int]) -> None:
    if not counts:
        st.caption("No classes: the names of the folders say none, and none are needed.")
        return
    most = max(counts)
    bars = [look.Bar(names[k], counts[k] / most, f"{counts[k]:,}") for k in range(min(BARS, len(counts)))]
    st.html(look.bars(bars, "pictures of each class", paired=len(bars) > SINGLE))
    if len(names) > BARS:
        others = counts[BARS:]
        st.caption(f"and {len(names) - BARS} classes more, of {min(others):,} to {max(others):,} pictures")


def _files(n: int) -> str:
    return "1 file was" if n == 1 else f"{n:,} files were"


def _stamp(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_mtime_ns}-{facts.st_size}"


@st.cache_data(max_entries=8, show_spinner="Reading the pictures …")
def _peeked(path: str, stamp: str, side: int | None) -> tuple[Path, dict[str, Any]]:
    mark = hashlib.blake2b(f"{path}-{stamp}-{side}".encode(), digest_size=8).hexdigest()
    folder = files.home() / "cache" / "peek" / mark
    argv = [sys.executable, "-m", "mixgan.ui.model.peek", path, str(folder), *([] if side is None else [str(side)])]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=PEEK_SECONDS, stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired as err:
        raise DataError(f"{path} was not read within {PEEK_SECONDS // 60} minutes.", "Give a smaller set.") from err
    if done.returncode < 0:
        raise DataError(f"{path} was not read to its end: the reader was killed, most likely because memory ran out.",
                        "Give fewer pictures, or close other programs.")
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["It could not be read."]
        raise DataError(lines[-1])
    if not (folder / "peek.json").exists():
        raise ConfigError(f"{path} could not be looked at.")
    return folder, files.read_json(folder / "peek.json")

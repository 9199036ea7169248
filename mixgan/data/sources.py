"""A name or a path to its set: known names first, then paths, then what lies under MIXGAN_DATA."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mixgan import files
from mixgan.data.entries import Entry, shown
from mixgan.data.imageset import ImageSet
from mixgan.data.known import known
from mixgan.data.one_form import checked_size, resized
from mixgan.data.pairing import LIST, AskedBy, CaptionList, Pairing, named, possible
from mixgan.data.splits import Split
from mixgan.errors import DataError, unknown

__all__ = ["caption_lists", "is_here", "load", "pairings", "require_here", "why_unlabelled"]

SUFFIXES = (".zip", ".npz")
IDX_FOLDERS = ("MNIST", "FashionMNIST")     # under MIXGAN_DATA: idx files, no pictures
MOST_LISTED = 20            # names under MIXGAN_DATA that a message lists beside the known ones


def load(name_or_path: str, *, split: Split = "train", size: int | None = None, fetch: bool = True) -> ImageSet:
    """One split of a data set, whole in memory.

    `name_or_path`: a name of `known()`, a path to a folder, a zip or an npz, or the name of one under MIXGAN_DATA, with or
    without its suffix. A known name wins over a path of the same name: write `./mnist` for the path. `PATH#A:B` or
    `PATH#left:right`: pairs of pictures, `PATH#A:B:unpaired`: two sets that are none, and `PATH#captions.csv`: pictures with
    sentences, as `pairing` says.
    `size`: side in px, 8 to 256 in steps of 4; without it the set's own size, or 32 where its pictures differ.
    `fetch`: False for a page, which asks no other host: only what is on this machine.
    Raises DataError for what is not found, unsafe, or too little.
    """
    if split not in ("train", "test"):
        raise DataError(unknown("split", split, ("train", "test")))
    if size is not None:
        checked_size(size)
    if name_or_path in known():
        found = _known(name_or_path, split, fetch)
        return found if size is None or size == found.image_shape[-1] else resized(found, size)
    path, asked = _place(name_or_path)
    return _own(path, name_or_path, split, size, asked)


def _known(name: str, split: Split, fetch: bool) -> ImageSet:
    from mixgan.data import captions, digits, edges, idx, shapes, styles, toys

    match name:
        case "digits":
            return digits.load(split)
        case "ring":
            return toys.load(toys.RING, split)
        case "grid":
            return toys.load(toys.GRID, split)
        case "shapes":
            return shapes.load(split)
        case "mnist":
            return idx.load(idx.MNIST, split, fetch)
        case "fashion-mnist":
            return idx.load(idx.FASHION_MNIST, split, fetch)
        case "edges-shapes" | "edges-mnist" | "edges-fashion" | "edges-fashion-16":
            return edges.load(name, split, fetch)
        case "styles-digits" | "styles-mnist":
            return styles.load(name, split, fetch)
        case "captions-shapes":
            return captions.load(split)
    raise AssertionError(f"{name} is listed in known() and has no loader")


def _own(path: Path, source: str, split: Split, size: int | None, asked: AskedBy | None) -> ImageSet:
    from mixgan.data import archive, folder, npz

    try:
        if path.is_dir():
            return folder.load(path, source, split, size, asked)
        if path.suffix.lower() == ".zip":
            return archive.load(path, source, split, size, asked)
        if path.suffix.lower() == ".npz" and asked is None:
            return npz.load(path, source, split, size)
    except OSError as err:
        raise DataError(f"{path} cannot be read: {err.strerror or err}.", "Check the permissions of the file.") from err
    if isinstance(asked, CaptionList):
        raise DataError(f"{path} is neither a folder nor a .zip, and captions are read with those alone; it was not opened.",
                        f"Give a folder or a zip with pictures and {shown(asked.file)}.")
    if asked is not None:
        raise DataError(f"{path} is neither a folder nor a .zip, and pairs are read from those alone; it was not opened.",
                        "Give a folder or a zip with the folders A and B, or with pictures side by side.")
    raise DataError(f"{path} is neither a folder, nor a .zip, nor a .npz; it was not opened.",
                    "Give a folder of pictures, a zip of one, or arrays saved with np.savez.")


def why_unlabelled(name_or_path: str) -> str:
    """Why `load` would find no classes by that name, as a sentence, from names alone: no picture is read.

    '' where there may be classes: `load` has the last word. Raises DataError as `load` does for what is not there, or unsafe.
    """
    from mixgan.data import npz
    from mixgan.data.layout import why_no_classes

    if name_or_path in known():
        return ""
    path, asked = _place(name_or_path)
    if isinstance(asked, Pairing):
        return "They are pairs, whose folders are no classes."
    if asked is not None:
        return "They have sentences, and are read without classes."
    try:
        if path.suffix.lower() == ".npz" and not path.is_dir():
            return "" if npz.names_labels(path) else "None of its arrays is called 'labels'."
        with _listed(path, name_or_path) as entries:
            return why_no_classes([entry.name for entry in entries])
    except OSError:
        return ""                                                   # `load` says it


def pairings(name_or_path: str) -> list[Pairing]:
    """How own pictures could be pairs, from names and headers alone; none of it is taken for granted. Raises DataError."""
    from mixgan.data.own_pictures import probe

    if name_or_path in known():
        return []
    try:
        with _listed(_place(name_or_path)[0], name_or_path) as entries:
            probed, _ = probe(entries)
    except OSError:
        return []                                                   # `load` says it
    return possible([entry.name for entry, _ in probed], [sides for _, sides in probed])


def caption_lists(name_or_path: str) -> list[CaptionList]:
    """The tables beside own pictures that may have their sentences, from names alone. Raises DataError."""
    if name_or_path in known():
        return []
    try:
        with _listed(_place(name_or_path)[0], name_or_path) as entries:
            return [CaptionList(entry.name) for entry in entries if entry.name.lower().endswith(LIST)]
    except OSError:
        return []                                                   # `load` says it


@contextmanager
def _listed(path: Path, source: str) -> Iterator[list[Entry]]:
    """The files in a folder or a zip that may be pictures, in the order of their names."""
    from mixgan.data import archive, folder
    from mixgan.data.entries import sorted_out

    if path.is_dir():
        yield sorted_out(folder.entries_of(path)[0])[0]
    elif path.suffix.lower() == ".zip":
        with archive.opened(path) as opened:
            yield sorted_out(archive.entries_of(opened, source))[0]
    else:
        yield []


def is_here(name_or_path: str) -> bool:
    """Whether `load` would find something by that name, good or bad; nothing is opened."""
    return name_or_path in known() or any(_exists(place) for place in _places(_read(name_or_path)[0]))


def require_here(name_or_path: str) -> None:
    """Raises DataError where `load` would find nothing by that name; nothing is opened."""
    if name_or_path not in known():
        _place(name_or_path)


def _place(source: str) -> tuple[Path, AskedBy | None]:
    """Where own pictures lie, and how they are asked. Raises DataError."""
    name, asked = _read(source)
    if asked is not None and name in known():
        raise DataError(f"{name} is a known set, and only own pictures are told how they are asked.",
                        f"Leave #{asked} out.")
    return _found(name), asked


def _read(source: str) -> tuple[str, AskedBy | None]:
    """A path that is there is one, whatever its name says."""
    return (source, None) if any(map(_exists, _places(source))) else named(source)


def _found(name: str) -> Path:
    """Where `name` lies. Raises DataError that says where it was looked for."""
    for place in _places(name):
        if _exists(place):
            return place
    root, given = files.data_root(), _home_written_out(name)
    meant = name.lower() if name.lower() in known() else ""
    sentence = unknown("data set", shown(name), [*known(), *_under(root)])
    if meant and "Did you mean" not in sentence:        # difflib sees nothing alike in MNIST and mnist
        sentence += f" Did you mean '{meant}'?"
    raise DataError(
        sentence,
        f"It is no path either: nothing is at {shown(str(given.absolute()))}, nor under that name in {root}. "
        "Give a path to a folder, a zip or an npz, or set MIXGAN_DATA to the folder that holds it.")


def _places(name: str) -> list[Path]:
    """Where `name` may lie, the first to be taken first."""
    root = files.data_root()
    bare = Path(name).name == name and name.lower() not in known() and name not in IDX_FOLDERS
    return ([_home_written_out(name)] + ([root / name, *(root / f"{name}{suffix}" for suffix in SUFFIXES)] if bare else [])
            if name else [])


def _home_written_out(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:                # '~nobody' has no home
        return Path(name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):       # a name too long, or with a NUL
        return False


def _under(root: Path) -> list[str]:
    """Names of sets under MIXGAN_DATA, if they are few enough for a sentence."""
    try:
        paths = sorted(root.iterdir())
    except OSError:
        return []
    names = [path.stem for path in paths if path.suffix in SUFFIXES]
    names += [path.name for path in paths if path.is_dir() and path.name[0] != "." and path.name not in IDX_FOLDERS]
    return names if len(names) <= MOST_LISTED else []

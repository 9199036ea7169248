"""What asks, as it is read: zips of pairs, lists of sentences, questions as files and inside recipes."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from mixgan.errors import MixganError
from tests.fuzz.mutate import Payload
from tests.fuzz.target import made

__all__ = ["captioned", "captions", "pair_archives", "pairs", "question", "questions"]


def pair_archives() -> list[Payload]:
    from tests.data.planted import encoded, noise, write_zip

    folders = {f"{part}/{i}.png": encoded(noise(8, 8, seed=i)) for part in ("train/A", "train/B", "test/A", "test/B")
               for i in range(17)}
    halves = {f"{i}.png": encoded(noise(8, 16, 3, seed=i)) for i in range(20)}
    return [made(lambda folder, files=files: write_zip(folder / "data.zip", files)) for files in (folders, halves)]


def pairs(folder: Path) -> None:
    """What the form and a run make of a zip of pairs: how it could be such, then each of the ways."""
    from mixgan import data

    path = str(folder / "data.zip")
    for pairing in [*map(str, data.pairings(path)), "A:B", "left:right"]:
        with suppress(MixganError):
            found = data.load(f"{path}#{pairing}")
            found.facts(), data.describe(found)


@cache
def questions() -> list[Payload]:
    from mixgan.analysis.question import kept
    from tests.data.planted import encoded, noise

    return [{"q.png": encoded(noise(8, 8, 3)), "recipe.txt": kept(noise(8, 8, 1)).encode()},
            {"q.png": encoded(noise(9, 30)), "recipe.txt": kept(noise(8, 8, 1)).encode()}]


def question(folder: Path) -> None:
    """A picture that asks, as a file and as a recipe has it."""
    from mixgan.analysis.question import asked_with, read_question, taken_out

    with suppress(MixganError):
        asked_with(read_question(folder / "q.png", (1, 8, 8))[0], 2)
    try:
        recipe = (folder / "recipe.txt").read_bytes()
    except OSError:                                 # no file is opened for it in the app: the text lies inside a picture
        return
    taken_out(recipe.decode("latin-1"), (1, 8, 8))


@cache
def captioned() -> list[Payload]:
    """A folder with a list, with a header and without."""
    from tests.data.planted import encoded, noise

    pictures = {f"{i}.png": encoded(noise(8, 8, seed=i)) for i in range(20)}
    rows = [f'{i}.png,"a small, round thing of {i}"' for i in range(20)]
    return [{**pictures, "captions.csv": "\n".join([*header, *rows]).encode()} for header in (["file,caption"], [])]


def captions(folder: Path) -> None:
    """What the form and a run make of a folder with a list."""
    from mixgan import data

    data.caption_lists(str(folder))
    for split in ("train", "test"):
        found = data.load(f"{folder}#captions.csv", split=split)            # type: ignore[arg-type]
        found.facts(), data.describe(found)

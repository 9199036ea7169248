"""MNIST and Fashion-MNIST: the four idx files, in torchvision's layout, under MIXGAN_DATA.

They are read here and not by torchvision's class: that one trusts the header, needs torch (seconds), and opens a pickle
when an old version of itself left one behind. torchvision gets the files where they are missing.
"""

from __future__ import annotations

import gzip
import math
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from mixgan import files
from mixgan.data.imageset import ImageSet, digest_of
from mixgan.data.splits import Split
from mixgan.errors import DataError

__all__ = ["FASHION_MNIST", "MNIST", "IdxSet", "load", "read_idx"]

UNSIGNED_BYTE = 8
NETWORK_SECONDS = 3.0
STEMS = {"train": "train", "test": "t10k"}
DIGITS = tuple(str(i) for i in range(10))
CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


@dataclass(frozen=True)
class IdxSet:
    """`folder` is also the name of torchvision's class. `address`: where that class looks first."""

    name: str
    folder: str
    class_names: tuple[str, ...]
    address: str
    n: tuple[tuple[str, int], ...] = (("train", 60_000), ("test", 10_000))
    side_px: int = 28


MNIST = IdxSet("mnist", "MNIST", DIGITS, "https://ossci-datasets.s3.amazonaws.com/mnist/")
FASHION_MNIST = IdxSet("fashion-mnist", "FashionMNIST", CLOTHES, "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")


def load(which: IdxSet, split: Split, fetch: bool = True) -> ImageSet:
    """uint8 (N, 28, 28, 1). Raises DataError, with the command that gets the set, when it is neither here nor to be had.

    `fetch`: get it over the network where it is not here.
    """
    root = files.data_root()
    raw = root / which.folder / "raw"
    images_name, labels_name = f"{STEMS[split]}-images-idx3-ubyte", f"{STEMS[split]}-labels-idx1-ubyte"
    if not (_found(raw, images_name) and _found(raw, labels_name)):
        if not fetch:
            raise DataError(f"{which.folder} is not in {root}.", f"Put it there, or train on {which.name} once: that gets it.")
        _download(which, root)
    n = dict(which.n)[split]
    images = read_idx(_found(raw, images_name) or raw / images_name, (n, which.side_px, which.side_px))[..., None]
    labels = read_idx(_found(raw, labels_name) or raw / labels_name, (n,)).astype(np.int64)
    if labels.max() >= len(which.class_names):
        raise DataError(f"{raw / labels_name} holds the label {labels.max()}; 0 to {len(which.class_names) - 1} are known.",
                        "Delete the file, then get the set again.")
    return ImageSet(images, labels, which.class_names, which.name, digest_of(images, labels))


def _found(raw: Path, name: str) -> Path | None:
    return next((path for path in (raw / name, raw / f"{name}.gz") if path.is_file()), None)


def read_idx(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The unsigned bytes in an idx file, plain or .gz, once its header says exactly `shape` and its length agrees.

    Format: 0, 0, type (8), number of axes, then each length as a big-endian uint32, then the values.
    """
    count = math.prod(shape)
    header = bytes((0, 0, UNSIGNED_BYTE, len(shape))) + np.array(shape, ">u4").tobytes()
    try:
        with _opened(path) as file:
            found = file.read(len(header))
            body = file.read(count + 1) if found == header else b""
    except (OSError, EOFError, zlib.error) as err:
        raise DataError(f"{path} cannot be read: {err}.", "Delete it, then get the set again.") from err
    if found != header:
        raise DataError(f"{path} does not begin as an idx file of {' x '.join(map(str, shape))} bytes.",
                        "Delete it, then get the set again.")
    if len(body) != count:
        length = f"{len(body):,}" if len(body) < count else f"more than {count:,}"
        raise DataError(f"{path} should hold {count:,} values, it holds {length}.", "Delete it, then get the set again.")
    return np.frombuffer(body, np.uint8).reshape(shape).copy()      # copied: torch refuses memory that cannot be written


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")     # type: ignore[return-value]


def _download(which: IdxSet, root: Path) -> None:
    """Let torchvision get the set, where there is a network."""
    looked = f"{which.name} was looked for in {root / which.folder / 'raw'} and is not there"
    command = f"python -c \"import torchvision as t; t.datasets.{which.folder}('{root}', download=True)\""
    remedy = f"With a network, run: {command}. Or set MIXGAN_DATA to a folder that holds {which.folder}/raw."
    if not _reachable(which.address):
        raise DataError(f"{looked}; no network was found to get it.", remedy)
    try:
        import torchvision

        getattr(torchvision.datasets, which.folder)(str(root), download=True)
    except (RuntimeError, OSError) as err:
        reason = (str(err).strip() or type(err).__name__).splitlines()[0]
        raise DataError(f"{looked}; getting it failed: {reason}.", remedy) from err


def _reachable(address: str) -> bool:
    """Whether anything answers there within a few seconds; an error page is an answer."""
    try:
        urllib.request.urlopen(address, timeout=NETWORK_SECONDS).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
    return True

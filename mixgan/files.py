"""Files that are whole or absent: atomic writes, names and paths that stay inside, JSON with a version.

Every write goes to a temporary file beside its place, is flushed to the disk and renamed. A reader therefore sees
the old content or the new, never a part.
"""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mixgan.errors import ConfigError, RunError, StoreError

__all__ = [
    "checked_name", "data_root", "home", "inside", "made", "read_json", "read_toml", "runs_root", "shipped_root",
    "sync_folder", "temporary_folder", "write_bytes", "write_error", "write_json", "write_with",
]

MAX_JSON_BYTES = 2 * 2**20
MAX_TOML_BYTES = 2**20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def home() -> Path:
    """Where runs and caches live: `MIXGAN_HOME`, or the working directory."""
    return Path(os.environ.get("MIXGAN_HOME") or Path.cwd())


def runs_root() -> Path:
    return home() / "runs"


def data_root() -> Path:
    """Where data sets are looked for: `MIXGAN_DATA`, or `data` under home."""
    return Path(os.environ.get("MIXGAN_DATA") or home() / "data")


def shipped_root() -> Path:
    """The shipped models: `checkpoints` beside the package."""
    return Path(__file__).resolve().parent.parent / "checkpoints"


def checked_name(name: str, what: str = "name") -> str:
    """`name`, if it can be a folder name on every system: 1 to 64 of letters, digits, '.', '_', '-'."""
    if not _NAME.fullmatch(name) or ".." in name or name.endswith(".") or _RESERVED.fullmatch(name):
        raise ConfigError(
            f"The {what} {name[:80]!r} cannot be a folder name.",
            "Use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or a digit.",
        )
    return name


def inside(base: Path, *parts: str) -> Path:
    """`base/parts` with links resolved; refused when it leads out of `base`."""
    root = base.resolve()
    try:
        path = root.joinpath(*parts).resolve()
    except (OSError, RuntimeError, ValueError) as err:              # a link to itself, or no name of a file
        raise StoreError(f"'{'/'.join(parts)}' in {base} leads nowhere.", "Give the name of a file inside it.") from err
    if path != root and root not in path.parents:
        raise StoreError(f"'{'/'.join(parts)}' leads out of the folder {base}.", "Give a name inside it.")
    return path


def made(folder: Path) -> Path:
    """`folder`, made where it is missing. Raises RunError, with what to do, as the writes do."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise write_error(folder, err) from err
    return folder


def temporary_folder() -> Path:
    """The system's temporary folder, or, where it takes nothing, one under `home()` for this process.

    Libraries want one before they begin (torch does), whether they write into it or not. Python itself would take the working
    directory next, and fail where that takes nothing either. Raises RunError where home takes nothing.
    """
    try:
        found = Path(tempfile.gettempdir())
        if found != Path.cwd() or str(found) == os.environ.get("TMPDIR"):
            return found
    except FileNotFoundError:
        pass
    tempfile.tempdir = str(made(home() / "cache" / "tmp").resolve())
    return Path(tempfile.tempdir)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    write_with(path, lambda temporary: temporary.write_bytes(data))


def write_with(path: Path, write: Callable[[Path], object], *, new: bool = False) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place. For libraries that want a file name.

    `new`: of several writers at once, one wins, and the others get FileExistsError. Raises RunError, with what to do, when
    the disk is full or the folder cannot be written to.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        if new:
            os.link(temporary, path)                                # unlike a rename, it never replaces
        else:
            temporary.replace(path)
            temporary = None
        sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as err:
        raise write_error(path, err) from err
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the renames in a folder outlive a power cut: they are part of the folder, not of the files. Nothing on Windows."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_error(path: Path, err: OSError) -> RunError:
    if err.errno in (errno.ENOSPC, errno.EDQUOT):
        return RunError(f"The disk is full: {path} was not written.",
                        "Free some space and try again; a run goes on with --resume.", "disk")
    if err.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunError(f"{path.parent} cannot be written to.", "Make it writable, or set MIXGAN_HOME to another folder.", "disk")
    return RunError(f"{path} could not be written: {err.strerror or err}.", "Nothing half-written was left behind.", "disk")


def write_json(path: Path, content: Mapping[str, Any], version: int = 1, *, new: bool = False) -> None:
    """Write a JSON object with its version, whole or not at all; `new` as in `write_with`."""
    text = json.dumps({"version": version, **content}, indent=1, ensure_ascii=False, allow_nan=False)
    write_with(path, lambda temporary: temporary.write_bytes(text.encode()), new=new)


def read_json(path: Path, version: int = 1) -> dict[str, Any]:
    """The object in `path`, without its version. Refuses a file that is too large, broken, or of a newer version."""
    try:
        size = path.stat().st_size
        if size > MAX_JSON_BYTES:
            raise StoreError(f"{path} holds {size:,} bytes; at most {MAX_JSON_BYTES:,} are read.")
        content = json.loads(path.read_bytes())
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing.") from err
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise StoreError(f"{path} is not JSON: {err}.", "The file is unchanged.") from err
    if not isinstance(content, dict):
        raise StoreError(f"{path} should hold an object, it holds a {type(content).__name__}.")
    found = content.pop("version", 1)
    if not isinstance(found, int) or found > version:
        raise StoreError(f"{path} has version {found}; this mixgan reads up to {version}.", "Update mixgan.")
    return content


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a small TOML file that a person wrote. Raises StoreError or ConfigError in a sentence."""
    try:
        if path.stat().st_size > MAX_TOML_BYTES:
            raise ConfigError(f"{path} holds {path.stat().st_size:,} bytes; at most {MAX_TOML_BYTES:,} are read.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing.") from err
    except OSError as err:
        raise StoreError(f"{path} cannot be read: {err.strerror}.") from err
    except (ValueError, RecursionError) as err:
        raise ConfigError(f"{path} is not TOML: {err}.", "The file is unchanged.") from err

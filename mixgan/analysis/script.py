"""A talk as a Markdown file: pages in order, the state in which each opens, and what is said there. No torch, no streamlit.

    # Two minutes                                       the title; what follows it, up to the first step, are notes
    ## A tree of questions                              a step
    <Tree?model=hmog-mnist&seed=0&z=5>                  the page's link, as the browser shows it: a whole address does too
    Each fork is a question that nobody taught it.      what is said: to the next step
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from mixgan.errors import ConfigError, StoreError, unknown
from mixgan.files import inside

__all__ = ["BESIDE", "FRAME", "SECOND", "STATES", "Script", "Step", "open_script", "read_script", "script_beside"]

BESIDE = "script.md"                    # in a model folder
EVERYWHERE = ("model", "seed", "label", "beside")
SECOND = "beside_"                      # in front of what a link says of the model beside the open one alone
FRAME = ("script", "tour", "talk")      # of the talk itself, not of a step: a link copied in a talk has them
# what a page's link can say, page by page
STATES = {
    "Home": ("sample",), "Ways": ("data", "runs"),
    "Tree": ("node", "z", "pad", "hold", "push", "morph", "dial", "pictures", "drawn", "ink"),
    "Experts": ("expert", "off", "mode", "order", "z", "pad", "drawn", "ink"),
    "Covariance": ("level", "spreads", "comp", "z"), "Mixture": ("w", "s", "z"),
    "Map": ("by", "layout", "z", "real", "lasso", "line"), "Answers": ("question", "pad", "draws", "shown"),
    "Learning": ("step", "show", "node"),
    "Compare": ("a", "b", "c", "d", "step", "sample"), "Claims": ("table",), "Train": ("run", "step", "with"),
}
MAX_BYTES = 100_000
MOST_STEPS = 200
EXAMPLE = "A step is '## Title', then <Tree?model=hmog-mnist>, then what is said."
_ADDRESS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Step:
    """One screen of a talk. `query`: what its link says beside the page; `say`: plain text, a blank line between paragraphs."""

    title: str
    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    say: str = ""


@dataclass(frozen=True)
class Script:
    """A talk: its title, which may be empty, and its steps, one or more."""

    title: str
    steps: tuple[Step, ...]


def read_script(text: str) -> Script:
    """The talk in `text`. Raises ConfigError for no steps, a step without address, a page or a state that is not there."""
    head, *parts = re.split(r"^##[ \t]+", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    if not parts:
        raise ConfigError("The script has no steps.", EXAMPLE)
    if len(parts) > MOST_STEPS:
        raise ConfigError(f"The script has {len(parts):,} steps, and {MOST_STEPS} is the most.", "Split it into several talks.")
    title = re.search(r"^#[ \t]+(.+)$", head, re.MULTILINE)
    return Script(title[1].strip() if title else "", tuple(_step(number, part) for number, part in enumerate(parts, 1)))


def open_script(path: Path) -> Script:
    """The talk in a file of UTF-8. Raises StoreError where it cannot be read, ConfigError as `read_script` does."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as err:
        raise StoreError(f"The script {path} cannot be read: {err.strerror}.", "Give a Markdown file.") from err
    if content is None:
        raise StoreError(f"The script {path} is larger than {MAX_BYTES // 1000} kB.", "Give a Markdown file of steps alone.")
    try:
        return read_script(content.decode("utf-8-sig"))
    except UnicodeDecodeError as err:
        raise StoreError(f"The script {path} is not text in UTF-8.", "Save it as a Markdown file in UTF-8.") from err


def script_beside(model: Path) -> Script | None:
    """The talk that lies beside a model (`script.md` in its folder); None where there is none. Raises as `open_script` does."""
    path = inside(model, BESIDE)
    return open_script(path) if path.exists() else None


def _step(number: int, part: str) -> Step:
    title, _, rest = part.partition("\n")
    address, _, said = rest.strip().partition("\n")
    found = _ADDRESS.fullmatch(address.strip())
    where = f"Step {number} of the script ('{title.strip()[:60]}')"
    if found is None:
        raise ConfigError(f"{where} has no address on the line below its title.", EXAMPLE)
    page, query = _place(where, found[1].strip())
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", said))
    return Step(title.strip(), page, query, "\n\n".join(filter(None, paragraphs)))


def _place(where: str, address: str) -> tuple[str, dict[str, str]]:
    """`Tree?z=5`, `./?seed=3` (Home) or a whole address of the app: its page and query."""
    try:
        parts = urlsplit(address)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
    except ValueError as err:
        raise ConfigError(f"{where} has the address <{address[:80]}>, which cannot be read.", EXAMPLE) from err
    page = parts.path.strip("./").rpartition("/")[2] or "Home"
    if page not in STATES:
        raise ConfigError(f"{where}: {unknown('page', page[:80], STATES)}")
    query = {name: value for name, value in asked if name not in FRAME}
    for name in query:
        own = name.removeprefix(SECOND) if "beside" in query else name          # of the second model
        if own not in (*EVERYWHERE, *STATES[page]):
            raise ConfigError(f"{where}: {unknown('state', name[:80], (*EVERYWHERE, *STATES[page]))}")
    return page, query

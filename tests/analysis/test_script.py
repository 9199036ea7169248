"""A talk from a Markdown file: what is read, and the sentence for what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mixgan.ui
from mixgan.analysis.script import EVERYWHERE, STATES, Script, Step, open_script, read_script, script_beside
from mixgan.errors import ConfigError, StoreError
from mixgan.ui.shell import PAGES

TALK = """# Two minutes

Notes for whoever speaks.

## A tree of questions
<Tree?model=hmog-mnist&seed=0&z=5>
Each fork is a question
that nobody taught it.

Second paragraph.

##  Home again

<http://localhost:8501/?model=runs%2Fmine&talk=1&tour=3&sample=2>

## Map
<Map>
### a heading of a step is said, not a step
"""


def test_a_talk_is_read() -> None:
    assert read_script(TALK) == Script("Two minutes", (
        Step("A tree of questions", "Tree", {"model": "hmog-mnist", "seed": "0", "z": "5"},
             "Each fork is a question that nobody taught it.\n\nSecond paragraph."),
        Step("Home again", "Home", {"model": "runs/mine", "sample": "2"}, ""),
        Step("Map", "Map", {}, "### a heading of a step is said, not a step"),
    ))
    assert read_script(TALK.replace("\n", "\r\n")) == read_script(TALK)


@pytest.mark.parametrize("address", ["Home", "./", ".", "", "/", "http://localhost:8501", "http://localhost:8501/"])
def test_home_has_many_names(address: str) -> None:
    assert read_script(f"## One\n<{address}>").steps == (Step("One", "Home"),)
    assert read_script("## One\n<https://example.org/mixgan/Tree?z=1>").steps[0].page == "Tree"


@pytest.mark.parametrize(("text", "says"), [
    ("", "has no steps"), ("# Title\n<Tree>\nwords", "has no steps"), ("##Tree\n<Tree>", "has no steps"),
    ("## One\nTree?z=5", "Step 1 of the script ('One') has no address"), ("## One", "has no address"),
    ("## One\n<Tree>\n## Two\nwords\n<Tree>", "Step 2 of the script ('Two') has no address"),
    ("## One\n<Tre?z=5>", "Unknown page 'Tre'"), ("## One\n<Tre?z=5>", "Did you mean 'Tree'?"),
    ("## One\n<Tree?knot=L>",
     "Unknown state 'knot'. Known: beside, dial, drawn, hold, ink, label, model, morph, node, pad, pictures, push, seed, z."),
    ("## One\n<Tree?z>", "cannot be read"), ("## One\n<http://[::1>", "cannot be read"),
    ("## One\n<Tree>\n" * 201, "201 steps, and 200 is the most")])
def test_what_is_wrong_is_a_sentence(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        read_script(text)


def test_a_file_is_opened_or_said_why_not(tmp_path: Path) -> None:
    assert script_beside(tmp_path) is None
    path = tmp_path / "script.md"
    path.write_bytes(b"\xef\xbb\xbf" + TALK.encode())                # as some editors save it
    assert open_script(path) == script_beside(tmp_path) == read_script(TALK)
    for content, says in ((b"\xff\xfe#", "not text in UTF-8"), (b"#" * 100_001, "larger than 100 kB")):
        path.write_bytes(content)
        with pytest.raises(StoreError, match=says):
            open_script(path)
    with pytest.raises(StoreError, match="cannot be read"):
        open_script(tmp_path / "none.md")


def test_pages_and_states_are_those_of_the_app() -> None:
    """Every page of the menu, and every name that a page's own code reads from the link."""
    assert tuple(STATES) == tuple(PAGES)
    code = "\n".join(path.read_text() for path in Path(mixgan.ui.__file__).parent.rglob("*.py"))
    read = set(re.findall(r'at_start\("(\w+)"', code))
    assert len(read) > 15
    assert read == {name for states in STATES.values() for name in states if name not in EVERYWHERE}

"""What a session keeps under a name belongs to one file: two that share a name read each other's values."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import mixgan.ui


def kept_names(path: Path) -> set[str]:
    """Names that begin with `_` and are given to a constant of the file, or to `session_state` itself."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "session_state":
            found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
        elif isinstance(node, ast.Assign) and all(name.id.isupper() for target in node.targets for name in ast.walk(target)
                                                  if isinstance(name, ast.Name)):
            found |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
    return {name for name in found if isinstance(name, str) and name[:1] == "_" and name[1:].isidentifier()}


def test_no_two_files_keep_something_under_one_name() -> None:
    owners = defaultdict(list)
    for path in sorted(Path(mixgan.ui.__file__).parent.rglob("*.py")):
        for name in kept_names(path):
            owners[name].append(path.name)
    assert len(owners) > 10
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}

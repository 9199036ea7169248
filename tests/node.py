"""The page's own scripts, run by Node: what a test asks of them without a browser."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mixgan.ui.components.scripts import ENGINE, module

__all__ = ["find_node", "run_node", "run_program", "run_programs"]

_DRIVER = """
import fs from "node:fs";
const { script, expression, arguments: given } = JSON.parse(fs.readFileSync(0, "utf8"));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const finite = (value) => (Number.isFinite(value) ? value : String(value));
const plain = (key, value) => (ArrayBuffer.isView(value) ? Array.from(value, finite) : value);
const names = Object.keys(given);
const code = `${script}\\nexport default (bytes, ${names.join(", ")}) => (${expression});`;
const { default: ask } = await import("data:text/javascript;base64," + Buffer.from(code).toString("base64"));
console.log(JSON.stringify(await ask(bytes, ...names.map((name) => given[name])), plain));
"""


def find_node() -> str:
    """The path of Node: the system's, or the one that Playwright brings. Skips the test where there is none."""
    found = shutil.which("node")
    if found:
        return found
    try:
        import playwright
    except ImportError:
        pytest.skip("no Node on this machine, nor Playwright, which brings one")
    own = Path(playwright.__file__).parent / "driver" / "node"
    if not own.is_file():
        pytest.skip("no Node on this machine, and Playwright's is missing")
    return str(own)


def run_node(
    expression: str, arguments: Mapping[str, Any] | None = None, scripts: Sequence[str] = ENGINE, patience: float = 60,
) -> Any:
    """The JSON value of a JavaScript expression over `scripts`, within `patience` seconds.

    `arguments` become its variables; `bytes(base64)` is a Uint8Array; NaN and infinities arrive as text.

    Raises RuntimeError with what the script said when it failed.
    """
    request = {"script": module(*scripts), "expression": expression, "arguments": dict(arguments or {})}
    done = subprocess.run(
        [find_node(), "--input-type=module", "-e", _DRIVER],
        input=json.dumps(request), capture_output=True, text=True, timeout=patience, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def run_program(program: bytes, inputs: Mapping[str, Any], wanted: Sequence[str] | None = None) -> dict[str, Any]:
    """What the page's interpreter makes: `images` (flat, m rows), `m`; `weights`, `gates` and `logits` if any."""
    return run_programs(program, [inputs], wanted)[0]


def run_programs(
    program: bytes, inputs: Sequence[Mapping[str, Any]], wanted: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The same for many inputs, one after another, by one Node."""
    arguments = {"program": base64.b64encode(program).decode(), "inputs": [dict(one) for one in inputs]}
    asked = "" if wanted is None else ", " + json.dumps(list(wanted))
    # a copy of each result: the next run may write where the last one did
    each = f"inputs.map((one) => structuredClone(model.run(one{asked})))"
    made = run_node(f"((model) => {each})(loadProgram(bytes(program)))", arguments)
    return [{name: value if name == "m" else [float(v) for v in value] for name, value in out.items()} for out in made]

"""What the machine is: the driver's answer read line by line, and no answer at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mixgan.jobs import machine


def test_each_line_of_the_driver_is_a_device() -> None:
    first, second = machine.parsed("NVIDIA H100 80GB HBM3, 81559, 1024, 37\nTesla, with a comma, 16000, 0, [N/A]\n")
    assert first == machine.Gpu("NVIDIA H100 80GB HBM3", 81559, 1024, 0.37)
    assert second == machine.Gpu("Tesla, with a comma", 16000, 0, None)


@pytest.mark.parametrize("lines", ["", "No devices were found", "a, b, c, d\n\n"])
def test_what_is_no_device_is_passed_over(lines: str) -> None:
    assert machine.parsed(lines) == ()


@pytest.mark.skipif(os.name == "nt", reason="the planted tool is a shell script")
@pytest.mark.parametrize(("script", "n"), [("echo 'A GPU, 1000, 10, 5'", 1), ("echo broken; exit 9", 0)])
def test_the_tool_is_asked_where_it_is(script: str, n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert len(machine.gpus()) == n
    for hidden in ("", "-1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
        assert machine.gpus() == ()


def test_a_look_gives_numbers_that_can_be() -> None:
    seen = machine.look()
    assert seen.cores >= 1
    assert 0 < seen.free_mb <= seen.memory_mb

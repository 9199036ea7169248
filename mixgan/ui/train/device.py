"""What a run would train on: the GPU with its memory and use, or the processor with an honest sentence."""

from __future__ import annotations

import streamlit as st

from mixgan.jobs import machine
from mixgan.ui import look

__all__ = ["panel", "sentence"]

SHORT_MB = 1500                 # what training digits may take; below it the machine begins to swap


def panel() -> None:
    st.caption(look.plain(sentence(_seen())))


@st.cache_data(ttl=5, show_spinner=False)
def _seen() -> machine.Machine:
    return machine.look()


def sentence(seen: machine.Machine) -> str:
    """One or two sentences; numbers of this moment."""
    free = f"{seen.free_mb / 1024:.1f} of {seen.memory_mb / 1024:.1f} GB memory free"
    if seen.gpus:
        said = [_gpu(one) for one in seen.gpus]
        return f"Trains on the GPU, where PyTorch reaches it: {'; '.join(said)}. Beside it {_cores(seen.cores)}, {free}."
    if seen.apple:
        return f"Trains on this Mac's own GPU (choose device cpu to leave it alone). {_cores(seen.cores)}, {free}."
    busy = min(seen.load, seen.cores)
    words = [f"Trains on the processor: {_cores(seen.cores)}, {busy:.1f} busy now, {free}; no GPU was found."]
    if seen.load > seen.cores:
        words.append(f"More wants to run than there are cores (load {seen.load:.1f}), so a training takes longer than it says.")
    if seen.free_mb < SHORT_MB:
        words.append("Memory is short: close something, or take a smaller batch.")
    elif seen.load <= seen.cores:
        words.append("Small models learn well here, larger pictures want a GPU.")
    return " ".join(words)


def _cores(n: int) -> str:
    return "1 core" if n == 1 else f"{n} cores"


def _gpu(one: machine.Gpu) -> str:
    use = "" if one.use is None else f", {100 * one.use:.0f} % in use"
    return f"{one.name}, {(one.memory_mb - one.used_mb) / 1024:.1f} of {one.memory_mb / 1024:.1f} GB free{use}"
